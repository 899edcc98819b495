"""This file is the place where slip, stamp and the search by code are shown on the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kacdesk.cli.main import run
from kacdesk.models.short_codes import short_code
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import tables
from tests.helpers import desk
from tests.reports.pdf_reading import words_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kac(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that carries out a command line: exit code, stdout, stderr."""

    def carry_out(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return carry_out


def test_find_by_code_names_the_record_and_nobody(kac: Run, context: Context, data: Path) -> None:
    record = records.save(context, "visit", desk.visit(customer_name="Ģertrūde Izdomātā")).id
    typed = short_code(record).lower().replace("-", "")
    code, out, err = kac("--data", data, "find", "--code", typed, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["code"] == short_code(record)
    assert [(row["register"], row["id"]) for row in told["rows"]] == [("visit", str(record))]
    assert told["rows"][0].keys() == {"register", "id", "at"}
    code, out, _ = kac("--data", data, "find", "--code", short_code(record))
    assert (code, out.split("\t")[:2]) == (0, ["visit", str(record)])
    assert desk.all_rows(context.store, tables.access_log) == []


def test_show_takes_the_code_of_a_slip(kac: Run, context: Context, data: Path) -> None:
    record = records.save(context, "phone_consultation", desk.call()).id
    code, out, _ = kac("--data", data, "show", "phone_consultation", short_code(record), "--json")
    assert (code, json.loads(out)["id"]) == (0, str(record))


def test_slip_and_stamp_are_written_as_pdf(kac: Run, context: Context, data: Path, tmp_path: Path) -> None:
    saved = records.save(context, "received_document", desk.document(pages=2))
    for words in (
        ("slip", "received_document", saved.number),
        ("slip", "received_document", short_code(saved.id), "--paper", "a4"),
        ("stamp", saved.number),
        ("stamp", saved.id, "--paper", "label"),
    ):
        out_file = tmp_path / "paper.pdf"
        code, out, err = kac("--data", data, *words, "--out", out_file)
        assert (code, err) == (0, "")
        assert "paper.pdf" in out
        assert f"Nr. {saved.number}" in words_of(out_file)
        out_file.unlink()


def test_a_voided_document_has_no_stamp(kac: Run, context: Context, data: Path, tmp_path: Path) -> None:
    saved = records.save(context, "received_document", desk.document())
    records.void(context, "received_document", saved.id, reason="divreiz")
    code, out, err = kac("--data", data, "stamp", saved.number, "--out", tmp_path / "stamp.pdf")
    assert (code, out) == (3, "")
    assert "anulēts" in err
    assert not (tmp_path / "stamp.pdf").exists()


def test_a_code_with_a_wrong_letter_and_one_of_no_record_are_told_apart(kac: Run, data: Path) -> None:
    right = short_code(desk.INSTITUTION)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "2")
    code, _, err = kac("--data", data, "find", "--code", wrong)
    assert (code, "nav pareizs" in err) == (2, True)
    code, _, err = kac("--data", data, "find", "--code", right)
    assert (code, "šajā datorā nav" in err) == (2, True)


def test_find_wants_a_register_or_a_code(kac: Run, data: Path) -> None:
    code, out, err = kac("--data", data, "find")
    assert (code, out) == (2, "")
    assert "--code" in err
