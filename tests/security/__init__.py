"""Tests of what must not be possible, whoever asks."""
