"""This file is the place where the key of a figure becomes words: `phone.states.MISSED.total` as people say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from kacdesk.core.latvian import short_date, weekday_name
from kacdesk.core.text import t
from kacdesk.figures.label_words import DERIVED, MEASURES, ROWS, SECTIONS
from kacdesk.figures.report import ReportFigures
from kacdesk.models.feedback_words import FEEDBACK_CATEGORY, FEEDBACK_KIND, FEEDBACK_SOURCE
from kacdesk.models.fees import FEE_HOW
from kacdesk.models.registers.reception import APPOINTMENT_STATE
from kacdesk.models.registers.residence import CERTIFICATE_KIND
from kacdesk.models.registers.training import TRAINING_KIND
from kacdesk.models.vocabulary import CALL_STATE, CHANNEL
from kacdesk.spec.field import Choice

_MONDAY = date(2026, 1, 5)
_NOT_LISTED = "not_listed"

_CODES: Final[Mapping[str, Sequence[Choice]]] = {
    "channels": CHANNEL,
    "phone.states": CALL_STATE,
    "feedback.by_kind": FEEDBACK_KIND,
    "feedback.by_source": FEEDBACK_SOURCE,
    "feedback.by_category": FEEDBACK_CATEGORY,
    "local.certificates_by_kind": CERTIFICATE_KIND,
    "local.appointments_by_state": APPOINTMENT_STATE,
    "local.paid": FEE_HOW,
    "training.held_by_kind": TRAINING_KIND,
}
"""The lists whose rows are the codes of a choice."""


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    SECONDS = "seconds"
    MINUTES = "minutes"
    CENTS = "cents"


@dataclass(frozen=True, slots=True)
class FigureLabel:
    """The words of one figure.

    `section` is the first part of its key, `section_words` what it is called · `table` the part of the key before the
    row, empty beside lists · `row` the key of the row in it and `row_words` what it is called · `words` of the figure
    itself · `is_known` whether this version has words for it at all.
    """

    section: str
    section_words: str
    table: str
    row: str
    row_words: str
    measure: str
    words: str
    unit: Unit
    is_known: bool

    @property
    def whole(self) -> str:
        """Return all of it: "Kanāli: Klātienē — Apmeklējumi"."""
        if not self.table:
            return f"{self.section_words}: {self.words}"
        above = f"{heading_of(self.table)}: " if self.table in _CODES and "." in self.table else ""
        measure = "" if self.measure == "count" else f" — {self.words}"
        return f"{self.section_words}: {above}{self.row_words}{measure}"


def label_of(key: str, figures: ReportFigures | None = None) -> str:
    """Return what a figure is called, with its section; without `figures` institutions and services by their key."""
    return labelled(key, figures).whole


def labels(keys: Sequence[str], figures: ReportFigures) -> Mapping[str, FigureLabel]:
    """Return the words of figures by key; the names of rows are looked up once."""
    names = _names(figures)
    return {key: _labelled(key, names) for key in keys}


def labelled(key: str, figures: ReportFigures | None = None) -> FigureLabel:
    """Return the words of one figure."""
    return _labelled(key, _names(figures) if figures is not None else {})


def heading_of(table: str) -> str:
    """Return what the rows of a list are: "Iestāde"."""
    return t(ROWS[table]) if table in ROWS else table


def _labelled(key: str, names: Mapping[str, Mapping[str, str]]) -> FigureLabel:
    section = key.split(".", 1)[0]
    table = next((each for each in ROWS if key.startswith(f"{each}.") and _has_row(key, each)), "")
    row, measure = _parted(key, table)
    pattern = f"{table}.*.{measure}" if table else key
    words = MEASURES.get(pattern) or DERIVED.get(pattern)
    return FigureLabel(
        section=section,
        section_words=t(SECTIONS[section]) if section in SECTIONS else section,
        table=table,
        row=row,
        row_words=_row_words(table, row, names) if table else "",
        measure=measure,
        words=t(words) if words is not None else measure,
        unit=_unit(measure),
        is_known=words is not None and section in SECTIONS,
    )


def _has_row(key: str, table: str) -> bool:
    pattern = f"{table}.*.{_parted(key, table)[1]}"
    return pattern in MEASURES or pattern in DERIVED


def _parted(key: str, table: str) -> tuple[str, str]:
    """Return the row of a list and what stands behind it; no row when the figure stands in no list."""
    if not table:
        return "", key.split(".", 1)[-1]
    parts = key.removeprefix(f"{table}.").split(".")
    length = 2 if table == "hours" else 1
    return ".".join(parts[:length]), ".".join(parts[length:])


def _unit(measure: str) -> Unit:
    if measure.endswith("_s"):
        return Unit.SECONDS
    if measure.endswith("_min"):
        return Unit.MINUTES
    return Unit.CENTS if measure.endswith("cents") else Unit.COUNT


def _row_words(table: str, row: str, names: Mapping[str, Mapping[str, str]]) -> str:
    if table in _CODES:
        return _choice(_CODES[table], row)
    if table == "days":
        return short_date(date.fromisoformat(row))
    if table == "hours":
        weekday, hour = map(int, row.split("."))
        return f"{weekday_name(_MONDAY + timedelta(days=weekday - 1))}, {hour:02}–{hour + 1:02}"
    named = names.get(table, {}).get(row, "")
    return named or (t("nav sarakstā") if row == _NOT_LISTED else row)


def _choice(choices: Sequence[Choice], code: str) -> str:
    """Return the words of a code; one that only a newer version knows is counted as another."""
    return next((t(choice.label) for choice in choices if choice.code == code), t("Cits"))


def _names(figures: ReportFigures) -> Mapping[str, Mapping[str, str]]:
    """Return by list how its rows are called in these figures."""
    institutions = {row.key: row.abbr or row.title for row in figures.institutions}
    institutions |= {row.key: row.abbr for row in figures.phone.institutions if row.abbr}
    institutions |= {row.key: row.abbr for row in figures.presence.institutions if row.abbr}
    services = {
        row.key: f"{row.title} ({row.institution})" if row.institution else row.title
        for row in figures.services.most_requested
    }
    points = {row.key: row.title or row.key for row in figures.by_point}
    return {
        "institutions": institutions,
        "phone.institutions": institutions,
        "presence.institutions": institutions,
        "services.most_requested": services,
        "by_point": points,
    }
