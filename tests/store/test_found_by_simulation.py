"""What the simulation found on the desk, each as the shortest story that shows it."""

import json
from uuid import UUID

from kacdesk.core.ids import new_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.keeping import retention
from kacdesk.services.overview import overview
from kacdesk.store import incidents, marks, seeding, tables
from kacdesk.store.capture import NUMBER_FIELDS
from kacdesk.store.pruning import prune
from kacdesk.store.sealing import chain_at
from kacdesk.wire.messages import FeedNotice, FeedSet
from kacdesk.wire.stamp import stamp_text
from tests.helpers import desk
from tests.store.told import SCOPE, Feed, a_foreign_visit, own_call, shown


def test_under_a_refused_correction_lies_the_own_value_that_was_applied_before_it(
    context: Context, feed: Feed
) -> None:
    record, (made, corrected) = own_call(context, topic="Atteikts")
    feed.apply(feed.set("phone_consultation", record, {"topic": "Vecs"}), feed.echo(made))
    refused = FeedNotice(
        c=feed.next(),
        code="quarantined",
        r="phone_consultation",
        rid=record.hex,
        id=corrected.hex,
        detail={"code": "longest", "field": "topic"},
    )
    feed.apply(refused)
    assert shown(feed.store, "phone_consultation", record)["topic"] == "Mūsu"


def test_a_refusal_is_closed_when_a_restored_central_store_of_a_newer_version_applies_the_operation(
    context: Context, feed: Feed
) -> None:
    record, (made,) = own_call(context)
    waits = FeedNotice(
        c=feed.next(),
        code="parked",
        r="phone_consultation",
        rid=record.hex,
        id=made.hex,
        detail={"code": "field-unknown", "field": "note"},
    )
    feed.apply(waits)
    with feed.store.read() as connection:
        assert incidents.refused_ops(connection) == {made}
    feed.apply(feed.echo(made))
    with feed.store.read() as connection:
        assert incidents.refused_ops(connection) == set()
    assert overview(feed.store).refused == 0
    waits.c = feed.next()
    feed.apply(waits)
    assert overview(feed.store).refused == 1, "and put back once more it waits again"


def test_a_refusal_is_closed_and_opened_again_also_when_its_line_was_pruned_meanwhile(
    context: Context, feed: Feed
) -> None:
    record, (made,) = own_call(context)
    waits = FeedNotice(
        c=feed.next(),
        code="parked",
        r="phone_consultation",
        rid=record.hex,
        id=made.hex,
        detail={"code": "field-unknown", "field": "note"},
    )
    sent = desk.all_rows(feed.store, tables.outbox)
    feed.apply(waits, *(feed.echo(row["op"]) for row in sent if row["op"] != made))
    last = marks.read_state(feed.store).last_seq
    with feed.store.read() as connection:
        chain = chain_at(connection, last)
    assert chain is not None
    marks.settle_receipt(feed.store, last_seq=last, last_chain=chain, safe_seq=last, outcomes=[], whole=True)
    assert prune(feed.store, kept_days=-1) == len(sent)
    assert overview(feed.store).refused == 1
    feed.apply(feed.echo(made))
    assert overview(feed.store).refused == 0, "a newer central store let it wait no more"
    waits.c = feed.next()
    feed.apply(waits)
    assert overview(feed.store).refused == 1, "a restored one does not know that it did"
    with feed.store.read() as connection:
        assert incidents.refused_ops(connection) == {made}
    feed.apply(feed.set("phone_consultation", record, {"note": "piezīme"}, id=made.hex))
    assert overview(feed.store).refused == 0


def test_the_history_of_a_record_that_was_laid_as_it_stands_has_all_of_a_void_that_lay_beneath_an_own_value(
    context: Context, feed: Feed
) -> None:
    record, (made,) = own_call(context)
    (sent,) = [row for row in desk.all_rows(feed.store, tables.outbox) if row["op"] == made]
    void, told = new_id().hex, {"status": "voided", "void_reason": "kļūda"}
    values = json.loads(sent["line"])["f"]
    stands = FeedSet(
        c=2,
        r="phone_consultation",
        rid=record.hex,
        f=values | told,
        id=void,
        st=stamp_text(1 << 20),
        o=dict.fromkeys(values, made.hex) | dict.fromkeys(told, void),
    )
    seeding.lay_seed(feed.store, SCOPE, [stands], last=True)
    feed.apply(feed.echo(made), feed.set("phone_consultation", record, told, id=void, do="void", y="kļūda"))
    log = [row for row in desk.all_rows(feed.store, tables.change_log) if row["op"] == UUID(void)]
    assert {name for row in log for name in json.loads(row["new"])} == told.keys()
    assert shown(feed.store, "phone_consultation", record)["void_reason"] == "kļūda"


def test_what_stays_of_a_document_after_a_forget_is_told_without_its_number(context: Context) -> None:
    values = desk.document(submitter_name="Izdomātais Iesniedzējs")
    record = records.save(context, "received_document", values).id
    retention.forget(context, "received_document", record, reason="pieci gadi")
    told = [json.loads(row["f"]) for row in desk.captured(context.store, record)]
    assert told[0]["number"]
    assert told[-1]["title"] == values["title"]
    assert not told[-1].keys() & set(NUMBER_FIELDS)


def test_a_forget_told_again_by_a_restored_central_store_leaves_what_was_entered_after_it(
    context: Context, feed: Feed
) -> None:
    record = new_id()
    entries = [
        feed.set("visit", record, a_foreign_visit(context, customer_name="Kanārijs")),
        feed.set("visit", record, {"customer_name": None}, do="forget", y="pieci gadi"),
        feed.set("visit", record, {"customer_name": "Cita Parauga"}),
    ]
    feed.apply(*entries)
    marks.adopt_epoch(context.store, new_id())
    feed.apply(*entries)
    assert shown(feed.store, "visit", record)["customer_name"] == "Cita Parauga"
    log = [row for row in desk.all_rows(feed.store, tables.change_log) if row["rid"] == record]
    assert "Cita Parauga" in str(log)
    assert "Kanārijs" not in str(log)


def test_another_forget_leaves_what_was_entered_here_without_seeing_it(context: Context, feed: Feed) -> None:
    record, _ = own_call(context, caller_name="Kanārijs Izdomātais")
    retention.forget(context, "phone_consultation", record, reason="pieci gadi")
    rev = shown(feed.store, "phone_consultation", record)["rev"]
    anew = {"caller_name": "Cita Parauga"}
    records.correct(context, "phone_consultation", record, anew, rev=rev, reason="piezvanīja vēlreiz")
    feed.apply(feed.set("phone_consultation", record, {"caller_name": None}, do="forget", y="pieci gadi"))
    assert shown(feed.store, "phone_consultation", record)["caller_name"] == "Cita Parauga"
    log = str([row for row in desk.all_rows(feed.store, tables.change_log) if row["rid"] == record])
    assert "Cita Parauga" in log
    assert "Kanārijs" not in log
