"""This file is the place where the report tells what has changed in periods that were reported before."""

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak, Flowable

from kacdesk.core.latvian import NOTHING, duration, money, number
from kacdesk.core.text import t
from kacdesk.figures.corrections import ChangedFigure, CorrectionFigures
from kacdesk.figures.labels import FigureLabel, Unit, labels
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import after_about
from kacdesk.figures.report import ReportFigures
from kacdesk.models.catalog import CATALOG
from kacdesk.reports.sheet import begin, text
from kacdesk.reports.tables import Cell, figures_table, group_title

_MINUS = "\u2212"
_SHARES = (0.52, 0.16, 0.16, 0.16)
_ROOM = 130.0
"""What the heads and the first rows of a correction need together, in points."""
_NOT_PRINTED = ("days", "hours", "services", "completeness", "voided", "trend")
"""Sections whose changes follow from others, or would fill pages: they stand in the XLSX file only."""


def corrections(figures: ReportFigures, width: float, *, section: int) -> list[Flowable]:
    """Return the section of corrections; nothing when nothing has changed."""
    if not figures.corrections:
        return []
    told = [
        flowable for correction in figures.corrections for flowable in _of_one(correction, figures, width)
    ]
    return [*begin(section, t("Labojumi par jau noslēgtiem pārskatiem"), room=_ROOM + 30), *told]


def _of_one(correction: CorrectionFigures, figures: ReportFigures, width: float) -> list[Flowable]:
    about = after_about(Period.parse(correction.period))
    title = t("Labojumi par {period}", period=about)
    against = t("Salīdzināts ar noslēgtā pārskata {edition}. redakciju.", edition=correction.edition)
    known = labels([change.key for change in correction.changed], figures)
    printed = [
        (known[change.key], change)
        for change in correction.changed
        if known[change.key].is_known and known[change.key].section not in _NOT_PRINTED
    ]
    parts: list[Flowable] = [CondPageBreak(_ROOM), text(title, "caption"), text(against, "note")]
    parts.append(_records(correction, width))
    if printed:
        parts.append(_changes(printed, width))
    left = len(correction.changed) - len(printed)
    if left:
        rest = t(
            "Mainījušies vēl citi skaitļi ({count}); tie visi ir pārskata XLSX datnē.", count=number(left)
        )
        parts.append(text(rest, "small"))
    return parts


def _records(correction: CorrectionFigures, width: float) -> Flowable:
    rows: list[list[Cell]] = [
        [
            t(CATALOG.spec(records.key).title),
            number(records.came),
            number(records.went),
            number(records.changed),
        ]
        for records in correction.records
    ]
    heads = [t("Ieraksti"), t("Pienākuši vēlāk"), t("Vairs neskaitās"), t("Mainīti")]
    return figures_table([heads], rows, widths=[width * share for share in _SHARES])


def _changes(printed: Sequence[tuple[FigureLabel, ChangedFigure]], width: float) -> Flowable:
    """Return what was and what is, below the heading of each section."""
    rows: list[list[Cell]] = []
    groups: list[int] = []
    above = ""
    for label, change in printed:
        if label.section_words != above:
            above = label.section_words
            groups.append(len(rows))
            rows.append([group_title(above), "", "", ""])
        words = label.whole.removeprefix(f"{label.section_words}: ")
        rows.append(
            [
                words,
                _value(change.was, label.unit),
                _value(change.now, label.unit),
                _change(change, label.unit),
            ]
        )
    heads = [t("Skaitlis"), t("Bija"), t("Ir"), t("Izmaiņa")]
    widths = [width * share for share in _SHARES]
    return figures_table([heads], rows, widths=widths, groups=groups)


def _value(value: int | None, unit: Unit) -> str:
    if value is None:
        return NOTHING
    match unit:
        case Unit.SECONDS:
            return duration(value)
        case Unit.MINUTES:
            return duration(value * 60)
        case Unit.CENTS:
            return money(value)
        case _:
            return number(value)


def _change(change: ChangedFigure, unit: Unit) -> str:
    if change.was is None or change.now is None:
        return NOTHING
    if change.was == change.now:
        return t("citi ieraksti")
    less = change.now < change.was
    return f"{_MINUS if less else '+'}{_value(abs(change.now - change.was), unit)}"
