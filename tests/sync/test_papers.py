"""This file is the place where papers that two desks moved while apart are shown to have one holder afterwards."""

from typing import Any
from uuid import UUID

import pytest

from kacdesk.core.errors import Refused
from kacdesk.core.ids import reference_id
from kacdesk.services import attention, records, steps
from kacdesk.services.context import Context
from kacdesk.services.papers import batches
from kacdesk.services.papers.custody_chain import way_of
from tests.helpers.desk import document, registered
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import cycle

DOCUMENT, BATCH = "received_document", "paper_batch"
VSAA = reference_id("institution", "VSAA")


def row(context: Context, register: str, record: UUID) -> dict[str, Any]:
    return next(each for each in registered(context.store, register) if each["id"] == record)


def meet(*desks: Context) -> None:
    """Let everything reach everybody."""
    for context in (*desks, *desks, *desks):
        assert cycle(context).trouble is None


@pytest.mark.clause("000-06")
def test_a_batch_sent_at_one_desk_is_confirmed_at_another(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    paper = records.save(first, DOCUMENT, document(addressee_id=VSAA)).id
    batch = batches.prepare(first, [paper], how="COURIER").id
    steps.take(first, BATCH, batch, "sent")
    meet(first, second)
    assert [each.record for each in batches.sendings(second).batches] == [batch]
    batches.acknowledge(second, batch, by="Lietvede Paraudziņa")
    meet(first, second)
    for context in (first, second):
        assert row(context, DOCUMENT, paper)["custody"] == "ACKNOWLEDGED"
        assert way_of(context, paper)[-1].holder == "ACKNOWLEDGED"


def test_a_paper_put_into_two_batches_apart_is_in_one_afterwards(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    paper = records.save(first, DOCUMENT, document(addressee_id=VSAA)).id
    meet(first, second)
    ours = batches.prepare(first, [paper], how="COURIER").id
    theirs = batches.prepare(second, [paper], how="POST").id
    meet(first, second)
    holding = {row(context, DOCUMENT, paper)["batch_id"] for context in (first, second)}
    assert len(holding) == 1
    (kept,) = holding
    (left,) = {ours, theirs} - holding
    assert "batch_id" in [item.field for item in attention.open_items(first)]
    with pytest.raises(Refused, match="jau ir sūtījumā"):
        steps.take(first, BATCH, left, "sent")
    steps.take(second, BATCH, kept, "sent")
    meet(first, second)
    assert {row(context, DOCUMENT, paper)["custody"] for context in (first, second)} == {"SENT"}


def test_a_paper_returned_at_one_desk_is_not_sent_by_the_other(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    paper = records.save(first, DOCUMENT, document(addressee_id=VSAA)).id
    meet(first, second)
    steps.take(first, DOCUMENT, paper, "returned")
    batch = batches.prepare(second, [paper], how="COURIER").id
    meet(first, second)
    with pytest.raises(Refused, match="vairs nav centrā"):
        steps.take(second, BATCH, batch, "sent")
    assert {row(context, DOCUMENT, paper)["custody"] for context in (first, second)} == {"RETURNED"}
