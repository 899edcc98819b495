"""This file is the place where it is known which services this desk uses most, and which it has no name for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, literal, select

from kacdesk.core.clock import today_riga
from kacdesk.core.courtesy import WINDOW
from kacdesk.core.errors import Missing
from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.services.catalog import is_retired
from kacdesk.services.catalogue import editions
from kacdesk.services.catalogue.choosing import TEN, Favourites
from kacdesk.services.catalogue.service_rows import differences, every_service, is_closed_here
from kacdesk.services.context import Context, Role
from kacdesk.spec.register import Status
from kacdesk.store.session import Unit

_RECENT_ROWS = 500
"""How many of the newest rows of a register tell what is used most."""

_HERE, _MINE = 4, 4
"""What one use weighs in the register that is asked about, and when it was the same clerk's; elsewhere it is 1."""

_AT_ONCE = 200
"""Rows that are mapped in one transaction, so that nobody's save waits long behind them."""

WORDS = {"visit_service": "service_text", "phone_consultation": "topic"}
"""Register → the field in which a clerk names a service that the list does not have."""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A service that clerks wrote in their own words: `text` as it was written most often, `visits` and `calls` how
    many services it stands for (a line ×3 is three), `last_on` the day of the newest."""

    text: str
    visits: int
    calls: int
    last_on: date

    @property
    def count(self) -> int:
        """Return how many services it stands for."""
        return self.visits + self.calls


def favourites(context: Context, *, most: int = TEN) -> dict[str, Favourites]:
    """Return what each register that names a service is likely to name next, `most` in order.

    What this desk used lately comes first: in the same register before elsewhere, by the same clerk before by others.
    A desk without a history gets the services of the basket, one institution after another.
    """
    catalog, me = context.catalog, context.actor.id
    with context.store.read() as connection:
        uses = {
            spec.name: list(connection.execute(_newest(catalog, spec.name)))
            for spec in catalog.captured
            if any(field.name == "service_id" for field in spec.entered)
        }
        offered = _offered(connection, catalog)
    told = {}
    for register in uses:
        used: Counter[UUID] = Counter()
        for name, rows in uses.items():
            for row in WINDOW.first(rows):
                used[row.service_id] += _HERE + _MINE * (row.made_by == me) if name == register else 1
        in_use = sorted((row for row in offered if used[row]), key=lambda row: -used[row])
        order = (*in_use, *(row for row in offered if not used[row]))
        told[register] = Favourites(order[:most], dict(used))
    return told


def _newest(catalog: Catalog, register: str) -> Select[Any]:
    table = catalog.table(register)
    newest = (
        select(table.c.service_id, table.c.made_by, table.c.status)
        .order_by(table.c.n.desc())
        .limit(_RECENT_ROWS)
        .subquery()
    )
    living = (newest.c.service_id.is_not(None), newest.c.status != str(Status.VOIDED))
    return select(newest.c.service_id, newest.c.made_by).where(*living)


def _offered(connection: Connection, catalog: Catalog) -> list[UUID]:
    """Return the services in force: the basket's first, the first of every institution, then the second, and so on."""
    today = today_riga()
    closed = {row for row, here in differences(connection, catalog).items() if is_closed_here(here, today)}
    rows = [
        row
        for row in every_service(connection, catalog)
        if row["id"] not in closed and not is_retired(row, today)
    ]
    return [*_in_turn(row for row in rows if row.get("in_basket")),
            *_in_turn(row for row in rows if not row.get("in_basket"))]  # fmt: skip


def _in_turn(rows: Iterable[Mapping[Any, Any]]) -> list[UUID]:
    of_each: dict[UUID, list[UUID]] = {}
    for row in rows:
        of_each.setdefault(row["institution_id"], []).append(row["id"])
    return [record for turn in zip_longest(*of_each.values()) for record in turn if record is not None]


def unmapped(context: Context, *, since: date | None = None) -> list[Unmapped]:
    """Return the services in clerks' own words that nobody has mapped yet, the most frequent first.

    Texts that differ only in case, garumzīmes and blanks are one. `since` leaves out what counts on earlier days.
    """
    gathered: dict[str, list[_Row]] = {}
    with context.store.read() as connection:
        for register in WORDS:
            for row in _unnamed(connection, context.catalog, register, since=since):
                gathered.setdefault(_same(row.text), []).append(row)
    told = [_told(rows) for rows in gathered.values()]
    return sorted(told, key=lambda each: (-each.count, -each.last_on.toordinal(), fold(each.text)))


def map_text(context: Context, text: str, service: UUID) -> int:
    """Say which service a clerk's own words mean, and return how many rows followed.

    Each row is corrected with a reason in its history and counts for the service and its institution from now on; the
    words themselves stay. Missing when there is no such service, Refused when the actor is no supervisor.
    """
    context.require(Role.SUPERVISOR)
    with context.store.read() as connection:
        named = next(
            (row for row in every_service(connection, context.catalog) if row["id"] == service), None
        )
        if named is None:
            raise Missing(
                t("Šāda pakalpojuma katalogā nav."),
                effect=t("Nekas nav mainīts."),
                remedy=t("Izvēlieties pakalpojumu no saraksta."),
            )
        rows = [
            row
            for register in WORDS
            for row in _unnamed(connection, context.catalog, register)
            if _same(row.text) == _same(text)
        ]
    reason = t("Saviem vārdiem ierakstītais ir pakalpojums “{title}”.", title=named["title"])
    meant = {"service_id": service, "institution_id": named["institution_id"]}
    changed = 0
    for start in range(0, len(rows), _AT_ONCE):
        with context.store.unit(context.actor.id, reason=reason) as unit:
            changed += sum(_map(unit, row, meant) for row in rows[start : start + _AT_ONCE])
    return changed


@dataclass(frozen=True, slots=True)
class _Row:
    """A row without a service: its own identity, that of its record, its words and what it stands for."""

    register: str
    id: UUID
    record: UUID
    text: str
    quantity: int
    counted_on: date


def _unnamed(
    connection: Connection, catalog: Catalog, register: str, *, since: date | None = None
) -> Iterator[_Row]:
    """Yield the living rows of a register that have words and no service."""
    spec, table = catalog.spec(register), catalog.table(register)
    words = table.c[WORDS[register]]
    above = catalog.table(spec.parent) if spec.parent else table
    quantity = table.c.quantity if "quantity" in table.c else literal(1)
    asked = select(table.c.id, above.c.id.label("record"), words.label("text"), quantity, above.c.counted_on)
    if spec.parent:
        asked = asked.join_from(table, above, table.c[spec.parent_field or ""] == above.c.id)
    voided = str(Status.VOIDED)
    asked = asked.where(
        table.c.service_id.is_(None),
        words.is_not(None),
        table.c.status != voided,
        above.c.status != voided,
    )
    if since is not None:
        asked = asked.where(above.c.counted_on >= since)
    for row in connection.execute(asked):
        yield _Row(register, *row)


def _same(text: str) -> str:
    """Return what two texts have in common that mean one thing."""
    return " ".join(fold(text).split())


def _told(rows: Sequence[_Row]) -> Unmapped:
    written = Counter(row.text for row in rows)
    calls = sum(row.quantity for row in rows if row.register == "phone_consultation")
    every = sum(row.quantity for row in rows)
    last_on = max(row.counted_on for row in rows)
    return Unmapped(written.most_common(1)[0][0], every - calls, calls, last_on)


def _map(unit: Unit, row: _Row, meant: Mapping[str, UUID]) -> bool:
    """Correct one row, unless somebody has named its service meanwhile or voided it."""
    current = unit.row(row.register, row.id)
    if current["service_id"] is not None or current["status"] == Status.VOIDED:
        return False
    corrected = {"status": str(Status.CORRECTED)}
    parent = unit.catalog.spec(row.register).parent
    if parent is not None:
        if unit.row(parent, row.record)["status"] == Status.VOIDED:
            return False
        unit.update(parent, row.record, corrected)
        unit.touch(parent, row.record)
    made_under = editions.current(unit.connection, unit.catalog)
    edition = {"catalogue_edition": made_under} if "catalogue_edition" in current else {}
    unit.update(row.register, row.id, {**meant, **edition, **corrected})
    return True
