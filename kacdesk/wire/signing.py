"""This file is the place where a desk signs its requests and the central store verifies them (Ed25519).

What is signed: method, path with its query, Content-Digest, timestamp in ms and nonce, each on a line.
The header reads `Kac-Sig: ed25519 t=1789000000123,n=<22 letters>,s=<86 letters>`.
"""

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_HEADER = "Kac-Sig"
WINDOW_MS = 5 * 60 * 1000
"""How far a request's timestamp may lie from the central store's clock.

A desk whose clock is wrong signs with the time it learnt: the refusal `urn:kac:p:clock` carries `now`.
"""

_HEADER = re.compile(r"ed25519 t=(\d{1,16}),n=([A-Za-z0-9_-]{22}),s=([A-Za-z0-9_-]{86})")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature header as read."""

    timestamp_ms: int
    nonce: str
    value: bytes


def new_private_key() -> bytes:
    """Return a new private key, 32 raw bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    """Return the public half of a private key, 32 raw bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def fingerprint(public: bytes) -> str:
    """Return what two people compare over the telephone: six groups of five digits (about 100 bits)."""
    number = int.from_bytes(hashlib.sha256(b"kacdesk desk key" + public).digest()) % 10**30
    digits = f"{number:030d}"
    return " ".join(digits[place : place + 5] for place in range(0, 30, 5))


def sign_request(private: bytes, *, method: str, path: str, digest: str, timestamp_ms: int) -> str:
    """Return the Kac-Sig header of one request; the nonce is drawn here."""
    nonce = secrets.token_urlsafe(16)
    signed = Ed25519PrivateKey.from_private_bytes(private).sign(
        _text(method, path, digest, timestamp_ms, nonce)
    )
    value = base64.urlsafe_b64encode(signed).decode().rstrip("=")
    return f"ed25519 t={timestamp_ms},n={nonce},s={value}"


def read_signature(header: str) -> Signature | None:
    """Read a Kac-Sig header; None when it is not one."""
    found = _HEADER.fullmatch(header.strip())
    if found is None:
        return None
    try:
        value = base64.urlsafe_b64decode(found.group(3) + "==")
    except (binascii.Error, ValueError):
        return None
    return Signature(int(found.group(1)), found.group(2), value)


def signature_holds(public: bytes, signature: Signature, *, method: str, path: str, digest: str) -> bool:
    """Say whether the holder of the private half of `public` signed this request."""
    signed = _text(method, path, digest, signature.timestamp_ms, signature.nonce)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature.value, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _text(method: str, path: str, digest: str, timestamp_ms: int, nonce: str) -> bytes:
    return "\n".join((method.upper(), path, digest, str(timestamp_ms), nonce)).encode()
