"""This file is the place where a line that has the form in which lines are sealed is read quickly.

Decoding into typed members and encoding them again gives the same bytes only if the line has exactly the keys of a
line, each once and in their order, and every number, identifier and text in the one form we write. What is not so
goes to `wire.line.parse_line`, which judges it: both give the same verdict on any bytes, one of them tenfold faster.
"""

from functools import lru_cache
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from kacdesk.wire.line import (
    BASE_NAME,
    LARGEST_SCHEMA,
    LONGEST_LINE_BYTES,
    LONGEST_TEXT_BYTES,
    NAME,
    POINT_CODE,
    WITH_REASON,
    GoneLine,
    Line,
    LineKind,
    parse_line,
)
from kacdesk.wire.stamp import LARGEST_STAMP
from kacdesk.wire.strict_json import LARGEST_INTEGER

_Integer = Annotated[int, Meta(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
_Count = Annotated[int, Meta(ge=0, le=LARGEST_INTEGER)]
_MOST_NAMES = 64
"""Names of more fields than that are not remembered."""


class _Sealed(Struct):
    """The keys of a line in the order in which they are sealed."""

    s: Annotated[int, Meta(ge=1, le=LARGEST_INTEGER)]
    id: UUID
    x: UUID
    r: str
    rid: UUID
    k: LineKind
    sv: Annotated[int, Meta(ge=1, le=LARGEST_SCHEMA)]
    h: Annotated[str, Meta(min_length=16, max_length=16)]
    a: UUID
    p: str
    y: Annotated[str, Meta(max_length=1000)] | None
    b: dict[str, UUID]
    f: dict[str, str | _Integer | bool | None]
    w: _Integer
    m: _Count
    bt: Annotated[str, Meta(max_length=64)]
    z: bytes


_DECODER = msgspec.json.Decoder(_Sealed)
_ENCODER = msgspec.json.Encoder(uuid_format="hex")
_JUDGED_HERE = frozenset({LineKind.INS, LineKind.SET, LineKind.VOID, LineKind.RESTORE})
"""Kinds whose fields may be any; the others are judged by `parse_line`."""


def read_line(raw: bytes) -> Line | GoneLine:
    """Read one line without its line end as `wire.line.parse_line` does; raises BadLine like it."""
    return _read_sealed(raw) or parse_line(raw)


def _read_sealed(raw: bytes) -> Line | None:
    """Return the line if it is sealed as we seal and good in every member, otherwise None.

    An escape with a number stands for NUL in a sealed line; a line shorter than the longest text holds none longer.
    """
    if len(raw) > min(LONGEST_TEXT_BYTES, LONGEST_LINE_BYTES) or b"\\u" in raw:
        return None
    try:
        read = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    kind = read.k
    if (
        _ENCODER.encode(read) != raw
        or kind not in _JUDGED_HERE
        or (read.y is None and kind in WITH_REASON)
        or len(read.z) != 16
    ):
        return None
    try:
        stamp = int(read.h, 16)
        _require_place(read.r, read.p)
        if read.b:
            _require_bases(tuple(read.b))
        _require_fields(tuple(read.f))
    except ValueError:
        return None
    if stamp > LARGEST_STAMP or f"{stamp:016x}" != read.h:
        return None
    return Line(
        read.s, read.id, read.x, read.r, read.rid, kind, read.sv, stamp, read.a, read.p, read.y, read.b, read.f,
        read.w, read.m, read.bt, read.z,
    )  # fmt: skip


# What was refused raises and is therefore not remembered; what was accepted is short.
@lru_cache(maxsize=1024)
def _require_place(register: str, point: str) -> None:
    if not NAME.fullmatch(register) or not POINT_CODE.fullmatch(point):
        raise ValueError


@lru_cache(maxsize=1024)
def _require_bases(names: tuple[str, ...]) -> None:
    if len(names) > _MOST_NAMES or not all(map(BASE_NAME.fullmatch, names)):
        raise ValueError


@lru_cache(maxsize=1024)
def _require_fields(names: tuple[str, ...]) -> None:
    if len(names) > _MOST_NAMES or not all(map(NAME.fullmatch, names)):
        raise ValueError
