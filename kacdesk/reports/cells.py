"""This file is the place where a value becomes a cell: as text for CSV, typed for XLSX, never a formula."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from kacdesk.core.clock import riga_time
from kacdesk.core.text import t
from kacdesk.reports.workbook_cells import (
    Cell,
    Form,
    day_cell,
    duration_cell,
    moment_cell,
    number_cell,
    text_cell,
)
from kacdesk.spec.field import FieldSpec, Kind

Label = Callable[[FieldSpec, Any], str]
"""Field and its stored value → the words for it: a choice's label, the name of the record referred to."""

LABELLED: Final = frozenset({Kind.CHOICE, Kind.REFERENCE})
"""Kinds whose stored value is a code or an identifier that people do not read."""

_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet may take for a formula: the signs of OWASP's list, also in full width, also behind blanks."""
_GUARD = "'"
_FIRST_EXCEL_YEAR = 1900
_KEPT_WORDS = 4096
"""Of a column: more different words than that are looked up again."""


def guarded(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    return _GUARD + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given; a text without a guard comes back as it is."""
    return text[1:] if text.startswith(_GUARD) and _FORMULA.match(text) else text


def csv_cells(field: FieldSpec) -> Callable[[Any], str]:
    """Return how values of a field, None left out, stand in a CSV file; docs/exports.md describes the forms."""
    match field.kind:
        case Kind.MOMENT:
            return lambda moment: riga_time(moment).isoformat(timespec="milliseconds")
        case Kind.DAY:
            return date.isoformat
        case Kind.FLAG:
            return lambda flag: "1" if flag else "0"
        case Kind.INTEGER | Kind.DURATION | Kind.MONEY | Kind.REFERENCE:
            return str
        case _:
            return guarded


def csv_words(field: FieldSpec, label: Label) -> Callable[[Any], str]:
    """Return how the words of a choice or reference stand in a CSV file."""
    return lru_cache(_KEPT_WORDS)(lambda value: guarded(label(field, value)))


def sheet_cells(field: FieldSpec, label: Label) -> Callable[[Any], Cell]:
    """Return how values of a field, None left out, stand in a sheet.

    A moment becomes local time of Riga without a zone, a duration a part of a day, money euro, a choice or reference
    its words.
    """
    if field.kind in LABELLED:
        return lru_cache(_KEPT_WORDS)(lambda value: text_cell(label(field, value)))
    match field.kind:
        case Kind.FLAG:
            yes, no = text_cell(t("Jā")), text_cell(t("Nē"))
            return lambda flag: yes if flag else no
        case Kind.MOMENT:
            return _moment
        case Kind.DAY:
            return _day
        case Kind.DURATION:
            return duration_cell
        case Kind.MONEY:
            return lambda cents: number_cell(cents / 100, Form.MONEY)
        case Kind.INTEGER:
            return number_cell
        case _:
            return text_cell


def _moment(moment: datetime) -> Cell:
    local = riga_time(moment)
    return moment_cell(local) if local.year >= _FIRST_EXCEL_YEAR else text_cell(str(local))


def _day(day: date) -> Cell:
    return day_cell(day) if day.year >= _FIRST_EXCEL_YEAR else text_cell(day.isoformat())
