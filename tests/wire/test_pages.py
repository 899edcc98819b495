"""This file is the place where a page of the feed is shown to be readable as far as it came, within bounds."""

import hashlib

import pytest
import zstandard

from kacdesk.wire.frames import BadFrame, TooLarge, decode_body
from kacdesk.wire.pages import decode_prefix, encode_page


def _line(number: int) -> bytes:
    op = hashlib.sha256(str(number).encode()).hexdigest()[:32]
    return f'{{"c":{number},"k":"echo","id":"{op}"}}'.encode()


LINES = [_line(number) for number in range(1, 301)]
WHOLE = b"".join(line + b"\n" for line in LINES)
LIMIT = 1024 * 1024


@pytest.mark.parametrize("encoding", ["zstd", "identity"])
def test_a_whole_page_is_an_ordinary_body(encoding: str) -> None:
    assert decode_body(encode_page(LINES, encoding), encoding) == WHOLE


def test_every_part_of_a_page_is_a_true_beginning_and_never_goes_back() -> None:
    body = encode_page(LINES, "zstd")
    came = [decode_prefix(body[:end], "zstd", limit=LIMIT) for end in range(len(body) + 1)]
    assert all(WHOLE.startswith(part) for part in came)
    assert [len(part) for part in came] == sorted(len(part) for part in came)
    assert came[-1] == WHOLE


def test_the_first_line_can_be_read_long_before_the_page_is_whole() -> None:
    body = encode_page(LINES, "zstd")
    first = next(end for end in range(len(body)) if b"\n" in decode_prefix(body[:end], "zstd", limit=LIMIT))
    assert first < len(body) // 10


def test_at_least_half_of_what_the_sender_had_written_can_be_read() -> None:
    body = encode_page(LINES, "zstd")
    for count in (2, 10, 70, 260):
        written = len(encode_page(LINES[:count], "zstd"))
        readable = decode_prefix(body[:written], "zstd", limit=LIMIT).count(b"\n")
        assert readable >= count // 2


def test_the_flushes_cost_little() -> None:
    assert len(encode_page(LINES, "zstd")) < 1.15 * len(zstandard.ZstdCompressor(level=3).compress(WHOLE))


def test_a_bomb_and_rubbish_are_refused() -> None:
    bomb = zstandard.ZstdCompressor(level=3).compress(bytes(64 * LIMIT))
    with pytest.raises(TooLarge):
        decode_prefix(bomb, "zstd", limit=LIMIT)
    with pytest.raises(TooLarge):
        decode_prefix(bytes(LIMIT + 1), "identity", limit=LIMIT)
    for body, encoding in ((b"not a frame at all", "zstd"), (b"", "br")):
        with pytest.raises(BadFrame):
            decode_prefix(body, encoding, limit=LIMIT)
