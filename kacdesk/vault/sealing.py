"""This file is the place where something is sealed to somebody's public key, so that only they can open it.

A small secret is sealed whole (HPKE after RFC 9180). A file is sealed as a stream: a content key sealed to the
recipient, then parts of bounded size, each with its place in its nonce and the last one marked, so that a part that
was changed, moved, repeated or cut off is found before anything of it is used.
"""

import hashlib
import hmac
import secrets
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_KEY_BYTES = 32
_SEALED_KEY_BYTES = _KEY_BYTES + 32 + 16
"""A sealed content key: the sender's ephemeral public key, the key, the tag."""

LARGEST_PART_BYTES = 5 * 1024 * 1024
"""The most one part may hold: a batch at its limit and its head (`wire.sizes.RAW_BYTES`)."""

_LENGTH = struct.Struct(">I")
_TAG_BYTES = 16


class NotForUs(ValueError):
    """The bytes were not sealed to this key, or not for this purpose."""


class BrokenSeal(ValueError):
    """The sealed file was changed, cut off or put together from others."""


def new_keypair() -> tuple[bytes, bytes]:
    """Return a new private key and its public half, 32 raw bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_half(private: bytes) -> bytes:
    """Return the public half of a private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def key_mark(public: bytes) -> bytes:
    """Return 8 bytes by which a public key is recognised without naming it whole."""
    return hashlib.sha256(b"kacdesk key mark" + public).digest()[:8]


def seal(public: bytes, plain: bytes, info: bytes) -> bytes:
    """Return a small secret sealed to `public`; `info` says for what, and must be said again to open it."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info)


def unseal(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """Return what was sealed to the public half of `private` for the same purpose; raises NotForUs."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info)
    except (InvalidTag, ValueError) as error:
        raise NotForUs from error


def write_sealed(
    stream: BinaryIO, parts: Iterable[bytes], *, public: bytes, info: bytes, secret: bytes = b""
) -> None:
    """Write a stream of parts sealed to `public`. One part at a time is in memory.

    With `secret` only somebody who knows it could have written them, and it is needed to read them.
    """
    content_key = secrets.token_bytes(_KEY_BYTES)
    sealed_key = seal(public, content_key, info)
    stream.write(sealed_key)
    cipher, bound = _cipher(content_key, secret), hashlib.sha256(info + sealed_key).digest()
    place, waiting = 0, None
    for part in parts:
        if len(part) > LARGEST_PART_BYTES:
            raise ValueError("the part is too large")
        if waiting is not None:
            _write_part(stream, cipher, waiting, place=place, last=False, bound=bound)
            place += 1
        waiting = part
    _write_part(stream, cipher, waiting or b"", place=place, last=True, bound=bound)


def read_sealed(stream: BinaryIO, *, private: bytes, info: bytes, secret: bytes = b"") -> Iterator[bytes]:
    """Yield the parts of a stream one by one; raises NotForUs before the first, BrokenSeal at a bad one.

    What was yielded before BrokenSeal is a true beginning. Nothing may be done upon it before the end came.
    """
    sealed_key = stream.read(_SEALED_KEY_BYTES)
    if len(sealed_key) != _SEALED_KEY_BYTES:
        raise BrokenSeal("the file ends in its head")
    content_key = unseal(private, sealed_key, info)
    cipher, bound = _cipher(content_key, secret), hashlib.sha256(info + sealed_key).digest()
    place, raw = 0, _read_part(stream)
    if raw is None:
        raise BrokenSeal("the file ends before its first part")
    while True:
        following = _read_part(stream)
        try:
            yield cipher.decrypt(_nonce(place, last=following is None), raw, bound)
        except InvalidTag as error:
            raise BrokenSeal(f"part {place} is not what was sealed") from error
        if following is None:
            return
        place, raw = place + 1, following


def _cipher(content_key: bytes, secret: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(hmac.new(content_key, b"kacdesk parts v1" + secret, hashlib.sha256).digest())


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11) + bytes([last])


def _write_part(
    stream: BinaryIO, cipher: ChaCha20Poly1305, part: bytes, *, place: int, last: bool, bound: bytes
) -> None:
    raw = cipher.encrypt(_nonce(place, last=last), part, bound)
    stream.write(_LENGTH.pack(len(raw)) + raw)


def _read_part(stream: BinaryIO) -> bytes | None:
    """Return the next sealed part, None when the file ends before it."""
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    if len(head) != _LENGTH.size:
        raise BrokenSeal("the file ends before its last part")
    (size,) = _LENGTH.unpack(head)
    if not _TAG_BYTES <= size <= LARGEST_PART_BYTES + _TAG_BYTES:
        raise BrokenSeal("a part has an impossible size")
    raw = stream.read(size)
    if len(raw) != size:
        raise BrokenSeal("the file ends in a part")
    return raw
