"""This file is the place where taking back the last save is held to its ten seconds, its trace and its number."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts, undo
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.lists import history
from kacdesk.services.people import accounts
from tests.helpers.desk import CLERK, document, registered


def _saved(context: Context, **more: object) -> Draft:
    draft = drafts.begin("received_document", document(**more))
    drafts.save(context, draft)
    return draft


def test_the_record_is_voided_with_a_trace_and_the_draft_is_there_again(context: Context) -> None:
    draft = _saved(context, title="Par ceļu")
    again = undo.undo(context, draft, asked_at=clock.now_utc())
    [row] = registered(context.store, "received_document")
    assert (row["status"], row["void_reason"]) == ("voided", undo.REASON)
    assert [entry.kind for entry in history(context, "received_document", draft.id)] == ["ins", "void"]
    assert drafts.mine(context) == [again]
    assert (again.values["title"], again.follows) == ("Par ceļu", draft.id)


def test_the_number_stays_used(context: Context) -> None:
    draft = _saved(context)
    [first] = registered(context.store, "received_document")
    drafts.save(context, undo.undo(context, draft, asked_at=clock.now_utc()))
    numbers = [row["sequence"] for row in registered(context.store, "received_document")]
    assert numbers == [first["sequence"], first["sequence"] + 1]


@pytest.mark.parametrize(("seconds", "refused"), [(10, False), (10.5, True)])
def test_after_ten_seconds_it_is_refused_and_nothing_changes(
    context: Context, seconds: float, refused: bool
) -> None:
    draft = _saved(context)
    [row] = registered(context.store, "received_document")
    asked_at = row["made_at"] + timedelta(seconds=seconds)
    if not refused:
        undo.undo(context, draft, asked_at=asked_at)
        return
    with pytest.raises(Refused, match="10 sekunžu laikā"):
        undo.undo(context, draft, asked_at=asked_at)
    assert registered(context.store, "received_document") == [row]
    assert drafts.mine(context) == []


def test_nobody_takes_back_what_another_person_saved(context: Context) -> None:
    draft = _saved(context)
    with pytest.raises(Refused, match="cits darbinieks"):
        undo.undo(accounts.swap(context, CLERK), draft, asked_at=clock.now_utc())


def test_what_was_corrected_since_is_not_taken_back(context: Context) -> None:
    draft = _saved(context)
    records.correct(context, "received_document", draft.id, {"title": "Par tiltu"}, rev=0, reason="Precizēts")
    with pytest.raises(Refused, match="jau ir mainīts"):
        undo.undo(context, draft, asked_at=clock.now_utc())


def test_a_draft_without_its_values_is_still_refused_after_ten_seconds(context: Context) -> None:
    draft = _saved(context)
    with pytest.raises(Refused, match="10 sekunžu laikā"):
        undo.undo(context, replace(draft, values={}), asked_at=clock.now_utc() + timedelta(minutes=1))
