"""`kacdesk-central report`: what it writes, what it tells, what is written down of it."""

import csv
import json
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from kacdesk.central.__main__ import run
from kacdesk.central.database import Database
from kacdesk.central.tables import ADMIN_ACT
from kacdesk.core import clock
from kacdesk.core.clock import from_riga
from kacdesk.figures.plain import from_dict, numbers
from tests.central.administering import greeted, office
from tests.central.asking import rows
from tests.central.counted_points import Sent, counted_there, load_names, sent_rows
from tests.figures.made_up_month import NOVEMBER, a_line, a_visit, busy_month
from tests.helpers.server_process import ROOT

NOON = datetime.combine(date(2026, 11, 16), time(12))


@pytest.fixture
def where(url: str) -> list[str]:
    """The options that name the database of this test."""
    return ["--database", url, "--key-beside-data"]


@pytest.fixture
def sent(database: Database) -> Sent:
    """A month of one of the two points, its desk heard of."""
    load_names(database)
    found = sent_rows(database, "BALVI", busy_month(NOVEMBER, contacts=40))
    greeted(database, found.desk)
    return found


def _words(pdf: Path) -> str:
    document = PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def test_the_figures_of_all_points_are_written_as_json(
    sent: Sent,
    database: Database,
    url: str,
    where: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "2026-11.json"
    assert run(["report", "2026-11", "--out", str(out), *where]) == 0
    assert out.name in capsys.readouterr().out
    written = from_dict(json.loads(out.read_text(encoding="utf-8")))
    there = counted_there(database, url, NOVEMBER)
    assert numbers(written) == numbers(there)
    assert [point.key for point in written.by_point] == ["BALVI", "VILAKA"]
    (act,) = rows(database, ADMIN_ACT)
    assert (act.act, act.admin, act.signature) == ("report", "", None)
    assert act.detail == {"period": "2026-11", "points": ["BALVI", "VILAKA"], "format": ".json"}


def test_the_figures_are_files_of_cells_too(sent: Sent, where: list[str], tmp_path: Path) -> None:
    told = {}
    for suffix in ("csv", "xlsx", "json"):
        out = tmp_path / f"2026-11.{suffix}"
        assert run(["report", "2026-11", "--out", str(out), *where]) == 0
        told[suffix] = out
    expected = numbers(from_dict(json.loads(told["json"].read_text(encoding="utf-8"))))
    with told["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows_read = {row["key"]: row for row in csv.DictReader(file, delimiter=";")}
    for key, value in expected.items():
        assert rows_read[key]["value"] == ("" if value is None else str(value)), key
        assert rows_read[key]["points"] == "BALVI VILAKA"
    figures = load_workbook(told["xlsx"]).worksheets[0]
    by_key = {row[4]: row[3] for row in figures.iter_rows(values_only=True)}
    assert by_key["by_point.BALVI.registrations"] == expected["by_point.BALVI.registrations"]
    assert by_key["summary.visits"] == expected["summary.visits"]


def test_the_paper_names_every_point_and_its_desks(
    sent: Sent, database: Database, where: list[str], tmp_path: Path
) -> None:
    out, keys = tmp_path / "2026-11.pdf", office(database, tmp_path)
    assert run(["report", "2026-11", "--out", str(out), *where, *keys.options("anna")]) == 0
    words = _words(out)
    for told in ("Balvu novada pašvaldība", "BALVI", "VILAKA", f"BALVI-{sent.desk.series}", "anna"):
        assert told in words, told
    assert ("PARAUGS" in words) is database.embedded, "its key lies beside the data: made up"
    (act,) = rows(database, ADMIN_ACT, act="report")
    assert act.admin == "anna"
    assert act.signature


def test_a_report_of_one_point_is_as_its_desk_draws_it(sent: Sent, where: list[str], tmp_path: Path) -> None:
    out = tmp_path / "week.pdf"
    assert run(["report", "2026-W47", "--out", str(out), "--point", "BALVI", *where]) == 0
    assert "VILAKA" not in _words(out)


def test_what_may_be_missing_is_told_beside(
    database: Database, where: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = a_visit("told", NOON)
    sent = sent_rows(database, "BALVI", {"visit": [visit], "visit_service": [a_line("1", visit)]})
    sent.desk.append(b"{}")
    sent.desk.append(b"{}")
    greeted(database, sent.desk, now_ms=clock.now_ms() - 30 * 86_400_000)
    out = tmp_path / "x.json"
    assert run(["report", "2026-11", "--out", str(out), *where]) == 1
    assert f"Darbvieta BALVI-{sent.desk.series} klusē" in capsys.readouterr().err
    assert out.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["2026-13", "--out", "x.pdf"], 2),
        (["2026-11", "--out", "x.docx"], 2),
        (["2026-11", "--out", "x.json", "--point", "NAV"], 2),
        (["2026-11", "--out", "x.json", "--as", "anna"], 2),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    database: Database,
    where: list[str],
    words: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    assert run(["report", *words, *where]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert 2 <= len(told.err.splitlines()) <= 3
    assert set(tmp_path.rglob("*")) == before
    assert rows(database, ADMIN_ACT) == []


def test_a_folder_that_is_not_there_is_a_sentence(
    where: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "2026-11", "--out", str(tmp_path / "nav" / "x.json"), *where]) == 4
    assert "Mape" in capsys.readouterr().err


def test_without_what_draws_papers_the_figures_can_still_be_had(file_url: str, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['reportlab'] = None;"
        "from kacdesk.central.__main__ import run; sys.exit(run(sys.argv[1:]))"
    )

    def central(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, "report", "2026-11", *words, "--database", file_url, "--key-beside-data"],
            cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip

    drawn = central("--out", str(tmp_path / "x.pdf"))
    assert (drawn.returncode, drawn.stdout) == (4, "")
    assert "reportlab" in drawn.stderr
    assert "Traceback" not in drawn.stderr
    plain = central("--out", str(tmp_path / "x.json"))
    assert (plain.returncode, plain.stderr) == (0, "")


def test_the_hour_after_midnight_in_riga_belongs_to_the_new_month(
    database: Database, where: list[str], tmp_path: Path
) -> None:
    midnight = a_visit("midnight", datetime(2026, 12, 1, 0, 30))  # noqa: DTZ001 -- Riga's
    assert from_riga(datetime(2026, 12, 1, 0, 30)).day == 30  # noqa: DTZ001 -- Riga's
    sent_rows(database, "BALVI", {"visit": [midnight]})
    for period, visits in (("2026-11", 0), ("2026-12-01", 1), ("2026-12", 1)):
        out = tmp_path / f"{period}.json"
        run(["report", period, "--out", str(out), *where])
        assert json.loads(out.read_text(encoding="utf-8"))["summary"]["visits"] == visits
