"""This file is the place where it is read which reports are closed, in which edition, and which closing counts.

Two desks without a line may close one period. Both records stay; the one that reached the central store first counts,
because that is what the other desks have shown since. The central store tells the desks which came second, as it does
with any number that is taken twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.figures.period import Period, Span
from kacdesk.models.catalog import Catalog
from kacdesk.models.registers.closed_report import CLOSED, REOPENED
from kacdesk.services.context import Context
from kacdesk.services.references import References, current_references
from kacdesk.spec.register import Status
from kacdesk.store import tables
from kacdesk.store.incidents import NUMBER_REUSED
from kacdesk.store.overlay import PENDING

REGISTER = "closed_report"
KINDS = {Span.MONTH: "MONTH", Span.QUARTER: "QUARTER", Span.YEAR: "YEAR"}
"""The kinds of periods that may be closed."""


@dataclass(frozen=True, slots=True)
class Closing:
    """One edition of a closed report; moments in UTC, people by name.

    `number` period and edition, "2026-09/1" · `hash` of the whole snapshot, `counted_hash` of its figures and rows,
    `paper_hash` of the PDF: SHA-256 as 64 hex digits · `reason` why it was opened again, empty while it is closed ·
    `is_sent` the central store has it.
    """

    id: UUID
    period: Period
    edition: int
    number: str
    closed_at: datetime
    closed_by: str
    hash: str
    counted_hash: str
    paper_hash: str
    is_open_again: bool
    reopened_at: datetime | None
    reopened_by: str
    reason: str
    is_sent: bool


@dataclass(frozen=True, slots=True)
class ReportState:
    """How the report of a period stands.

    `editions` the closings that count, the newest first · `duplicates` those that came second to one of them ·
    `is_over` the period has ended · `is_whole` it is a month, a quarter or a year, which alone may be closed.
    """

    period: Period
    editions: tuple[Closing, ...]
    duplicates: tuple[Closing, ...]
    is_over: bool
    is_whole: bool

    @property
    def closing(self) -> Closing | None:
        """Return the closing that holds now; None while the report is open."""
        latest = self.editions[0] if self.editions else None
        return latest if latest is not None and not latest.is_open_again else None

    @property
    def may_be_closed(self) -> bool:
        """Say whether the supervisor may close it now."""
        return self.is_over and self.is_whole and self.closing is None

    @property
    def disagreeing(self) -> tuple[Closing, ...]:
        """Return the duplicates whose figures are others than those of the edition that counts."""
        counted = {each.edition: each.counted_hash for each in self.editions}
        return tuple(each for each in self.duplicates if each.counted_hash != counted[each.edition])


def state(context: Context, period: Period) -> ReportState:
    """Return how the report of a period stands. Any thread."""
    with context.store.read() as connection:
        return state_of(connection, context, period)


def state_of(connection: Connection, context: Context, period: Period) -> ReportState:
    """Return the same from a connection that is open."""
    found = [each for each in _read(connection, context) if each[0].period == period]
    return _state(period, found)


def all_closed(context: Context) -> tuple[ReportState, ...]:
    """Return the state of every period that was ever closed, the latest first. Any thread."""
    with context.store.read() as connection:
        read = _read(connection, context)
    by_period: defaultdict[Period, list[tuple[Closing, bool]]] = defaultdict(list)
    for closing, is_later in read:
        by_period[closing.period].append((closing, is_later))
    return tuple(
        _state(period, found)
        for period, found in sorted(
            by_period.items(), key=lambda each: (each[0].last_day, each[0].length), reverse=True
        )
    )


def _state(period: Period, found: Iterable[tuple[Closing, bool]]) -> ReportState:
    """Tell of each edition which closing counts: not one that came later by the word of the central store, nor one
    that has yet to be sent when another is there already; the rest is order of time."""
    by_edition: defaultdict[int, list[tuple[Closing, bool]]] = defaultdict(list)
    for closing, is_later in found:
        by_edition[closing.edition].append((closing, is_later))
    editions, duplicates = [], []
    for _edition, same in sorted(by_edition.items(), reverse=True):
        first, *others = sorted(
            same, key=lambda each: (each[1], not each[0].is_sent, each[0].closed_at, each[0].id)
        )
        editions.append(first[0])
        duplicates += [closing for closing, _is_later in others]
    return ReportState(
        period=period,
        editions=tuple(editions),
        duplicates=tuple(duplicates),
        is_over=period.last_day < clock.today_riga(),
        is_whole=period.span in KINDS,
    )


def _read(connection: Connection, context: Context) -> list[tuple[Closing, bool]]:
    """Return every closing, and whether the central store has named it as the later of two."""
    table = context.catalog.table(REGISTER)
    incident = tables.incident.c
    later = set(
        connection.scalars(
            select(incident.rid).where(incident.code == NUMBER_REUSED, incident.reg == REGISTER)
        )
    )
    rows = connection.execute(select(table).where(table.c.status != Status.VOIDED).order_by(table.c.id)).all()
    if not rows:
        return []
    waiting = _unsettled(connection, context.catalog)
    names = current_references(context.store)
    return [(_closing(dict(row._mapping), names, waiting), row._mapping["id"] in later) for row in rows]


def _unsettled(connection: Connection, catalog: Catalog) -> set[UUID]:
    """Return the operations on closings of which the central store has not told yet."""
    outbox, capture = tables.outbox.c, tables.capture.c
    sealed = select(outbox.op).where(outbox.reg == REGISTER, outbox.state == PENDING)
    unsealed = select(capture.op).where(capture.reg == REGISTER)
    return {*connection.scalars(sealed), *connection.scalars(unsealed)}


def _closing(row: dict[str, Any], names: References, waiting: set[UUID]) -> Closing:
    made: str = msgspec.json.decode(row["_o"])["*"]
    return Closing(
        id=row["id"],
        period=Period.parse(row["series"]),
        edition=row["sequence"],
        number=row["number"],
        closed_at=row["closed_at"],
        closed_by=names.name("staff", row["closed_by"]),
        hash=row["hash"],
        counted_hash=row["counted_hash"],
        paper_hash=row["paper_hash"],
        is_open_again=row["state"] == REOPENED,
        reopened_at=row["reopened_at"],
        reopened_by=names.name("staff", row["reopened_by"]) if row["reopened_by"] else "",
        reason=row["reopen_reason"] or "",
        is_sent=UUID(hex=made) not in waiting,
    )


def values_of(period: Period, edition: int) -> dict[str, object]:
    """Return the number of a closing, and its parts as the register keeps them."""
    return {
        "number": f"{period}/{edition}",
        "series": str(period),
        "reg_year": period.first_day.year,
        "file_index": KINDS[period.span],
        "sequence": edition,
        "state": CLOSED,
    }
