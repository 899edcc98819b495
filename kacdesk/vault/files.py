"""This file is the place where attached files lie on the disk, encrypted, page by page, each with a key of its own.

A copy is a row of pages: 12 random bytes, up to 64 KiB of contents sealed by AES-256-GCM, the tag. Every page is bound
to the file's hash, its size and its own place, so that pages cannot be changed, moved, exchanged or cut off unseen.
The name is an HMAC of the hash by the file's own key: a folder of copies tells nobody which files they are, and a copy
whose key was erased can neither be read nor recognised. The contents need not be here whole: pages may be added as
they are fetched.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kacdesk.core import clock
from kacdesk.core.durable import force_names

FOLDER_NAME = "files"
PAGE_BYTES = 64 * 1024
_NONCE_BYTES = 12
_SEALED_BYTES = _NONCE_BYTES + PAGE_BYTES + 16
_KEY_BYTES = 32
GRACE_MS = 24 * 60 * 60 * 1000
"""How long a copy that nobody names is left alone: an older store that was put back for an hour must not take what the
newer one still names."""


class BrokenCopy(Exception):
    """The copy on this disk is missing, too short, or not what was written."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy in a folder: by the hash and the size of its contents, and its key."""

    folder: Path
    sha256: bytes
    size: int
    key: bytes

    @property
    def path(self) -> Path:
        """Return where the copy lies."""
        return self.folder / copy_name(self.sha256, self.key)

    @property
    def pages(self) -> int:
        """Return how many pages the whole contents have."""
        return -(-self.size // PAGE_BYTES)


def new_key() -> bytes:
    """Return the random key of one copy."""
    return secrets.token_bytes(_KEY_BYTES)


def copy_name(sha256: bytes, key: bytes) -> str:
    """Return the name of a copy, which only somebody who has its key can tell."""
    return hmac.new(key, b"kacdesk file name v1" + sha256, hashlib.sha256).hexdigest()


def write_copy(copy: Copy, contents: bytes) -> None:
    """Write the whole contents so that a power cut cannot take them any more; raises OSError."""
    if len(contents) != copy.size:
        raise ValueError("the size is another one")
    _make(copy.folder)
    try:
        with copy.path.open("xb") as stream:
            for place in range(copy.pages):
                stream.write(_sealed(copy, place, contents[place * PAGE_BYTES : (place + 1) * PAGE_BYTES]))
            stream.flush()
            os.fsync(stream.fileno())
        force_names(copy.folder)
    except OSError:
        copy.path.unlink(missing_ok=True)
        raise


def read_copy(copy: Copy) -> Iterator[bytes]:
    """Yield the contents page by page; raises BrokenCopy, at the latest at the end when the hash is another one."""
    digest = hashlib.sha256()
    try:
        with copy.path.open("rb") as stream:
            for place in range(copy.pages):
                page = _opened(copy, place, stream.read(_SEALED_BYTES))
                digest.update(page)
                yield page
            if stream.read(1):
                raise BrokenCopy
    except OSError as error:
        raise BrokenCopy from error
    if digest.digest() != copy.sha256:
        raise BrokenCopy


def read_part(copy: Copy, at: int, most: int) -> bytes:
    """Return up to `most` bytes of the contents from offset `at` on; raises BrokenCopy."""
    end = min(at + most, copy.size)
    first, last = at // PAGE_BYTES, -(-end // PAGE_BYTES)
    parts = bytearray()
    try:
        with copy.path.open("rb") as stream:
            stream.seek(first * _SEALED_BYTES)
            for place in range(first, last):
                parts += _opened(copy, place, stream.read(_SEALED_BYTES))
    except OSError as error:
        raise BrokenCopy from error
    return bytes(parts[at - first * PAGE_BYTES : end - first * PAGE_BYTES])


def held_bytes(copy: Copy) -> int:
    """Return how many bytes of a copy that is being fetched are here in whole pages."""
    try:
        length = copy.path.stat().st_size
    except OSError:
        return 0
    if length >= _stored_bytes(copy):
        return copy.size
    return length // _SEALED_BYTES * PAGE_BYTES


def add_part(copy: Copy, at: int, part: bytes) -> None:
    """Put fetched bytes behind those that are here, durably; raises OSError.

    `at` is `held_bytes`, and the part ends with a page or with the contents. A page that was torn is written anew.
    """
    if at % PAGE_BYTES or at != held_bytes(copy) or at + len(part) > copy.size:
        raise ValueError("the part does not fit here")
    if len(part) % PAGE_BYTES and at + len(part) != copy.size:
        raise ValueError("the part ends inside a page")
    first = at // PAGE_BYTES
    _make(copy.folder)
    new = not copy.path.exists()
    with copy.path.open("xb" if new else "r+b") as stream:
        stream.seek(first * _SEALED_BYTES)
        for begin in range(0, len(part), PAGE_BYTES):
            stream.write(_sealed(copy, first + begin // PAGE_BYTES, part[begin : begin + PAGE_BYTES]))
        stream.truncate()
        stream.flush()
        os.fsync(stream.fileno())
    if new:
        force_names(copy.folder)


def remove_copy(copy: Copy) -> None:
    """Take a copy from the disk, if it is there; without its key it was unreadable already."""
    copy.path.unlink(missing_ok=True)


def folder_beside(database: Path) -> Path:
    """Return where the copies lie of the files that a desk's database names."""
    return database.parent / FOLDER_NAME


def remove_copies(copies: Iterable[Copy]) -> None:
    """Take copies from the disk whose keys are gone. One that is in use just now is swept at a later start."""
    for copy in copies:
        with suppress(OSError):
            remove_copy(copy)


def sweep(folder: Path, known: set[str]) -> int:
    """Remove copies that nobody names, left by an attaching or a forgetting that was interrupted; return how many.

    One that cannot be removed now is tried again at the next start.
    """
    if not folder.is_dir():
        return 0
    too_new_ns = (clock.now_ms() - GRACE_MS) * 1_000_000
    gone = 0
    for path in folder.iterdir():
        with suppress(OSError):
            if path.name not in known and path.is_file() and path.stat().st_mtime_ns < too_new_ns:
                path.unlink()
                gone += 1
    return gone


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir()
        force_names(folder.parent)


def _stored_bytes(copy: Copy) -> int:
    return copy.size + copy.pages * (_SEALED_BYTES - PAGE_BYTES)


def _bound(copy: Copy, place: int) -> bytes:
    return b"kacdesk file page v1" + copy.sha256 + copy.size.to_bytes(8) + place.to_bytes(8)


def _sealed(copy: Copy, place: int, page: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(copy.key).encrypt(nonce, page, _bound(copy, place))


def _opened(copy: Copy, place: int, raw: bytes) -> bytes:
    expected = min(PAGE_BYTES, copy.size - place * PAGE_BYTES)
    if len(raw) != expected + _SEALED_BYTES - PAGE_BYTES:
        raise BrokenCopy
    try:
        return AESGCM(copy.key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(copy, place))
    except InvalidTag as error:
        raise BrokenCopy from error
