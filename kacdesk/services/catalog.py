"""This file is the place where the window learns what the desk has: registers, names to refer to, people."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.clock import today_riga
from kacdesk.core.sorting import fold, latvian_key
from kacdesk.models.catalog import Catalog
from kacdesk.services import accounts, overview
from kacdesk.services.context import Actor, Context
from kacdesk.services.overview import Overview
from kacdesk.spec.field import SHORT_TEXTS, Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.session import one

_RECENT_ROWS = 500
"""How many of the newest rows of a register tell what is chosen most often."""


@dataclass(frozen=True)
class Desk:
    """What does not change while the window is open. `registers` are all of them, line registers too."""

    point: str
    point_title: str
    sample: bool
    registers: tuple[RegisterSpec, ...]

    def spec(self, name: str) -> RegisterSpec:
        """Return a register's description; KeyError when there is none of that name."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, RegisterSpec]:
        return {spec.name: spec for spec in self.registers}

    @property
    def pages(self) -> tuple[RegisterSpec, ...]:
        """Return the registers that have a page, in the order of the sidebar: journals of contacts first."""
        shown = [spec for spec in self.registers if spec.in_sidebar and spec.parent is None]
        return tuple(sorted(shown, key=lambda spec: spec.counted_from is None))


@dataclass(frozen=True, slots=True)
class Option:
    """One row that a reference field may point to.

    `short` its code, where room is scarce · `detail` the codes of what it belongs to · `words` is what a search
    looks in, folded · `belongs` field name → the row it refers to in turn, by which
    the choice is narrowed (a service by its institution) · `used` how often it was chosen lately · `retired`
    it may still be shown but is no longer offered.
    """

    id: UUID
    label: str
    short: str
    words: str
    detail: str = ""
    belongs: Mapping[str, UUID] = field(default_factory=dict)
    used: int = 0
    retired: bool = False


Options = Mapping[str, tuple[Option, ...]]
"""Register → what may be chosen from it, most used first, then by name."""


def desk(context: Context) -> Desk:
    """Return what the window is built from."""
    with context.store.read() as connection:
        told = one(connection, tables.desk)
    return Desk(told["point"], told["point_title"], told["sample"], context.catalog.specs)


def people(context: Context) -> list[Actor]:
    """Return the people who may sit at this desk."""
    return accounts.staff(context.store)


def actor(context: Context) -> Actor:
    """Return who acts."""
    return context.actor


def state(context: Context) -> Overview:
    """Return what is kept and what waits to be sent."""
    return overview.overview(context.store)


def options(context: Context) -> dict[str, tuple[Option, ...]]:
    """Return everything that references may point to: the rows of registers that are named, not counted."""
    catalog = context.catalog
    with context.store.read() as connection:
        found = {
            spec.name: _options(connection, catalog, spec)
            for spec in catalog.roots
            if spec.counted_from is None and not spec.numbered
        }
    codes = {option.id: option.short for rows in found.values() for option in rows}
    return {register: tuple(_detailed(option, codes) for option in rows) for register, rows in found.items()}


def _detailed(option: Option, codes: Mapping[UUID, str]) -> Option:
    told = [codes[row] for row in option.belongs.values() if row in codes]
    return replace(option, detail=", ".join(told)) if told else option


def _options(connection: Connection, catalog: Catalog, spec: RegisterSpec) -> tuple[Option, ...]:
    table = catalog.table(spec.name)
    used = _used(connection, catalog, spec.name)
    today = today_riga()
    found = [_option(spec, row._mapping, used[row.id], today) for row in connection.execute(select(table))]
    return tuple(sorted(found, key=lambda option: (-option.used, latvian_key(option.label))))


def _option(spec: RegisterSpec, row: Mapping[Any, Any], used: int, today: date) -> Option:
    label = " · ".join(str(row[name]) for name in spec.named_by if row[name])
    told = [str(row[each.name]) for each in spec.fields if each.kind in _TOLD and row[each.name]]
    belongs = {each.name: row[each.name] for each in spec.entered if each.refers_to and row[each.name]}
    key = spec.natural_key
    return Option(
        row["id"],
        label,
        str(row[key]) if key in spec.named_by else label,
        fold(" ".join(told)),
        belongs=belongs,
        used=used,
        retired=_retired(row, today),
    )


_TOLD = SHORT_TEXTS - {Kind.LONG_TEXT}


def _retired(row: Mapping[Any, Any], today: date) -> bool:
    if row.get("status") == "voided" or row.get("active") is False:
        return True
    ends, begins = row.get("valid_to"), row.get("valid_from")
    return (ends is not None and ends < today) or (begins is not None and begins > today)


def _used(connection: Connection, catalog: Catalog, register: str) -> Counter[UUID]:
    """Count how often the newest records refer to each row of a register."""
    counted: Counter[UUID] = Counter()
    for spec in catalog.captured:
        for spec_field in spec.entered:
            if spec_field.refers_to == register:
                table = catalog.table(spec.name)
                column = table.c[spec_field.name]
                newest = select(column).order_by(table.c.n.desc()).limit(_RECENT_ROWS)
                counted.update(value for value in connection.scalars(newest) if value is not None)
    return counted
