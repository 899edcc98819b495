"""This file is the place where what a parcel carries has its form, when an exchange goes by file and not by line.

A parcel is a desk's hello and its sealed lines, the answer the central store's marks and pages of its feed. Both are
parts in a row: a head as one line of JSON, then a body. How they are sealed is `vault.parcels`. The last part of a
parcel is the desk's signature over all before it; an answer can only be written by who could read the parcel.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from kacdesk.wire.frames import decode_body, encode_body, join_lines, split_lines
from kacdesk.wire.messages import (
    BadMessage,
    Count,
    Digest,
    Hello,
    HelloReply,
    HexId,
    Outcome,
    PushHeader,
    Short,
    Signed,
)
from kacdesk.wire.sizes import BATCH_CHANGES, RAW_BYTES

PARCEL_VERSION = 1
PAGE_LINES = 1001
"""Entries of a page and its end line (`central.feed.PAGE_ENTRIES`)."""

_DOMAIN = b"kacdesk parcel v1"


class ParcelHead(Struct, tag="parcel", tag_field="k"):
    """The first part: which desk it comes from and where that desk stands.

    `answer` is a secret that only this desk can make again; the answer is bound to it · `held_first` is the first line
    of the stream that is still whole there · `wanted` files that the answer shall bring.
    """

    v: int
    id: HexId
    point: Short
    made: Signed
    answer: Digest
    held_first: Count
    hello: Hello
    wanted: list[Digest] = []


class BatchPart(Struct, tag="batch", tag_field="k"):
    """Sealed lines, byte for byte, in the body."""

    header: PushHeader


class SignaturePart(Struct, tag="signed", tag_field="k"):
    """The last part of a parcel: the desk's Ed25519 signature, 128 hex digits."""

    signature: str


class AnswerHead(Struct, tag="answer", tag_field="k"):
    """The first part of an answer; `epochs` are all lives of the central store, the one that counts now last."""

    v: int
    parcel: HexId
    device: HexId
    epochs: list[HexId]
    hello: HelloReply


class MarksPart(Struct, tag="marks", tag_field="k"):
    """How far the stream of the parcel is committed; `gap` says that lines before it are missing there."""

    stream: HexId
    last_seq: Count
    last_chain: Digest
    safe_seq: Count
    gap: bool = False


class OutcomesPart(Struct, tag="outcomes", tag_field="k"):
    """What became of lines that were not simply applied."""

    outcomes: list[Outcome]


class PagePart(Struct, tag="page", tag_field="k"):
    """A page of a scope's feed after a cursor, in the body as lines."""

    scope: str
    after: Count


class FilePart(Struct, tag="file", tag_field="k"):
    """Bytes of a file of `total` bytes, from `at` on, in the body as they are."""

    sha256: Digest
    at: Count
    total: Count


Part = ParcelHead | BatchPart | SignaturePart | AnswerHead | MarksPart | OutcomesPart | PagePart | FilePart
_DECODER: msgspec.json.Decoder[Part] = msgspec.json.Decoder(Part)


@dataclass(frozen=True, slots=True)
class Carried:
    """A part as read: its head, and the lines of its body, or the bytes of a file."""

    head: Part
    lines: Sequence[bytes] = ()
    content: bytes = b""


def write_part(head: Part, lines: Sequence[bytes] = ()) -> bytes:
    """Return a part as bytes, its lines compressed."""
    body = encode_body(join_lines(lines), "zstd") if lines else b""
    return msgspec.json.encode(head) + b"\n" + body


def write_file_part(head: FilePart, content: bytes) -> bytes:
    """Return a part with bytes of a file."""
    return msgspec.json.encode(head) + b"\n" + content


def read_part(raw: bytes) -> Carried:
    """Read a part within the bounds of a batch and a page; raises BadMessage, BadFrame for a body out of bounds."""
    head, end, body = raw.partition(b"\n")
    if not end:
        raise BadMessage("not a part")
    try:
        read = _DECODER.decode(head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage("not a part") from error
    if isinstance(read, FilePart):
        return Carried(read, content=body)
    if not body:
        return Carried(read)
    most = max(BATCH_CHANGES, PAGE_LINES)
    return Carried(read, split_lines(decode_body(body, "zstd", limit=RAW_BYTES), most=most))


def next_digest(before: bytes, part: bytes) -> bytes:
    """Return the digest over the parts up to this one; it starts from nothing."""
    return hashlib.sha256(before + hashlib.sha256(part).digest()).digest()


def sign_parts(private: bytes, digest: bytes) -> SignaturePart:
    """Return the last part of a parcel whose other parts have this digest."""
    return SignaturePart(Ed25519PrivateKey.from_private_bytes(private).sign(_DOMAIN + digest).hex())


def signature_fits(public: bytes, digest: bytes, part: SignaturePart) -> bool:
    """Say whether the holder of the private half of `public` put these parts together."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(part.signature), _DOMAIN + digest)
    except (InvalidSignature, ValueError):
        return False
    return True
