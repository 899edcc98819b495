"""A line says one thing to every reader, or it is no line."""

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.ids import new_id
from kacdesk.wire.line import (
    FIRST_CHAIN,
    LONGEST_LINE_BYTES,
    BadLine,
    GoneLine,
    Line,
    LineKind,
    build_gone_line,
    build_line,
    chain_over,
    leaf_of,
    next_chain,
    parse_line,
)

ID = UUID("0190aaaa-0000-7000-8000-000000000001")


def _built(**more: Any) -> bytes:
    given_: dict[str, Any] = {
        "seq": 1,
        "op": ID,
        "txn": ID,
        "register": "staff",
        "record": ID,
        "kind": LineKind.SET,
        "schema": 1,
        "stamp": 117653847515201536,
        "actor": ID,
        "point": "BALVI",
        "base": {"name": ID},
        "fields": {"name": "Ēriks"},
        "wall_ms": 1_789_000_000_123,
        "mono_ms": 5,
        "boot": "b1946ac9",
        "salt": bytes(16),
    }
    return build_line(**{**given_, **more})


def _changed(**more: Any) -> bytes:
    value = {**json.loads(_built()), **more}
    return json.dumps(value, ensure_ascii=False).encode()


def test_the_bytes_of_a_line_are_these_and_stay_these() -> None:
    assert _built().decode() == (
        '{"s":1,"id":"0190aaaa000070008000000000000001","x":"0190aaaa000070008000000000000001","r":"staff",'
        '"rid":"0190aaaa000070008000000000000001","k":"set","sv":1,"h":"01a1fd8d0b9a0000",'
        '"a":"0190aaaa000070008000000000000001","p":"BALVI","y":null,'
        '"b":{"name":"0190aaaa000070008000000000000001"},"f":{"name":"Ēriks"},"w":1789000000123,"m":5,'
        '"bt":"b1946ac9","z":"AAAAAAAAAAAAAAAAAAAAAA=="}'
    )


def test_what_is_built_is_read_the_same() -> None:
    line = parse_line(_built(kind=LineKind.VOID, reason="kļūda", fields={"status": "voided"}))
    assert isinstance(line, Line)
    assert (line.seq, line.op, line.kind, line.reason) == (1, ID, LineKind.VOID, "kļūda")
    assert (line.stamp, line.base, line.fields) == (117653847515201536, {"name": ID}, {"status": "voided"})
    assert (line.wall_ms, line.mono_ms, line.boot, line.point) == (1_789_000_000_123, 5, "b1946ac9", "BALVI")


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)
_JSON = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXT


@given(
    fields=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), _JSON, max_size=6),
    stamp=st.integers(0, 2**63 - 1),
    wall_ms=st.integers(-(2**53), 2**53),
)
def test_any_line_that_can_be_built_comes_back_the_same(
    fields: dict[str, Any], stamp: int, wall_ms: int
) -> None:
    line = parse_line(_built(fields=fields, stamp=stamp, wall_ms=wall_ms, salt=None))
    assert isinstance(line, Line)
    assert (dict(line.fields), line.stamp, line.wall_ms) == (fields, stamp, wall_ms)


def test_two_lines_alike_have_leaves_unlike() -> None:
    assert leaf_of(_built(salt=None)) != leaf_of(_built(salt=None))


def test_leaf_and_chain_are_plain_sha_256() -> None:
    first, second = _built(), _built(seq=2)
    leaf = hashlib.sha256(first).digest()
    assert leaf_of(first) == leaf
    assert next_chain(FIRST_CHAIN, leaf) == hashlib.sha256(bytes(32) + leaf).digest()
    chains = chain_over(FIRST_CHAIN, [leaf, leaf_of(second)])
    assert chains == [next_chain(FIRST_CHAIN, leaf), next_chain(chains[0], leaf_of(second))]


def test_a_gone_line_has_the_leaf_of_the_line_it_stands_for() -> None:
    leaf = leaf_of(_built())
    gone = build_gone_line(seq=3, op=ID, leaf=leaf)
    assert parse_line(gone) == GoneLine(seq=3, op=ID, leaf=leaf)
    assert leaf_of(gone) == leaf


def test_a_text_that_reads_like_a_gone_line_does_not_choose_its_leaf() -> None:
    raw = _built(fields={"name": '{"s":1,"k":"gone","leaf":"' + "0" * 64 + '"}'})
    assert leaf_of(raw) == hashlib.sha256(raw).digest()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "json"),
        (b"null", "json"),
        (b"[]", "json"),
        (b"{}", "key-missing"),
        (b'{"s":1', "json"),
        (b"\xff", "encoding"),
        (b"\xef\xbb\xbf{}", "json"),
        (b"{}\n", "json"),
        (b"[" * 60_000, "depth"),
        (b'{"f":' * 10_000, "depth"),
        (b"x" * (LONGEST_LINE_BYTES + 1), "line-too-long"),
        (_built().replace(b'"s":1', b'"s":1,"s":1'), "duplicate-key"),
        (_built().replace(b'{"name":"\xc4\x92riks"}', b'{"name":1,"name":2}'), "duplicate-key"),
        (_built().replace(b'"s":1', b'"s":' + b"9" * 1000), "integer"),
        (_built().replace(b'"s":1', b'"s":9007199254740993'), "integer"),
        (_built().replace(b'"s":1', b'"s":1.0'), "fraction"),
        (_built().replace(b'"s":1', b'"s":1e3'), "fraction"),
        (_built().replace(b'"s":1', b'"s":NaN'), "fraction"),
        (_changed(f={"name": "\0"}), "characters"),
        (_built().replace(b"\xc4\x92riks", b"\\u0000"), "characters"),
        (_built().replace(b"\xc4\x92riks", b"\\ud800"), "characters"),
        (_changed(f={"a": {"a": {"a": {"a": {"a": 1}}}}}), "depth"),
        (_changed(f={"name": "x" * 33_000}), "text-too-long"),
    ],
)
def test_bytes_that_are_no_line_are_refused_by_a_stable_code(raw: bytes, code: str) -> None:
    with pytest.raises(BadLine) as refused:
        parse_line(raw)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"s": 0}, "range", "s"),
        ({"s": True}, "type", "s"),
        ({"s": "1"}, "type", "s"),
        ({"id": ID.hex.upper()}, "form", "id"),
        ({"id": str(ID)}, "form", "id"),
        ({"id": ID.hex + "\n"}, "form", "id"),
        ({"k": "annul"}, "kind", "k"),
        ({"k": "void"}, "reason-missing", "y"),
        ({"k": "forget", "y": "rule"}, "forget-with-value", "f"),
        ({"k": "file"}, "form", "f"),
        ({"r": "Staff; --"}, "form", "r"),
        ({"r": "_staff"}, "form", "r"),
        ({"p": "_ref"}, "form", "p"),
        ({"p": "BALVI\n"}, "form", "p"),
        ({"sv": 0}, "range", "sv"),
        ({"sv": 2**40}, "range", "sv"),
        ({"h": "1"}, "form", "h"),
        ({"h": "f" * 16}, "form", "h"),
        ({"h": "0x" + "0" * 14}, "form", "h"),
        ({"m": -1}, "range", "m"),
        ({"b": []}, "type", "b"),
        ({"b": {"name": "x"}}, "form", "b"),
        ({"f": []}, "type", "f"),
        ({"f": {"_o": 1}}, "form", "f"),
        ({"f": {"a b": 1}}, "form", "f"),
        ({"y": 5}, "type", "y"),
        ({"y": "x" * 1001}, "length", "y"),
        ({"bt": "x" * 65}, "length", "bt"),
        ({"z": "AAAA"}, "form", "z"),
        ({"z": "*" * 24}, "form", "z"),
        ({"extra": 1}, "key-unknown", ""),
    ],
)
def test_members_out_of_bounds_are_named_and_never_quoted(
    change: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(BadLine) as refused:
        parse_line(_changed(**change))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert str(refused.value) == f"{code} {field}".strip()


def test_what_nobody_would_accept_is_not_built() -> None:
    for bad in (
        {"fields": {"name": "\0"}},
        {"fields": {"name": 0.5}},
        {"kind": LineKind.RESTORE},
        {"seq": 0},
        {"fields": {"name": "x" * 70_000}},
    ):
        with pytest.raises(BadLine):
            _built(**bad)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_line_or_refused(raw: bytes) -> None:
    try:
        parse_line(raw)
    except BadLine:
        assert leaf_of(raw) == hashlib.sha256(raw).digest()


@given(place=st.integers(0, 400), bit=st.integers(0, 7))
def test_a_flipped_bit_changes_the_leaf(place: int, bit: int) -> None:
    raw = bytearray(_built(op=new_id()))
    whole = leaf_of(bytes(raw))
    raw[place % len(raw)] ^= 1 << bit
    assert leaf_of(bytes(raw)) != whole
