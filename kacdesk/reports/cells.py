"""This file is the place where a value becomes a cell: as text for CSV, typed for XLSX, never a formula."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from kacdesk.core.clock import riga_time
from kacdesk.core.text import t
from kacdesk.spec.field import FieldSpec, Kind

Label = Callable[[FieldSpec, Any], str]
"""Field and its stored value → the words for it: a choice's label, the name of the record referred to."""

LABELLED: Final = frozenset({Kind.CHOICE, Kind.REFERENCE})
"""Kinds whose stored value is a code or an identifier that people do not read."""

_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet may take for a formula: the signs of OWASP's list, also in full width, also behind blanks."""
_GUARD = "'"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""
_FIRST_EXCEL_YEAR = 1900
_SECONDS_A_DAY = 86_400


def guarded(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    return _GUARD + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given; a text without a guard comes back as it is."""
    return text[1:] if text.startswith(_GUARD) and _FORMULA.match(text) else text


def csv_cell(field: FieldSpec, value: Any) -> str:
    """Return a value as the CSV file holds it; docs/exports.md describes the forms."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return riga_time(value).isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else str(value)


def xlsx_value(field: FieldSpec, value: Any, label: Label) -> tuple[str | int | float | date | None, str]:
    """Return a value as a sheet holds it, and its number format, empty for text.

    A moment becomes local time of Riga without a zone, a duration a part of a day, money euro.
    """
    if value is None:
        return None, ""
    if field.kind in LABELLED:
        return sheet_text(label(field, value)), ""
    if field.kind is Kind.FLAG:
        return (t("Jā") if value else t("Nē")), ""
    if field.kind is Kind.DURATION:
        return value / _SECONDS_A_DAY, "[h]:mm:ss"
    if field.kind is Kind.MONEY:
        return value / 100, "#,##0.00"
    if field.kind is Kind.INTEGER:
        return value, "0"
    if isinstance(value, date) and value.year >= _FIRST_EXCEL_YEAR:
        if isinstance(value, datetime):
            return riga_time(value).replace(tzinfo=None, microsecond=0), "dd.mm.yyyy hh:mm"
        return value, "dd.mm.yyyy"
    return sheet_text(str(value)), ""


def sheet_text(text: str) -> str:
    """Return a text that a sheet can hold: a visible sign stands for a control character."""
    return _CONTROLS.sub("\ufffd", text)
