"""This file is the place where drafts are held to losing nothing, whatever version of the program wrote them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from kacdesk.core.errors import Missing
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.store import tables
from tests.helpers.desk import all_rows, line, opened, visit


def _body(context: Context) -> dict[str, Any]:
    [row] = all_rows(context.store, tables.draft)
    body: dict[str, Any] = msgspec.json.decode(row["body"])
    return body


def _write_body(context: Context, body: dict[str, Any]) -> None:
    with context.store.unit(context.actor.id) as unit:
        unit.connection.execute(update(tables.draft).values(body=msgspec.json.encode(body).decode()))


def test_words_that_cannot_be_read_and_the_place_of_the_cursor_come_back(context: Context) -> None:
    begun = drafts.begin("visit", visit())
    draft = replace(
        begun,
        typed={"ended_at": "pusdivos", "visit_service[0].quantity": "divi"},
        lines={"visit_service": [line()]},
        caret="visit_service[0].quantity",
        reason="Pārrak",
        measured_s=190,
        parked=True,
        confirmed=frozenset({"customer_code"}),
    )
    drafts.keep(context, draft)
    assert drafts.reopen(context, draft.id) == draft


def test_what_only_a_newer_version_knows_is_kept_when_this_one_writes_the_draft(context: Context) -> None:
    draft = replace(drafts.begin("visit", visit()), lines={"visit_service": [line(), line()]})
    drafts.keep(context, draft)
    newer = _body(context)
    newer["values"]["mood"] = "calm"
    newer["lines"]["visit_service"][1]["weight_g"] = 20
    newer["lines"]["visit_guest"] = [{"name": "Paraugs"}]
    newer["colour"] = {"of": "the form"}
    _write_body(context, newer)

    drafts.keep(context, replace(drafts.reopen(context, draft.id), caret="channel"))
    body = _body(context)
    assert body.pop("caret") == "channel"
    assert body == newer


def test_a_value_that_this_version_cannot_read_becomes_words_to_look_at(context: Context) -> None:
    draft = drafts.begin("received_document", {"title": "Par ceļu"})
    drafts.keep(context, draft)
    body = _body(context)
    body["values"]["due_on"] = "2026. gada rudenī"
    _write_body(context, body)
    read = drafts.reopen(context, draft.id)
    assert (read.values["due_on"], read.typed) == (None, {"due_on": "2026. gada rudenī"})


def test_a_draft_of_a_register_that_this_version_does_not_have_stays_for_the_one_that_has(
    context: Context,
) -> None:
    draft = drafts.begin("visit", visit())
    drafts.keep(context, draft)
    with context.store.unit(context.actor.id) as unit:
        unit.connection.execute(update(tables.draft).values(reg="weather"))
    assert drafts.mine(context) == []
    assert len(all_rows(context.store, tables.draft)) == 1


def test_a_draft_written_after_its_record_was_saved_does_not_come_back(context: Context) -> None:
    draft = replace(drafts.begin("visit", visit()), lines={"visit_service": [line()]})
    drafts.keep(context, draft)
    drafts.save(context, draft)
    drafts.keep(context, draft)
    assert drafts.mine(context) == []
    with pytest.raises(Missing):
        drafts.reopen(context, draft.id)


def test_lines_of_a_register_that_this_version_does_not_have_do_not_keep_a_record_from_being_saved(
    context: Context,
) -> None:
    draft = replace(
        drafts.begin("visit", visit()),
        lines={"visit_service": [line()], "visit_guest": [{"name": "Paraugs"}]},
    )
    assert drafts.save(context, draft).id == draft.id


def test_a_draft_outlives_the_program(data: Path) -> None:
    with opened(data) as before:
        draft = replace(drafts.begin("visit", visit(customer_name="Ķērsta Paraudziņa")), caret="channel")
        drafts.keep(before, draft)
    with opened(data) as after:
        [kept] = drafts.mine(after)
    assert (kept.values["customer_name"], kept.caret) == ("Ķērsta Paraudziņa", "channel")
