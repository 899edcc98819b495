"""This file is the place where letters sent, documents issued and oral requests are shown to follow their rules."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Refused
from kacdesk.services import deadlines, onward, record_papers, records, steps
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.store import tables
from tests.helpers import desk
from tests.reports.pdf_reading import words_of
from tests.services.test_papers_custody import DOCUMENT, NVA, VSAA, row, taken

OUTGOING, ISSUED, ORAL = "outgoing_document", "issued_document", "oral_request"


def issued(context: Context, **more: Any) -> UUID:
    values = {
        "kind": "CERTIFICATE",
        "title": "Izziņa par paraugu",
        "recipient_name": "Ģertrūde Izdomātā",
        "delivery": "IN_PERSON",
        **more,
    }
    return records.save(context, ISSUED, values).id


def spoken(context: Context, **more: Any) -> UUID:
    values = {
        "requester_name": "Ģertrūde Izdomātā",
        "reply_address": "Paraugu iela 1, Balvi",
        "subject": "Par ceļa labošanu",
        "asked": "Lūdzu salabot izdomāto ceļu pie manas mājas.",
        "addressee_text": "Balvu novada pašvaldība",
        **more,
    }
    return records.save(context, ORAL, values).id


def words(context: Context, register: str, record: UUID, name: str, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(record_papers.paper(context, register, record, name))
    return words_of(folder / "paper.pdf")


def wrong(context: Context, register: str, values: dict[str, Any]) -> set[str]:
    """Return the fields that are refused."""
    with pytest.raises(Invalid) as refused:
        records.save(context, register, values)
    return {problem.field for problem in refused.value.problems}


@pytest.mark.clause("004-07", "000-20")
def test_what_goes_out_is_registered_under_numbers_of_its_own(context: Context) -> None:
    first, second = (
        records.save(context, OUTGOING, {"kind": "LETTER", "title": "Vēstule", "addressee_id": NVA})
        for _ in range(2)
    )
    incoming = row(context, DOCUMENT, taken(context))
    assert [each.number and each.number.split("/")[2:] for each in (first, second)] == [
        ["1-10", "1"],
        ["1-10", "2"],
    ]
    assert incoming["sequence"] == 1
    assert row(context, OUTGOING, first.id)["written_on"] == clock.today_riga()
    assert wrong(context, OUTGOING, {"kind": "LETTER", "title": "Nevienam"}) == {"addressee_id"}


@pytest.mark.clause("000-22", "004-06")
def test_a_request_has_a_term_and_its_answer_ends_it(context: Context) -> None:
    deadlines.seed(context)
    paper = taken(context)
    draft = onward.begin(context, DOCUMENT, paper, "request")
    letter = drafts.save(context, draft).id
    asked = row(context, OUTGOING, letter)
    expected = deadlines.due(context.store, "INFORMATION_REQUEST", clock.today_riga())
    assert (asked["kind"], asked["addressee_id"]) == ("REQUEST", VSAA)
    assert asked["due_on"] == (expected.due_on if expected is not None else None)
    steps.take(context, OUTGOING, letter, "sent")
    answer = drafts.save(context, onward.begin(context, OUTGOING, letter, "answer")).id
    assert row(context, DOCUMENT, answer)["answers_id"] == letter
    assert row(context, OUTGOING, letter)["answered_on"] == clock.today_riga()


@pytest.mark.clause("004-07")
def test_a_reply_that_left_answers_its_document_and_a_voided_one_does_not(context: Context) -> None:
    paper = taken(context, submitter_name="Ģertrūde Izdomātā")
    reply = drafts.save(context, onward.begin(context, DOCUMENT, paper, "reply")).id
    assert row(context, OUTGOING, reply)["recipient_name"] == "Ģertrūde Izdomātā"
    assert row(context, DOCUMENT, paper)["answered_on"] is None
    steps.take(context, OUTGOING, reply, "sent")
    assert row(context, DOCUMENT, paper)["answered_on"] == clock.today_riga()
    records.void(context, OUTGOING, reply, reason="nosūtīts nepareizajam")
    assert row(context, DOCUMENT, paper)["answered_on"] is None


@pytest.mark.clause("003-44", "004-14")
def test_the_e_address_is_chosen_only_when_it_is_activated(context: Context) -> None:
    values = {"kind": "RESULT", "title": "Lēmums", "recipient_name": "Paraugs Izdomātais"}
    assert wrong(context, ISSUED, {**values, "delivery": "E_ADDRESS"}) == {"delivery"}
    sent = issued(context, delivery="E_ADDRESS", e_address_active=True)
    steps.take(context, ISSUED, sent, "e_address")
    assert row(context, ISSUED, sent)["delivered_on"] == clock.today_riga()
    assert wrong(context, ISSUED, {**values, "delivery": "POST"}) == {"postal_address"}
    posted = issued(context, delivery="POST", postal_address="Paraugu iela 1, Balvi")
    with pytest.raises(Refused):
        steps.take(context, ISSUED, posted, "handed_over")
    steps.take(context, ISSUED, posted, "posted")
    assert row(context, ISSUED, posted)["identity_checked"] is None


@pytest.mark.clause("000-06", "004-14")
def test_in_person_it_is_given_against_a_signature_to_whom_was_identified(
    context: Context, tmp_path: Path
) -> None:
    waiting = issued(context, pages=2, signatory="Vadītājs Paraugs")
    rev = row(context, ISSUED, waiting)["rev"]
    with pytest.raises(Invalid) as refused:
        records.correct(context, ISSUED, waiting, {"delivered_on": clock.today_riga()}, rev=rev, reason=None)
    assert [problem.field for problem in refused.value.problems] == ["identity_checked"]
    note = words(context, ISSUED, waiting, "delivery", tmp_path)
    assert "Izziņa: Izziņa par paraugu" in note
    assert "paraksts" in note
    steps.take(context, ISSUED, waiting, "handed_over")
    given = row(context, ISSUED, waiting)
    assert (given["identity_checked"], given["recipient_signed"], given["delivered_on"]) == (
        True,
        True,
        clock.today_riga(),
    )
    assert given["status"] == "registered"


def test_a_copy_names_its_original(context: Context) -> None:
    values = {"kind": "TRUE_COPY", "title": "Līgums", "recipient_name": "Paraugs", "delivery": "IN_PERSON"}
    assert wrong(context, ISSUED, values) == {"original"}
    for kind in ("TRUE_COPY", "COPY", "EXTRACT", "DUPLICATE"):
        issued(context, kind=kind, original="Nr. 12, 01.02.2020.")


@pytest.mark.clause("002-05")
def test_an_oral_request_is_written_read_aloud_signed_and_registered(
    context: Context, tmp_path: Path
) -> None:
    visit = records.save(
        context,
        "visit",
        desk.visit(customer_name="Ģertrūde Izdomātā", customer_contact="20000007"),
        {"visit_service": [desk.line()]},
    ).id
    begun = onward.begin(context, "visit", visit, "oral_request")
    assert (begun.values["requester_name"], begun.values["visit_id"]) == ("Ģertrūde Izdomātā", visit)
    request = spoken(context, visit_id=visit)
    form = words(context, ORAL, request, "request", tmp_path)
    for told in ("Ģertrūde Izdomātā", "Paraugu iela 1, Balvi", "salabot izdomāto ceļu", "nolasīts priekšā"):
        assert told in form
    rev = row(context, ORAL, request)["rev"]
    with pytest.raises(Invalid, match="nolasiet"):
        records.correct(context, ORAL, request, {"signed_on": clock.today_riga()}, rev=rev, reason=None)
    assert [each.name for each in onward.onward_of(ORAL, row(context, ORAL, request))] == []
    steps.take(context, ORAL, request, "signed")
    document = drafts.save(context, onward.begin(context, ORAL, request, "submission")).id
    made = row(context, DOCUMENT, document)
    assert (made["kind"], made["submitter_name"], made["oral_request_id"], made["visit_id"]) == (
        "SUBMISSION",
        "Ģertrūde Izdomātā",
        request,
        visit,
    )
    assert made["submitter_contact"] == "Paraugu iela 1, Balvi"
    linked = row(context, ORAL, request)
    assert (linked["received_document_id"], linked["registered_on"]) == (document, clock.today_riga())
    records.void(context, DOCUMENT, document, reason="reģistrēts divreiz")
    assert row(context, ORAL, request)["registered_on"] is None


@pytest.mark.clause("002-05")
def test_an_oral_request_needs_name_address_and_addressee(context: Context) -> None:
    assert wrong(context, ORAL, {"addressee_text": "Pašvaldība"}) == {
        "requester_name",
        "reply_address",
        "subject",
        "asked",
    }
    values = {"requester_name": "Paraugs", "reply_address": "Balvi", "subject": "Ceļš", "asked": "Salabot."}
    assert wrong(context, ORAL, values) == {"addressee_id"}


@pytest.mark.clause("000-06", "003-22")
def test_a_visit_leads_to_the_papers_that_are_taken_in_and_given(context: Context) -> None:
    visit = records.save(
        context,
        "visit",
        desk.visit(customer_name="Ģertrūde Izdomātā", customer_kind="NATURAL"),
        {"visit_service": [desk.line()]},
    ).id
    begun = onward.begin(context, "visit", visit, "document")
    paper = drafts.save(context, drafts.begin(DOCUMENT, {**begun.values, "title": "Pieteikums"})).id
    found = row(context, DOCUMENT, paper)
    assert (found["visit_id"], found["submitter_name"]) == (visit, "Ģertrūde Izdomātā")
    result = onward.begin(context, DOCUMENT, paper, "result")
    assert (result.values["received_document_id"], result.values["visit_id"]) == (paper, visit)
    given = onward.begin(context, "visit", visit, "issue")
    assert given.values["recipient_name"] == "Ģertrūde Izdomātā"


@pytest.mark.clause("004-15", "003-22")
def test_a_service_given_at_once_is_told_as_such(context: Context) -> None:
    line = desk.line(kind="APPLICATION", outcome="SERVED")
    visit = records.save(context, "visit", desk.visit(), {"visit_service": [line]}).id
    (kept,) = [each for each in desk.registered(context.store, "visit_service") if each["visit_id"] == visit]
    outcome = context.catalog.spec("visit_service").by_name["outcome"]
    assert outcome.choice_label(kept["outcome"]) == "Apkalpots uzreiz"


def test_papers_of_persons_are_written_down_when_they_are_drawn(context: Context) -> None:
    record_papers.paper(context, ORAL, spoken(context), "request")
    record_papers.paper(context, ISSUED, issued(context), "delivery")
    acts = [each["act"] for each in desk.all_rows(context.store, tables.access_log)]
    assert acts.count("paper") == 2


@pytest.mark.clause("000-20")
def test_days_that_cannot_be_are_refused(context: Context) -> None:
    yesterday = clock.today_riga() - timedelta(days=1)
    base = {"kind": "LETTER", "title": "Vēstule", "addressee_id": NVA, "written_on": clock.today_riga()}
    assert wrong(context, OUTGOING, {**base, "sent_on": yesterday}) == {"sent_on"}
    assert wrong(
        context,
        "paper_batch",
        {"addressee_id": NVA, "sent_on": clock.today_riga(), "acknowledged_on": yesterday},
    ) == {"acknowledged_on"}
