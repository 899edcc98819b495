"""This file is the place where an erased record is shown to leave nothing of itself on this disk."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import select

from kacdesk.core.ids import new_id
from kacdesk.core.sorting import fold
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.keeping import retention
from kacdesk.store import marks, tables
from kacdesk.store.purging import scrub
from kacdesk.store.sealing import next_batch, seal
from kacdesk.store.session import Store
from kacdesk.wire.line import GoneLine, leaf_of, parse_line
from kacdesk.wire.messages import FeedConflict, FeedNotice
from tests.helpers import desk
from tests.store.told import Feed, a_foreign_visit, cursor

_RESERVED, _LOG_HEAD, _FRAME_HEAD = 80, 32, 24
CANARY = "Kanārijs Kanārputniņš"


def a_visit(context: Context, note: str = CANARY) -> UUID:
    """Log a visit whose every text holds the canary, and correct it once."""
    values = desk.visit(customer_name=note, note=note)
    record = records.save(context, "visit", values, {"visit_service": [desk.line(line_note=note)]}).id
    records.correct(context, "visit", record, {"note": f"{note} vēlreiz"}, rev=0, reason=f"labots: {note}")
    return record


def decrypted(store: Store) -> bytes:
    """Return every byte of the database and of its log in clear: free pages and what is left between cells too."""
    with store.read() as connection:
        size = int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    file, log = store.path.read_bytes(), store.path.with_name("desk.db-wal")
    frames = log.read_bytes()[_LOG_HEAD:] if log.exists() else b""
    pages = [file[at : at + size] for at in range(0, len(file), size)]
    pages += [
        frames[at + _FRAME_HEAD : at + _FRAME_HEAD + size] for at in range(0, len(frames), size + _FRAME_HEAD)
    ]
    return b"".join(_clear(page, store.key, first=place == 0) for place, page in enumerate(pages))


def _clear(page: bytes, key: bytes, *, first: bool) -> bytes:
    """Return one page of SQLCipher 4 in clear: AES-256-CBC, the vector and the code at its end."""
    body, tail = page[:-_RESERVED], page[-_RESERVED:]
    start = 16 if first or page.startswith(b"\0" * 16) else 0
    reader = Cipher(algorithms.AES(key), modes.CBC(tail[:16])).decryptor()
    return reader.update(body[start:]) + reader.finalize()


def words(store: Store) -> list[str]:
    """Return every text in every table that holds the canary, the search tables included."""
    found = []
    with store.read() as connection:
        names = (
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'").scalars().all()
        )
        for name in names:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'):
                for value in row:
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    if "kanār" in text.lower() or "kanar" in text.lower():
                        found.append(name)
    return found


@pytest.mark.parametrize("sealed", [True, False])
def test_an_erased_record_leaves_no_word_in_any_table(context: Context, feed: Feed, sealed: bool) -> None:
    record = a_visit(context)
    other = a_visit(context, "Cits Apmeklētājs")
    drafts.keep(context, drafts.begin("visit", {"note": f"{record} {CANARY}"}))
    if sealed:
        seal(feed.store)
    conflict = FeedConflict(
        c=feed.next(),
        r="visit",
        rid=record.hex,
        field="note",
        win=new_id().hex,
        lose=new_id().hex,
        value=CANARY,
    )
    feed.apply(conflict, feed.set("visit", record, {"note": CANARY + " no krātuves"}))
    assert words(feed.store)
    assert CANARY.encode() in decrypted(feed.store)
    feed.apply(feed.purge(record))
    assert words(feed.store) == []
    assert scrub(feed.store)
    found = decrypted(feed.store)
    assert b"Cits Apmekl" in found
    for form in (CANARY, CANARY.lower(), fold(CANARY), *fold(CANARY).split()):
        assert form.encode() not in found
    assert [row["id"] for row in desk.registered(feed.store, "visit")] == [other]


def test_the_log_of_the_database_is_cut_before_a_receipt_is_given(context: Context, feed: Feed) -> None:
    record = a_visit(context)
    seal(feed.store)
    feed.apply(feed.purge(record))
    assert marks.read_state(feed.store).scrubbed == 0
    with feed.store.read() as connection:
        connection.execute(select(tables.desk)).one()
        assert not scrub(feed.store), "somebody still reads what was there before"
        assert marks.read_state(feed.store).scrubbed == 0
    assert scrub(feed.store)
    assert marks.read_state(feed.store).scrubbed == cursor(feed.store) == 1
    log = feed.store.path.with_name("desk.db-wal")
    assert log.stat().st_size < 64 * 1024, "only what noted the receipt"


def test_a_page_that_erases_nothing_needs_no_cutting(context: Context, feed: Feed) -> None:
    feed.apply(feed.set("visit", new_id(), a_foreign_visit(context)))
    assert marks.read_state(feed.store).scrubbed == 1


def test_what_is_told_later_of_an_erased_record_is_passed_over(context: Context, feed: Feed) -> None:
    record, line = new_id(), new_id()
    feed.apply(feed.set("visit", record, a_foreign_visit(context, note=CANARY)))
    feed.apply(feed.purge(record))
    feed.apply(
        feed.set("visit", record, {"note": CANARY}),
        feed.set("visit_service", line, {"visit_id": record.hex, "line_note": CANARY}),
        feed.set("visit_service", line, {"line_note": CANARY}),
    )
    assert words(feed.store) == []
    assert desk.registered(feed.store, "visit") == []
    assert desk.all_rows(feed.store, tables.unread) == []


def test_lines_that_were_not_sent_go_as_their_leaves_and_the_chain_goes_on(
    context: Context, feed: Feed
) -> None:
    record = a_visit(context)
    a_visit(context, "Cits Apmeklētājs")
    seal(feed.store)
    before = next_batch(feed.store, most_bytes=1 << 20, most_changes=500)
    feed.apply(feed.purge(record))
    after = next_batch(feed.store, most_bytes=1 << 20, most_changes=500)
    assert after.chain == before.chain
    assert [leaf_of(line) for line in after.lines] == [leaf_of(line) for line in before.lines]
    gone = [line for line in after.lines if isinstance(parse_line(line), GoneLine)]
    assert len(gone) == 3, "the visit, its line, its correction"


def test_what_was_held_whole_begins_behind_what_was_erased(context: Context, feed: Feed) -> None:
    record = a_visit(context)
    a_visit(context, "Cits Apmeklētājs")
    seal(feed.store)
    feed.apply(feed.purge(record))
    with feed.store.read() as connection:
        last_gone = (
            connection.execute(
                select(tables.outbox.c.seq)
                .where(tables.outbox.c.line.is_(None))
                .order_by(tables.outbox.c.seq.desc())
            )
            .scalars()
            .first()
        )
    assert marks.read_state(feed.store).held_first == (last_gone or 0) + 1


def test_files_on_the_disk_hold_nothing_of_an_erased_record_in_clear(
    context: Context, feed: Feed, data: Path
) -> None:
    record = a_visit(context)
    feed.apply(feed.purge(record))
    scrub(feed.store)
    for path in data.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path.name


def test_a_record_whose_time_is_over_keeps_what_is_counted_and_loses_who_it_was(
    context: Context, feed: Feed
) -> None:
    record = a_visit(context)
    seal(feed.store)
    sent = [row["op"] for row in desk.all_rows(feed.store, tables.outbox) if row["rid"] == record]
    feed.apply(*(feed.echo(op) for op in sent))
    assert retention.forget(context, "visit", record, reason="glabāšanas laiks beidzies") == 3
    seal(feed.store)
    (row,) = desk.registered(feed.store, "visit")
    assert (row["customer_name"], row["note"], row["channel"]) == (None, None, "IN_PERSON")
    lines = [
        parse_line(row["line"])
        for row in desk.all_rows(feed.store, tables.outbox)
        if row["rid"] == record and row["line"]
    ]
    kinds = [line.kind for line in lines if not isinstance(line, GoneLine)]
    assert kinds == ["forget", "set", "set"], "what two operations gave is told again by two"
    told = {name: line.op for line in lines[1:] if not isinstance(line, GoneLine) for name in line.fields}
    assert {"channel", "status", "counted_on"} <= told.keys()
    assert "customer_name" not in told
    assert json.loads(row["_o"])["channel"] == told["channel"].hex


def test_after_a_rule_emptied_it_no_word_of_a_person_is_left(context: Context, feed: Feed) -> None:
    values = desk.visit(customer_name=CANARY, note=CANARY)
    record = records.save(context, "visit", values, {"visit_service": [desk.line(line_note=CANARY)]}).id
    seal(feed.store)
    ops = [row["op"] for row in desk.all_rows(feed.store, tables.outbox)]
    retention.forget(context, "visit", record, reason="glabāšanas laiks beidzies")
    seal(feed.store)
    feed.apply(*(feed.echo(op) for op in ops))
    assert words(feed.store) == [], "also what was not settled yet"


def test_values_that_a_refused_snapshot_told_again_keep_who_gave_them(context: Context, feed: Feed) -> None:
    record = a_visit(context)
    before = json.loads(desk.registered(feed.store, "visit")[0]["_o"])
    retention.forget(context, "visit", record, reason="glabāšanas laiks beidzies")
    seal(feed.store)
    snapshot = UUID(json.loads(desk.registered(feed.store, "visit")[0]["_o"])["channel"])
    refused = FeedNotice(
        c=feed.next(),
        code="quarantined",
        r="visit",
        rid=record.hex,
        id=snapshot.hex,
        detail={"code": "range"},
    )
    feed.apply(refused)
    after = json.loads(desk.registered(feed.store, "visit")[0]["_o"])
    assert after["channel"] == before["*"]
    assert after["status"] != before["status"], "the other snapshot was not refused"


def test_a_document_keeps_its_number_when_its_time_is_over(context: Context, feed: Feed) -> None:
    record = records.save(context, "received_document", desk.document(submitter_name=CANARY)).id
    retention.forget(context, "received_document", record, reason="glabāšanas laiks beidzies")
    seal(feed.store)
    lines = [
        parse_line(row["line"]) for row in desk.all_rows(feed.store, tables.outbox) if row["rid"] == record
    ]
    first, *later = [line for line in lines if not isinstance(line, GoneLine)]
    assert "number" in first.fields
    assert not any({"number", "sequence"} & line.fields.keys() for line in later)


def test_what_another_desk_forgets_is_forgotten_here(context: Context, feed: Feed) -> None:
    record = new_id()
    feed.apply(feed.set("visit", record, a_foreign_visit(context, customer_name=CANARY, note=CANARY)))
    feed.apply(
        feed.set("visit", record, {"customer_name": None, "note": None}, do="forget", y="laiks beidzies")
    )
    assert words(feed.store) == []
    assert marks.read_state(feed.store).scrubbed == 1, "the receipt waits for the log to be cut"
