"""This file is the place where the rows that judged lines make are held until they are written, and written.

Writing is set-based. Nothing is counted twice when a savepoint is rolled back, because the cursor and the rows live in
`Effects` until then.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from kacdesk.central.database import Database
from kacdesk.central.erasure import empty_everywhere
from kacdesk.central.files import purge_files
from kacdesk.central.lookup import Known
from kacdesk.central.settling import close_settled
from kacdesk.central.tables import (
    BASE_SEEN,
    CONFLICT,
    DOCUMENT_NUMBER,
    FEED,
    INCIDENT,
    OP,
    QUARANTINE,
    RECORD,
)
from kacdesk.central.verify import Checked
from kacdesk.wire.messages import Outcome

_OF_LINES = (("op", OP), ("feed", FEED), ("quarantine", QUARANTINE), ("incident", INCIDENT))


@dataclass(frozen=True, slots=True)
class Arrival:
    """By which stream a batch came, into which scope, when, and how far the desk's clock was off.

    With `lists` the maps of its records may be written so that versions before 0005 cannot read them.
    """

    point: str
    scope: str
    stream: UUID
    now_ms: int
    offset_ms: int | None
    lists: bool = False


@dataclass
class Effects:
    """The rows that a batch makes, the newest cursor of its scope, and the files that a record names no more."""

    cur: int
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    touched: set[UUID] = field(default_factory=set)
    forgotten: dict[UUID, set[str]] = field(default_factory=dict)
    files: set[bytes] = field(default_factory=set)
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Add one row to be written."""
        self.rows.setdefault(table, []).append(row)

    def say(self, item: Checked, outcome: str, *, code: str = "", field_name: str = "") -> None:
        """Add one remark on a line to the reply."""
        op = item.op
        self.outcomes.append(
            Outcome(s=item.seq, o=outcome, id=op.hex if op else None, code=code, field=field_name)
        )


def write(
    connection: Connection, database: Database, arrival: Arrival, known: Known, effects: Effects
) -> None:
    """Write the rows, a table at a time; files that no record names any more go."""
    with database.without_waiting(connection):
        write_lines(connection, database, effects)
        write_others(connection, database, effects)
    follow_up(connection, arrival, known, effects)
    purge_files(connection, database, arrival.point, effects.files)


def write_lines(connection: Connection, database: Database, effects: Effects) -> None:
    """Write what each line makes a row of and the records that stand, and hold them no longer.

    Nobody else can have begun a record meanwhile: all that write records of a point have its scope locked.
    """
    for name, table in _OF_LINES:
        database.insert(connection, table, effects.rows.pop(name, []))
    database.insert(connection, RECORD, effects.rows.pop("begun", []))
    database.put(connection, RECORD, effects.rows.pop("record", []))


def write_others(connection: Connection, database: Database, effects: Effects) -> None:
    """Write what stands only when all lines are folded."""
    rows = effects.rows
    database.insert_new(connection, BASE_SEEN, rows.get("base", []))
    database.insert_new(connection, CONFLICT, rows.get("conflict", []))
    database.insert_new(connection, DOCUMENT_NUMBER, rows.get("number", []))


def follow_up(connection: Connection, arrival: Arrival, known: Known, effects: Effects) -> None:
    """Close what was settled and empty what was forgotten, which reads what was written."""
    close_settled(connection, arrival.point, effects.rows.get("settled", []))
    for rid, names in effects.forgotten.items():
        ops = known.records[rid].ops
        empty_everywhere(connection, arrival.point, rid, {name: ops[name] for name in names})
