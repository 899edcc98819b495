"""This file is the place where the figures of a report are put into sections and tables, for files of cells.

A new figure, and a new section, comes into every such file by itself: its key says where it belongs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from kacdesk.figures.count import Count
from kacdesk.figures.label_words import SECTIONS
from kacdesk.figures.labels import FigureLabel, heading_of, labels
from kacdesk.figures.plain import numbers
from kacdesk.figures.report import ReportFigures

OTHER_PERIODS: Final = ("previous", "year_ago")


@dataclass(frozen=True, slots=True)
class Told:
    """One figure: its `key` and words, and its value, None when it is not counted."""

    key: str
    label: FigureLabel
    value: int | None


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list of a section: what its rows are, the words of its columns, and for each row its words and figures."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Told | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: the figures that stand alone, and its lists."""

    name: str
    words: str
    singles: tuple[Told, ...]
    lists: tuple[ListTable, ...]


def all_figures(figures: ReportFigures) -> list[Told]:
    """Return every figure by section, with `derived`; those of the period before and of a year ago come last."""
    values = _values(figures)
    words = labels(tuple(values), figures)
    told = [Told(key, words[key], value) for key, value in values.items()]
    order = [name for name in SECTIONS if name not in OTHER_PERIODS]
    places = {name: place for place, name in enumerate(order)}
    last = {name: len(told) + place for place, name in enumerate(OTHER_PERIODS)}
    return sorted(told, key=lambda each: {**places, **last}.get(each.label.section, len(order)))


def sections(told: Sequence[Told]) -> list[Section]:
    """Return the figures of the period by section, in the order in which they come."""
    found: dict[str, list[Told]] = {}
    for each in told:
        if each.label.section not in OTHER_PERIODS:
            found.setdefault(each.label.section, []).append(each)
    return [_section(name, of) for name, of in found.items()]


def _values(figures: ReportFigures) -> Mapping[str, int | None]:
    split = {
        key.replace(".consultations", ".applications"): (key, count)
        for key, count in derived(figures).items()
    }
    beside = {
        f"{name}.{member.name}": getattr(totals, member.name)
        for name, totals in zip(OTHER_PERIODS, (figures.previous, figures.year_ago), strict=True)
        if totals is not None
        for member in fields(totals)
    }
    own: dict[str, int | None] = {}
    for key, value in numbers(figures).items():
        own[key] = value
        if key in split:
            own |= {split[key][0]: int(split[key][1])}
    return own | {key: None if value is None else int(value) for key, value in beside.items()}


def derived(figures: ReportFigures) -> Mapping[str, Count]:
    """Return what stands in files beside the figures: the consultations of each institution (label_words.DERIVED)."""
    return {f"institutions.{row.key}.consultations": row.consultations for row in figures.institutions}


def _section(name: str, told: Sequence[Told]) -> Section:
    lists: dict[str, list[Told]] = {}
    for each in told:
        lists.setdefault(each.label.table, []).append(each)
    singles = lists.pop("", [])
    return Section(
        name, told[0].label.section_words, tuple(singles), tuple(_list(*item) for item in lists.items())
    )


def _list(table: str, told: Sequence[Told]) -> ListTable:
    columns = dict.fromkeys(each.label.measure for each in told)
    words = {each.label.measure: each.label.words for each in told}
    rows: dict[str, dict[str, Told]] = {}
    for each in told:
        rows.setdefault(each.label.row, {})[each.label.measure] = each
    return ListTable(
        heading_of(table),
        tuple(words[measure] for measure in columns),
        tuple(
            (next(iter(row.values())).label.row_words, tuple(row.get(measure) for measure in columns))
            for row in rows.values()
        ),
    )
