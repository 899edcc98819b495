"""This file is the place where a bad row is held to be named, left out, written away and taken in once mended."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Refused, Usage
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.importing import imports
from kacdesk.store.session import Changes
from tests.services.desk import CLERK, copy_desk, open_desk, rows_of
from tests.services.office_logs import BAD, GOOD, HEAD, OTHER, counts, csv_file, take, xlsx_file


def test_a_bad_row_is_named_by_line_column_and_reason_and_the_others_go_in(
    desk: Context, tmp_path: Path
) -> None:
    report = take(desk, csv_file(tmp_path / "a.csv", HEAD, GOOD, BAD, OTHER))
    assert counts(report) == (3, 2, 0, 1)
    assert report.exit_code is ExitCode.ATTENTION
    (problem,) = report.problems
    assert (problem.line, problem.column) == (3, "Datums")
    assert problem.reason.endswith(".")
    assert report.to_json()["problems"] == [{"line": 3, "column": "Datums", "reason": problem.reason}]


@pytest.mark.parametrize(
    ("head", "cells", "column"),
    [
        (["Datums", "Laiks"], ["13.11", "9:30"], "Datums"),
        (["Datums", "Laiks"], ["02.03.2026", "25:30"], "Laiks"),
        (["Datums", "Laiks"], ["29.03.2026", "3:30"], "Laiks"),
        (["Datums", "Laiks"], ["", "9:30"], "Laiks"),
        (["Datums", "Laiks"], ["03/25/2026", "9:30"], "Datums"),
        (["Datums", "Sākums"], ["02.03.2026", "03.03.2026 9:30"], "Sākums"),
        (["Datums", "Laiks no", "Laiks līdz"], ["02.03.2026", "9:30", "9:10"], "Laiks līdz"),
        (["Datums", "Skaits"], ["02.03.2026", "1,5"], "Skaits"),
        (["Datums", "Skaits"], ["02.03.2026", "1000"], "Skaits"),
        (["Datums", "Personas kods"], ["02.03.2026", "123"], "Personas kods"),
        (["Datums", "Kanāls"], ["02.03.2026", "balodis"], "Kanāls"),
        (["Datums", "Ilgums"], ["02.03.2026", "12"], "Ilgums"),
        (["Datums", "Ilgums"], ["02.03.2026", "3:20"], "Ilgums"),
        (["Datums", "Stāvoklis"], ["02.03.2026", "Anulēts"], "Stāvoklis"),
        (["Datums", "Pārstāvis"], ["02.03.2026", "Zane Parauga"], "Pārstāvības pamats"),
    ],
)
def test_what_is_impossible_or_unclear_is_rejected_with_its_column(
    desk: Context, tmp_path: Path, head: list[str], cells: list[str], column: str
) -> None:
    report = take(desk, csv_file(tmp_path / "a.csv", [*head, "Iestāde"], [*cells, "VID"]))
    assert counts(report) == (1, 0, 0, 1)
    assert [problem.column for problem in report.problems] == [column]


def test_a_day_to_come_is_rejected(desk: Context, tmp_path: Path) -> None:
    """Not tomorrow: minutes before midnight it is no more to come than a clock may be wrong."""
    to_come = clock.today_riga() + timedelta(days=2)
    report = take(desk, csv_file(tmp_path / "a.csv", ["Datums", "Iestāde"], [to_come.isoformat(), "VID"]))
    assert [(problem.column, "nākotnē" in problem.reason) for problem in report.problems] == [
        ("Datums", True)
    ]


def test_a_reason_never_repeats_what_the_cell_says(desk: Context, tmp_path: Path) -> None:
    head = ["Datums", "Personas kods", "Kanāls", "Iestāde"]
    report = take(
        desk, csv_file(tmp_path / "a.csv", head, ["02.03.2026", "320000-0000199", "Jānis Paraugs", "VID"])
    )
    told = str(report.to_json())
    assert "320000-0000199" not in told
    assert "Jānis Paraugs" not in told


def test_a_stray_quote_costs_one_row_and_not_the_rest_of_the_file(desk: Context, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = [f"{day:02}.03.2026.;Padoms;x" for day in range(2, 28)]
    rows[3] = '05.03.2026.;Padoms;"nav aizvērts'
    rows[5] = '07.03.2026.;"Zaļā zeme" SIA;x'
    file.write_text("\n".join(["Datums;Pakalpojums;Piezīmes", *rows]), "utf-8")
    report = take(desk, file)
    assert counts(report) == (26, 24, 0, 2)
    assert [problem.line for problem in report.problems] == [5, 7]


def test_a_row_wider_than_the_heading_is_rejected(desk: Context, tmp_path: Path) -> None:
    report = take(
        desk, csv_file(tmp_path / "a.csv", ["Datums", "Pakalpojums"], ["02.03.2026.", "viens", "divi"])
    )
    assert [(problem.line, problem.column) for problem in report.problems] == [(2, "")]


def test_a_formula_error_of_excel_is_not_taken_for_a_text(desk: Context, tmp_path: Path) -> None:
    report = take(desk, xlsx_file(tmp_path / "a.xlsx", ["Datums", "Pakalpojums"], ["02.03.2026.", "#N/A"]))
    assert counts(report) == (1, 0, 0, 1)


def test_only_a_supervisor_may_import(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", HEAD, GOOD)
    with open_desk(copy_desk(tmp_path), actor=CLERK) as desk:
        with pytest.raises(Refused):
            take(desk, file)
        assert rows_of(desk, "visit") == []


@pytest.mark.parametrize("register", ["institution", "visit_service", "nav_tāda"])
def test_a_register_that_takes_no_import_says_which_do(desk: Context, tmp_path: Path, register: str) -> None:
    with pytest.raises(Usage, match="received_document"):
        take(desk, csv_file(tmp_path / "a.csv", HEAD, GOOD), register)


def test_a_dry_run_says_the_same_and_changes_nothing(desk: Context, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", HEAD, GOOD, BAD, OTHER)
    told: list[Changes] = []
    desk.store.on_change(told.append)
    tried = take(desk, file, dry_run=True)
    assert told == []
    assert rows_of(desk, "visit") == []
    done = take(desk, file)
    assert tried.to_json() | {"dry_run": False} == done.to_json()


def test_the_same_file_twice_adds_nothing_and_equal_rows_of_one_file_both_go_in(
    desk: Context, tmp_path: Path
) -> None:
    file = csv_file(tmp_path / "a.csv", HEAD, GOOD, GOOD, OTHER)
    assert counts(take(desk, file)) == (3, 3, 0, 0)
    assert counts(take(desk, file)) == (3, 0, 3, 0)
    assert counts(take(desk, csv_file(tmp_path / "b.csv", HEAD, GOOD, GOOD, GOOD))) == (3, 1, 2, 0)
    assert len(rows_of(desk, "visit")) == 4


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("rejects_kind", ["csv", "xlsx"])
def test_rejected_rows_come_back_mended_and_go_in_once(
    desk: Context, tmp_path: Path, kind: str, rejects_kind: str
) -> None:
    write = csv_file if kind == "csv" else xlsx_file
    odd = [*BAD[:4], "=Zane", *BAD[5:]]
    file, rejects = write(tmp_path / f"a.{kind}", HEAD, GOOD, odd, OTHER), tmp_path / f"bad.{rejects_kind}"
    report = take(desk, file, rejects=rejects)
    assert report.rejects == rejects
    if rejects_kind == "csv":
        text = rejects.read_text("utf-8-sig")
        assert rejects.read_bytes().startswith(b"\xef\xbb\xbf")
        assert text.splitlines()[0] == ";".join([*HEAD, "Kļūda"])
        mended = csv_file(
            tmp_path / "mended.csv",
            *(line.replace("31.02.", "28.02.").split(";") for line in text.splitlines()),
        )
    else:
        rows = [[cell.value for cell in row] for row in load_workbook(rejects).worksheets[0].iter_rows()]
        assert rows[0] == [*HEAD, "Kļūda"]
        assert rows[1][4] == "=Zane"
        mended = xlsx_file(
            tmp_path / "mended.xlsx", rows[0], ["28.02.2026.", *rows[1][1:4], "Zane", *rows[1][5:]]
        )
    assert counts(take(desk, mended)) == (1, 1, 0, 0)
    assert counts(take(desk, mended)) == (1, 0, 1, 0)
    assert counts(take(desk, file)) == (3, 0, 2, 1)
    assert len(rows_of(desk, "visit")) == 3


def test_rejected_again_a_row_keeps_one_column_of_reasons(desk: Context, tmp_path: Path) -> None:
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    take(desk, csv_file(tmp_path / "a.csv", HEAD, BAD), rejects=first)
    take(desk, first, rejects=second)
    assert second.read_bytes() == first.read_bytes()


def test_without_rejected_rows_there_is_no_file_of_them(desk: Context, tmp_path: Path) -> None:
    report = take(desk, csv_file(tmp_path / "a.csv", HEAD, GOOD), rejects=tmp_path / "bad.csv")
    assert report.rejects is None
    assert not (tmp_path / "bad.csv").exists()


def test_the_imported_file_is_never_overwritten_by_its_rejects(desk: Context, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", HEAD, BAD)
    before = file.read_bytes()
    with pytest.raises(Usage):
        take(desk, file, rejects=tmp_path / "." / "a.csv")
    assert file.read_bytes() == before


def test_a_voided_import_is_not_made_again_by_the_same_file(desk: Context, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", HEAD, GOOD)
    take(desk, file)
    records.void(desk, "visit", rows_of(desk, "visit")[0]["id"], reason="nepareizs fails")
    assert counts(take(desk, file)) == (1, 0, 1, 0)


KILLED = """
import os, signal, sys
from pathlib import Path
from kacdesk.services.importing import imports
from tests.services.desk import open_desk

committed = []
def after_commit(changes):
    committed.append(changes)
    if len(committed) == 2:
        os.kill(os.getpid(), signal.SIGKILL)

with open_desk(Path(sys.argv[1])) as desk:
    desk.store.on_change(after_commit)
    imports.run(desk, "received_document", Path(sys.argv[2]), dry_run=False, rejects=None)
"""


@pytest.mark.journey
def test_an_import_that_was_killed_is_simply_run_again(tmp_path: Path) -> None:
    count = 3 * imports.BATCH
    rows = [["02.03.2026.", f"Paraugs {number}"] for number in range(count)]
    file = csv_file(tmp_path / "a.csv", ["Saņemts", "Par ko"], *rows)
    data = copy_desk(tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(data), str(file)], check=False)
    assert killed.returncode == -9
    with open_desk(data) as desk:
        assert len(rows_of(desk, "received_document")) == 2 * imports.BATCH
        assert counts(take(desk, file, "received_document")) == (count, imports.BATCH, 2 * imports.BATCH, 0)
        found = rows_of(desk, "received_document")
    assert [row["title"] for row in found] == [f"Paraugs {number}" for number in range(count)]
    assert [row["sequence"] for row in found] == list(range(1, count + 1))


@pytest.mark.journey
def test_the_log_of_a_year_goes_in_whole(desk: Context, tmp_path: Path) -> None:
    rows = [
        [
            f"{n % 28 + 1:02}.{n % 9 + 1:02}.2025.",
            f"{8 + n % 9}:{n % 60:02}",
            "",
            "klātiene",
            f"Paraugs {n}",
            "VSAA",
            "",
            "konsultācija",
        ]
        for n in range(2_000)
    ]
    report = take(desk, csv_file(tmp_path / "a.csv", HEAD, *rows))
    assert counts(report) == (2_000, 2_000, 0, 0)
