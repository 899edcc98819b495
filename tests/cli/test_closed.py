"""This file is the place where reports are closed, opened again and read back on the command line."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kacdesk.cli.main import run
from kacdesk.services import records
from tests.helpers import desk

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kac(capsys: pytest.CaptureFixture[str], data: Path) -> Run:
    """Return a function that carries out a command line on a desk: exit code, stdout, stderr."""

    def carry_out(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--data", str(data), *(str(word) for word in words)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return carry_out


def add_visit(data: Path) -> None:
    """Log a visit of September 2026."""
    with desk.opened(data) as context:
        values = desk.visit(started_at=datetime(2026, 9, 15, 9, tzinfo=UTC))
        records.save(context, "visit", values, {"visit_service": [desk.line()]})


def test_a_closed_report_is_written_as_it_was_closed(kac: Run, data: Path, tmp_path: Path) -> None:
    add_visit(data)
    code, out, err = kac("report-close", "2026-09", "--json")
    closed = json.loads(out)
    assert (code, err, closed["number"], closed["state"]) == (0, "", "2026-09/1", "CLOSED")

    add_visit(data)
    papers = [tmp_path / name for name in ("report.pdf", "state.pdf", "now.pdf")]
    figures = [tmp_path / name for name in ("closed.json", "now.json")]
    assert kac("report", "2026-09", "--out", papers[0], "--json", figures[0])[0] == 0
    assert kac("report-state", "2026-09", "--out", papers[1])[0] == 0
    assert kac("report", "2026-09", "--out", papers[2], "--json", figures[1], "--recount")[0] == 0
    assert papers[0].read_bytes() == papers[1].read_bytes() != papers[2].read_bytes()
    visits = [json.loads(each.read_text(encoding="utf-8"))["summary"]["visits"] for each in figures]
    assert visits == [1, 2]
    later = tmp_path / "later.json"
    assert kac("report", "2026-10", "--out", tmp_path / "later.pdf", "--json", later)[0] == 0
    (told,) = json.loads(later.read_text(encoding="utf-8"))["corrections"]
    assert (told["period"], told["closing"]) == ("2026-09", closed["hash"])


def test_editions_signed_files_and_states_are_told(kac: Run, data: Path, tmp_path: Path) -> None:
    assert kac("report-state")[:2] == (0, "Neviens pārskats vēl nav noslēgts.\n")
    assert "nav noslēgts" in kac("report-state", "2026-09")[1]
    kac("report-close", "2026-09")
    paper, container = tmp_path / "paper.pdf", tmp_path / "signed.asice"
    kac("report-state", "2026-09", "--out", paper)
    with zipfile.ZipFile(container, "w") as made:
        made.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        made.write(paper, "paper.pdf")
        made.writestr("META-INF/signatures0.xml", "<signatures/>")
    code, out, _err = kac("report-signed", "2026-09", container, "--json")
    kept = json.loads(out)
    assert (code, kept["holds_paper"]) == (0, True)
    back = tmp_path / "back.asice"
    assert kac("report-state", "2026-09", "--signed", kept["sha256"][:8], "--out", back)[0] == 0
    assert back.read_bytes() == container.read_bytes()

    assert kac("report-reopen", "2026-09", "--reason", "Aizmirsts apmeklējums")[0] == 0
    assert "Aizmirsts apmeklējums" in kac("report-state", "2026-09")[1]
    assert "2026-09/2" in kac("report-close", "2026-09")[1]
    (state,) = json.loads(kac("report-state", "--json")[1])
    assert (state["period"], state["closed"], state["duplicates"]) == ("2026-09", True, [])
    assert [(each["edition"], len(each["signed"])) for each in state["editions"]] == [(2, 0), (1, 1)]
    lines = kac("report-state")[1].splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        ["2026-09/2", "noslēgts"],
        ["2026-09/1", "atvērts no jauna: Aizmirsts apmeklējums"],
        ["", "parakstīts"],
    ]
