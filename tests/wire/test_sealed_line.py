"""The quick reader of sealed lines and the strict one say the same of any bytes."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.wire import sealed_line
from kacdesk.wire.line import BadLine, GoneLine, Line, LineKind, build_gone_line, build_line, parse_line
from kacdesk.wire.sealed_line import read_line

ID = UUID("0190aaaa-0000-7000-8000-000000000001")
_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
_VALUE = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXT
_NAME = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
_LINES = st.fixed_dictionaries(
    {
        "seq": st.integers(1, 2**53),
        "op": st.uuids(),
        "record": st.uuids(),
        "kind": st.sampled_from([LineKind.INS, LineKind.SET, LineKind.VOID, LineKind.RESTORE]),
        "schema": st.integers(1, 1_000_000),
        "stamp": st.integers(0, 2**63 - 1),
        "reason": st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
        "base": st.dictionaries(_NAME, st.uuids(), max_size=4),
        "fields": st.dictionaries(_NAME, _VALUE | st.lists(_VALUE, max_size=2), max_size=6),
        "wall_ms": st.integers(-(2**53), 2**53),
        "mono_ms": st.integers(0, 2**53),
    }
)


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
        "fields": {"name": 'Ēriks \u2028 \x7f \t"\\/', "pages": 3, "active": True, "note": None},
        "wall_ms": 1_789_000_000_123,
        "mono_ms": 5,
        "boot": "b1946ac9",
    }
    return build_line(**{**given_, **more})


def _verdict(read: Any, raw: bytes) -> Line | GoneLine | tuple[str, str]:
    """Return the line, or code and field of its refusal; the types of values too, since 1 equals true."""
    try:
        found: Line | GoneLine = read(raw)
    except BadLine as error:
        return error.code, error.field
    return found


def _same(raw: bytes) -> None:
    quick, strict = _verdict(read_line, raw), _verdict(parse_line, raw)
    assert repr(quick) == repr(strict)
    assert quick == strict


@given(_LINES)
def test_every_line_that_can_be_sealed_is_read_the_same(given_: dict[str, Any]) -> None:
    _same(_built(**given_))


@given(_LINES, st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=3)), min_size=1, max_size=3))
def test_a_line_with_other_bytes_somewhere_gets_the_same_verdict(
    given_: dict[str, Any], changes: list[tuple[int, bytes]]
) -> None:
    raw = bytearray(_built(**given_))
    for place, other in changes:
        at = place % len(raw)
        raw[at : at + len(other)] = other
    _same(bytes(raw))


@given(st.integers(0, 600), st.sampled_from(list('0123456789"{}[],:\\.-+eE \ntfnu')))
def test_a_line_with_one_sign_of_json_put_in_gets_the_same_verdict(place: int, sign: str) -> None:
    raw = _built(reason="iemesls", fields={"name": "a", "pages": 12, "note": None})
    at = place % len(raw)
    _same(raw[:at] + sign.encode() + raw[at:])
    _same(raw[:at] + sign.encode() + raw[at + 1 :])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"s":1', b'"s":1.0'),
        (b'"s":1', b'"s":0'),
        (b'"s":1', b'"s":9007199254740993'),
        (b'"sv":1', b'"sv":1000001'),
        (b'"pages":3', b'"pages":-0'),
        (b'"pages":3', b'"pages":3.0'),
        (b'"pages":3', b'"pages":9007199254740993'),
        (b'"pages":3', b'"pages":3,"pages":3'),
        (b'"pages":3', b'"pages":{"a":1}'),
        (b'"pages":3', b'"Pages":3'),
        (b'"pages":3', b'"pages":"\\u0000"'),
        (b'"pages":3', b'"pages":"\\ud800"'),
        (b'"pages":3', b'"pages":"\xed\xa0\x80"'),
        (b'"k":"set"', b'"k":"void"'),
        (b'"k":"set"', b'"k":"gone"'),
        (b'"k":"set"', b'"k":"file"'),
        (b'"k":"set"', b'"k":"forget"'),
        (b'"k":"set"', b'"k":"settle"'),
        (b'"h":"01a1fd8d0b9a0000"', b'"h":"01A1FD8D0B9A0000"'),
        (b'"h":"01a1fd8d0b9a0000"', b'"h":"ffffffffffffffff"'),
        (b'"h":"01a1fd8d0b9a0000"', b'"h":" 1a1fd8d0b9a0000"'),
        (b'"p":"BALVI"', b'"p":"_ref"'),
        (b'"r":"staff"', b'"r":"Staff"'),
        (b'"m":5', b'"m":-1'),
        (b'"bt":"b1946ac9"', b'"bt":"' + b"b" * 65 + b'"'),
        (b'"y":null', b'"y":"' + b"y" * 1001 + b'"'),
        (b'"y":null', b'"y":""'),
        (ID.hex.encode(), str(ID).encode()),
        (ID.hex.encode(), ID.hex.upper().encode()),
        (b"{", b"{ "),
    ],
)
def test_what_is_out_of_bounds_gets_the_same_verdict(old: bytes, new: bytes) -> None:
    raw = _built()
    assert old in raw
    _same(raw.replace(old, new, 1))


def test_many_and_long_fields_and_a_gone_line_get_the_same_verdict() -> None:
    _same(_built(fields={f"field_{number}": number for number in range(100)}))
    _same(_built(fields={"a" * 64: 1}))
    _same(_built().replace(b'"pages"', b'"' + b"a" * 65 + b'"'))
    _same(_built(fields={"name": "ā" * 16_000}))
    _same(build_gone_line(seq=1, op=ID, leaf=bytes(32)))
    _same(_built().replace(b"\xc4\x92riks", b"x" * 40_000))


def test_what_a_desk_seals_is_read_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [_built(), _built(kind=LineKind.INS, base={}), _built(kind=LineKind.VOID, reason="kļūda")]
    expected = [parse_line(raw) for raw in lines]

    def forbidden(raw: bytes) -> Line:
        raise AssertionError("the strict reader was asked")

    monkeypatch.setattr(sealed_line, "parse_line", forbidden)
    assert [read_line(raw) for raw in lines] == expected
