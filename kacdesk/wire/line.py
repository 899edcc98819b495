"""This file is the place where one operation becomes a line of bytes, and where such bytes are read.

A line is sealed once and never written anew: its leaf is the SHA-256 of exactly these bytes, and the chain
of a stream is SHA-256(previous chain ‖ leaf), starting from 32 zero bytes. The 16 random bytes in `z` keep a
leaf from telling anything about the contents after the line itself was erased.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct

from kacdesk.core import chance
from kacdesk.wire.stamp import read_stamp, stamp_text
from kacdesk.wire.strict_json import NotStrict, read_object, write_object

LONGEST_LINE_BYTES = 64 * 1024
LONGEST_TEXT_BYTES = 32 * 1024
_LONGEST_GONE_BYTES = 256
"""A gone line has about 130 bytes, and no other line is as short as this."""

FIRST_CHAIN = bytes(32)
"""What stands before the first line of a stream."""

FILE_PREFIX = "_file:"
"""A `file` line sets the reserved field `_file:<sha256>`, so that files of two desks both stay."""

FORGETS_ALL = "void_reason"
"""A `forget` line that names this field is of a rule that empties all of its record; the files of it go as well.

Rules that empty only some fields never name it."""

LARGEST_SCHEMA = 1_000_000

_ID = re.compile(r"[0-9a-f]{32}")
_FILE_FIELD = re.compile(FILE_PREFIX + r"([0-9a-f]{64})")
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
BASE_NAME = re.compile(r"[a-z_][a-z0-9_:]{0,79}")
POINT_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,23}")
"""The form of a point's code."""


def hash_in(field: str) -> bytes | None:
    """Return the hash of the file that a field stands for; None for any other field."""
    found = _FILE_FIELD.fullmatch(field)
    return bytes.fromhex(found[1]) if found else None


class LineKind(StrEnum):
    """What an operation does to its record.

    INS first values · SET changed values · VOID hides it for a reason · RESTORE the only way back from VOID ·
    FORGET empties the named personal fields by a retention rule · FILE names an attached file ·
    SETTLE says that a person has closed a conflict, a refused operation or an incident of it ·
    GONE only the leaf of a line whose contents were erased before it was sent.
    """

    INS = "ins"
    SET = "set"
    VOID = "void"
    RESTORE = "restore"
    FORGET = "forget"
    FILE = "file"
    SETTLE = "settle"
    GONE = "gone"


WITH_REASON = frozenset({LineKind.VOID, LineKind.RESTORE, LineKind.FORGET})
"""Kinds that are not accepted without a reason."""

_KEYS = {"s", "id", "x", "r", "rid", "k", "sv", "h", "a", "p", "y", "b", "f", "w", "m", "bt", "z"}
_GONE_KEYS = {"s", "id", "k", "leaf"}


class BadLine(ValueError):
    """The bytes are not a line; `code` is stable and travels, `field` names the key, never a value."""

    def __init__(self, code: str, field_name: str = "") -> None:
        super().__init__(f"{code} {field_name}".strip())
        self.code = code
        self.field = field_name


class Line(Struct, frozen=True):
    """One operation as read.

    `base` field → op that gave the value the clerk saw · `fields` field → JSON value (see `wire.codec`) ·
    `schema` version of the registers · `wall_ms`, `mono_ms`, `boot` let a wrong clock be corrected later.
    A structure and not a dataclass, because a busy central store makes thousands of them a second.
    """

    seq: int
    op: UUID
    txn: UUID
    register: str
    record: UUID
    kind: LineKind
    schema: int
    stamp: int
    actor: UUID
    point: str
    reason: str | None
    base: Mapping[str, UUID]
    fields: Mapping[str, Any]
    wall_ms: int
    mono_ms: int
    boot: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class GoneLine:
    """What is left of an operation that was erased before it was sent; `leaf` is that of the sealed line."""

    seq: int
    op: UUID
    leaf: bytes
    kind: LineKind = LineKind.GONE


def build_line(
    *,
    seq: int,
    op: UUID,
    txn: UUID,
    register: str,
    record: UUID,
    kind: LineKind,
    schema: int,
    stamp: int,
    actor: UUID,
    point: str,
    base: Mapping[str, UUID],
    fields: Mapping[str, Any],
    wall_ms: int,
    mono_ms: int,
    boot: str,
    reason: str | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Return the sealed bytes of one operation, without a line end; raises BadLine if nobody would accept it.

    `fields` hold JSON values already (`wire.codec.encode_values`). `salt` is drawn unless given.
    """
    value = {
        "s": seq,
        "id": op.hex,
        "x": txn.hex,
        "r": register,
        "rid": record.hex,
        "k": str(kind),
        "sv": schema,
        "h": stamp_text(stamp),
        "a": actor.hex,
        "p": point,
        "y": reason,
        "b": {name: base_op.hex for name, base_op in base.items()},
        "f": dict(fields),
        "w": wall_ms,
        "m": mono_ms,
        "bt": boot,
        "z": base64.b64encode(salt or chance.random_bytes(16)).decode(),
    }
    return _checked(value)


def build_gone_line(*, seq: int, op: UUID, leaf: bytes) -> bytes:
    """Return the line that stands in the stream for one whose contents were erased."""
    return _checked({"s": seq, "id": op.hex, "k": str(LineKind.GONE), "leaf": leaf.hex()})


def parse_line(raw: bytes) -> Line | GoneLine:
    """Read one line without its line end; raises BadLine for anything that is not exactly a line."""
    if len(raw) > LONGEST_LINE_BYTES:
        raise BadLine("line-too-long")
    if b"\n" in raw or b"\r" in raw:
        raise BadLine("json")
    try:
        value = read_object(raw)
    except NotStrict as error:
        raise BadLine(error.code) from error
    if value.get("k") == LineKind.GONE:
        _require_keys(value, _GONE_KEYS)
        return GoneLine(seq=_count(value, "s", least=1), op=_id(value, "id"), leaf=_digest(value, "leaf"))
    _require_keys(value, _KEYS)
    return _line(value)


def leaf_of(raw: bytes) -> bytes:
    """Return the leaf of a line's bytes; a gone line's leaf is the one it carries."""
    if len(raw) < _LONGEST_GONE_BYTES:
        try:
            line = parse_line(raw)
        except BadLine:
            return hashlib.sha256(raw).digest()
        if isinstance(line, GoneLine):
            return line.leaf
    return hashlib.sha256(raw).digest()


def next_chain(previous: bytes, leaf: bytes) -> bytes:
    """Return the chain after one more leaf."""
    return hashlib.sha256(previous + leaf).digest()


def chain_over(previous: bytes, leaves: Iterable[bytes]) -> list[bytes]:
    """Return the chain after each of the leaves, in order."""
    chains = []
    for leaf in leaves:
        previous = next_chain(previous, leaf)
        chains.append(previous)
    return chains


def _checked(value: dict[str, Any]) -> bytes:
    try:
        raw = write_object(value)
    except NotStrict as error:
        raise BadLine(error.code) from error
    parse_line(raw)
    return raw


def _line(value: dict[str, Any]) -> Line:
    try:
        kind = LineKind(value["k"])
    except ValueError as error:
        raise BadLine("kind", "k") from error
    return Line(
        seq=_count(value, "s", least=1),
        op=_id(value, "id"),
        txn=_id(value, "x"),
        register=_matching(value, "r", NAME),
        record=_id(value, "rid"),
        kind=kind,
        schema=_schema(value),
        stamp=_stamp(value),
        actor=_id(value, "a"),
        point=_matching(value, "p", POINT_CODE),
        reason=_reason(value, kind),
        base=_base(value),
        fields=_fields(value, kind),
        wall_ms=_count(value, "w", least=None),
        mono_ms=_count(value, "m", least=0),
        boot=_text(value, "bt", longest=64),
        salt=_salt(value),
    )


def _require_keys(value: dict[str, Any], keys: set[str]) -> None:
    for key in sorted(keys - value.keys()):
        raise BadLine("key-missing", key)
    for _ in sorted(value.keys() - keys):
        raise BadLine("key-unknown")


def _count(value: dict[str, Any], key: str, *, least: int | None) -> int:
    number = value[key]
    if not isinstance(number, int) or isinstance(number, bool):
        raise BadLine("type", key)
    if least is not None and number < least:
        raise BadLine("range", key)
    return number


def _schema(value: dict[str, Any]) -> int:
    schema = _count(value, "sv", least=1)
    if schema > LARGEST_SCHEMA:
        raise BadLine("range", "sv")
    return schema


def _text(value: dict[str, Any], key: str, *, longest: int) -> str:
    text = value[key]
    if not isinstance(text, str):
        raise BadLine("type", key)
    if len(text) > longest:
        raise BadLine("length", key)
    return text


def _matching(value: dict[str, Any], key: str, form: re.Pattern[str]) -> str:
    text = _text(value, key, longest=128)
    if not form.fullmatch(text):
        raise BadLine("form", key)
    return text


def _id(value: dict[str, Any], key: str) -> UUID:
    return UUID(_matching(value, key, _ID))


def _digest(value: dict[str, Any], key: str) -> bytes:
    text = _text(value, key, longest=64)
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise BadLine("form", key)
    return bytes.fromhex(text)


def _stamp(value: dict[str, Any]) -> int:
    try:
        return read_stamp(_text(value, "h", longest=16))
    except ValueError as error:
        raise BadLine("form", "h") from error


def _reason(value: dict[str, Any], kind: LineKind) -> str | None:
    if value["y"] is None:
        if kind in WITH_REASON:
            raise BadLine("reason-missing", "y")
        return None
    return _text(value, "y", longest=1000)


def _base(value: dict[str, Any]) -> dict[str, UUID]:
    base = value["b"]
    if not isinstance(base, dict):
        raise BadLine("type", "b")
    for name, op in base.items():
        if not BASE_NAME.fullmatch(name) or not isinstance(op, str) or not _ID.fullmatch(op):
            raise BadLine("form", "b")
    return {name: UUID(op) for name, op in base.items()}


def _fields(value: dict[str, Any], kind: LineKind) -> dict[str, Any]:
    fields = value["f"]
    if not isinstance(fields, dict):
        raise BadLine("type", "f")
    for name, part in fields.items():
        if not NAME.fullmatch(name):
            raise BadLine("form", "f")
        if isinstance(part, str) and len(part.encode()) > LONGEST_TEXT_BYTES:
            raise BadLine("text-too-long", name)
    if kind is LineKind.FILE:
        _require_file(fields)
    if kind is LineKind.SETTLE:
        _require_settled(fields)
    if kind is LineKind.FORGET and any(part is not None for part in fields.values()):
        raise BadLine("forget-with-value", "f")
    return fields


def _require_file(fields: dict[str, Any]) -> None:
    if set(fields) != {"sha256", "size", "mime", "role"}:
        raise BadLine("form", "f")
    _digest(fields, "sha256")
    _count(fields, "size", least=0)
    _text(fields, "mime", longest=100)
    _text(fields, "role", longest=100)


_SETTLED = ({"field", "win", "lose"}, {"op"}, {"code"})
"""What a `settle` line may name: a conflict, a refused operation, an incident of the record."""


def _require_settled(fields: dict[str, Any]) -> None:
    if set(fields) not in _SETTLED:
        raise BadLine("form", "f")
    for name in fields:
        _text(fields, name, longest=80)
    for name in fields.keys() & {"win", "lose", "op"}:
        _id(fields, name)


def _salt(value: dict[str, Any]) -> bytes:
    try:
        salt = base64.b64decode(_text(value, "z", longest=24), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadLine("form", "z") from error
    if len(salt) != 16:
        raise BadLine("form", "z")
    return salt
