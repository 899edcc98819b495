"""This file is the place where a register is read as a list and as one record, masked until a purpose is stated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.core.latvian import duration, money, short_date, short_moment, told_moment, told_time
from kacdesk.core.phones import shown_phone
from kacdesk.core.text import t
from kacdesk.models.short_codes import short_code
from kacdesk.services.context import Context, Role
from kacdesk.services.papers.short_codes import coded_in
from kacdesk.services.reason_masks import may_be_read, stems_of
from kacdesk.services.references import References, current_references
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.listing import ListQuery, Place
from kacdesk.spec.register import RegisterSpec, Status
from kacdesk.store import tables
from kacdesk.store.query import (
    NEWEST_HITS,
    count_found,
    count_rows,
    find_rows,
    last_row,
    lines_of_many,
)
from kacdesk.store.session import lines_of, row_of

Say = Callable[[FieldSpec, object, References], str]
"""A value in words: `shown` on a screen, `printed` on paper."""

MASK = "•••"
"""What stands for personal data until somebody states a purpose."""

COUNTED_AT_ONCE = 40_000
"""Rows; 40 to 110 ms each on two busy cores with 250,000 contacts."""


@dataclass(frozen=True)
class ListPage:
    """A page as it is shown: `cells` by row in the order of `columns`, beside the identity of each row.

    When there are `more` rows they come after the place `end`.
    """

    register: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    cells: list[tuple[str, ...]]
    ids: list[UUID]
    statuses: list[str]
    more: bool
    end: Place | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a list has in all its pages and how many the register has.

    `cut` when only the newest hits of a search were looked at · `upto` the row up to which was counted, None when all.
    """

    found: int
    whole: int
    cut: bool = False
    upto: int | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """One change as a person reads it: moment in UTC, who, what kind, why, label → (old, new), in which register.

    `named` tells the line of a record that was changed from the others, by what it says now; '' for the record itself.
    """

    at: datetime
    who: str
    kind: str
    reason: str | None
    changes: Mapping[str, tuple[str, str]]
    register: str = ""
    named: str = ""


@dataclass(frozen=True)
class Opened:
    """One record: its values, its lines by line register, its revision, and whether personal data are masked.

    `code` is the short one that stands on a customer's slip, '' for what is no contact.
    """

    register: str
    id: UUID
    rev: int
    status: str
    values: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    masked: bool = True
    code: str = ""

    @property
    def is_voided(self) -> bool:
        """Say whether it is only to be read: it stays as it was when it was voided."""
        return self.status == Status.VOIDED


def page(context: Context, register: str, query: ListQuery, *, masked: bool = False) -> ListPage:
    """Return one page of a register with every cell as text; a text that is a record's short code finds that record."""
    spec = context.catalog.spec(register)
    with context.store.read() as connection:
        query = by_code(connection, context, spec, query)
        columns = ("id", *(name for name in spec.listed if name != "lines"))
        if "status" in spec.by_name:
            columns = tuple(dict.fromkeys((*columns, "status")))
        found = find_rows(connection, context.catalog, register, query, columns=columns)
        names = current_references(context.store)
        summaries = line_summaries(connection, context, spec, [row["id"] for row in found.rows], names)
    cells = [
        tuple(
            summaries.get(row["id"], "")
            if column == "lines"
            else _cell(spec.by_name[column], row[column], names, masked or context.only_masked)
            for column in spec.listed
        )
        for row in found.rows
    ]
    headings = tuple(t("Pakalpojumi") if c == "lines" else t(spec.by_name[c].label) for c in spec.listed)
    statuses = [str(row.get("status", "")) for row in found.rows]
    ids = [row["id"] for row in found.rows]
    return ListPage(register, spec.listed, headings, cells, ids, statuses, found.more, found.end)


def count(context: Context, register: str, query: ListQuery, *, above: int = 0) -> Count:
    """Return how many rows the query finds, and how many the register holds, voided ones too.

    Where a filter has no index to count by, only the next `COUNTED_AT_ONCE` rows `above` a number are looked at, so
    that a person who asks for something else waits for no more than these; ask again with `upto`.
    """
    catalog = context.catalog
    with context.store.read() as connection:
        query = by_code(connection, context, catalog.spec(register), query)
        whole, last = count_rows(connection, catalog, register), last_row(connection, catalog, register)
        end = min(last, above + COUNTED_AT_ONCE) if query.filters else last
        rows = (above, end) if query.filters else None
        found = count_found(connection, catalog, register, query, rows=rows)
    cut = bool(query.text.strip()) and not query.narrowed and found >= NEWEST_HITS
    return Count(found, whole, cut, upto=end if end < last else None)


def by_code(connection: Connection, context: Context, spec: RegisterSpec, query: ListQuery) -> ListQuery:
    """Return the query for the records that a typed short code names; a word that only looks like one is searched."""
    if not query.text.strip():
        return query
    named = coded_in(connection, context.catalog, spec, query.text)
    return replace(query, text="", ids=named) if named else query


def _cell(field: FieldSpec, value: object, names: References, masked: bool) -> str:
    if masked and field.personal and value is not None:
        return MASK
    return shown(field, value, names)


def shown(field: FieldSpec, value: object, names: References) -> str:
    """Return a value as a person reads it in Latvia, time in Riga."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return short_moment(value)
    if field.kind is Kind.DAY:
        return short_date(value)  # type: ignore[arg-type]  # the kind says it is a date
    if isinstance(value, bool):
        return t("Jā") if value else t("Nē")
    if field.kind is Kind.DURATION and isinstance(value, int):
        return duration(value)
    if field.kind is Kind.MONEY and isinstance(value, int):
        return money(value)
    if field.kind is Kind.PHONE and isinstance(value, str):
        return shown_phone(value)
    return names.label(field, value)


def printed(field: FieldSpec, value: object, names: References) -> str:
    """Return a value as papers say it: as `shown`, but times with "plkst." and a dot."""
    if isinstance(value, datetime):
        return told_moment(value)
    if field.kind is Kind.TIME and isinstance(value, str) and value[2:3] == ":":
        return told_time(time.fromisoformat(value))
    return shown(field, value, names)


def line_summaries(
    connection: Connection, context: Context, spec: RegisterSpec, ids: list[UUID], names: References
) -> dict[UUID, str]:
    """Return what the lines of each record are, in a few words: the first line and how many more."""
    told: dict[UUID, list[str]] = {}
    for child_name in spec.children:
        child = context.catalog.spec(child_name)
        above = child.parent_field or ""
        columns = (above, *child.named_by)
        for line in lines_of_many(connection, context.catalog, child, ids, columns=columns):
            told.setdefault(line[above], []).append(_line_name(child, line, names, masked=False))
    return {
        record: parts[0] if len(parts) == 1 else t("{first} (+{count})", first=parts[0], count=len(parts) - 1)
        for record, parts in told.items()
    }


def _line_name(child: RegisterSpec, line: Mapping[str, Any], names: References, *, masked: bool) -> str:
    words = [_cell(child.by_name[name], line[name], names, masked) for name in child.named_by]
    return " · ".join(dict.fromkeys(word for word in words if word))


def found(
    context: Context, register: str, query: ListQuery, *, masked: bool
) -> tuple[list[dict[str, Any]], bool]:
    """Return the records that a query finds as values by field, and whether there are more."""
    spec = context.catalog.spec(register)
    with context.store.read() as connection:
        query = by_code(connection, context, spec, query)
        result = find_rows(connection, context.catalog, register, query)
    hidden = masked or context.only_masked
    return [_plain(spec, row, masked=hidden) for row in result.rows], result.more


def open_record(context: Context, register: str, record: UUID, *, purpose: str | None) -> Opened:
    """Return one record. Personal data are masked unless a purpose is stated, which is then logged."""
    catalog = context.catalog
    spec = catalog.spec(register)
    with context.store.read() as connection:
        row = row_of(connection, catalog, register, record)
        lines = {
            child: [
                _plain(catalog.spec(child), line, masked=not purpose)
                for line in lines_of(connection, catalog, catalog.spec(child), record)
            ]
            for child in spec.children
        }
    if purpose:
        log_access(context, "show", register, [record], purpose=purpose)
    return Opened(
        register,
        record,
        row["rev"],
        str(row.get("status", "")),
        _plain(spec, row, masked=not purpose),
        lines,
        masked=not purpose,
        code=short_code(record) if spec.counted_from else "",
    )


def _plain(spec: RegisterSpec, row: Mapping[str, Any], *, masked: bool) -> dict[str, Any]:
    values = {
        f.name: MASK if f.personal and masked and row[f.name] is not None else row[f.name]
        for f in spec.fields
    }
    if masked and values.get("void_reason"):
        values["void_reason"] = masked_reason(spec, row)
    return values | {"id": row["id"]}


def masked_reason(spec: RegisterSpec, row: Mapping[str, Any]) -> str | None:
    """Return why a record was voided, ••• if that may name somebody of its personal values."""
    reason: str | None = row.get("void_reason")
    if not reason or may_be_read(reason, stems_of(row.get(name) for name in spec.personal)):
        return reason
    return MASK


def as_words(context: Context, opened: Opened, say: Say = shown) -> list[tuple[str, str]]:
    """Return an open record as (label, value) for a person, empty fields left out, its lines below it."""
    catalog, names = context.catalog, current_references(context.store)
    spec = catalog.spec(opened.register)
    told = _words_of(spec, opened.values, names, say)
    for child, lines in opened.lines.items():
        for place, line in enumerate(lines, start=1):
            shown_line = ", ".join(
                f"{label}: {value}" for label, value in _words_of(catalog.spec(child), line, names, say)
            )
            told.append((f"{t(catalog.spec(child).singular)} {place}", shown_line))
    return told


def _words_of(
    spec: RegisterSpec, values: Mapping[str, Any], names: References, say: Say
) -> list[tuple[str, str]]:
    kept = [f for f in spec.fields if values.get(f.name) is not None and f.name != spec.parent_field]
    return [(t(f.label), MASK if values[f.name] == MASK else say(f, values[f.name], names)) for f in kept]


def log_access(context: Context, act: str, register: str, ids: Sequence[UUID], *, purpose: str) -> None:
    """Write down who looked at whose personal data, and for what; Refused for IT, who may not."""
    log_many(context, act, register, len(ids), ids[0] if len(ids) == 1 else None, purpose=purpose)


def log_many(
    context: Context, act: str, register: str, rows: int, only: UUID | None, *, purpose: str
) -> None:
    """Do as `log_access` for so many rows; `only` is the record if there is just one."""
    context.require(Role.CLERK, Role.SUPERVISOR)
    context.store.append(
        tables.access_log,
        {
            "at": clock.now_utc(),
            "actor": context.actor.id,
            "act": act,
            "reg": register,
            "rid": only,
            "rows": rows,
            "purpose": purpose,
        },
    )


def history(
    context: Context, register: str, record: UUID, *, masked: bool = False, say: Say = shown
) -> list[HistoryEntry]:
    """Return all changes of a record and its lines, oldest first; `masked` hides personal values, and reasons that
    may hold some."""
    catalog = context.catalog
    log = tables.change_log
    hidden = masked or context.only_masked
    with context.store.read() as connection:
        names = current_references(context.store)
        lines: dict[UUID, str] = {}
        for child in catalog.parts(register)[1:]:
            table = catalog.table(child.name)
            above = table.c[child.parent_field or ""]
            for line in connection.execute(select(table).where(above == record)):
                lines[line.id] = _line_name(child, dict(line._mapping), names, masked=hidden)
        rows = connection.execute(
            select(log).where(log.c.rid.in_([record, *lines])).order_by(log.c.lid)
        ).all()
    sides = [(row, msgspec.json.decode(row.new), msgspec.json.decode(row.old)) for row in rows]
    stems = stems_of(
        side.get(name)
        for row, new, old in sides
        for side in (new, old)
        for name in catalog.spec(row.reg).personal
    )
    told = [
        replace(
            _entry(catalog.spec(row.reg), row, new, old, names, masked=hidden, say=say),
            named=lines.get(row.rid, ""),
        )
        for row, new, old in sides
    ]
    return [
        replace(entry, reason=MASK)
        if hidden and entry.reason and not may_be_read(entry.reason, stems)
        else entry
        for entry in told
    ]


def _entry(
    spec: RegisterSpec,
    row: Any,
    new: Mapping[str, Any],
    old: Mapping[str, Any],
    names: References,
    *,
    masked: bool,
    say: Say,
) -> HistoryEntry:
    changes = {
        t(f.label): (_told(f, old, names, masked, say), _told(f, new, names, masked, say))
        for f in spec.fields
        if f.name in new and not f.derived
    }
    who = names.name("staff", row.actor) or t("Programma")
    at = datetime.fromtimestamp(row.at / 1000, UTC)
    return HistoryEntry(at, who, row.kind, row.reason, changes, spec.name)


def _told(field: FieldSpec, side: Mapping[str, Any], names: References, masked: bool, say: Say) -> str:
    value = side.get(field.name)
    return MASK if masked and field.personal and value is not None else _from_json(field, value, names, say)


def _from_json(field: FieldSpec, value: Any, names: References, say: Say) -> str:
    if value is None:
        return ""
    if field.kind is Kind.MOMENT:
        return say(field, datetime.fromisoformat(value), names)
    if field.kind is Kind.REFERENCE:
        return names.label(field, UUID(value)) or short_code(UUID(value))
    return say(field, date.fromisoformat(value) if field.kind is Kind.DAY else value, names)
