"""This file is the place where it is fixed how much may go over the line at once."""

BATCH_CHANGES = 1000
BATCH_BYTES = 256 * 1024
RAW_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
SMALLEST_CHUNK_BYTES = 32 * 1024
LARGEST_FILE_BYTES = 20 * 1024 * 1024
SMALL_BYTES = 16 * 1024
"""The most a hello or enrolment may hold; they are about 1 KiB."""
