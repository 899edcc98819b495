"""Bodies are bounded before they are read, and a torn one is never taken for a whole one."""

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.wire.frames import (
    ENCODINGS,
    BadFrame,
    TooLarge,
    content_digest,
    decode_body,
    digest_agrees,
    encode_body,
    join_lines,
    split_lines,
)
from kacdesk.wire.sizes import RAW_BYTES


@given(raw=st.binary(max_size=2000), encoding=st.sampled_from(ENCODINGS))
def test_a_body_comes_back_the_same(raw: bytes, encoding: str) -> None:
    assert decode_body(encode_body(raw, encoding), encoding) == raw


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_body_that_unpacks_beyond_the_limit_is_refused(encoding: str) -> None:
    body = encode_body(bytes(RAW_BYTES + 1), encoding)
    with pytest.raises(TooLarge):
        decode_body(body, encoding)
    assert len(decode_body(encode_body(bytes(RAW_BYTES), encoding), encoding)) == RAW_BYTES


def test_a_window_larger_than_ours_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=26, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    body = packer.compress(b"x" * 1000) + packer.flush()
    with pytest.raises(BadFrame):
        decode_body(body, "zstd")


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "br", "deflate"])
def test_a_body_that_is_not_so_encoded_is_refused(encoding: str) -> None:
    with pytest.raises(BadFrame) as refused:
        decode_body(b"plain", encoding)
    assert refused.value.code == "encoding"


def test_a_torn_gzip_body_is_refused_at_every_cut() -> None:
    body = encode_body(b"abc" * 100, "gzip")
    for cut in range(1, len(body)):
        with pytest.raises(BadFrame):
            decode_body(body[:cut], "gzip")


@given(st.binary(max_size=300))
def test_the_digest_is_that_of_the_body_alone(body: bytes) -> None:
    header = content_digest(body)
    assert digest_agrees(header, body)
    assert not digest_agrees(header, body + b"x")


@pytest.mark.parametrize(
    "header", ["", "sha-256=", "sha-256=:x:", "md5=:AAAA:", "sha-256=:" + "A" * 43 + "=:, x"]
)
def test_a_header_that_is_no_digest_agrees_with_nothing(header: str) -> None:
    assert not digest_agrees(header, b"")


@given(st.lists(st.binary(min_size=1, max_size=20).filter(lambda line: b"\n" not in line), max_size=10))
def test_lines_come_back_the_same(lines: list[bytes]) -> None:
    assert split_lines(join_lines(lines), most=10) == lines


def test_a_torn_last_line_and_one_too_many_are_refused() -> None:
    with pytest.raises(BadFrame):
        split_lines(b"a\nb", most=5)
    with pytest.raises(TooLarge):
        split_lines(b"a\nb\nc\n", most=2)
