"""This file is the place where one cell of a spreadsheet becomes one value of a field, exactly or not at all."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from kacdesk.core.clock import moment_text
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.services.counter.entry import Unreadable, read_text, read_value
from kacdesk.services.importing.import_headings import Column
from kacdesk.services.importing.import_moments import Part, merge, read_part
from kacdesk.services.importing.import_words import choice_of, normal
from kacdesk.services.importing.sheet_rows import Cell, trimmed
from kacdesk.services.references import References
from kacdesk.spec.field import SHORT_TEXTS, FieldSpec, Kind

_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_TOO_MANY_HOURS = 1
"""A clock of 3:20 in a cell of durations may be hours and minutes or minutes and seconds; 0:12 is 12 minutes."""

_NAMES = frozenset({"customer_name", "caller_name", "submitter_name"})
_JOINED = {
    "customer_contact": ", ",
    "submitter_contact": ", ",
    "note": "\n",
    "service_text": "; ",
    "topic": "; ",
}
_JOINED |= dict.fromkeys(_NAMES, " ")
"""Fields that several columns may fill together: first name and surname, phone and e-mail."""


def as_text(cell: Cell) -> str:
    """Return what a person sees in the cell, with the decimal comma and Latvian dates."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return trimmed(cell)
    if isinstance(cell, bool):
        return t("Jā") if cell else t("Nē")
    if isinstance(cell, datetime):
        day = short_date(cell.date())
        return day if cell.time() == time() else f"{day} {_clock(cell.time())}"
    if isinstance(cell, date):
        return short_date(cell)
    if isinstance(cell, time):
        return _clock(cell)
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    whole = isinstance(cell, int) or cell.is_integer()
    return str(int(cell)) if whole else format(Decimal(repr(cell)), "f").replace(".", ",")


def _clock(at: time) -> str:
    return at.isoformat("seconds") if at.second else at.isoformat("minutes")


def read_cells(
    field: FieldSpec, told: Sequence[tuple[Column, Cell]], references: References, *, epoch: datetime | None
) -> Any:
    """Return the value that the cells of a field's columns give together; raises Unreadable with a sentence.

    Moments are not read here, because they need the row's other cells.
    """
    if field.kind in SHORT_TEXTS:
        texts = list(dict.fromkeys(as_text(cell) for _, cell in told))
        if len(texts) > 1 and field.name not in _JOINED:
            raise differing(field)
        return _JOINED.get(field.name, "").join(texts)
    values = [read_cell(field, column, cell, references, epoch=epoch) for column, cell in told]
    if len(set(values)) > 1:
        raise differing(field)
    return values[0]


def differing(field: FieldSpec) -> Unreadable:
    """Return the failure of two columns that say different things of one field."""
    return Unreadable(t("Divās kolonnās ir atšķirīgas vērtības laukam “{label}”.", label=field.label))


def read_cell(
    field: FieldSpec, column: Column, cell: Cell, references: References, *, epoch: datetime | None
) -> Any:
    """Return the value of one cell that is not blank."""
    match field.kind:
        case Kind.DAY:
            return _day(field, read_part(field, cell, day_only=True, epoch=epoch))
        case Kind.DURATION:
            return duration(field, column, cell, references)
        case Kind.CHOICE:
            return _choice(field, as_text(cell))
        case Kind.FLAG | Kind.INTEGER | Kind.MONEY if not isinstance(cell, str):
            return read_value(field, cell, references)
    return read_text(field, as_text(cell), references)


def _day(field: FieldSpec, part: Part) -> date:
    merged = merge(field, [part])
    if part.day is None or not merged.timeless:
        raise Unreadable(t("Laukā “{label}” jābūt tikai datumam, piemēram, 13.11.2026.", label=field.label))
    return part.day


def _choice(field: FieldSpec, text: str) -> str:
    code = choice_of(field, text)
    if code is None:
        allowed = ", ".join(choice.label for choice in field.choices)
        raise Unreadable(t("Vērtība nav sarakstā; atļautās: {allowed}.", allowed=allowed))
    return code


def duration(field: FieldSpec, column: Column, cell: Cell, references: References) -> int:
    """Return seconds. A bare number needs the unit in the heading; a clock must be clear."""
    if isinstance(cell, time):
        if cell.hour >= _TOO_MANY_HOURS and not cell.second:
            return int(read_text(field, f"{cell.hour}:{cell.minute:02}", references))
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, timedelta):
        return round(cell.total_seconds())
    text = as_text(cell)
    if _NUMBER.fullmatch(text) is None:
        return int(read_text(field, text, references))
    if column.unit_s is None:
        raise Unreadable(
            t(
                "Nav zināms, vai skaitlis ir minūtes vai sekundes; rakstiet 12 min vai virsrakstā “Ilgums (min)”."
            )
        )
    seconds = Decimal(text.replace(",", ".")) * column.unit_s
    if seconds != int(seconds):
        raise Unreadable(t("Ilgums nav vesels sekunžu skaits; rakstiet, piemēram, 12 min 30 s."))
    return int(seconds)


def canonical(field: FieldSpec, value: Any, text: str) -> str:
    """Return what a value is known by when the same file comes again, whatever its format and encoding.

    A reference is known by its words, which stay when the catalogue changes.
    """
    if isinstance(value, UUID) or field.kind is Kind.REFERENCE:
        return normal(text)
    if isinstance(value, datetime):
        return moment_text(value)
    return " ".join(str(value).split())
