"""This file is the place where the rows behind a figure are put in order and told in a few words, a part at a time."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.clock import riga_day
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.figures.count import Row
from kacdesk.models.catalog import Catalog
from kacdesk.reports.cells import guarded
from kacdesk.reports.files import written
from kacdesk.services.context import Context
from kacdesk.services.lists import line_summaries, shown
from kacdesk.services.references import References, current_references
from kacdesk.spec.field import Kind
from kacdesk.spec.register import RegisterSpec, Status, Values
from kacdesk.store.rows import rows_of

_AT_ONCE = 500
_TOLD_FIELDS = 4
"""Fields that say what a record is about; more do not fit beside each other."""

_NO_DAY = date.max

FILE_COLUMNS: Final = ("day", "record", "number", "about", "weight", "register", "id")
"""The columns of the file with the rows of a figure."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row of a figure, without personal data.

    `opens` the register and the record that are shown for it: a line opens the record it belongs to · `title` what it
    is · `day` and `number` as they are written, '' when it has none · `about` what it is about · `weight` what it adds
    to the figure.
    """

    opens: tuple[str, UUID]
    title: str
    day: str
    number: str
    about: str
    weight: int
    is_voided: bool = False


def in_order(context: Context, rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows of a figure, each once, by the day of their record, what has no day last. Any thread."""
    day_of: dict[UUID, tuple[date, int]] = {}
    with context.store.read() as connection:
        for register, records in _by_register(rows).items():
            for values in _read(connection, context.catalog, register, records):
                day_of[values["id"]] = (values["day"] or _NO_DAY, values["n"])
    return sorted(dict.fromkeys(rows), key=lambda row: day_of.get(row.id, (_NO_DAY, 0)))


def told(context: Context, rows: Sequence[Row]) -> list[FigureRow]:
    """Return rows in words, one for each and in their order; of what is no longer here that is said. Any thread."""
    names = current_references(context.store)
    found: dict[UUID, Mapping[str, Any]] = {}
    lines: dict[UUID, str] = {}
    with context.store.read() as connection:
        for register, records in _by_register(rows).items():
            found |= {
                values["id"]: values for values in _read(connection, context.catalog, register, records)
            }
            lines |= line_summaries(connection, context, context.catalog.spec(register), records, names)
    return [
        _in_words(context.catalog, row, found[row.id], names, lines.get(row.id, ""))
        if row.id in found
        else _gone(context.catalog.spec(row.register), row)
        for row in rows
    ]


def write_csv(context: Context, rows: Sequence[Row], out: Path) -> None:
    """Write rows in words, UTF-8 with a byte order mark and `;` between cells, the columns being `FILE_COLUMNS`.

    There are no personal data in it. Raises Unavailable when the file cannot be written. Any thread.
    """
    with written(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(FILE_COLUMNS)
        for first in range(0, len(rows), _AT_ONCE):
            several = rows[first : first + _AT_ONCE]
            for row, words in zip(several, told(context, several), strict=True):
                cells = (words.day, words.title, words.number, words.about, str(words.weight))
                writer.writerow([*map(guarded, cells), row.register, str(row.id)])


def _by_register(rows: Iterable[Row]) -> dict[str, list[UUID]]:
    records: dict[str, list[UUID]] = {}
    for row in rows:
        records.setdefault(row.register, []).append(row.id)
    return records


def _read(
    connection: Connection, catalog: Catalog, register: str, records: Sequence[UUID]
) -> Iterator[dict[str, Any]]:
    """Yield records with their `day` and `number`, those of lines taken from the record above."""
    spec, table = catalog.spec(register), catalog.table(register)
    names = [
        name for name in ("id", "n", "status", *_about(spec), spec.parent_field or "id") if name in table.c
    ]
    names += [name for name in (*_day_names(spec), "number") if name in table.c]
    columns = [table.c[name] for name in dict.fromkeys(names)]
    for first in range(0, len(records), _AT_ONCE):
        part = records[first : first + _AT_ONCE]
        rows = rows_of(connection, table, select(*columns).where(table.c.id.in_(part)))
        above = _above(connection, catalog, spec, rows)
        for values in rows:
            record = above.get(values[spec.parent_field], values) if spec.parent_field else values
            yield {**values, "day": _day(record), "number": record.get("number") or ""}


def _above(
    connection: Connection, catalog: Catalog, spec: RegisterSpec, lines: Sequence[Values]
) -> Mapping[UUID, Mapping[str, Any]]:
    """Return the records above lines by identifier, nothing for what is no line."""
    if spec.parent is None or spec.parent_field is None:
        return {}
    table = catalog.table(spec.parent)
    names = [name for name in ("id", "number", *_day_names(catalog.spec(spec.parent))) if name in table.c]
    wanted = {line[spec.parent_field] for line in lines}
    statement = select(*(table.c[name] for name in names)).where(table.c.id.in_(wanted))
    return {row["id"]: row for row in rows_of(connection, table, statement)}


def _day_names(spec: RegisterSpec) -> tuple[str, ...]:
    return ("counted_on", *((spec.dated.name,) if spec.dated is not None else ()))


def _day(values: Mapping[str, Any]) -> date | None:
    """Return the day of a record: the one on which it counts, else the one by which it is listed."""
    for value in values.values():
        if isinstance(value, datetime):
            return riga_day(value)
        if isinstance(value, date):
            return value
    return None


def _about(spec: RegisterSpec) -> tuple[str, ...]:
    """Return the fields that say what a record is about: the listed ones that name nobody and are no day."""
    wanted = (
        name
        for name in dict.fromkeys((*spec.named_by, *spec.listed))
        if (field := spec.by_name.get(name)) is not None
        and not field.personal
        and field.kind not in (Kind.DAY, Kind.MOMENT)
        and name not in ("number", "status", spec.parent_field, "quantity")
    )
    return tuple(wanted)[:_TOLD_FIELDS]


def _in_words(
    catalog: Catalog, row: Row, values: Mapping[str, Any], names: References, lines: str
) -> FigureRow:
    spec = catalog.spec(row.register)
    words = [lines, *(shown(spec.by_name[name], values[name], names) for name in _about(spec))]
    day = values["day"]
    opens = (
        (spec.parent, values[spec.parent_field])
        if spec.parent and spec.parent_field
        else (row.register, row.id)
    )
    return FigureRow(
        opens=opens,
        title=t(spec.singular),
        day="" if day is None else short_date(day),
        number=values["number"],
        about=" · ".join(dict.fromkeys(word for word in words if word)),
        weight=row.weight,
        is_voided=values.get("status") == Status.VOIDED,
    )


def _gone(spec: RegisterSpec, row: Row) -> FigureRow:
    """Return what is said of a row that a rule of keeping has taken away since the figure was counted."""
    about = t("Ieraksta šajā datorā vairs nav.")
    return FigureRow((row.register, row.id), t(spec.singular), "", "", about, row.weight)
