"""This file is the place where the workbook and the CSV of a report are read back and held against its figures."""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook, load_workbook

from kacdesk.core.errors import Unavailable
from kacdesk.figures.count import Row
from kacdesk.figures.labels import Unit, labelled
from kacdesk.figures.plain import numbers, opened
from kacdesk.figures.report import ReportFigures
from kacdesk.models.catalog import CATALOG
from kacdesk.reports.report_book import Records
from kacdesk.reports.report_csv import COLUMNS, write_report_csv
from kacdesk.reports.report_sheets import write_report_sheets
from kacdesk.spec.field import FieldSpec
from kacdesk.spec.register import RegisterSpec, Values
from tests.figures.made_up_month import NOVEMBER, busy_month, counted, empty

NOW = datetime(2026, 12, 2, 7, 14, tzinfo=UTC)
CONTACTS = 150


@cache
def month() -> ReportFigures:
    return counted(contacts=CONTACTS)


def not_personal(spec: RegisterSpec) -> Sequence[FieldSpec]:
    return [field for field in spec.fields if not field.personal]


def read(register: str, records: Sequence[UUID]) -> Iterator[Values]:
    known = {row["id"]: row for row in busy_month(NOVEMBER, contacts=CONTACTS).get(register, ())}
    yield from (known.get(record, {"id": record}) for record in records)


SOURCE = Records(CATALOG.spec, not_personal, read, lambda _field, value: str(value))


def written(folder: Path, figures: ReportFigures, **more: Any) -> Workbook:
    out = folder / "a.xlsx"
    write_report_sheets(figures, out, about=("Izdomātais novads",), made_at=NOW, **more)
    return load_workbook(out)


def figure_rows(book: Workbook) -> dict[str, Any]:
    """Return the cell of every figure on the first sheet by its key."""
    sheet = book.worksheets[0]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Sadaļa")
    assert sheet.freeze_panes == f"A{head + 1}"
    assert sheet.auto_filter.ref == f"A{head}:E{sheet.max_row}"
    return {str(row[4].value): row[3] for row in sheet.iter_rows(min_row=head + 1)}


def led_to(cell: Any) -> tuple[str, int]:
    """Return to which row of which sheet a cell leads."""
    found = re.fullmatch(r"'(.+)'!A(\d+)", cell.hyperlink.location)
    assert found is not None
    return found[1], int(found[2])


def value_of(key: str, value: Any) -> Any:
    """Return a cell's value in the basic unit of its figure."""
    match labelled(key).unit:
        case Unit.SECONDS:
            return round(value.total_seconds()) if isinstance(value, timedelta) else value
        case Unit.MINUTES:
            return round(value * 60)
        case Unit.CENTS:
            return round(value * 100)
    return value


def test_the_first_sheet_holds_every_figure(tmp_path: Path) -> None:
    figures = month()
    cells = figure_rows(written(tmp_path, figures))
    told = {key: value_of(key, cell.value) for key, cell in cells.items()}
    beside = {key for key in cells if key.startswith(("previous.", "year_ago."))}
    split = {f"institutions.{row.key}.consultations": int(row.consultations) for row in figures.institutions}
    assert {key: value for key, value in told.items() if key not in beside} == numbers(figures) | split
    assert figures.previous is not None
    assert told["previous.visits"] == figures.previous.visits
    assert all(cell.hyperlink is None for cell in cells.values()), "there are no rows to lead to"


@pytest.mark.parametrize("sheet_rows", [100_000, 40])
def test_every_figure_leads_to_exactly_its_rows(tmp_path: Path, sheet_rows: int) -> None:
    figures = month()
    book = written(tmp_path, figures, records=SOURCE, sheet_rows=sheet_rows)
    blocks = [sheet for sheet in book if re.fullmatch(r"Rindas( \d+)?", sheet.title)]
    lines = [[cell.value for cell in row] for sheet in blocks for row in sheet.iter_rows(min_row=2)]
    assert (len(blocks) == 1) is (sheet_rows > 1000)
    first_of = {sheet.title: place * (sheet_rows - 1) for place, sheet in enumerate(blocks)}
    split = {f"institutions.{row.key}.consultations": row.consultations.rows for row in figures.institutions}
    behind, checked = opened(figures) | split, 0
    for key, cell in figure_rows(book).items():
        rows = behind.get(key, ())
        if key.startswith(("previous.", "year_ago.")) or not rows:
            assert cell.hyperlink is None
            continue
        title, row = led_to(cell)
        begin = first_of[title] + row - 2
        found = lines[begin : begin + len(rows)]
        assert [(line[4], line[1]) for line in found] == [(str(each.id), each.weight) for each in rows]
        checked += 1
    assert checked > 200


def test_a_row_leads_to_its_record_and_the_record_names_its_figures(tmp_path: Path) -> None:
    figures = month()
    book = written(tmp_path, figures, records=SOURCE, sheet_rows=200)
    links = 0
    for sheet in book:
        for row in sheet.iter_rows(min_row=2) if sheet.title.startswith("Rindas") else ():
            title, number = led_to(row[4])
            record = [cell.value for cell in book[title][number]]
            assert record[-1] == row[4].value
            assert str(row[0].value) in str(record[-2])
            links += 1
    assert links == sum(len(rows) for rows in _blocks(figures).values())


def _blocks(figures: ReportFigures) -> dict[str, Sequence[Row]]:
    """Return the rows that stand in the file: those of the period, the very same ones once."""
    split = {f"institutions.{row.key}.consultations": row.consultations.rows for row in figures.institutions}
    seen: dict[int, str] = {}
    return {
        key: rows
        for key, rows in (opened(figures) | split).items()
        if not key.startswith(("previous", "year_ago", "trend", "corrections"))
        and seen.setdefault(id(rows), key) == key
    }


def test_a_section_has_its_table_with_types(tmp_path: Path) -> None:
    figures = month()
    book = written(tmp_path, figures)
    sheet = book["Kanāli"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == ["Kanāls", "Apmeklējumi", "Pieteikumi", "Konsultācijas", "Reģistrācijas"]
    told = {row[0]: row[1:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    for row in figures.channels:
        if row.channel == "IN_PERSON":
            assert told["Klātienē"] == (row.visits, row.applications, row.consultations, row.registrations)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:E{len(figures.channels) + 1}")
    summary = [cell.value for cell in book["Kopsavilkums"][2]]
    assert figures.previous is not None
    assert figures.year_ago is not None
    assert summary == [
        "Apmeklējumi",
        figures.summary.visits,
        figures.previous.visits,
        figures.year_ago.visits,
    ]
    assert all(len(each.title) <= 31 for each in book)


def test_a_month_with_nothing_has_its_zeroes(tmp_path: Path) -> None:
    cells = figure_rows(written(tmp_path, empty(), records=SOURCE))
    assert cells["summary.visits"].value == 0
    assert cells["completeness.unsent"].value == "netiek uzskaitīts"
    assert cells["handling.median_s"].value == "netiek uzskaitīts"


def test_the_csv_has_a_row_for_every_figure(tmp_path: Path) -> None:
    figures = month()
    count = write_report_csv(figures, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == count
    told = {row["key"]: row["value"] for row in rows if not row["key"].startswith(("previous", "year_ago"))}
    split = {f"institutions.{row.key}.consultations": int(row.consultations) for row in figures.institutions}
    whole = numbers(figures) | split
    assert told == {key: "" if value is None else str(value) for key, value in whole.items()}
    assert {row["period"] for row in rows} == {"2026-11"}
    assert {row["unit"] for row in rows} == {unit.value for unit in Unit}


def test_a_workbook_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    def stop() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_report_sheets(month(), tmp_path / "a.xlsx", about=(), made_at=NOW, records=SOURCE, between=stop)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Unavailable):
        write_report_sheets(month(), tmp_path / "nav" / "a.xlsx", about=(), made_at=NOW)
