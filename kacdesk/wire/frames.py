"""This file is the place where lines become a request body and a body becomes lines, both within bounds."""

import base64
import hashlib
import hmac
import io
import re
import zlib
from collections.abc import Iterable

import zstandard

from kacdesk.wire.sizes import RAW_BYTES

_WINDOW_BYTES = 8 * 1024 * 1024
_LEVEL = 3
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
ENCODINGS = ("zstd", "gzip", "identity")


class BadFrame(ValueError):
    """The body is not readable as announced; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TooLarge(BadFrame):
    """The body is, or decodes to, more than its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__("too-large", f"the body exceeds {limit} bytes")
        self.limit = limit


def encode_body(raw: bytes, encoding: str) -> bytes:
    """Return the body in the given encoding: zstd, gzip or identity."""
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=_LEVEL).compress(raw)
    if encoding == "gzip":
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        return packer.compress(raw) + packer.flush()
    if encoding == "identity":
        return raw
    raise BadFrame("encoding", "the encoding is not known")


def decode_body(body: bytes, encoding: str, *, limit: int = RAW_BYTES) -> bytes:
    """Return what the body holds; raises TooLarge beyond `limit`, BadFrame for a broken one."""
    if encoding in ("", "identity"):
        raw = body
    elif encoding == "zstd":
        raw = _unzstd(body, limit)
    elif encoding == "gzip":
        raw = _gunzip(body, limit)
    else:
        raise BadFrame("encoding", "the encoding is not known")
    if len(raw) > limit:
        raise TooLarge(limit)
    return raw


def content_digest(body: bytes) -> str:
    """Return the Content-Digest header (RFC 9530) of the encoded body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def digest_agrees(header: str, body: bytes) -> bool:
    """Say whether a Content-Digest header is that of the body."""
    found = _DIGEST.fullmatch(header.strip())
    if found is None:
        return False
    return hmac.compare_digest(base64.b64decode(found.group(1)), hashlib.sha256(body).digest())


def join_lines(lines: Iterable[bytes]) -> bytes:
    """Return the lines as NDJSON, each with its line end."""
    return b"".join(line + b"\n" for line in lines)


def split_lines(raw: bytes, *, most: int) -> list[bytes]:
    """Return the lines of NDJSON; the last must be complete, and there may not be more than `most`."""
    if not raw:
        return []
    if not raw.endswith(b"\n"):
        raise BadFrame("torn", "the last line is not complete")
    if raw.count(b"\n") > most:
        raise TooLarge(most)
    return raw[:-1].split(b"\n")


def _unzstd(body: bytes, limit: int) -> bytes:
    unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES)
    try:
        with unpacker.stream_reader(io.BytesIO(body)) as reader:
            return reader.read(limit + 1)
    except (zstandard.ZstdError, MemoryError) as error:
        raise BadFrame("encoding", "the body is not zstd") from error


def _gunzip(body: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(31)
    try:
        raw = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadFrame("encoding", "the body is not gzip") from error
    if len(raw) <= limit and not unpacker.eof:
        raise BadFrame("torn", "the gzip body is not complete")
    return raw
