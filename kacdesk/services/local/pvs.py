"""This file is the place where the worklist „Jāievada PVS” is read and its entries are done (S003 17–19)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import nsmallest
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.rules import field_problem, tidy
from kacdesk.services import point_settings
from kacdesk.services.context import Context, Role
from kacdesk.services.lists import log_access, shown
from kacdesk.services.local.pvs_queue import CALL, DELEGATED, NOTICE, SOURCES, VISIT_LINE, Key, waiting
from kacdesk.services.references import References, current_references
from kacdesk.spec.register import Status
from kacdesk.store.session import Unit, row_of

_PAGE = 50
_OWN_DAY = "posted_on"
"""Where a notice keeps on which day it was placed in PVS."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One registration that PVS should hold too; nothing here tells who the customer is.

    `register` and `record` name the row (of a visit the line), `root_register` and `root` the record that a person
    opens · `kind` what was done, in words · `quantity` how often · `personal` a customer's data can be revealed ·
    `number`, `entered_on`, `skipped` what was noted of it, empty while it waits.
    """

    register: str
    record: UUID
    root_register: str
    root: UUID
    at: datetime
    institution: str
    service: str
    service_code: str
    kind: str
    channel: str
    quantity: int
    clerk: str
    personal: bool
    number: str = ""
    entered_on: date | None = None
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Worklist:
    """The oldest entries and how many there are; `since` is None while the point does not keep the list."""

    entries: tuple[Entry, ...]
    count: int
    since: date | None = None
    oldest: datetime | None = None


def count(context: Context) -> int:
    """Return how many registrations wait."""
    return len(waiting(context.store))


def page(context: Context, *, limit: int = _PAGE) -> Worklist:
    """Return the oldest entries that wait. Any thread."""
    all_ = waiting(context.store)
    oldest = nsmallest(limit, all_, key=lambda each: (each.at, each.key[1].bytes))
    names = current_references(context.store)
    with context.store.read() as connection:
        entries = tuple(entry_of(connection, context, each.key, names) for each in oldest)
    since = point_settings.of(context.store).pvs_since
    return Worklist(entries, len(all_), since, oldest[0].at if oldest else None)


def entry_of(connection: Connection, context: Context, key: Key, names: References) -> Entry:
    """Return one row as an entry; Missing when it is not here."""
    register, record = key
    row = row_of(connection, context.catalog, register, record)
    root_register, root = _root(row, key)
    above = row if root == record else row_of(connection, context.catalog, root_register, root)
    about = _Words(context, names, register, row)
    service = row.get("service_id")
    return Entry(
        register,
        record,
        root_register,
        root,
        at=above[_MOMENTS[root_register]],
        institution=about.reference("institution_id"),
        service=about.reference("service_id") or row.get("service_text") or row.get("topic") or "",
        service_code=_code(connection, context, service) if isinstance(service, UUID) else "",
        kind=_kind(register, about),
        channel=_Words(context, names, root_register, above).choice("channel"),
        quantity=row.get("quantity") or 1,
        clerk=names.name("staff", above["clerk_id"]) if above.get("clerk_id") else "",
        personal=bool(PERSONS.get(root_register)),
        number=row.get("pvs_no") or "",
        entered_on=row.get("pvs_on") or row.get(_OWN_DAY),
        skipped=row.get("pvs_skip") or "",
    )


_MOMENTS: Mapping[str, str] = {
    "visit": "started_at",
    CALL: "started_at",
    DELEGATED: "identity_checked_at",
    NOTICE: "received_at",
}
PERSONS: Mapping[str, tuple[str, str]] = {
    "visit": ("customer_name", "customer_code"),
    CALL: ("caller_name", "caller_phone"),
    DELEGATED: ("person_name", "person_code"),
}
"""Record → where it keeps the customer's name and code."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one row's choices and references."""

    context: Context
    names: References
    register: str
    row: Mapping[str, Any]

    def choice(self, name: str) -> str:
        """Return the words of a choice, '' where the register has none of that name."""
        spec = self.context.catalog.spec(self.register).by_name.get(name)
        return shown(spec, self.row[name], self.names) if spec is not None and self.row[name] else ""

    def reference(self, name: str) -> str:
        """Return the name of what a field refers to, '' without one."""
        value = self.row.get(name)
        refers_to = name.removesuffix("_id")
        return self.names.name(refers_to, value) if isinstance(value, UUID) else ""


def _kind(register: str, about: _Words) -> str:
    if register == CALL:
        helpline = t("latvija.lv palīdzības tālrunis") if about.row["helpline"] else ""
        return ", ".join(part for part in (t("Tālruņa konsultācija"), helpline) if part)
    if register == DELEGATED:
        return t("E-pakalpojums citas personas vārdā")
    if register == NOTICE:
        return t("Iestādes paziņojums: mainās pieņemšanas laiks")
    return about.choice("kind")


def _code(connection: Connection, context: Context, service: UUID) -> str:
    for spec in context.catalog.answering("service"):
        table = context.catalog.table(spec.name)
        found = connection.scalars(select(table.c.code).where(table.c.id == service)).one_or_none()
        if found is not None:
            return str(found)
    return ""


def _root(row: Mapping[str, Any], key: Key) -> tuple[str, UUID]:
    return ("visit", row["visit_id"]) if key[0] == VISIT_LINE else key


def reveal(context: Context, entry: Entry, *, purpose: str) -> tuple[str, str]:
    """Return the customer's name and code for a stated purpose; that somebody looked is written down first."""
    context.require(Role.CLERK, Role.SUPERVISOR)
    if entry.root_register not in PERSONS:
        return "", ""
    log_access(context, "pvs", entry.root_register, [entry.root], purpose=purpose)
    return customer_of(context, entry)


def customer_of(context: Context, entry: Entry) -> tuple[str, str]:
    """Return the customer's name and code, '' where unknown; whoever asks has written down the access."""
    fields = PERSONS.get(entry.root_register)
    if fields is None or context.only_masked:
        return "", ""
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, entry.root_register, entry.root)
    return row[fields[0]] or "", row[fields[1]] or ""


def done(context: Context, key: Key, *, number: str | None = None, on: date | None = None) -> None:
    """Note that a registration stands in PVS now, under a number if it got one. Refused when it was noted before."""
    told = _tidied(context, key, "pvs_no", number)
    day = on or clock.today_riga()
    if key[0] == NOTICE:
        _write(context, key, {_OWN_DAY: day})
    else:
        _write(context, key, {"pvs_no": told, "pvs_on": day, "pvs_by": context.actor.id})


def skip(context: Context, key: Key, *, reason: str) -> None:
    """Note why a registration is not entered in PVS. Refused without a reason, and for what must be entered."""
    told = _tidied(context, key, "pvs_skip", reason)
    if told is None:
        raise _refused(t("Ierakstiet, kāpēc šī reģistrācija PVS nav jāievada."))
    if key[0] == NOTICE:
        raise _refused(t("Iestādes pieņemšanas laika maiņa PVS ir jāievieto."))
    _write(context, key, {"pvs_skip": told, "pvs_by": context.actor.id})


def reopen(context: Context, key: Key) -> None:
    """Take back what was noted, so that the registration waits again."""
    if key[0] == NOTICE:
        _write(context, key, {_OWN_DAY: None}, again=True)
    else:
        nothing = dict.fromkeys(("pvs_no", "pvs_on", "pvs_by", "pvs_skip"))
        _write(context, key, nothing, again=True)


def _tidied(context: Context, key: Key, name: str, text: str | None) -> str | None:
    if key[0] == NOTICE:
        return None
    spec = context.catalog.spec(key[0]).by_name[name]
    value = tidy(spec, text)
    problem = field_problem(spec, value)
    if problem is not None:
        raise _refused(problem.sentence)
    return None if value is None else str(value)


def _write(context: Context, key: Key, changes: Mapping[str, Any], *, again: bool = False) -> None:
    context.require(Role.CLERK, Role.SUPERVISOR)
    with context.store.unit(context.actor.id) as unit:
        row = unit.row(*key)
        _require_open(unit, row, key, again=again)
        unit.update(*key, dict(changes))
        if key[0] == VISIT_LINE:
            unit.touch("visit", row["visit_id"])


def _require_open(unit: Unit, row: Mapping[str, Any], key: Key, *, again: bool) -> None:
    root_register, root = _root(row, key)
    if Status.VOIDED in (row["status"], unit.row(root_register, root)["status"]):
        raise _refused(t("Ieraksts ir anulēts; PVS tas nav jāievada."))
    noted = any(row.get(name) is not None for name in ("pvs_on", "pvs_skip", _OWN_DAY))
    if noted and not again:
        raise _refused(t("Šo reģistrāciju kāds jau ir atzīmējis."))


def _refused(what: str) -> Refused:
    return Refused(what, effect=t("Nekas nav atzīmēts."))


def every_entry(context: Context, *, first: date, last: date) -> Iterator[Entry]:
    """Yield all that PVS should hold of the days from the first to the last: what waits and what was noted."""
    names = current_references(context.store)
    keys = [each.key for each in waiting(context.store) if first <= clock.riga_day(each.at) <= last]
    with context.store.read() as connection:
        keys += _noted(connection, context, first, last)
        found = (entry_of(connection, context, key, names) for key in dict.fromkeys(keys))
        yield from sorted(found, key=lambda entry: (entry.at, entry.record.bytes))


def _noted(connection: Connection, context: Context, first: date, last: date) -> list[Key]:
    """Return the rows of those days of which something was noted."""
    catalog, keys = context.catalog, list[Key]()
    begins, ends = (
        clock.from_riga(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1))
    )
    line, visit = catalog.table(VISIT_LINE).c, catalog.table("visit").c
    of_days = visit.counted_on.between(first, last) & (visit.status != Status.VOIDED)
    asked = select(line.id).join_from(
        catalog.table("visit"), catalog.table(VISIT_LINE), line.visit_id == visit.id
    )
    keys += [(VISIT_LINE, row) for row in connection.scalars(asked.where(of_days, _is_noted(line)))]
    for register in (CALL, DELEGATED):
        columns = catalog.table(register).c
        moment = columns[_MOMENTS[register]]
        of_days = (moment >= begins) & (moment < ends)
        keys += [
            (register, row)
            for row in connection.scalars(select(columns.id).where(of_days, _is_noted(columns)))
        ]
    return keys


def _is_noted(columns: Any) -> ColumnElement[bool]:
    return and_(
        columns.status != Status.VOIDED, or_(columns.pvs_on.is_not(None), columns.pvs_skip.is_not(None))
    )


def key_of(context: Context, record: UUID) -> Key | None:
    """Return which row of the list an identifier means, whether it waits or not; None when there is none."""
    with context.store.read() as connection:
        for source in SOURCES:
            columns = context.catalog.table(source.register).c
            if connection.execute(select(columns.n).where(columns.id == record)).first() is not None:
                return source.register, record
    return None
