"""Messages are read within bounds; what is newer is ignored, what is wrong is refused."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.wire.messages import (
    BadMessage,
    EnrolRequest,
    FeedBlob,
    FeedConflict,
    FeedEcho,
    FeedNotice,
    FeedPurge,
    FeedSet,
    Hello,
    Outcome,
    PullEnd,
    PushHeader,
    PushReply,
    decode,
    decode_pull_line,
    encode,
)

HEX = "0123456789abcdef"
HELLO: dict[str, Any] = {
    "device": HEX * 2,
    "stream": HEX * 2,
    "series": "KTR",
    "last_seq": 5,
    "chain": HEX * 4,
    "app": "1",
    "sv": 1,
}


def test_a_newer_member_is_ignored() -> None:
    assert decode(msgspec.json.encode({**HELLO, "mood": "good"}), Hello).last_seq == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"device": HEX * 2 + "\n"},
        {"device": HEX.upper() * 2},
        {"series": "ktr"},
        {"series": ""},
        {"last_seq": -1},
        {"last_seq": 2**60},
        {"chain": HEX},
        {"app": "x" * 65},
        {"sv": 0},
        {"cursors": {"ref": -1}},
        {"pending": {"changes": "many"}},
    ],
)
def test_a_member_out_of_bounds_is_refused_without_quoting_it(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadMessage) as refused:
        decode(msgspec.json.encode({**HELLO, **wrong}), Hello)
    assert str(refused.value) == "not a Hello"


@pytest.mark.parametrize("raw", [b"", b"[]", b"[" * 100_000, b"\xff", b"{}"])
def test_bytes_that_are_no_message_are_refused(raw: bytes) -> None:
    for kind in (Hello, PushHeader, EnrolRequest):
        with pytest.raises(BadMessage):
            decode(raw, kind)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_feed_line_or_refused(raw: bytes) -> None:
    with pytest.raises(BadMessage):
        decode_pull_line(raw)


def test_remarks_stand_under_except() -> None:
    reply = PushReply(
        epoch="e",
        now=1,
        last_seq=2,
        last_chain="c",
        safe_seq=0,
        head=3,
        exceptions=[Outcome(s=2, o="parked")],
    )
    assert msgspec.json.decode(encode(reply))["except"] == [{"s": 2, "o": "parked"}]
    assert decode(encode(reply), PushReply) == reply


@pytest.mark.parametrize(
    "entry",
    [
        FeedSet(c=1, r="staff", rid="r", f={"name": "x", "note": None}, id="o", st="0" * 16, do="ins"),
        FeedEcho(c=2, id="o"),
        FeedConflict(c=3, r="staff", rid="r", field="name", win="a", lose="b", value="x"),
        FeedPurge(c=4, rid="r"),
        FeedBlob(c=5, sha="s", state="stored"),
        FeedNotice(c=6, code="number-reused", r="received_document", detail={"sequence": 7}),
        PullEnd(end=6, head=9, more=True, n=6, sha="s"),
    ],
)
def test_every_line_of_a_page_comes_back_the_same(entry: Any) -> None:
    assert decode_pull_line(encode(entry)) == entry
