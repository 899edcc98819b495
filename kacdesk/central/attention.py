"""This file is the place where everything is listed that waits for a person: places and codes, no values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from kacdesk.central.admins import Signer, note_act
from kacdesk.central.tables import CONFLICT, INCIDENT, OP, QUARANTINE, RECORD
from kacdesk.central.verify import APPLIED, FIELD_UNKNOWN, PARKED
from kacdesk.core.errors import Missing, Usage
from kacdesk.core.ids import parse_id
from kacdesk.core.text import t
from kacdesk.wire.line import LineKind
from kacdesk.wire.versions import REFERENCE_POINT

QUARANTINED, PARKED_LINE, CONFLICT_OPEN = "quarantine", "parked", "conflict"
INCIDENT_OPEN, INCOMPLETE = "incident", "incomplete"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits.

    `kind`: quarantine (a refused line), parked (a line that this version does not know, or that is held), conflict,
    incident, incomplete (a record whose first values never came) · `ref` names it in commands: `STREAM:SEQ` of a line,
    otherwise an identifier.
    """

    kind: str
    point: str
    ref: str
    at_ms: int | None
    code: str
    field: str = ""
    register: str | None = None
    record: str | None = None
    op: str | None = None


@dataclass(frozen=True, slots=True)
class LineRef:
    """A line by its place."""

    stream: UUID
    seq: int

    def of(self, table: Table) -> ColumnElement[bool]:
        """Return the condition that a row of `op` or `quarantine` is of this line."""
        return and_(table.c.stream == self.stream, table.c.seq == self.seq)


def list_attention(connection: Connection, *, point: str | None = None) -> list[Item]:
    """Return what waits, of one point or of all, by kind and then by time."""
    found: list[Item] = []
    for rows in (
        _quarantine(connection, point),
        _parked(connection, point),
        _conflicts(connection, point),
        _incidents(connection, point),
        _incomplete(connection, point),
    ):
        found += sorted(rows, key=lambda item: (item.at_ms or 0, item.point, item.ref))
    return found


def read_ref(text: str) -> LineRef | UUID:
    """Read what names a line: `STREAM:SEQ`, or the identifier of its operation. Raises Usage."""
    stream, _, seq = text.partition(":")
    found = parse_id(stream)
    if found is None or (seq and not seq.isdigit()) or (":" in text and not seq):
        raise Usage(
            t("Norāde “{text}” nav saprotama.", text=text),
            effect=t("Nekas nav mainīts."),
            remedy=t("Lietojiet to, ko kolonnā “ref” rāda “kacdesk-central attention list”."),
        )
    return LineRef(found, int(seq)) if seq else found


def show_line(connection: Connection, ref: str, *, purpose: str, by: Signer, now_ms: int) -> bytes:
    """Return a line as it came, for a purpose that is written down with who asked; raises Missing and Usage."""
    if not purpose.strip():
        raise Usage(
            t("Nav norādīts nolūks."),
            effect=t("Nekas nav parādīts."),
            remedy=t("Norādiet --purpose ar iemeslu, kādēļ rinda jāredz; tas tiks pierakstīts."),
        )
    asked = read_ref(ref)
    place = asked.of(OP) if isinstance(asked, LineRef) else OP.c.op == asked
    row = connection.execute(select(OP).where(place, OP.c.line.is_not(None))).first()
    if row is None:
        raise Missing(
            t("Rindas “{ref}” satura centrālajā krātuvē nav.", ref=ref),
            effect=t("Nekas nav parādīts."),
            remedy=t("Kas ar to noticis, parāda “kacdesk-central where”."),
        )
    detail = {"stream": row.stream.hex, "seq": row.seq, "purpose": purpose}
    note_act(connection, by, "show-line", point=row.point, detail=detail, now_ms=now_ms)
    line: bytes = row.line
    return line


def _of(table: Table, point: str | None) -> ColumnElement[bool]:
    return table.c.point == point if point is not None else table.c.point != REFERENCE_POINT


def _hex(value: UUID | None) -> str | None:
    return str(value) if value is not None else None


def _quarantine(connection: Connection, point: str | None) -> Iterator[Item]:
    query = (
        select(QUARANTINE, OP.c.reg)
        .join(
            OP,
            and_(
                OP.c.point == QUARANTINE.c.point,
                OP.c.stream == QUARANTINE.c.stream,
                OP.c.seq == QUARANTINE.c.seq,
            ),
        )
        .where(_of(QUARANTINE, point), QUARANTINE.c.resolved_ms.is_(None))
    )
    for row in connection.execute(query):
        yield _line_item(QUARANTINED, row, row.at_ms)


def _parked(connection: Connection, point: str | None) -> Iterator[Item]:
    for row in connection.execute(select(OP).where(_of(OP, point), OP.c.outcome == PARKED)):
        yield _line_item(PARKED_LINE, row, row.received_ms)


def _line_item(kind: str, row: Any, at_ms: int) -> Item:
    ref = f"{row.stream}:{row.seq}"
    return Item(kind, row.point, ref, at_ms, row.code, row.field, row.reg, _hex(row.rid), _hex(row.op))


def _conflicts(connection: Connection, point: str | None) -> Iterator[Item]:
    query = select(CONFLICT).where(_of(CONFLICT, point), CONFLICT.c.resolved_ms.is_(None))
    for row in connection.execute(query):
        lost = _hex(row.lose_op)
        yield Item(
            CONFLICT_OPEN, row.point, str(row.id), row.at_ms, "", row.field, row.reg, _hex(row.rid), lost
        )


def _incidents(connection: Connection, point: str | None) -> Iterator[Item]:
    query = select(INCIDENT).where(_of(INCIDENT, point), INCIDENT.c.resolved_ms.is_(None))
    for row in connection.execute(query):
        yield Item(INCIDENT_OPEN, row.point, str(row.id), row.at_ms, row.kind, "", row.reg, _hex(row.rid))


def _incomplete(connection: Connection, point: str | None) -> Iterator[Item]:
    begun = (
        select(OP.c.seq)
        .where(
            OP.c.point == RECORD.c.point,
            OP.c.rid == RECORD.c.rid,
            OP.c.kind == LineKind.INS,
            or_(OP.c.outcome == APPLIED, and_(OP.c.outcome == PARKED, OP.c.code == FIELD_UNKNOWN)),
        )
        .exists()
    )
    for row in connection.execute(select(RECORD).where(_of(RECORD, point), ~begun)):
        rid = str(row.rid)
        yield Item(INCOMPLETE, row.point, rid, None, "first-values-missing", "", row.reg, rid)
