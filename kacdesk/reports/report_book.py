"""This file is the place where it is settled what the sheets of a report are called and where its figures lead."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kacdesk.core.text import later, t
from kacdesk.figures.count import Row
from kacdesk.figures.labels import Unit
from kacdesk.figures.plain import opened
from kacdesk.figures.report import ReportFigures
from kacdesk.reports.cells import Label
from kacdesk.reports.report_rows import Place, RowPlan
from kacdesk.reports.report_tables import OTHER_PERIODS, Section, Told, all_figures, derived, sections
from kacdesk.reports.workbook import Link, Sheet, free_title
from kacdesk.reports.workbook_cells import Cell, Form, duration_cell, number_cell, text_cell
from kacdesk.spec.field import FieldSpec
from kacdesk.spec.register import RegisterSpec, Values

_SHORT: Final[Mapping[str, str]] = {
    "institutions": later("Pa iestādēm"),
    "hours": later("Pa dienām un stundām"),
    "feedback": later("Sūdzības un priekšlikumi"),
    "delegation": later("Citas personas vārdā"),
    "local": later("Dzīvesvieta un pieņemšanas"),
    "training": later("Mācības un aptauja"),
}
"""Sections whose words are longer than the 31 letters that the title of a sheet may have."""


@dataclass(frozen=True, slots=True)
class Records:
    """Where the records behind the figures come from.

    `spec` returns a register by name · `fields` the fields of it that may be told · `read` yields the records with
    these identifiers in their order, those that are gone with nothing but `id` · `label` the words of choices and
    references.
    """

    spec: Callable[[str], RegisterSpec]
    fields: Callable[[RegisterSpec], Sequence[FieldSpec]]
    read: Callable[[str, Sequence[UUID]], Iterator[Values]]
    label: Label


class ReportBook:
    """A report on its way into a workbook: every figure of it, where its rows go, and what the sheets are called.

    The figures of the period before and of a year ago lead nowhere: their rows are those of other reports. `days` are
    those of the records that are already written.
    """

    def __init__(
        self, figures: ReportFigures, records: Records | None, *, between: Callable[[], None], sheet_rows: int
    ) -> None:
        self.figures = figures
        self.records = records
        self.between = between
        self.sheet_rows = sheet_rows
        self.days: dict[UUID, date] = {}
        self.told = all_figures(figures)
        self.sections: Sequence[Section] = sections(self.told)
        self.words = {each.key: each.label.whole for each in self.told}
        own = {each.key for each in self.told if each.label.section not in OTHER_PERIODS}
        further = {key: count.rows for key, count in derived(figures).items()}
        behind = opened(figures) | further if records is not None else {}
        self.plan = RowPlan({key: rows for key, rows in behind.items() if key in own}, sheet_rows=sheet_rows)
        self._titles: dict[tuple[str, int], str] = {}
        self._name_sheets()

    def _name_sheets(self) -> None:
        """Name every sheet before the first is written: links lead to sheets that come later."""
        self._name("figures", t("Skaitļi"))
        for section in self.sections:
            self._name(section.name, t(_SHORT[section.name]) if section.name in _SHORT else section.words)
        self._name("corrections", t("Labojumi"))
        for register in self.plan.registers if self.records is not None else ():
            title = t(self.records.spec(register).title) if self.records is not None else register
            for number in range(self.plan.sheets_of(register)):
                self._name(f"records of {register}", t("Ieraksti: {title}", title=title), number)
        for number in range(max(1, self.plan.block_sheets)):
            self._name("blocks", t("Rindas"), number)

    def _name(self, part: str, title: str, number: int = 0) -> None:
        wanted = f"{title} {number + 1}" if number else title
        self._titles[part, number] = free_title(wanted, self._titles.values())

    def title(self, part: str, number: int = 0) -> str:
        """Return what a sheet is called: "figures", a section, "corrections", "records of <register>", "blocks"."""
        return self._titles[part, number]

    def value(self, sheet: Sheet, told: Told | None, *, column: int) -> Cell:
        """Return a figure as a typed cell of the next row of a sheet, and let it lead to its rows."""
        if told is None:
            return ""
        if told.value is None:
            return text_cell(t("netiek uzskaitīts"), Form.QUIET)
        place = self.plan.begins(told.key)
        if place is not None:
            self.link(sheet, column, "blocks", place, words=told.label.whole)
        return typed(told.value, told.label.unit, linked=place is not None)

    def link_to_record(self, sheet: Sheet, column: int, row: Row) -> None:
        """Let a cell of the next row of a sheet lead to a record."""
        self.link(sheet, column, f"records of {row.register}", self.plan.stands(row))

    def link(self, sheet: Sheet, column: int, part: str, place: Place, *, words: str = "") -> None:
        """Let a cell of the next row of a sheet lead to a row of another sheet."""
        title = self.title(part, place.sheet)
        sheet.link(Link(sheet.rows + 1, column, title, f"A{place.row}", words))


def typed(value: int, unit: Unit, *, linked: bool = False) -> Cell:
    """Return a number by what it is counted in: a duration, hours, euro, or how many."""
    match unit:
        case Unit.SECONDS:
            return duration_cell(value, Form.LINKED_DURATION if linked else Form.DURATION)
        case Unit.MINUTES:
            return number_cell(value / 60, Form.LINKED_HOURS if linked else Form.HOURS)
        case Unit.CENTS:
            return number_cell(value / 100, Form.LINKED_MONEY if linked else Form.MONEY)
        case Unit.COUNT:
            return number_cell(value, Form.LINKED_NUMBER if linked else Form.GROUPED)
