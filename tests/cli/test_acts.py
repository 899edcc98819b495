"""This file is the place where steps are taken and papers drawn on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from kacdesk.cli.main import run
from kacdesk.services import attention, records
from kacdesk.store import tables
from tests.helpers import desk
from tests.helpers.desk import CLERK, looked_at, opened
from tests.reports.pdf_reading import words_of
from tests.services.test_matters import refuse

Run = Callable[..., tuple[int, str, str]]
PERSON = "Izdomātā Iesniedzēja"


@pytest.fixture
def kac(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that carries out a command line: exit code, stdout, stderr."""

    def carry_out(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return carry_out


@pytest.fixture
def paper(data: Path) -> UUID:
    """Return a received document of a desk that nobody has open."""
    with opened(data) as context:
        return records.save(context, "received_document", desk.document(submitter_name=PERSON)).id


def _custody(data: Path) -> str:
    with looked_at(data) as store:
        [row] = desk.registered(store, "received_document")
    return str(row["custody"])


def test_acts_tell_what_can_be_done_and_nothing_of_the_customer(kac: Run, data: Path, paper: UUID) -> None:
    code, out, err = kac("--data", data, "acts", "received_document", paper, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert {"name": "returned", "label": "Atdots iesniedzējam"} in told["step"]
    assert {"name": "custody", "label": "Dokumenta ceļš"} in told["paper"]
    assert {"name": "reply", "label": "Sagatavot atbildi", "register": "outgoing_document"} in told["onward"]
    code, out, _ = kac("--data", data, "acts", "received_document", paper)
    assert "step\treturned\tAtdots iesniedzējam" in out
    assert PERSON not in out
    with looked_at(data) as store:
        assert desk.all_rows(store, tables.access_log) == []


def test_a_step_is_taken_once(kac: Run, data: Path, paper: UUID) -> None:
    code, out, err = kac("--data", data, "step", "received_document", paper, "returned", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["id"] == str(paper)
    assert json.loads(out)["rev"] > 0
    assert _custody(data) == "RETURNED"
    code, _, err = kac("--data", data, "step", "received_document", paper, "returned")
    assert code == 3
    assert "to tagad nevar izdarīt" in err
    assert _custody(data) == "RETURNED"


def test_what_the_central_store_refused_of_a_record_goes_up_again_with_a_command_that_changes_it(
    kac: Run, data: Path, paper: UUID
) -> None:
    """As a correction in the window does: it is the same service."""
    with opened(data) as context:
        refuse(context, paper, field="submitter_name", code="range")
        assert len(attention.open_items(context)) == 1
    assert kac("--data", data, "step", "received_document", paper, "returned")[0] == 0
    with opened(data) as context:
        assert attention.open_items(context) == []
        assert "ins" in [row["kind"] for row in desk.captured(context.store, paper)]


def test_a_step_that_does_not_exist_changes_nothing(kac: Run, data: Path, paper: UUID) -> None:
    code, _, err = kac("--data", data, "step", "received_document", paper, "nav")
    assert code == 3
    assert len(err.splitlines()) == 3
    assert _custody(data) == "AT_CENTRE"


def test_a_step_only_for_the_supervisor_is_not_told_to_a_clerk(kac: Run, data: Path) -> None:
    with opened(data) as context:
        clerk = context.actor.id
        day = {"staff_id": clerk, "kind": "LEAVE", "first_on": "2026-12-07", "last_on": "2026-12-08"}
    given = data.parent / "absence.json"
    given.write_text(json.dumps(day, default=str))
    code, out, err = kac("--data", data, "add", "absence", "--json", given)
    assert (code, err) == (0, "")
    record = json.loads(out)["id"]
    _, told, _ = kac("--data", data, "--as", CLERK, "acts", "absence", record, "--json")
    assert json.loads(told)["step"] == []
    _, told, _ = kac("--data", data, "acts", "absence", record, "--json")
    assert "approve" in {step["name"] for step in json.loads(told)["step"]}
    code, _, err = kac("--data", data, "--as", CLERK, "step", "absence", record, "approve")
    assert code == 3


def test_a_paper_is_drawn_and_the_access_written_down(kac: Run, data: Path, tmp_path: Path) -> None:
    with opened(data) as context:
        request = {"requester_name": PERSON, "reply_address": "Parauga iela 1", "subject": "Paraugs"}
        request |= {"asked": "Lūdzu paraugu.", "addressee_text": "Parauga iestāde"}
        record = records.save(context, "oral_request", request).id
    out = tmp_path / "request.pdf"
    code, told, err = kac("--data", data, "paper", "oral_request", record, "request", "--out", out)
    assert (code, err) == (0, "")
    assert "request.pdf" in told
    assert PERSON in words_of(out)
    with looked_at(data) as store:
        [entry] = desk.all_rows(store, tables.access_log)
    assert (entry["act"], entry["reg"], entry["rid"]) == ("paper", "oral_request", record)


def test_a_paper_that_the_record_does_not_have_is_refused(
    kac: Run, data: Path, paper: UUID, tmp_path: Path
) -> None:
    out = tmp_path / "nav.pdf"
    code, _, err = kac("--data", data, "paper", "received_document", paper, "nav", "--out", out)
    assert code == 3
    assert "tāda papīra nav" in err
    assert not out.exists()
