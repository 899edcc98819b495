"""The commands of keeping and protecting, with their exit codes and the shape of their JSON."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kacdesk.cli.main import run
from kacdesk.services import deadlines, records
from tests.helpers import desk
from tests.helpers.desk import opened

pytestmark = pytest.mark.clause("000-20", "002-11", "002-12")

Run = Callable[..., tuple[int, str]]
NAME = "Izdomāta Paraugniece"


@pytest.fixture
def kac(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that carries out a command line on a desk with an old visit: exit code and stdout."""
    with opened(data) as context:
        deadlines.seed(context)
        started = desk.an_hour_ago().replace(year=2024, day=3)
        records.save(context, "visit", desk.visit(started_at=started, customer_name=NAME))
        received = desk.an_hour_ago().replace(year=2010, day=3)
        document = desk.document(received_at=received, submitter_name=NAME, answered_on=received.date())
        records.save(context, "received_document", document)

    def carry_out(*words: object) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["--data", str(data), *(str(word) for word in words)])
        return code, capsys.readouterr().out

    return carry_out


def test_what_is_due_is_listed_run_and_gone(kac: Run) -> None:
    code, told = kac("retention", "due", "--json")
    due = {rule["register"]: rule for rule in json.loads(told) if rule["action"] == "FORGET"}
    assert code == 1, "documents wait for a person"
    assert (due["visit"]["count"], due["received_document"]["count"]) == (1, 1)
    code, told = kac("retention", "automatic", "--json")
    assert (code, json.loads(told)["records"]) == (0, 1)
    code, told = kac("retention", "run", due["received_document"]["rule"], "--json")
    done = json.loads(told)
    assert (code, done["records"], len(done["acts"])) == (0, 1, 1)
    code, told = kac("retention", "due", "--json")
    assert code == 0
    assert sum(rule["count"] for rule in json.loads(told)) == 0


def test_a_rule_that_is_not_there_and_files_that_are_not_due_are_refused(kac: Run) -> None:
    assert kac("retention", "run", "0" * 32)[0] == 2
    assert kac("retention", "volumes")[0] == 3


def test_that_nobody_has_looked_is_said(kac: Run) -> None:
    assert kac("looked") == (0, "Neviens nav skatījies.\n")


def test_a_person_is_found_and_given_a_file_and_the_looking_is_told(kac: Run, tmp_path: Path) -> None:
    asked = ("--purpose", "atbilde", "--ground", "pieprasījums Nr. 7")
    code, told = kac("person", "--name", NAME, *asked, "--json")
    hits = json.loads(told)
    assert (code, sorted(hit["register"] for hit in hits)) == (0, ["received_document", "visit"])
    _, listed = kac("person", "--name", NAME, *asked)
    assert "Saņemtie dokumenti (received_document)\t" in listed
    named = [hit["record"] for hit in hits]
    code, _told = kac("person", "--name", NAME, *asked, "--only", *named, "--out", tmp_path / "p.zip")
    assert code == 0
    with zipfile.ZipFile(tmp_path / "p.zip") as pack:
        assert len(json.loads(pack.read("personas-dati.json"))["records"]) == 2
    code, told = kac("looked", "--record", named[0], "--json")
    assert code == 0
    assert any("pieprasījums Nr. 7" in look["purpose"] for look in json.loads(told))
    assert kac("looked", "--from", "rīt")[0] == 2
