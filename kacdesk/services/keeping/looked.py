"""This file is the place where it is read who looked at personal data of this desk, whose and for what."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.latvian import counted, short_moment
from kacdesk.core.text import later, t
from kacdesk.reports.files import written
from kacdesk.services.context import Context, Role
from kacdesk.services.keeping.holds import record_told
from kacdesk.services.keeping.retention_due import number_of
from kacdesk.services.lists import log_access
from kacdesk.services.references import current_references
from kacdesk.store import tables

_MOST = 500

ACTS: Mapping[str, str] = {
    "show": later("Atvēra ierakstu"),
    "export": later("Eksportēja"),
    "find": later("Meklēja un skatīja"),
    "paper": later("Izdrukāja"),
    "onward": later("Sāka ierakstu no cita"),
    "file": later("Atvēra datni"),
    "earlier": later("Skatīja agrākos kontaktus"),
    "count": later("Skaitīja agrākos kontaktus"),
    "attention": later("Skatīja jāapskatāmo"),
    "person": later("Meklēja visu par personu"),
    "person_file": later("Izsniedza visu par personu"),
    "looked": later("Skatīja piekļuves žurnālu"),
}
"""What was done, in the words of the screen; an act that only a newer version knows is shown as itself."""


@dataclass(frozen=True, slots=True)
class LookQuery:
    """Which accesses: of days (both included), of an actor, of a record; the newest first, before row `before`."""

    since: date | None = None
    until: date | None = None
    actor: UUID | None = None
    record: UUID | None = None
    before: int | None = None
    limit: int = _MOST


@dataclass(frozen=True, slots=True)
class Look:
    """One access. `what` names the record by number or code, or says how many there were; nobody is named ·
    `reg` and `record` where it can be opened."""

    row: int
    at: datetime
    who: str
    act: str
    register: str
    what: str
    purpose: str
    reg: str = ""
    record: UUID | None = None


def looks(context: Context, query: LookQuery) -> list[Look]:
    """Return who looked. Refused to anybody but a supervisor."""
    context.require(Role.SUPERVISOR)
    log = tables.access_log
    statement = select(log).order_by(log.c.aid.desc()).limit(query.limit)
    if query.since is not None:
        statement = statement.where(log.c.at >= _begin(query.since))
    if query.until is not None:
        statement = statement.where(log.c.at < _begin(query.until + timedelta(days=1)))
    if query.actor is not None:
        statement = statement.where(log.c.actor == query.actor)
    if query.record is not None:
        statement = statement.where(log.c.rid == query.record)
    if query.before is not None:
        statement = statement.where(log.c.aid < query.before)
    with context.store.read() as connection:
        rows = connection.execute(statement).all()
        names = current_references(context.store)
        found = []
        for row in rows:
            spec = context.catalog.spec(row.reg) if row.reg in context.catalog else None
            what = counted(row.rows, t("ierakstu"), t("ieraksts"), t("ieraksti"))
            if spec is not None and row.rid is not None:
                table = context.catalog.table(spec.name)
                record = connection.execute(select(table).where(table.c.id == row.rid)).one_or_none()
                what = number_of(spec, record._mapping) if record is not None else t("ieraksts dzēsts")
            found.append(
                Look(
                    row=row.aid,
                    at=row.at,
                    who=names.name("staff", row.actor) or t("Programma"),
                    act=t(ACTS.get(row.act, row.act)),
                    register=t(spec.title) if spec is not None else row.reg,
                    what=what,
                    purpose=row.purpose,
                    reg=row.reg,
                    record=row.rid,
                )
            )
    return found


def _begin(day: date) -> datetime:
    return clock.from_riga(datetime.combine(day, time()))


def record_of(context: Context, text: str) -> UUID | None:
    """Return the record that a number, the code of a slip or an identifier names, None when it is not here."""
    for spec in context.catalog.roots:
        found = record_told(context, spec.name, text)
        if found is not None:
            return found
    return None


def export_looks(context: Context, query: LookQuery, out: Path) -> int:
    """Write who looked as a CSV (UTF-8, semicolons) and return how many rows; taking it out is written down, too."""
    found = looks(context, query)
    log_access(context, "looked", "access_log", [], purpose=t("Piekļuves žurnāla izraksts"))
    heads = (t("Laiks"), t("Kas"), t("Ko darīja"), t("Sadaļa"), t("Ieraksts"), t("Nolūks"))
    with written(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(heads)
        for look in found:
            cells = (short_moment(look.at), look.who, look.act, look.register, look.what, look.purpose)
            rows.writerow([_harmless(cell) for cell in cells])
    return len(found)


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
