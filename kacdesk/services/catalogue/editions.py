"""This file is the place where it is known which edition of the catalogue is in use, and what it changed, in words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from kacdesk.core.errors import Missing
from kacdesk.core.ids import reference_id
from kacdesk.core.latvian import short_date
from kacdesk.core.text import later, t
from kacdesk.models.catalog import Catalog
from kacdesk.models.catalogue_changes import Change, Happened, Known, read
from kacdesk.services.context import Context
from kacdesk.spec.register import RegisterSpec

EDITION = "catalogue_edition"

_HEADINGS: Mapping[Happened, str] = {
    Happened.ADDED: later("Jauni"),
    Happened.ENDED: later("Beidzas"),
    Happened.MERGED: later("Apvienoti vai sadalīti"),
    Happened.CHANGED: later("Mainīti"),
}


ORDER = tuple(_HEADINGS)
"""In which order changes are told: what is new and what ends first."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that an edition changed: `title` as people know it, `about` what of it, in words."""

    happened: Happened
    register: str
    record: UUID
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class EditionNews:
    """An edition and what it changed. `first` it is the first one here, so nothing of it is news · `counts` how many
    of each kind, whole also where `rows` are not all of them · `split` codes of services that became several → how many
    took the place of each; those are counted among the merged ones."""

    version: str
    title: str
    published_on: date
    source: str
    first: bool
    counts: Mapping[Happened, int]
    rows: tuple[ChangedRow, ...]
    split: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_news(self) -> bool:
        """Say whether it changed anything that a clerk has not known from the start."""
        return not self.first and any(self.counts.values())

    @property
    def left_out(self) -> int:
        """Return how many changes are counted but not told one by one."""
        return sum(self.counts.values()) - len(self.rows)


def current(connection: Connection, catalog: Catalog) -> str | None:
    """Return the version of the newest edition, under which records are made now; None without a catalogue."""
    table = catalog.table(EDITION)
    found: str | None = connection.execute(
        select(table.c.version).order_by(table.c.published_on.desc(), table.c.n.desc()).limit(1)
    ).scalar()
    return found


def published(connection: Connection, catalog: Catalog) -> list[tuple[str, date]]:
    """Return the version and the day of every edition, the newest last."""
    table = catalog.table(EDITION)
    rows = connection.execute(
        select(table.c.version, table.c.published_on).order_by(table.c.published_on, table.c.n)
    )
    return [(row.version, row.published_on) for row in rows]


def heading(happened: Happened) -> str:
    """Return the word under which such changes stand."""
    return t(_HEADINGS[happened])


def news(context: Context, version: str | None = None) -> EditionNews | None:
    """Return the newest edition, or the one asked for, with its changes; None when there is no edition.

    Missing when there is none of that version.
    """
    catalog = context.catalog
    table = catalog.table(EDITION)
    with context.store.read() as connection:
        asked = version or current(connection, catalog)
        row = connection.execute(select(table).where(table.c.version == asked)).one_or_none()
        if row is None:
            if version is None:
                return None
            raise Missing(t("Kataloga redakcijas “{version}” šeit nav.", version=version))
        earlier = connection.execute(
            select(func.count()).select_from(table).where(table.c.published_on < row.published_on)
        ).scalar_one()
        beside = connection.execute(
            select(func.count())
            .select_from(table)
            .where(table.c.published_on == row.published_on, table.c.n < row.n)
        ).scalar_one()
        changes = read(row.details)
        rows = tuple(_in_words(connection, catalog, each) for each in changes)
    counts = {each: row._mapping[each.value] for each in _HEADINGS}
    first = earlier + beside == 0
    told = (row.version, row.title, row.published_on, row.source or "", first, counts, rows)
    return EditionNews(*told, split=_split(changes))


def _split(changes: tuple[Change, ...]) -> dict[str, int]:
    """Return the codes of services that became several, each with how many took its place."""
    alone = Counter(
        each.about[0] for each in changes if each.happened is Happened.MERGED and len(each.about) == 1
    )
    return {code: count for code, count in alone.items() if count > 1}


def known_rows(connection: Connection, catalog: Catalog) -> Known:
    """Return what this desk knows of institutions and services, by register and code."""
    known: dict[tuple[str, str], Mapping[str, Any]] = {}
    for name in ("institution", "service"):
        table, key = catalog.table(name), catalog.spec(name).natural_key or ""
        for row in connection.execute(select(table)):
            known[name, row._mapping[key]] = {str(k): v for k, v in row._mapping.items()}
    return known


def free_version(connection: Connection, catalog: Catalog, version: str) -> str:
    """Return the version, or "version/2" and so on when another edition has it already."""
    table = catalog.table(EDITION)
    taken = set(connection.scalars(select(table.c.version)))
    place, found = 1, version
    while found in taken:
        place += 1
        found = f"{version}/{place}"
    return found


def _in_words(connection: Connection, catalog: Catalog, change: Change) -> ChangedRow:
    spec, record = catalog.spec(change.register), reference_id(change.register, change.code)
    row = _row(connection, catalog, spec, change.code)
    title = str(row["title"]) if row is not None else change.code
    return ChangedRow(
        change.happened, change.register, record, title, _about(connection, catalog, spec, change)
    )


def _about(connection: Connection, catalog: Catalog, spec: RegisterSpec, change: Change) -> str:
    if change.happened is Happened.ENDED and change.about:
        return t("līdz {day}", day=short_date(date.fromisoformat(change.about[0])))
    if change.happened is Happened.MERGED:
        rows = [(_row(connection, catalog, spec, code), code) for code in change.about]
        names = [str(row["title"]) if row is not None else code for row, code in rows]
        return t("agrāk: {names}", names="; ".join(names))
    labels = [t(spec.by_name[name].label) for name in change.about if name in spec.by_name]
    return ", ".join(labels)


def _row(connection: Connection, catalog: Catalog, spec: RegisterSpec, code: str) -> Mapping[Any, Any] | None:
    table = catalog.table(spec.name)
    key = table.c[spec.natural_key or "code"]
    found = connection.execute(select(table).where(key == code).limit(1)).one_or_none()
    return found._mapping if found is not None else None
