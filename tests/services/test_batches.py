"""This file is the place where the page of sendings gets its lists, and where piles become batches."""

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.services import record_papers, records, steps
from kacdesk.services.context import Context
from kacdesk.services.papers import batches
from kacdesk.services.people import accounts
from tests.helpers import desk
from tests.services.test_papers_custody import BATCH, DOCUMENT, NVA, VSAA, holder, row, taken

VSAA_SHOWN = "VSAA · Valsts sociālās apdrošināšanas aģentūra"


@pytest.mark.clause("000-06", "004-13")
def test_papers_stand_by_addressee_whoever_that_is(context: Context) -> None:
    for_vsaa = [taken(context), taken(context, addressee_id=VSAA)]
    notary = taken(context, addressee_id=None, addressee_text="Zvērināts notārs Paraugs")
    nowhere = taken(context, addressee_id=None)
    gone = taken(context)
    steps.take(context, DOCUMENT, gone, "returned")
    found = batches.sendings(context)
    assert {pile.title: [paper.record for paper in pile.papers] for pile in found.piles} == {
        VSAA_SHOWN: for_vsaa,
        "Zvērināts notārs Paraugs": [notary],
        "": [nowhere],
    }
    assert found.piles[-1].title == ""
    assert (found.batches, found.unseen) == ((), 0)


@pytest.mark.clause("000-06", "000-20")
def test_a_pile_becomes_a_batch_that_is_sent_and_confirmed(context: Context) -> None:
    papers = [taken(context, pages=3), taken(context)]
    saved = batches.prepare(context, papers, how="COURIER")
    assert batches.sendings(context).piles == ()
    (waiting,) = batches.sendings(context).batches
    assert (waiting.record, waiting.papers, waiting.addressee, waiting.is_open) == (
        saved.id,
        2,
        VSAA_SHOWN,
        True,
    )
    with pytest.raises(Refused, match="ir ceļā"):
        batches.acknowledge(context, saved.id, by="Lietvede")
    steps.take(context, BATCH, saved.id, "sent")
    assert not batches.sendings(context).batches[0].is_open
    batches.acknowledge(context, saved.id, by="Lietvede Paraudziņa")
    assert batches.sendings(context).batches == ()
    found = row(context, BATCH, saved.id)
    assert (found["acknowledged_on"], found["acknowledged_by"]) == (clock.today_riga(), "Lietvede Paraudziņa")
    assert {holder(context, paper) for paper in papers} == {("ACKNOWLEDGED", True)}


def test_a_batch_has_one_addressee_and_something_in_it(context: Context) -> None:
    one, other, nowhere = taken(context), taken(context, addressee_id=NVA), taken(context, addressee_id=None)
    for papers, why in (((), "neviens"), ((one, other), "dažādiem"), ((nowhere,), "nav norādīts")):
        with pytest.raises(Refused, match=why):
            batches.prepare(context, papers, how="POST")
    assert desk.registered(context.store, BATCH) == []


def test_a_clerk_may_do_all_of_it(context: Context) -> None:
    hers = accounts.act_as(context.store, desk.CLERK)
    paper = records.save(hers, DOCUMENT, desk.document(addressee_id=VSAA)).id
    saved = batches.prepare(hers, [paper], how="IN_PERSON")
    steps.take(hers, BATCH, saved.id, "sent")
    assert record_papers.paper(hers, BATCH, saved.id, "transmittal").startswith(b"%PDF")
    assert row(context, BATCH, saved.id)["made_by"] == hers.actor.id
