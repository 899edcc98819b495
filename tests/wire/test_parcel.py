"""The parts of a parcel: read back as they were written, within bounds, and signed as a whole."""

import pytest

from kacdesk.core.ids import new_id
from kacdesk.wire.frames import BadFrame, encode_body
from kacdesk.wire.messages import BadMessage, PushHeader
from kacdesk.wire.parcel import (
    BatchPart,
    MarksPart,
    PagePart,
    next_digest,
    read_part,
    sign_parts,
    signature_fits,
    write_part,
)
from kacdesk.wire.signing import new_private_key, public_key

LINES = [b'{"s":1}', b'{"s":2}']


def batch() -> BatchPart:
    ident = new_id().hex
    return BatchPart(
        PushHeader(
            v=1, device=ident, stream=ident, series="ABC", first=1, last=2, prev="0" * 64, chain="1" * 64
        )
    )


def test_a_part_is_read_as_it_was_written() -> None:
    for head, lines in (
        (batch(), LINES),
        (MarksPart(new_id().hex, 3, "0" * 64, 1), []),
        (PagePart("ref", 4), LINES),
    ):
        part = read_part(write_part(head, lines))
        assert part.head == head
        assert list(part.lines) == lines


@pytest.mark.parametrize(
    "raw",
    [b"", b"\n", b"{}\n", b'{"k":"marks"}\n', b'{"k":"other"}\n', b"[" * 200_000 + b"\n", b'{"k":"batch"}'],
)
def test_what_is_no_part_is_refused(raw: bytes) -> None:
    with pytest.raises(BadMessage):
        read_part(raw)


def test_a_bomb_is_refused() -> None:
    head = write_part(batch())
    with pytest.raises(BadFrame):
        read_part(head + encode_body(bytes(64 * 1024 * 1024), "zstd"))
    with pytest.raises(BadFrame):
        read_part(head + encode_body(b"\n" * 100_000, "zstd"))


def test_a_signature_holds_for_these_parts_in_this_order_and_for_this_key() -> None:
    private, digest = new_private_key(), b""
    for part in (b"one", b"two"):
        digest = next_digest(digest, part)
    signed = sign_parts(private, digest)
    assert signature_fits(public_key(private), digest, signed)
    assert not signature_fits(public_key(new_private_key()), digest, signed)
    other = next_digest(next_digest(b"", b"two"), b"one")
    assert not signature_fits(public_key(private), other, signed)
    assert not signature_fits(public_key(private), next_digest(b"", b"onetwo"), signed)
