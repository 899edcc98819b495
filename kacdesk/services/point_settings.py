"""This file is the place where it is read what kind of centre the point is and what it does."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Select, Table, select

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.latvian import short_date
from kacdesk.core.resources import resource
from kacdesk.core.text import t
from kacdesk.models.vocabulary import CENTRE_TYPE
from kacdesk.services.context import Context
from kacdesk.spec.register import Status, Values
from kacdesk.store import tables
from kacdesk.store.session import Store, one

REGISTER = "point_settings"
NORMS = "presence_norm"
_TYPES = frozenset(choice.code for choice in CENTRE_TYPE)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the point: those it entered, else what holds for a point that said nothing.

    `helpline` answers the latvija.lv phone · `residence` declares residence · `border_traffic` keeps the list of local
    border traffic · `rural` advises on rural development · `delegation` applies for e-services of other people ·
    `pvs_since` the day from which registrations wait to be entered in PVS, None for a point that keeps no such list ·
    `closed_on` the first day on which the centre is closed · `contest_address` where its acts are contested ·
    `shortens` closes an hour earlier before a holiday · `late_until` with `late_times` a month, `weekly_days` and
    `weekly_hours`: what its opening hours should reach (S003 25.1.7.1, S004 2.3).
    """

    centre_type: str
    title: str = ""
    municipality_address: str = ""
    contest_address: str = ""
    access_recipient: str = ""
    closed_on: date | None = None
    helpline: bool = True
    delegation: bool = True
    residence: bool = True
    border_traffic: bool = False
    rural: bool = True
    pvs_since: date | None = None
    follows_moved_days: bool = True
    shortens: bool = True
    weekly_days: int = 5
    weekly_hours: int = 40
    late_until: time | None = time(19)
    late_times: int = 2


@dataclass(frozen=True, slots=True)
class Norm:
    """How many institutions must be at the centre, on how many working days a week, with all their services or not."""

    institutions: int
    days: int
    all_services: bool
    source: str


def of(store: Store) -> Settings:
    """Return the settings of the point; where it entered several rows, the newest one holds."""
    table = store.catalog.table(REGISTER)
    with store.read() as connection:
        row = connection.execute(_newest(table, table)).first()
        desk = one(connection, tables.desk)
    if row is None:
        return Settings(desk["point_type"], title=desk["point_title"])
    values = {name: row._mapping[name] for name in Settings.__slots__ if row._mapping[name] is not None}
    values["late_until"] = time.fromisoformat(row.late_until) if row.late_until else None
    values["title"] = row.title or desk["point_title"]
    return Settings(**values)


def _newest(table: Table, what: Table | Column[Any]) -> Select[Any]:
    """Return the query of the row that holds, or of one value of it."""
    return select(what).where(table.c.status != Status.VOIDED).order_by(table.c.made_at.desc()).limit(1)


def standing(context: Context) -> UUID | None:
    """Return the row of settings that holds, None for a point that said nothing."""
    table = context.catalog.table(REGISTER)
    with context.store.read() as connection:
        found: UUID | None = connection.execute(_newest(table, table.c.id)).scalar()
    return found


def still_serves(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse a visit on a day on which the centre is closed for good (S003 12); its papers are still handed on.

    It reads that day alone: it is asked for every row of an import.
    """
    table = context.catalog.table(REGISTER)
    with context.store.read() as connection:
        closed: date | None = connection.execute(_newest(table, table.c.closed_on)).scalar()
    if closed is not None and riga_day(values["started_at"]) >= closed:
        yield Problem("started_at", t("Centrs ir slēgts no {day}", day=short_date(closed)), "closed")


def norm_of(store: Store, day: date) -> Norm | None:
    """Return what holds for a centre of this type on a day (S001 5, 6); None when no norm does."""
    c = store.catalog.table(NORMS).c
    in_force = (c.valid_from <= day) & (c.valid_to.is_(None) | (c.valid_to >= day))
    mine = (c.centre_type == of(store).centre_type, in_force, c.status != Status.VOIDED)
    columns = (c.institutions, c.days, c.all_services, c.source)
    with store.read() as connection:
        row = connection.execute(
            select(*columns).where(*mine).order_by(c.valid_from.desc(), c.n.desc()).limit(1)
        ).first()
    return Norm(row.institutions, row.days, row.all_services, row.source or "") if row is not None else None


def shipped(store: Store) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what a new point begins with: register and values of each row."""
    with store.read() as connection:
        desk = one(connection, tables.desk)
    settings = {each.name: each.default for each in store.catalog.spec(REGISTER).entered}
    given = desk["point_type"] if desk["point_type"] in _TYPES else "municipal"
    yield REGISTER, settings | {"centre_type": given}
    with resource("rules/presence_norms.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield (
                NORMS,
                {
                    "centre_type": row["centre_type"],
                    "institutions": int(row["institutions"]),
                    "days": int(row["days"]),
                    "all_services": row["all_services"] == "1",
                    "valid_from": date.fromisoformat(row["valid_from"]),
                    "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    "source": row["source"],
                },
            )
