"""This file is the place where every paper is shown to have one holder, wherever it goes and whoever moves it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kacdesk.core import clock
from kacdesk.core.errors import DeskError, Refused
from kacdesk.core.ids import reference_id
from kacdesk.services import deadlines, records, steps
from kacdesk.services.context import Context
from kacdesk.services.papers.custody_chain import way_of
from tests.helpers import desk

DOCUMENT, BATCH = "received_document", "paper_batch"
VSAA, NVA = (reference_id("institution", code) for code in ("VSAA", "NVA"))


def taken(context: Context, **more: Any) -> UUID:
    """Register a paper and return it."""
    return records.save(context, DOCUMENT, desk.document(**{"addressee_id": VSAA, **more})).id


def row(context: Context, register: str, record: UUID) -> dict[str, Any]:
    return next(each for each in desk.registered(context.store, register) if each["id"] == record)


def batch_of(context: Context, *documents: UUID, **more: Any) -> UUID:
    """Prepare a batch of the documents and return it."""
    lines = {"paper_batch_line": [{"document_id": each} for each in documents]}
    return records.save(context, BATCH, {"addressee_id": VSAA, "how": "COURIER", **more}, lines).id


def holder(context: Context, document: UUID) -> tuple[str, bool]:
    """Return where a document is, and whether it stands in a batch."""
    found = row(context, DOCUMENT, document)
    return found["custody"], found["batch_id"] is not None


@pytest.mark.clause("000-06", "000-20")
def test_a_batch_takes_all_its_papers_along_in_one_transaction(context: Context) -> None:
    deadlines.seed(context)
    papers = [taken(context) for _ in range(3)]
    batch = batch_of(context, *papers)
    assert {holder(context, each) for each in papers} == {("AT_CENTRE", True)}
    assert row(context, BATCH, batch)["prepared_on"] == clock.today_riga()
    assert row(context, BATCH, batch)["number"].split("/")[2:] == ["1-12", "1"]

    told: list[dict[str, frozenset[UUID]]] = []
    context.store.on_change(lambda changes: told.append(dict(changes.records)))
    steps.take(context, BATCH, batch, "sent")
    assert told == [{BATCH: frozenset({batch}), DOCUMENT: frozenset(papers)}]
    assert {holder(context, each) for each in papers} == {("SENT", True)}
    sent = row(context, BATCH, batch)
    assert (sent["sent_on"], sent["confirm_by"] > sent["sent_on"]) == (clock.today_riga(), True)
    document = row(context, DOCUMENT, papers[0])
    assert (document["routed_to_id"], document["routed_on"]) == (VSAA, clock.today_riga())

    steps.take(context, BATCH, batch, "acknowledged")
    assert {holder(context, each) for each in papers} == {("ACKNOWLEDGED", True)}
    assert row(context, DOCUMENT, papers[0])["status"] == "registered"


def test_a_paper_is_in_one_open_batch_only(context: Context) -> None:
    paper = taken(context)
    first = batch_of(context, paper)
    with pytest.raises(Refused, match="jau ir sūtījumā"):
        batch_of(context, paper, addressee_id=NVA)
    assert [each["id"] for each in desk.registered(context.store, BATCH)] == [first]
    with pytest.raises(Refused, match="divreiz"):
        batch_of(context, *(taken(context),) * 2)


def test_a_returned_or_voided_paper_is_not_sent(context: Context) -> None:
    returned, voided = taken(context), taken(context)
    steps.take(context, DOCUMENT, returned, "returned")
    records.void(context, DOCUMENT, voided, reason="kļūda")
    assert row(context, DOCUMENT, returned)["returned_on"] == clock.today_riga()
    with pytest.raises(Refused, match="vairs nav centrā"):
        batch_of(context, returned)
    with pytest.raises(Refused, match="anulēts"):
        batch_of(context, voided)
    rev = row(context, DOCUMENT, returned)["rev"]
    with pytest.raises(Refused, match="atdots iesniedzējam"):
        records.correct(context, DOCUMENT, returned, {"custody": "SENT"}, rev=rev, reason=None)
    assert holder(context, returned) == ("RETURNED", False)

    steps.take(context, DOCUMENT, returned, "came_back")
    assert row(context, DOCUMENT, returned)["returned_on"] is None
    batch_of(context, returned)
    assert holder(context, returned) == ("AT_CENTRE", True)


def test_a_paper_in_an_open_batch_is_taken_out_first(context: Context) -> None:
    paper = taken(context)
    batch = batch_of(context, paper)
    rev = row(context, DOCUMENT, paper)["rev"]
    for act in (
        lambda: records.correct(context, DOCUMENT, paper, {"custody": "RETURNED"}, rev=rev, reason=None),
        lambda: records.void(context, DOCUMENT, paper, reason="kļūda"),
        lambda: steps.take(context, DOCUMENT, paper, "returned"),
    ):
        with pytest.raises(Refused):
            act()
    assert holder(context, paper) == ("AT_CENTRE", True)
    rev = row(context, BATCH, batch)["rev"]
    lines = {"paper_batch_line": [{"what": "Pavadvēstule"}]}
    records.correct(context, BATCH, batch, {}, lines, rev=rev, reason="izņemts")
    assert holder(context, paper) == ("AT_CENTRE", False)
    steps.take(context, DOCUMENT, paper, "returned")
    assert holder(context, paper) == ("RETURNED", False)


def test_the_list_of_a_batch_that_left_stays_as_it_was_signed(context: Context) -> None:
    paper, other = taken(context), taken(context)
    batch = batch_of(context, paper)
    steps.take(context, BATCH, batch, "sent")
    lines = {"paper_batch_line": [{"document_id": paper}, {"document_id": other}]}
    rev = row(context, BATCH, batch)["rev"]
    with pytest.raises(Refused, match="vairs nemaina"):
        records.correct(context, BATCH, batch, {}, lines, rev=rev, reason="vēl viens")
    assert holder(context, other) == ("AT_CENTRE", False)
    records.correct(context, BATCH, batch, {"carrier": "Kurjers Paraugs"}, rev=rev, reason=None)
    assert holder(context, paper) == ("SENT", True)


def test_an_empty_batch_is_not_sent(context: Context) -> None:
    batch = batch_of(context)
    with pytest.raises(Refused, match="neviena papīra"):
        steps.take(context, BATCH, batch, "sent")
    assert row(context, BATCH, batch)["sent_on"] is None


def test_a_voided_batch_and_one_that_did_not_leave_give_their_papers_back(context: Context) -> None:
    paper = taken(context)
    batch = batch_of(context, paper)
    steps.take(context, BATCH, batch, "sent")
    rev = row(context, BATCH, batch)["rev"]
    records.correct(context, BATCH, batch, {"sent_on": None}, rev=rev, reason=None)
    assert holder(context, paper) == ("AT_CENTRE", True)
    steps.take(context, BATCH, batch, "sent")
    records.void(context, BATCH, batch, reason="sūtījums nav aizgājis")
    assert holder(context, paper) == ("AT_CENTRE", False)
    again = batch_of(context, paper)
    assert row(context, BATCH, again)["sequence"] == 2


def test_a_paper_that_came_back_may_go_again_and_the_first_list_keeps_it(context: Context) -> None:
    paper = taken(context)
    first = batch_of(context, paper)
    steps.take(context, BATCH, first, "sent")
    steps.take(context, DOCUMENT, paper, "came_back")
    assert holder(context, paper) == ("AT_CENTRE", False)
    second = batch_of(context, paper)
    steps.take(context, BATCH, first, "acknowledged")
    assert holder(context, paper) == ("AT_CENTRE", True)
    assert row(context, DOCUMENT, paper)["batch_id"] == second
    lines = desk.registered(context.store, "paper_batch_line")
    assert [each["batch_id"] for each in lines if each["document_id"] == paper] == [first, second]


@pytest.mark.clause("000-06")
def test_the_way_of_a_paper_names_every_holder_and_who_moved_it(context: Context) -> None:
    paper = taken(context)
    steps.take(context, DOCUMENT, paper, "copied")
    batch = batch_of(context, paper)
    steps.take(context, BATCH, batch, "sent")
    steps.take(context, BATCH, batch, "acknowledged")
    way = way_of(context, paper)
    number = row(context, BATCH, batch)["number"]
    assert [(each.giver, each.holder, each.batch) for each in way] == [
        (None, "AT_CENTRE", ""),
        ("AT_CENTRE", "SENT", number),
        ("SENT", "ACKNOWLEDGED", number),
    ]
    assert {each.by for each in way} == {desk.SUPERVISOR}
    assert [each.at for each in way] == sorted(each.at for each in way)


def test_a_voided_document_answers_nothing(context: Context) -> None:
    letter = records.save(
        context, "outgoing_document", {"kind": "REQUEST", "title": "Par ziņām", "addressee_id": NVA}
    ).id
    answer = taken(context, answers_id=letter)
    assert row(context, "outgoing_document", letter)["answered_on"] is not None
    records.void(context, DOCUMENT, answer, reason="cita vēstule")
    assert row(context, "outgoing_document", letter)["answered_on"] is None


@pytest.mark.clause("004-06")
def test_an_application_is_routed_and_its_answer_followed(context: Context) -> None:
    paper = taken(context, kind="APPLICATION", reply_expected=True)
    steps.take(context, DOCUMENT, paper, "handed_on")
    routed = row(context, DOCUMENT, paper)
    assert (routed["custody"], routed["routed_to_id"], routed["routed_on"]) == (
        "SENT",
        VSAA,
        clock.today_riga(),
    )
    steps.take(context, DOCUMENT, paper, "confirmed")
    steps.take(context, DOCUMENT, paper, "answered")
    assert row(context, DOCUMENT, paper)["answered_on"] == clock.today_riga()
    known = [each.name for each in steps.steps_of(DOCUMENT, row(context, DOCUMENT, paper), supervisor=False)]
    assert known == ["came_back"]


_ACTS = st.lists(st.tuples(st.sampled_from("bsaxcrkv"), st.integers(0, 2)), min_size=1, max_size=14)


@settings(
    max_examples=12,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=_ACTS)
def test_whatever_is_tried_each_paper_has_one_holder(context: Context, acts: list[tuple[str, int]]) -> None:
    """Prepare, send, acknowledge and void batches, return and bring back papers in any order."""
    papers = [taken(context) for _ in range(3)]
    batches: list[UUID] = []
    for act, which in acts:
        with suppress(DeskError):
            _try(context, act, papers, batches, which)
        _hold_against_the_batches(context, papers)


def _try(context: Context, act: str, papers: list[UUID], batches: list[UUID], which: int) -> None:
    paper, batch = papers[which], batches[which % len(batches)] if batches else None
    if act == "b":
        batches.append(batch_of(context, paper, papers[(which + 1) % 3]))
    elif act in "sax" and batch is not None:
        if act == "x":
            records.void(context, BATCH, batch, reason="kļūda")
        else:
            steps.take(context, BATCH, batch, {"s": "sent", "a": "acknowledged"}[act])
    elif act in "crk":
        name = {"c": "came_back", "r": "returned", "k": "confirmed"}[act]
        steps.take(context, DOCUMENT, paper, name)
    elif act == "v":
        rev = row(context, DOCUMENT, paper)["rev"]
        records.correct(context, DOCUMENT, paper, {"custody": "SENT"}, rev=rev, reason=None)


def _hold_against_the_batches(context: Context, papers: list[UUID]) -> None:
    """Recount: the custody of a paper in a batch is that of the batch, and its way ends with its holder."""
    batches = {each["id"]: each for each in desk.registered(context.store, BATCH)}
    lines = [
        each for each in desk.registered(context.store, "paper_batch_line") if each["status"] != "voided"
    ]
    for paper in papers:
        found = row(context, DOCUMENT, paper)
        assert way_of(context, paper)[-1].holder == found["custody"]
        open_in = [
            line["batch_id"]
            for line in lines
            if line["document_id"] == paper
            and batches[line["batch_id"]]["sent_on"] is None
            and batches[line["batch_id"]]["status"] != "voided"
        ]
        assert len(open_in) <= 1
        if open_in:
            assert (found["custody"], found["batch_id"]) == ("AT_CENTRE", open_in[0])
        elif found["batch_id"] is not None:
            batch = batches[found["batch_id"]]
            there = "ACKNOWLEDGED" if batch["acknowledged_on"] else "SENT"
            assert batch["status"] != "voided"
            assert found["custody"] == there
