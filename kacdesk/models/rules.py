"""This file is the place where values are held against a register's description: fields, then checks."""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kacdesk.core import latvian
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.formats import FORMATS, tidied, warnings_of
from kacdesk.spec.field import NUMBERS, SHORT_TEXTS, FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec, Values

LONGEST_TEXT_BYTES = 32 * 1024
"""The most one text field may hold on the wire (design of the line format: docs/sync.md)."""

LARGEST_INTEGER = 2**53
"""Integers beyond ±2^53 do not survive every JSON reader."""

_MOST_BYTES_OF_A_LETTER = 4
_FORBIDDEN = re.compile("[\0\ud800-\udfff]")
"""NUL and lone surrogates."""

_TYPES: dict[Kind, type] = {
    Kind.FLAG: bool,
    Kind.DAY: date,
    Kind.MOMENT: datetime,
    Kind.REFERENCE: UUID,
    **dict.fromkeys(SHORT_TEXTS, str),
    **dict.fromkeys(NUMBERS, int),
    Kind.CHOICE: str,
}


def tidy(spec: FieldSpec, value: Any) -> Any:
    """Return the value as it is stored: text in NFC without outer blanks and in the form of its kind.

    Empty text becomes None.
    """
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).strip()
        return tidied(spec.kind, text) if text else None
    return value


def problems(
    spec: RegisterSpec, values: Values, *, path: str = "", forgotten: Collection[str] = ()
) -> list[Problem]:
    """Return everything wrong with one record, in field order, cross-field checks last.

    Values must be tidied. Fields that are absent count as empty. Derived fields are not asked for, nor is what was
    `forgotten` when its time was over: nobody can fill it again.
    """
    found: list[Problem] = []
    for field in spec.fields:
        value = values.get(field.name)
        problem = field_problem(field, value)
        asked = field.needed and field.name not in forgotten and field.is_asked(values)
        if problem is None and value is None and asked:
            problem = _empty(field)
        if problem is not None:
            found.append(_at(problem, path))
    if not found:
        found.extend(_at(problem, path) for check in spec.checks if (problem := check(values)) is not None)
    return found


def warnings(spec: RegisterSpec, values: Values, *, path: str = "") -> list[Problem]:
    """Return what a person must confirm before a record without problems is saved, in field order."""
    return [
        Problem(path + field.name, f"{t(field.label)}: {sentence}", "confirm")
        for field in spec.fields
        if isinstance(text := values.get(field.name), str)
        for sentence in warnings_of(field.kind, text)
    ]


def _at(problem: Problem, path: str) -> Problem:
    return Problem(path + problem.field, problem.sentence, problem.code) if path else problem


def field_problem(spec: FieldSpec, value: Any) -> Problem | None:
    """Return what is wrong with one tidied value on its own, or None."""
    blank = isinstance(value, str) and not value.strip()
    if spec.required and not spec.derived and (value is None or blank):
        return _empty(spec)
    if value is None:
        return None
    expected = _TYPES[spec.kind]
    wrong_type = not isinstance(value, expected) or (expected is int and isinstance(value, bool))
    if wrong_type or (spec.kind is Kind.DAY and isinstance(value, datetime)):
        return _problem(
            spec, "type", t("Pārbaudiet lauku “{label}”: vērtība nav nolasāma.", label=t(spec.label))
        )
    if isinstance(value, str):
        return _text_problem(spec, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _number_problem(spec, value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return _problem(spec, "zone", t("Laukam “{label}” nav norādīta laika josla.", label=t(spec.label)))
    return None


def quick_test(spec: FieldSpec) -> Callable[[Any], bool]:
    """Return a test of one field for many values: True only where `field_problem` finds nothing.

    Its values have the field's Python type already, or are None. Where it says False, `field_problem` decides.
    """
    optional = not spec.required or spec.derived
    if spec.kind in (Kind.FLAG, Kind.DAY, Kind.REFERENCE):
        return lambda value: value is not None or optional
    if spec.kind is Kind.MOMENT:
        return lambda value: optional if value is None else value.tzinfo is not None
    if spec.kind in NUMBERS:
        least = spec.least if spec.least is not None else -LARGEST_INTEGER
        most = spec.most if spec.most is not None else LARGEST_INTEGER
        return lambda value: optional if value is None else least <= value <= most
    if spec.kind is Kind.CHOICE:
        codes = {choice.code for choice in spec.choices}
        fine = {code for code in codes if field_problem(spec, code) is None} | ({None} if optional else set())
        return fine.__contains__
    return _quick_text_test(spec, optional=optional)


def _quick_text_test(spec: FieldSpec, *, optional: bool) -> Callable[[Any], bool]:
    longest = min(spec.longest, LONGEST_TEXT_BYTES // _MOST_BYTES_OF_A_LETTER)
    wrong_form = FORMATS.get(spec.kind)

    def test(value: Any) -> bool:
        if value is None:
            return optional
        return (
            len(value) <= longest
            and not _FORBIDDEN.search(value)
            and (optional or (value != "" and not value.isspace()))
            and (wrong_form is None or not wrong_form(value))
        )

    return test


def _text_problem(spec: FieldSpec, value: str) -> Problem | None:
    if _FORBIDDEN.search(value):
        sentence = t("Laukā “{label}” ir neatļautas rakstzīmes; izdzēsiet tās.", label=t(spec.label))
        return _problem(spec, "characters", sentence)
    if spec.kind is Kind.CHOICE:
        if spec.choices and not any(choice.code == value for choice in spec.choices):
            allowed = ", ".join(choice.code for choice in spec.choices)
            sentence = t(
                "Laukā “{label}” izvēlieties vērtību no saraksta ({allowed}).",
                label=t(spec.label),
                allowed=allowed,
            )
            return _problem(spec, "choice", sentence)
        return None
    if len(value) > spec.longest:
        sentence = t(
            "Lauks “{label}” ir par garu: {count} rakstzīmes, atļautas {longest}.",
            label=t(spec.label),
            count=len(value),
            longest=spec.longest,
        )
        return _problem(spec, "longest", sentence)
    if len(value) * _MOST_BYTES_OF_A_LETTER > LONGEST_TEXT_BYTES and len(value.encode()) > LONGEST_TEXT_BYTES:
        sentence = t("Lauks “{label}” ir par garu; saīsiniet to vai sadaliet.", label=t(spec.label))
        return _problem(spec, "longest", sentence)
    format_check = FORMATS.get(spec.kind)
    sentence = format_check(value) if format_check else ""
    return _problem(spec, "format", f"{t(spec.label)}: {sentence}") if sentence else None


def _number_problem(spec: FieldSpec, value: int) -> Problem | None:
    least = spec.least if spec.least is not None else -LARGEST_INTEGER
    most = spec.most if spec.most is not None else LARGEST_INTEGER
    if least <= value <= most:
        return None
    if value < least:
        sentence = t(
            "Laukā “{label}” ievadiet vērtību, kas nav mazāka par {least}.",
            label=t(spec.label),
            least=_shown_bound(spec.kind, least),
        )
    else:
        sentence = t(
            "Laukā “{label}” ievadiet vērtību, kas nav lielāka par {most}.",
            label=t(spec.label),
            most=_shown_bound(spec.kind, most),
        )
    return _problem(spec, "range", sentence)


def _shown_bound(kind: Kind, bound: int) -> str:
    if kind is Kind.MONEY:
        return latvian.money(bound)
    if kind is Kind.DURATION and bound >= 0:
        return latvian.duration(bound)
    return latvian.number(bound)


def _empty(spec: FieldSpec) -> Problem:
    return _problem(spec, "required", t("Aizpildiet lauku “{label}”.", label=t(spec.label)))


def _problem(spec: FieldSpec, code: str, sentence: str) -> Problem:
    return Problem(spec.name, sentence, code)
