"""This file is the place where pages of the central store's feed are shown to be put in as they were told."""

import json
from typing import Any
from uuid import UUID

import msgspec
import pytest

from kacdesk.core.clock import moment_text
from kacdesk.core.ids import new_id
from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.spec.listing import ListQuery
from kacdesk.store import tables
from kacdesk.store.sealing import seal
from kacdesk.wire.messages import FeedConflict, FeedNotice
from kacdesk.wire.stamp import stamp_text
from tests.helpers import desk
from tests.store.told import THEIR_ACTOR, Feed, a_foreign_visit, cursor, own_call, shown


def test_a_record_of_another_desk_arrives_whole_and_is_found(context: Context, feed: Feed) -> None:
    record = new_id()
    told = feed.set("visit", record, a_foreign_visit(context, customer_name="Ģirts Tālais"))
    feed.apply(told)
    row = shown(feed.store, "visit", record)
    assert (row["channel"], row["customer_name"], row["point"]) == ("PHONE", "Ģirts Tālais", "BALVI")
    assert lists.page(context, "visit", ListQuery(text="girts talais")).ids == [record]
    (log,) = [row for row in desk.all_rows(feed.store, tables.change_log) if row["rid"] == record]
    assert (log["origin"], log["actor"], log["op"]) == ("central", THEIR_ACTOR, UUID(told.id))
    assert cursor(feed.store) == 1


def test_nothing_that_arrives_is_sent_back(context: Context, feed: Feed) -> None:
    before = len(desk.all_rows(feed.store, tables.capture))
    feed.apply(feed.set("visit", new_id(), a_foreign_visit(context)))
    assert len(desk.all_rows(feed.store, tables.capture)) == before


def test_changed_fields_of_another_desk_are_put_over_the_old_ones(context: Context, feed: Feed) -> None:
    record = new_id()
    feed.apply(feed.set("visit", record, a_foreign_visit(context)))
    change = feed.set("visit", record, {"channel": "EMAIL"}, do="set", y="pārpratums")
    feed.apply(change)
    row = shown(feed.store, "visit", record)
    assert (row["channel"], row["rev"]) == ("EMAIL", 1)
    assert json.loads(row["_o"])["channel"] == change.id
    log = desk.all_rows(feed.store, tables.change_log)[-1]
    assert (json.loads(log["old"]), json.loads(log["new"])) == ({"channel": "PHONE"}, {"channel": "EMAIL"})
    assert log["reason"] == "pārpratums"


def test_a_page_told_twice_is_put_in_once(context: Context, feed: Feed) -> None:
    entries = [feed.set("visit", new_id(), a_foreign_visit(context)) for _ in range(3)]
    feed.apply(*entries)
    feed.apply(*entries)
    assert len(desk.registered(feed.store, "visit")) == 3
    assert cursor(feed.store) == 3


def test_a_hole_in_the_feed_is_refused_and_nothing_of_the_page_stays(context: Context, feed: Feed) -> None:
    first = feed.set("visit", new_id(), a_foreign_visit(context))
    feed.next()
    third = feed.set("visit", new_id(), a_foreign_visit(context))
    with pytest.raises(RuntimeError, match="hole before 3"):
        feed.apply(first, third)
    assert desk.registered(feed.store, "visit") == []
    assert cursor(feed.store) == 0


def test_cursor_and_rows_change_together_or_not_at_all(
    context: Context, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [feed.set("visit", new_id(), a_foreign_visit(context)) for _ in range(2)]

    def stop(*_told: object, **_more: object) -> None:
        raise desk.GivenUp

    with monkeypatch.context() as patch:
        patch.setattr(type(feed.store), "_index", stop)  # the last step before the commit
        with pytest.raises(desk.GivenUp):
            feed.apply(*entries)
    assert (desk.registered(feed.store, "visit"), cursor(feed.store)) == ([], 0)
    feed.apply(*entries)
    assert (len(desk.registered(feed.store, "visit")), cursor(feed.store)) == (2, 2)


def test_an_echo_settles_the_operation_and_changes_nothing_else(context: Context, feed: Feed) -> None:
    record, (op,) = own_call(context)
    before = shown(feed.store, "phone_consultation", record)
    feed.apply(feed.echo(op))
    assert shown(feed.store, "phone_consultation", record) == before
    (sent,) = [row for row in desk.all_rows(feed.store, tables.outbox) if row["op"] == op]
    assert sent["state"] == 1


def test_the_own_change_stays_on_top_while_it_waits(context: Context, feed: Feed) -> None:
    record, _ = own_call(context, topic="Mūsu labojums")
    feed.apply(feed.set("phone_consultation", record, {"topic": "Viņu", "outcome": "SERVED"}))
    row = shown(feed.store, "phone_consultation", record)
    assert row["topic"] == "Mūsu labojums"
    assert row["outcome"] == "SERVED", "no own change covers it"
    (shadow,) = desk.all_rows(feed.store, tables.shadow)
    assert json.loads(shadow["f"]) == {"topic": "Viņu"}
    log = desk.all_rows(feed.store, tables.change_log)[-1]
    assert json.loads(log["new"]) == {"outcome": "SERVED"}, "the log tells what is shown"


def test_an_unsealed_change_stays_on_top_too(context: Context, feed: Feed) -> None:
    record, ops = own_call(context)
    feed.apply(*(feed.echo(op) for op in ops))
    records.correct(context, "phone_consultation", record, {"topic": "Tikko"}, rev=0, reason="labots")
    feed.apply(feed.set("phone_consultation", record, {"topic": "Viņu"}))
    assert shown(feed.store, "phone_consultation", record)["topic"] == "Tikko"


def test_a_change_that_lost_gives_way_to_the_central_value(context: Context, feed: Feed) -> None:
    record, (first, second) = own_call(context, topic="Mūsu", outcome="REFERRED")
    echo, theirs = feed.echo(first), feed.set("phone_consultation", record, {"topic": "Viņu"})
    feed.apply(echo, theirs)
    won = feed.set(
        "phone_consultation", record, {"outcome": "REFERRED", "status": "corrected"}, id=second.hex
    )
    conflict = FeedConflict(
        c=feed.next(),
        r="phone_consultation",
        rid=record.hex,
        field="topic",
        win=theirs.id,
        lose=second.hex,
        value="Mūsu",
    )
    feed.apply(won, conflict)
    row = shown(feed.store, "phone_consultation", record)
    assert (row["topic"], row["outcome"]) == ("Viņu", "REFERRED")
    assert json.loads(row["_o"])["topic"] == theirs.id
    assert desk.all_rows(feed.store, tables.shadow) == []
    (kept,) = desk.all_rows(feed.store, tables.conflict)
    assert (kept["field"], json.loads(kept["lose_value"])) == ("topic", "Mūsu")
    assert lists.page(context, "phone_consultation", ListQuery(text="vinu")).ids == [record]


def test_a_value_that_came_back_from_the_shadow_is_in_the_log(context: Context, feed: Feed) -> None:
    record, (first, second) = own_call(context, topic="Mūsu labojums")
    echo, theirs = feed.echo(first), feed.set("phone_consultation", record, {"topic": "Viņu"})
    feed.apply(echo, theirs)
    feed.apply(feed.set("phone_consultation", record, {"status": "corrected"}, id=second.hex))
    log = desk.all_rows(feed.store, tables.change_log)[-1]
    assert (log["rid"], log["origin"], log["op"]) == (record, "central", UUID(theirs.id))
    assert json.loads(log["old"]) == {"topic": "Mūsu labojums"}
    assert json.loads(log["new"]) == {"topic": "Viņu"}


def test_a_conflict_told_twice_is_kept_once(context: Context, feed: Feed) -> None:
    rid, win, lose = (new_id().hex for _ in range(3))
    for _ in range(2):
        told = FeedConflict(c=feed.next(), r="visit", rid=rid, field="note", win=win, lose=lose, value="x")
        feed.apply(told)
    assert len(desk.all_rows(feed.store, tables.conflict)) == 1


def test_a_register_this_version_does_not_know_is_kept_for_a_newer_one(context: Context, feed: Feed) -> None:
    feed.apply(
        feed.set("complaint_of_2031", new_id(), {"what": "x"}),
        feed.set("visit", new_id(), a_foreign_visit(context)),
    )
    (kept,) = desk.all_rows(feed.store, tables.unread)
    assert (kept["cur"], kept["why"]) == (1, "register")
    assert json.loads(kept["entry"])["f"] == {"what": "x"}
    assert len(desk.registered(feed.store, "visit")) == 1
    assert cursor(feed.store) == 2


def test_a_field_this_version_does_not_know_is_kept_beside_the_row(context: Context, feed: Feed) -> None:
    record = new_id()
    feed.apply(feed.set("visit", record, a_foreign_visit(context) | {"mood": "good"}))
    feed.apply(feed.set("visit", record, {"mood": "better", "wish": 3}))
    row = shown(feed.store, "visit", record)
    assert json.loads(row["_x"]) == {"mood": "better", "wish": 3}


@pytest.mark.parametrize("bad", [{"started_at": "yesterday"}, {"clerk_id": 7}, {"started_at": None}])
def test_values_that_fit_no_column_are_kept_apart_and_stop_nothing(
    context: Context, feed: Feed, bad: dict[str, Any]
) -> None:
    good = new_id()
    feed.apply(
        feed.set("visit", new_id(), a_foreign_visit(context) | bad),
        feed.set("visit", good, a_foreign_visit(context)),
    )
    assert [row["id"] for row in desk.registered(feed.store, "visit")] == [good]
    assert [row["why"] for row in desk.all_rows(feed.store, tables.unread)] == ["values"]


def test_a_line_without_its_record_stops_nothing(context: Context, feed: Feed) -> None:
    record = new_id()
    fields: dict[str, Any] = {
        "visit_id": record.hex,
        "line_no": 1,
        "kind": "INFORMATION",
        "quantity": 1,
        "status": "registered",
        "made_at": moment_text(desk.an_hour_ago()),
        "made_by": THEIR_ACTOR.hex,
    }
    feed.apply(feed.set("visit_service", new_id(), fields))
    assert len(desk.registered(feed.store, "visit_service")) == 1
    feed.apply(feed.set("visit", record, a_foreign_visit(context)))
    assert lists.page(context, "visit", ListQuery(text="informacija")).ids == [record]


def test_a_line_that_arrives_is_found_by_its_record(context: Context, feed: Feed) -> None:
    saved = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    (line,) = desk.registered(feed.store, "visit_service")
    ops = [row["op"] for row in desk.all_rows(feed.store, tables.capture)]
    seal(feed.store)
    feed.apply(*(feed.echo(op) for op in ops))
    feed.apply(feed.set("visit_service", line["id"], {"service_text": "Malkas iegāde"}))
    assert lists.page(context, "visit", ListQuery(text="malkas")).ids == [saved.id]


def test_reference_data_come_in_their_own_scope(context: Context) -> None:
    reference = Feed(context.store, "ref")
    record = new_id()
    reference.apply(reference.set("institution", record, {"abbr": "XYZ", "title": "Izdomātā iestāde"}))
    assert shown(context.store, "institution", record)["title"] == "Izdomātā iestāde"
    assert cursor(context.store, "ref") == 1
    assert cursor(context.store) == 0
    assert lists.page(context, "institution", ListQuery(text="izdomata")).ids == [record]


def test_a_refused_operation_is_kept_beside_its_record_until_settled(context: Context, feed: Feed) -> None:
    record, (op,) = own_call(context)
    notice = FeedNotice(
        c=feed.next(),
        code="quarantined",
        r="phone_consultation",
        rid=record.hex,
        id=op.hex,
        detail={"code": "range", "field": "duration_s"},
    )
    feed.apply(notice)
    (kept,) = desk.all_rows(feed.store, tables.exception)
    assert (kept["op"], kept["outcome"], kept["code"], kept["field"]) == (
        op,
        "quarantined",
        "range",
        "duration_s",
    )
    assert shown(feed.store, "phone_consultation", record)["topic"] == "Mūsu"


def test_what_this_version_cannot_do_yet_is_kept(context: Context, feed: Feed) -> None:
    feed.apply(FeedNotice(c=feed.next(), code="of-a-newer-version"))
    assert [row["why"] for row in desk.all_rows(feed.store, tables.unread)] == ["of-a-newer-version"]


def test_a_number_on_two_records_is_an_incident_told_once(context: Context, feed: Feed) -> None:
    first, second = new_id(), new_id()
    told = {"series": "KTR", "reg_year": 2026, "sequence": 7, "records": [first.hex, second.hex]}
    for _ in range(2):
        feed.apply(
            FeedNotice(
                c=feed.next(), code="number-reused", r="received_document", rid=second.hex, detail=told
            )
        )
    (kept,) = desk.all_rows(feed.store, tables.incident)
    assert (kept["code"], kept["rid"], json.loads(kept["detail"])) == ("number-reused", second, told)


def test_a_conflict_that_somebody_closed_is_closed_here_too(context: Context, feed: Feed) -> None:
    win, lose, record = new_id(), new_id(), new_id()
    told = {"r": "visit", "rid": record.hex, "field": "note", "win": win.hex, "lose": lose.hex}
    for more in ({"value": "citādi"}, {"settled": True}):
        feed.apply(msgspec.convert({"c": feed.next(), **told, **more}, FeedConflict))
    (kept,) = desk.all_rows(feed.store, tables.conflict)
    assert kept["settled_at"] is not None
    assert json.loads(kept["lose_value"]) == "citādi"


def test_the_own_clock_goes_on_above_a_stamp_that_was_seen(context: Context, feed: Feed) -> None:
    ahead = context.store.pen.tick() + (1 << 40)
    feed.apply(feed.set("visit", new_id(), a_foreign_visit(context), st=stamp_text(ahead)))
    records.save(context, "phone_consultation", desk.call())
    (mine,) = desk.all_rows(feed.store, tables.capture)[-1:]
    assert mine["hlc"] > ahead
    assert desk.all_rows(feed.store, tables.sync_state)[0]["hlc"] >= ahead
