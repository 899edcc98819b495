"""Files on the command line: attached, listed, saved in the clear for a purpose, taken out of sight."""

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from kacdesk.cli.main import run
from kacdesk.store import tables
from tests.cli.test_commands import DOCUMENT, Run, added, kac
from tests.helpers import desk

__all__ = ["kac"]
PNG = b"\x89PNG\r\n\x1a\n" + b"izdomats attels " * 300


@pytest.fixture
def record(kac: Run, data: Path) -> str:
    """The number of a received document."""
    return str(added(kac, data, "received_document", DOCUMENT)[0]["number"])


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A picture of a paper."""
    path = tmp_path / "lapa.png"
    path.write_bytes(PNG)
    return path


def attached(kac: Run, data: Path, record: str, scan: Path) -> str:
    """Attach a file and return its hash."""
    code, out, err = kac(
        "--data", data, "attach", "received_document", record, scan, "--role", "ANNEX", "--json"
    )
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["role"], told["mime"], told["size"], told["state"]) == (
        "ANNEX",
        "image/png",
        len(PNG),
        "here",
    )
    return str(told["sha256"])


def test_a_file_is_attached_listed_and_saved(kac: Run, data: Path, record: str, scan: Path) -> None:
    sha = attached(kac, data, record, scan)
    _, out, _ = kac("--data", data, "show", "received_document", record, "--json")
    assert [file["sha256"] for file in json.loads(out)["files"]] == [sha]
    _, out, _ = kac("--data", data, "show", "received_document", record)
    assert f"Datne: Pielikums, {sha[:8]}, 5 KB, tikai šajā datorā" in out
    save = ("--data", data, "file", "received_document", record, sha[:8], "--out", data.parent / "out.png")
    code, out, err = kac(*save, "--purpose", "izsniegšana")
    assert (code, err) == (0, "")
    assert (data.parent / "out.png").read_bytes() == PNG
    with desk.looked_at(data) as store:
        *_, logged = desk.all_rows(store, tables.access_log)
    assert (logged["act"], logged["purpose"]) == ("file", "izsniegšana")
    code, out, err = kac(*save, "--purpose", "izsniegšana")
    assert (code, out) == (2, ""), "nothing is written over"


def test_status_says_how_many_files_wait(kac: Run, data: Path, record: str, scan: Path) -> None:
    attached(kac, data, record, scan)
    _, out, _ = kac("--data", data, "status", "--json")
    told = json.loads(out)
    assert (told["files_waiting"], told["files_bytes"], told["all_sent"]) == (1, len(PNG), False)
    _, out, _ = kac("--data", data, "status")
    assert "Datnes gaida nosūtīšanu: 1 (0,0 MB)." in out


def test_a_file_is_taken_out_of_sight_for_a_reason(kac: Run, data: Path, record: str, scan: Path) -> None:
    sha = attached(kac, data, record, scan)
    detach = ("--data", data, "detach", "received_document", record, sha[:8])
    assert kac(*detach)[0] == 2
    code, _, err = kac(*detach, "--reason", "cita lieta")
    assert (code, err) == (0, "")
    _, out, _ = kac("--data", data, "show", "received_document", record, "--json")
    assert json.loads(out)["files"] == []


@pytest.mark.parametrize("sha", ["zz", "abc", "00", "0" * 66, "00000000"])
def test_a_hash_that_names_no_file_is_usage(kac: Run, data: Path, record: str, sha: str) -> None:
    out = data.parent / "x.png"
    code, _, err = kac(
        "--data", data, "file", "received_document", record, sha, "--out", out, "--purpose", "pārbaude"
    )
    assert code == 2
    assert len(err.splitlines()) == 3
    assert not out.exists()


def test_a_file_that_is_not_here_is_asked_for(kac: Run, data: Path, record: str, scan: Path) -> None:
    sha = attached(kac, data, record, scan)
    with desk.opened(data) as context, context.store.unit(context.actor.id, applying=True) as unit:
        unit.connection.execute(update(tables.file).values(state="elsewhere", key=None))
    out = data.parent / "x.png"
    code, _, err = kac(
        "--data", data, "file", "received_document", record, sha, "--out", out, "--purpose", "pārbaude"
    )
    assert code == 4
    assert "nākamajā apmaiņā" in err
    with desk.looked_at(data) as store:
        (row,) = desk.all_rows(store, tables.file)
    assert (row["state"], out.exists()) == ("wanted", False)


def test_what_is_no_paper_is_refused(kac: Run, data: Path, record: str, tmp_path: Path) -> None:
    path = tmp_path / "lapa.pdf"
    path.write_bytes(b"MZ")
    code, out, err = kac("--data", data, "attach", "received_document", record, path)
    assert (code, out) == (3, "")
    assert "PDF, JPEG" in err
    assert run(["--data", str(data), "attach", "received_document", record, str(tmp_path / "nav")]) == 2
