"""This file is the place where papers that wait for somebody stand on the page of the day, and leave it when done."""

from datetime import timedelta

import pytest

from kacdesk.core import clock
from kacdesk.services import records, steps, today
from kacdesk.services.context import Context
from kacdesk.services.papers import batches
from tests.services.test_letters import ISSUED, ORAL, OUTGOING, issued, spoken
from tests.services.test_papers_custody import BATCH, DOCUMENT, NVA, row, taken


def dues(context: Context) -> dict[str, str]:
    """Return what is due by today: register → what is to be done."""
    return {due.register: due.what for due in today.today(context).dues}


@pytest.mark.clause("000-22", "004-06")
def test_what_is_sent_out_is_followed_until_its_answer(context: Context) -> None:
    day = clock.today_riga()
    values = {"kind": "REQUEST", "title": "Par ziņām", "addressee_id": NVA, "due_on": day}
    letter = records.save(context, OUTGOING, values).id
    steps.take(context, OUTGOING, letter, "sent")
    paper = taken(context, reply_expected=True, due_on=day)
    assert dues(context)[OUTGOING] == "Atbilde uz pieprasījumu"
    assert DOCUMENT in dues(context)
    steps.take(context, DOCUMENT, paper, "handed_on")
    assert dues(context)[DOCUMENT] == "Saņemt adresāta atbildi"
    steps.take(context, DOCUMENT, paper, "answered")
    steps.take(context, OUTGOING, letter, "answered")
    assert dues(context) == {}


@pytest.mark.clause("004-06")
def test_a_paper_that_nobody_follows_is_done_when_it_is_handed_on(context: Context) -> None:
    paper = taken(context, due_on=clock.today_riga())
    steps.take(context, DOCUMENT, paper, "handed_on")
    assert dues(context) == {}


@pytest.mark.clause("000-20")
def test_a_batch_waits_to_be_sent_and_then_to_be_confirmed(context: Context) -> None:
    batch = batches.prepare(context, [taken(context)], how="COURIER").id
    assert dues(context) == {BATCH: "Nosūtīt papīrus"}
    steps.take(context, BATCH, batch, "sent")
    yesterday = clock.today_riga() - timedelta(days=1)
    rev = row(context, BATCH, batch)["rev"]
    records.correct(context, BATCH, batch, {"confirm_by": yesterday}, rev=rev, reason=None)
    assert dues(context) == {BATCH: "Saņemt apstiprinājumu"}
    batches.acknowledge(context, batch, by="Lietvede")
    assert dues(context) == {}


@pytest.mark.clause("002-05", "004-14")
def test_a_signed_request_and_a_document_nobody_fetched_are_not_forgotten(context: Context) -> None:
    request = spoken(context)
    waiting = issued(context, issue_by=clock.today_riga())
    assert dues(context) == {ISSUED: "Izsniegt dokumentu"}
    steps.take(context, ISSUED, waiting, "handed_over")
    steps.take(context, ORAL, request, "signed")
    told = today.today(context).dues
    assert [(due.register, due.what) for due in told] == [(ORAL, "Reģistrēt iesniegumu")]
    assert "Ģertrūde" not in " ".join(due.whose + due.number for due in told)
