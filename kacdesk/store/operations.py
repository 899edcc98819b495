"""This file is the place where operations are captured that change no column: a file, a settled conflict, a snapshot.

What a person enters is captured by the triggers (`store.capture`). These few are made by the program, in the same
transaction and with the same clocks, and are sealed and sent like any other.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert

from kacdesk.store import tables
from kacdesk.store.session import Unit
from kacdesk.wire.line import LineKind


def capture(
    unit: Unit,
    register: str,
    record: UUID,
    kind: LineKind,
    fields: Mapping[str, Any],
    base: Mapping[str, str],
) -> UUID:
    """Add one operation to those that wait to be sealed, and to the change log; return its identifier.

    `fields` hold JSON values (`wire.codec`), `base` field → op (32 hex digits) that gave the value seen here. The
    reason is the unit's.
    """
    made = unit.pen.operation()
    row = {"reg": register, "rid": record, "kind": str(kind)}
    new = msgspec.json.encode(dict(fields)).decode()
    captured = {
        **row,
        "op": made.op,
        "txn": unit.pen.txn,
        "actor": unit.pen.actor,
        "point": unit.point,
        "hlc": made.stamp,
        "wall": made.wall_ms,
        "mono": made.mono_ms,
        "boot": made.boot,
        "reason": unit.pen.reason,
        "f": new,
        "b": msgspec.json.encode(dict(base)).decode(),
    }
    unit.connection.execute(insert(tables.capture), captured)
    logged = {
        **row,
        "op": made.op,
        "txn": unit.pen.txn,
        "at": made.wall_ms,
        "actor": unit.pen.actor,
        "origin": "desk",
        "reason": unit.pen.reason,
        "new": new,
        "old": "{}",
    }
    unit.connection.execute(insert(tables.change_log), logged)
    return made.op
