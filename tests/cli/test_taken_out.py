"""This file is the place where reports and lists are taken out by the command line, as what the name says."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kacdesk.cli.main import run
from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from tests.helpers.desk import CLERK, copy_desk, line, opened, visit

NAME = "Anna Izdomātā"


@pytest.fixture
def today(tmp_path: Path) -> date:
    """Put a desk with a visit of today into the folder, and return the day."""
    with opened(copy_desk(tmp_path)) as context:
        _enter(context)
    return clock.today_riga()


def _enter(context: Context) -> None:
    records.save(context, "visit", visit(customer_name=NAME), {"visit_service": [line(quantity=2)]})


def kac(folder: Path, *words: object) -> int:
    return run(["--data", str(folder / "desk"), *map(str, words)])


def test_a_report_is_written_as_the_ending_says(today: date, tmp_path: Path) -> None:
    for ending in ("pdf", "xlsx", "csv", "json"):
        assert kac(tmp_path, "report", today, "--out", tmp_path / f"a.{ending}") == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["summary"]["visits"] == 1
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {row["key"]: row["value"] for row in csv.DictReader(file, delimiter=";")}
    assert (told["summary.visits"], told["summary.registrations"]) == ("1", "2")
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    figures = {row[4]: row[3] for row in sheet.iter_rows(values_only=True)}
    assert (figures["summary.visits"], figures["summary.registrations"]) == (1, 2)


def test_an_ending_that_is_nobodys_is_told(
    today: date, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kac(tmp_path, "report", today, "--out", tmp_path / "a.docx") == 2
    assert ".xlsx" in capsys.readouterr().err
    assert not (tmp_path / "a.docx").exists()


def test_personal_columns_of_the_workbook_need_a_supervisor_and_a_purpose(
    today: date, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.xlsx"
    asked = ("report", today, "--out", out)
    assert kac(tmp_path, *asked) == 0
    assert not _names_somebody(out)
    assert kac(tmp_path, *asked, "--purpose", "Pārbaude") == 0
    assert _names_somebody(out)
    out.unlink()
    assert kac(tmp_path, *asked, "--purpose", "Pārbaude", "--as", CLERK) == 3
    assert "vadītājs" in capsys.readouterr().err
    assert not out.exists()


def test_a_clerk_takes_out_a_list_without_personal_columns(today: date, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    asked = (
        "export",
        "visit",
        "--from",
        today,
        "--to",
        today,
        "--format",
        "csv",
        "--out",
        out,
        "--as",
        CLERK,
    )
    assert kac(tmp_path, *asked, "--purpose", "Pārbaude") == 3
    assert not out.exists()
    assert kac(tmp_path, *asked) == 0
    assert NAME not in out.read_text("utf-8-sig")
    assert "customer_name" not in out.read_text("utf-8-sig")


def _names_somebody(out: Path) -> bool:
    cells = (
        cell for sheet in load_workbook(out) for row in sheet.iter_rows(values_only=True) for cell in row
    )
    return NAME in cells
