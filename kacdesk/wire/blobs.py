"""This file is the place where what both sides say of a file's bytes has its form."""

from msgspec import Struct

OFFSET_HEADER = "Upload-Offset"
SIZE_HEADER = "Upload-Length"
FILE_STATE_HEADER = "Kac-File-State"


class BlobReply(Struct):
    """How much of a file the central store has: `received` of `size` bytes; `state` is partial, stored or safe."""

    size: int
    received: int
    state: str
