"""This file is the place where the report's workbook is held to what a real desk counted, and to who may see what."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.figures.period import Period, Span
from kacdesk.figures.period_words import report_title
from kacdesk.figures.plain import numbers
from kacdesk.figures.report import ReportFigures
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.services.reporting import report_files
from kacdesk.services.reporting.counting import figures
from kacdesk.services.reporting.writing import write
from kacdesk.store import tables
from tests.helpers.desk import CLERK, line, visit
from tests.reports.pdf_reading import words_of

NAME = "Anna Izdomātā"


def a_day(context: Context) -> tuple[ReportFigures, date]:
    """Enter visits of today, one of them voided, and count the day."""
    kept = [visit(customer_name=NAME), visit(channel="EMAIL")]
    for values in kept:
        records.save(context, "visit", values, {"visit_service": [line(quantity=3), line()]})
    gone = records.save(context, "visit", visit(customer_name=NAME), {"visit_service": [line()]})
    records.void(context, "visit", gone.id, reason=f"Klients {NAME} atteicās")
    today = clock.today_riga()
    return figures(context, Period(today, today)), today


def cells_of(path: Path) -> list[Any]:
    return [
        cell for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row
    ]


def test_the_workbook_shows_what_was_counted_with_its_records(context: Context, tmp_path: Path) -> None:
    counted, today = a_day(context)
    out = tmp_path / "a.xlsx"
    write(context, counted, out)
    book = load_workbook(out)
    told: dict[Any, Any] = {row[4]: row[3] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert (told["summary.visits"], told["summary.registrations"], told["voided.visits"]) == (2, 8, 1)
    assert told["summary.visits"] == numbers(counted)["summary.visits"]
    lines: list[tuple[Any, ...]] = list(book["Rindas"].iter_rows(min_row=2, values_only=True))
    mine = [row for row in lines if row[5] == "summary.registrations"]
    assert sorted(row[1] for row in mine) == [1, 1, 3, 3]
    assert {row[3].date() for row in mine} == {today}
    heads = [cell.value for cell in book["Ieraksti Apmeklējumi"][1]]
    assert {"Kanāls", "Ieskaitīts skaitļos"} <= set(heads)


@pytest.mark.clause("000-45")
def test_a_report_on_any_days_is_drawn_at_the_desk_when_it_is_asked_for(
    context: Context, tmp_path: Path
) -> None:
    today = clock.today_riga()
    for days in (0, 20, 25, 60):
        begun = visit()["started_at"] - timedelta(days=days)
        records.save(context, "visit", visit(started_at=begun), {"visit_service": [line()]})
    asked = Period(today - timedelta(days=32), today - timedelta(days=12))
    assert asked.span is Span.FREE
    counted = figures(context, asked)
    assert counted.summary.visits == 2
    out = tmp_path / "parskats.pdf"
    write(context, counted, out)
    told = words_of(out)
    assert report_title(asked) in told
    assert "Apmeklējumi 2" in told


def test_personal_columns_need_a_supervisor_and_a_purpose(context: Context, tmp_path: Path) -> None:
    counted, _today = a_day(context)
    out = tmp_path / "a.xlsx"
    report_files.write_xlsx(context, counted, out)
    assert not any(NAME in str(cell) for cell in cells_of(out)), "not even in the reason of voiding"
    assert _logged(context) == []
    report_files.write_xlsx(context, counted, out, purpose="Pārbaude")
    assert NAME in cells_of(out)
    assert ("export", "visit", 3, "Pārbaude") in _logged(context)
    clerk = accounts.act_as(context.store, CLERK)
    with pytest.raises(Refused):
        report_files.write_xlsx(clerk, counted, tmp_path / "b.xlsx", purpose="Pārbaude")
    assert not (tmp_path / "b.xlsx").exists()


def _logged(context: Context) -> list[tuple[Any, ...]]:
    with context.store.read() as connection:
        found = connection.execute(select(tables.access_log))
        return [(row.act, row.reg, row.rows, row.purpose) for row in found]


def test_csv_xlsx_and_json_say_the_same(context: Context, tmp_path: Path) -> None:
    counted, _today = a_day(context)
    for ending in ("csv", "xlsx", "json"):
        write(context, counted, tmp_path / f"a.{ending}")
    rows = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    from_csv = {row.split(";")[2]: row.split(";")[-1] for row in rows[1:]}
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    from_sheet = {row[4]: row[3] for row in sheet.iter_rows(values_only=True)}
    from_json = json.loads((tmp_path / "a.json").read_text("utf-8"))["summary"]
    for name, value in from_json.items():
        assert from_csv[f"summary.{name}"] == str(value)
        assert from_sheet[f"summary.{name}"] == value
