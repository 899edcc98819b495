"""This file is the place where one field of a register is described."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a field holds, and thereby its widget, its column type and its form in files.

    Values in Python are: TEXT, LONG_TEXT, CHOICE, PARTY_CODE, PHONE, EMAIL, CODE → str; TIME → str, a time of
    day in Riga as "08:30" (24:00 is none); INTEGER → int;
    DURATION → int seconds; MONEY → int euro cents; FLAG → bool; DAY → date; MOMENT → aware UTC datetime with
    whole milliseconds; REFERENCE → uuid.UUID of a record in the register `refers_to`.
    """

    TEXT = "text"
    LONG_TEXT = "long_text"
    CODE = "code"
    INTEGER = "integer"
    DURATION = "duration"
    MONEY = "money"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    REFERENCE = "reference"
    PARTY_CODE = "party_code"
    PHONE = "phone"
    EMAIL = "email"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: the `code` that is stored and travels, the Latvian `label` that is shown."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class When:
    """A field is only asked for while the field `name` of the same record has one of the `values` (codes, or flags)."""

    name: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """All that any floor needs to know of a field.

    `required`  a record cannot be saved without it · `longest` characters of a text · `least`/`most` bounds of
    a number · `personal` masked by default, never in logs · `derived` set by the program, not shown in forms ·
    `progress` may be changed after saving without a reason, because work goes on (custody, outcome) ·
    `local` of this desk only: neither captured nor sent · `default` the value of a new form ·
    `synonyms` other headings under which a spreadsheet may carry it · `when` it is not always asked for: otherwise it
    is not shown and stays empty · `needed` while it is asked for, it must be filled · `section` the heading in the
    form that begins with this field.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    longest: int = 250
    least: int | None = None
    most: int | None = None
    choices: tuple[Choice, ...] = ()
    refers_to: str | None = None
    personal: bool = False
    derived: bool = False
    progress: bool = False
    local: bool = False
    searched: bool = True
    default: str | int | bool | None = None
    hint: str = ""
    synonyms: tuple[str, ...] = ()
    when: When | None = None
    needed: bool = False
    section: str = ""

    def is_asked(self, values: Mapping[str, Any]) -> bool:
        """Say whether the field is asked for in a record with these values."""
        return self.when is None or values.get(self.when.name) in self.when.values

    def choice_label(self, code: str) -> str:
        """Return the label of a stored code; an unknown code is shown as itself (enums are open)."""
        return next((choice.label for choice in self.choices if choice.code == code), code)


EVERY_REGISTER: tuple[Choice, ...] = (Choice("register", "Sadaļa"),)
"""Stands for the registers as choices: the catalogue puts all of them, by title, in its place."""

SHORT_TEXTS = frozenset(
    {Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.PARTY_CODE, Kind.PHONE, Kind.EMAIL, Kind.TIME}
)
NUMBERS = frozenset({Kind.INTEGER, Kind.DURATION, Kind.MONEY})
