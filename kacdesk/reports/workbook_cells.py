"""This file is the place where a value becomes a typed cell of a sheet."""

import re
from datetime import date, datetime
from enum import IntEnum
from typing import Final, Literal

Cell = tuple[str | float, "Form"] | Literal[""]
"""A text or number with its look; '' is an empty cell."""


class Form(IntEnum):
    """How a cell looks (`workbook` has the formats)."""

    PLAIN = 0
    HEAD = 1
    WHOLE = 2
    DAY = 3
    MOMENT = 4
    DURATION = 5
    MONEY = 6
    TITLE = 7
    QUIET = 8
    LINK = 9
    LINKED_NUMBER = 10
    GROUPED = 11
    BOLD = 12
    HOURS = 13
    LINKED_DURATION = 14
    LINKED_MONEY = 15
    LINKED_HOURS = 16


_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 cannot hold."""

_LONGEST: Final = 32_767
"""Characters that Excel takes in a cell."""

_DAY_ZERO = date(1899, 12, 30).toordinal()
_SECONDS_A_DAY = 86_400


def text_cell(text: str, form: Form = Form.PLAIN) -> Cell:
    """Return a text; it is never read as a formula or a number."""
    return (readable(text), form) if text else ""


def readable(text: str) -> str:
    """Return a text for a sheet: a visible sign stands for a control character, and what is too long is cut."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    if text.isprintable():
        return text
    if _UNSEEN.search(text):
        text = _UNSEEN.sub("\ufffd", text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def number_cell(value: float, form: Form = Form.WHOLE) -> Cell:
    """Return a number."""
    return value, form


def day_cell(day: date) -> Cell:
    """Return a day; not before 1900, which Excel does not know."""
    return day.toordinal() - _DAY_ZERO, Form.DAY


def moment_cell(local: datetime) -> Cell:
    """Return a moment by what a clock on the wall showed, to the second; not before 1900."""
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return local.toordinal() - _DAY_ZERO + seconds / _SECONDS_A_DAY, Form.MOMENT


def duration_cell(seconds: int, form: Form = Form.DURATION) -> Cell:
    """Return a duration, shown as hours, minutes and seconds; Excel shows none below 0."""
    return number_cell(seconds / _SECONDS_A_DAY, form)
