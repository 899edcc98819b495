"""What is sealed to a key opens with its other half alone, whole or not at all."""

import io
import random

import pytest

from kacdesk.vault.sealing import (
    LARGEST_PART_BYTES,
    BrokenSeal,
    NotForUs,
    key_mark,
    new_keypair,
    public_half,
    read_sealed,
    seal,
    unseal,
    write_sealed,
)

PARTS = [b"first", b"", b"third" * 1000]
INFO = b"test"


def sealed(parts: list[bytes], public: bytes, *, secret: bytes = b"") -> bytes:
    stream = io.BytesIO()
    write_sealed(stream, parts, public=public, info=INFO, secret=secret)
    return stream.getvalue()


def opened(raw: bytes, private: bytes, *, info: bytes = INFO, secret: bytes = b"") -> list[bytes]:
    return list(read_sealed(io.BytesIO(raw), private=private, info=info, secret=secret))


def test_a_secret_opens_for_its_key_and_purpose_alone() -> None:
    private, public = new_keypair()
    raw = seal(public, b"a secret", b"for this")
    assert unseal(private, raw, b"for this") == b"a secret"
    assert b"a secret" not in raw
    for other, info in ((private, b"for that"), (new_keypair()[0], b"for this")):
        with pytest.raises(NotForUs):
            unseal(other, raw, info)
    with pytest.raises(NotForUs):
        unseal(private, raw[:-1], b"for this")


def test_a_public_half_is_known_by_its_mark() -> None:
    private, public = new_keypair()
    assert public_half(private) == public
    assert key_mark(public) != key_mark(new_keypair()[1])
    assert len(key_mark(public)) == 8


@pytest.mark.parametrize("parts", [PARTS, [b"only"], [bytes(LARGEST_PART_BYTES), b"x"]])
def test_parts_come_back_as_they_were_written(parts: list[bytes]) -> None:
    private, public = new_keypair()
    assert opened(sealed(parts, public), private) == parts


def test_nothing_is_one_empty_part() -> None:
    private, public = new_keypair()
    assert opened(sealed([], public), private) == [b""]


def test_a_part_beyond_the_bound_is_not_written() -> None:
    with pytest.raises(ValueError, match="too large"):
        sealed([bytes(LARGEST_PART_BYTES + 1)], new_keypair()[1])


def test_every_byte_that_is_missing_is_noticed() -> None:
    private, public = new_keypair()
    raw = sealed([b"one", b"two"], public)
    for size in range(len(raw)):
        with pytest.raises((BrokenSeal, NotForUs)):
            opened(raw[:size], private)
    with pytest.raises(BrokenSeal):
        opened(raw + b"more", private)


def test_every_bit_that_is_changed_is_noticed() -> None:
    private, public = new_keypair()
    raw, chance = sealed([b"one", b"two"], public), random.Random(5)
    for place in range(len(raw)):
        spoilt = raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]
        with pytest.raises((BrokenSeal, NotForUs)):
            opened(spoilt, private)


def test_parts_cannot_be_moved_or_taken_from_another_file() -> None:
    private, public = new_keypair()
    raw = sealed([b"aaaa", b"bbbb", b"cccc"], public)
    size, head = 4 + 4 + 16, 80
    parts = [raw[head + place * size :][:size] for place in range(3)]
    for order in ([1, 0, 2], [0, 0, 2], [0, 2]):
        with pytest.raises(BrokenSeal):
            opened(raw[:head] + b"".join(parts[place] for place in order), private)
    other = sealed([b"aaaa", b"bbbb", b"cccc"], public)
    with pytest.raises(BrokenSeal):
        opened(raw[:head] + other[head:], private)


def test_a_shared_secret_is_needed_to_read_and_to_write() -> None:
    private, public = new_keypair()
    raw = sealed(PARTS, public, secret=b"s" * 32)
    assert opened(raw, private, secret=b"s" * 32) == PARTS
    for secret in (b"", b"t" * 32):
        with pytest.raises(BrokenSeal):
            opened(raw, private, secret=secret)
