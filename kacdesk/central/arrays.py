"""This file is the place where a column of many values becomes one PostgreSQL array, in the binary form it travels in.

Rows are inserted by one statement, `INSERT … SELECT FROM unnest(…)`, a packed array a column. The row policies hold
for it, which they do not let COPY have; the driver's own way to send lists takes five times as long.
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from psycopg import adapters
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import JSON, BigInteger, Boolean, Integer, LargeBinary, Text, Uuid
from sqlalchemy.types import TypeEngine

from kacdesk.central.as_written import AsWritten

_HEAD = struct.Struct("!iiIii")
_SIZE = struct.Struct("!i").pack
_INT4 = struct.Struct("!ii").pack
_INT8 = struct.Struct("!iq").pack
_NULL = _SIZE(-1)
_UUID_SIZE = _SIZE(16)
_TRUE, _FALSE = _SIZE(1) + b"\1", _SIZE(1) + b"\0"
_JSONB_VERSION = b"\1"


class Packed(bytes):
    """An array ready to be sent; each type of array has a class of its own, by which the driver knows it."""


class _AsItIs(Dumper):
    """Tells the driver to send a packed array as it is."""

    format = Format.BINARY

    def dump(self, obj: Packed) -> bytes:
        return obj


def _array(oid: int) -> type[Packed]:
    """Return the class of packed arrays of the type that PostgreSQL has under this number."""
    packed = type(f"Packed{oid}", (Packed,), {})
    adapters.register_dumper(packed, type(f"Dumper{oid}", (_AsItIs,), {"oid": oid}))
    return packed


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """How PostgreSQL calls a column's type, its number, how an array of it is sent and one value of it packed.

    `equal_is_same` is not said of JSON, where 1 and true are equal to Python.
    """

    name: str
    oid: int
    array: type[Packed]
    pack: Callable[[Any], bytes]
    equal_is_same: bool = True

    def packed(self, values: Sequence[Any]) -> Packed:
        """Return one value or more as an array; None is NULL.

        Raises struct.error or UnicodeError for a value that does not fit.
        """
        head, pack = _HEAD.pack(1, 1, self.oid, len(values), 1), self.pack
        first = values[0]
        alike = self.equal_is_same and first is not None and values[-1] == first
        if alike and values.count(first) == len(values):
            return self.array(head + pack(first) * len(values))
        return self.array(head + b"".join([_NULL if value is None else pack(value) for value in values]))


def _text(value: str) -> bytes:
    raw = value.encode()
    return _SIZE(len(raw)) + raw


def _bytes(value: bytes) -> bytes:
    return _SIZE(len(value)) + value


def _uuid(value: UUID) -> bytes:
    return _UUID_SIZE + value.int.to_bytes(16)


def _as_written(value: Any) -> bytes:
    return _bytes(msgspec.json.encode(value))


def _json(value: Any) -> bytes:
    return _bytes(_JSONB_VERSION + msgspec.json.encode(value))


_KINDS: tuple[tuple[type[TypeEngine[Any]], ColumnKind], ...] = (
    (Text, ColumnKind("text", 25, _array(1009), _text)),
    (Uuid, ColumnKind("uuid", 2950, _array(2951), _uuid)),
    (BigInteger, ColumnKind("int8", 20, _array(1016), lambda value: _INT8(8, value))),
    (Integer, ColumnKind("int4", 23, _array(1007), lambda value: _INT4(4, value))),
    (LargeBinary, ColumnKind("bytea", 17, _array(1001), _bytes)),
    (Boolean, ColumnKind("bool", 16, _array(1000), lambda value: _TRUE if value else _FALSE)),
    (AsWritten, ColumnKind("json", 114, _array(199), _as_written, equal_is_same=False)),
    (JSON, ColumnKind("jsonb", 3802, _array(3807), _json, equal_is_same=False)),
)


def kind_of(column: TypeEngine[Any]) -> ColumnKind:
    """Return how a column of our tables is packed."""
    return next(kind for kind_class, kind in _KINDS if isinstance(column, kind_class))
