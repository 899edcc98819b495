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
from kacdesk.core.sorting import latvian_key
from kacdesk.models.catalog import Catalog
from kacdesk.services import overview
from kacdesk.services.catalogue.service_rows import SERVICE, Beside, beside_services
from kacdesk.services.catalogue.word_search import WordIndex, Wording
from kacdesk.services.context import Actor, Context
from kacdesk.services.local.switches import hidden_registers
from kacdesk.services.overview import Overview
from kacdesk.services.people import accounts
from kacdesk.spec.register import Group, RegisterSpec
from kacdesk.store import tables
from kacdesk.store.session import one

_RECENT_ROWS = 500
"""How many of the newest rows of a register tell what is chosen most often."""


@dataclass(frozen=True)
class Desk:
    """What does not change while the window is open. `registers` are all of them, line registers too · `named` those
    whose rows are chosen from a list, by which others are told from journals · `hidden` those without a page, because
    the point does not do what they are for."""

    point: str
    point_title: str
    sample: bool
    registers: tuple[RegisterSpec, ...]
    named: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def spec(self, name: str) -> RegisterSpec:
        """Return a register's description; KeyError when there is none of that name."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, RegisterSpec]:
        return {spec.name: spec for spec in self.registers}

    @cached_property
    def journals(self) -> Mapping[str, RegisterSpec]:
        """Return the registers whose records are linked one by one, because no list of them is held."""
        return {name: spec for name, spec in self._by_name.items() if name not in self.named}

    @property
    def pages(self) -> tuple[RegisterSpec, ...]:
        """Return the registers that have a page, in the order of the sidebar: group by group."""
        shown = [
            spec
            for spec in self.registers
            if spec.in_sidebar and spec.parent is None and spec.name not in self.hidden
        ]
        order = list(Group)
        return tuple(sorted(shown, key=lambda spec: order.index(spec.group)))


@dataclass(frozen=True, slots=True)
class Option:
    """One row that a reference field may point to.

    `short` its code, where room is scarce · `detail` the codes of what it belongs to · `wording` is what it is found
    by · `belongs` field name → the row it refers to in turn, by which
    the choice is narrowed (a service by its institution) · `used` how often it was chosen lately · `retired`
    it may still be shown but is no longer offered.
    """

    id: UUID
    label: str
    short: str
    wording: Wording
    detail: str = ""
    belongs: Mapping[str, UUID] = field(default_factory=dict)
    used: int = 0
    retired: bool = False


class Choices(tuple[Option, ...]):
    """What may be chosen from one register, most used first, then by name, with its words prepared for the search."""

    @cached_property
    def search(self) -> WordIndex:
        """Return the words of the rows, in their order."""
        return WordIndex([option.wording for option in self])

    @cached_property
    def by_id(self) -> Mapping[UUID, Option]:
        """Return the rows by their identity."""
        return {option.id: option for option in self}


Options = Mapping[str, tuple[Option, ...]]
"""Register → what may be chosen from it (see `Choices`)."""


def desk(context: Context) -> Desk:
    """Return what the window is built from."""
    with context.store.read() as connection:
        told = one(connection, tables.desk)
    named = frozenset(spec.name for spec in context.catalog.named)
    return Desk(
        told["point"],
        told["point_title"],
        told["sample"],
        context.catalog.specs,
        named,
        hidden_registers(context.store),
    )


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
    """Return everything that references may point to: the rows of registers that are named, not counted.

    The words are prepared here, on the thread that reads, and not while somebody types.
    """
    catalog = context.catalog
    with context.store.read() as connection:
        used = _used(connection, catalog)
        found = {spec.name: _options(connection, catalog, spec, used) for spec in catalog.named}
        beside = beside_services(connection, catalog, today_riga()) if SERVICE in found else {}
    found |= {SERVICE: tuple(_told_beside(option, beside) for option in found.get(SERVICE, ()))}
    above = {option.id: option for rows in found.values() for option in rows}
    chosen = {
        register: Choices(_beside(option, above) for option in rows) for register, rows in found.items()
    }
    for choices in chosen.values():
        _ = choices.search, choices.by_id
    return dict(chosen)


def _beside(option: Option, above: Mapping[UUID, Option]) -> Option:
    """Return the option with the words of what it belongs to."""
    told = [above[row] for row in dict.fromkeys(option.belongs.values()) if row in above]
    if not told:
        return option
    near = " ".join(row.label for row in told)
    detail = ", ".join(row.short for row in told)
    return replace(option, detail=detail, wording=replace(option.wording, near=near))


def _told_beside(option: Option, beside: Mapping[UUID, Beside]) -> Option:
    """Return a service with its other names, and whether it is given here."""
    told = beside.get(option.id)
    if told is None:
        return option
    other = ", ".join(name for name in (option.wording.other, *told.names) if name)
    retired = option.retired or told.closed
    return replace(option, wording=replace(option.wording, other=other), retired=retired)


def _options(
    connection: Connection, catalog: Catalog, named: RegisterSpec, used: Mapping[str, Counter[UUID]]
) -> tuple[Option, ...]:
    times, today = used[named.name], today_riga()
    found = [
        _option(spec, row._mapping, times[row.id], today)
        for spec in catalog.answering(named.name)
        for row in connection.execute(select(catalog.table(spec.name)))
    ]
    return tuple(sorted(found, key=lambda option: (-option.used, latvian_key(option.label))))


def _option(spec: RegisterSpec, row: Mapping[Any, Any], used: int, today: date) -> Option:
    label = " · ".join(str(row[name]) for name in spec.named_by if row[name])
    belongs = {each.name: row[each.name] for each in spec.entered if each.refers_to and row[each.name]}
    key = spec.natural_key or ("code" if "code" in spec.by_name else None)
    other = ", ".join(str(row[name]) for name in _ALSO_CALLED if name in spec.by_name and row[name])
    return Option(
        row["id"],
        label,
        str(row[key]) if key in spec.named_by else label,
        Wording(label, code=str(row[key]) if key else "", other=other),
        belongs=belongs,
        used=used,
        retired=is_retired(row, today),
    )


_ALSO_CALLED = ("synonyms", "title_en")
"""The fields in which a row has its other and former names."""


def is_retired(row: Mapping[Any, Any], today: date) -> bool:
    """Say whether a row is no longer offered, or not yet."""
    if row.get("status") == "voided" or row.get("active") is False:
        return True
    ends, begins = row.get("valid_to"), row.get("valid_from")
    return (ends is not None and ends < today) or (begins is not None and begins > today)


def _used(connection: Connection, catalog: Catalog) -> dict[str, Counter[UUID]]:
    """Count, for each named register, how often the newest records refer to each of its rows."""
    counted: dict[str, Counter[UUID]] = {spec.name: Counter() for spec in catalog.named}
    for spec in catalog.captured:
        referring = [each for each in spec.entered if each.refers_to in counted]
        if not referring:
            continue
        table = catalog.table(spec.name)
        newest = (
            select(*(table.c[each.name] for each in referring)).order_by(table.c.n.desc()).limit(_RECENT_ROWS)
        )
        for each, values in zip(referring, zip(*connection.execute(newest), strict=True), strict=False):
            counted[str(each.refers_to)].update(value for value in values if value is not None)
    return counted
