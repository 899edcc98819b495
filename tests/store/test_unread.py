"""This file is the place where entries that cannot be placed are shown to wait, and to be placed in their order."""

import json

from kacdesk.core.ids import new_id
from kacdesk.services.context import Context
from kacdesk.store import tables
from tests.helpers import desk
from tests.store.told import Feed, a_foreign_visit, shown


def test_a_change_of_a_record_that_is_not_here_waits_for_its_first_values(
    context: Context, feed: Feed
) -> None:
    record = new_id()
    change = feed.set("visit", record, {"note": "labots", "channel": "EMAIL"})
    feed.apply(change)
    assert desk.registered(feed.store, "visit") == []
    (waiting,) = desk.all_rows(feed.store, tables.unread)
    assert (waiting["rid"], waiting["why"]) == (record, "values")
    whole = a_foreign_visit(context, note="pirmais")
    del whole["channel"]
    first = feed.set("visit", record, whole)
    feed.apply(first)
    row = shown(feed.store, "visit", record)
    assert (row["note"], row["channel"]) == ("pirmais", "EMAIL"), "in the order of the feed"
    origins = json.loads(row["_o"])
    assert (origins["note"], origins["channel"]) == (first.id, change.id)
    assert desk.all_rows(feed.store, tables.unread) == []
    logged = [row["op"].hex for row in desk.all_rows(feed.store, tables.change_log) if row["rid"] == record]
    assert logged == [change.id, first.id]


def test_several_waiting_changes_are_folded_in_their_order(context: Context, feed: Feed) -> None:
    record = new_id()
    parts = a_foreign_visit(context, note="otrais")
    early = {name: parts.pop(name) for name in ("started_at", "start_quality", "channel")}
    feed.apply(feed.set("visit", record, early))
    feed.apply(feed.set("visit", record, {"note": "pirmais"}))
    assert len(desk.all_rows(feed.store, tables.unread)) == 2
    feed.apply(feed.set("visit", record, parts))
    assert shown(feed.store, "visit", record)["note"] == "otrais"
    assert desk.all_rows(feed.store, tables.unread) == []


def test_what_waits_of_a_record_that_is_here_gives_way_to_what_is_told_later(
    context: Context, feed: Feed
) -> None:
    record = new_id()
    feed.apply(feed.set("visit", record, a_foreign_visit(context)))
    feed.apply(feed.set("visit", record, {"started_at": None, "channel": None}))
    (waiting,) = desk.all_rows(feed.store, tables.unread)
    assert json.loads(waiting["entry"])["f"] == {"started_at": None, "channel": None}
    feed.apply(feed.set("visit", record, {"channel": "EMAIL"}))
    (waiting,) = desk.all_rows(feed.store, tables.unread)
    assert json.loads(waiting["entry"])["f"] == {"started_at": None}
    assert shown(feed.store, "visit", record)["channel"] == "EMAIL"
    feed.apply(feed.set("visit", record, {"started_at": "2026-02-03T08:00:00.000Z"}))
    assert desk.all_rows(feed.store, tables.unread) == []


def test_a_line_that_came_before_its_record_is_shown_with_it(context: Context, feed: Feed) -> None:
    record, line = new_id(), new_id()
    whole = a_foreign_visit(context)
    told = {
        "visit_id": record.hex,
        "line_no": 1,
        "kind": "INFORMATION",
        "quantity": 1,
        "status": "registered",
        "made_at": whole["made_at"],
        "made_by": whole["made_by"],
        "service_text": "jautājums",
    }
    feed.apply(feed.set("visit_service", line, told), feed.set("visit", record, whole))
    assert [row["visit_id"] for row in desk.registered(feed.store, "visit_service")] == [record]
    assert desk.all_rows(feed.store, tables.unread) == []
