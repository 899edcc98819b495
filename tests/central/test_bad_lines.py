"""One line that is wrong, foreign or not yet understood never stops the others."""

import random
from typing import Any

import pytest
from sqlalchemy import text

from kacdesk.central.database import Database
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import OP, PURGE, QUARANTINE, RECORD
from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG, SCHEMA_VERSION
from kacdesk.wire.line import LineKind, build_gone_line, leaf_of
from kacdesk.wire.messages import FeedNotice, FeedPurge, Outcome
from tests.central.asking import count, pull_all, rows, shown
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, document_values, staff_values


def _push(store: SqlStore, database: Database, desk: SampleDesk) -> list[Outcome]:
    seen = store.recognise(desk.token, now_ms=clock.now_ms())
    reply = store.push(seen, desk.batch(), now_ms=clock.now_ms())
    assert reply.last_seq == len(desk.lines)
    return reply.exceptions


def test_one_unreadable_line_of_500_is_set_aside_and_the_rest_go_on(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    for number in range(1, 501):
        if number == 250:
            sample.append(b'{"s":250,"id":"\\u0000"}')
        else:
            sample.ins("staff", staff_values())

    told = _push(store, database, sample)

    assert told == [Outcome(s=250, o="quarantined", code="characters")]
    assert count(database, RECORD) == 499
    (kept,) = rows(database, QUARANTINE)
    assert (kept.seq, bytes(kept.line), kept.code) == (250, sample.lines[249], "characters")
    notices = [entry for entry in pull_all(store, database, desk) if isinstance(entry, FeedNotice)]
    assert [(notice.code, notice.detail["code"]) for notice in notices] == [("quarantined", "characters")]


def _forbid(database: Database, name: str, table: str) -> None:
    """Make the database itself refuse a row, as it would one with a value that our checks let through."""
    embedded, member = {
        "record": ("json_extract(NEW.f,'$.name')", "f->>'name'"),
        "feed": ("json_extract(NEW.body,'$.f.name')", "body->'f'->>'name'"),
    }[table]
    with database.whole() as connection:
        if database.embedded:
            connection.execute(
                text(
                    f"CREATE TRIGGER poison BEFORE INSERT ON {table} WHEN {embedded}="
                    f"'{name}' BEGIN SELECT RAISE(ABORT,'poison'); END"
                )
            )
        else:
            connection.execute(text(f"ALTER TABLE {table} ADD CHECK ({member} <> '{name}')"))


@pytest.mark.parametrize("table", ["record", "feed"])
def test_a_line_that_only_the_database_refuses_is_found_by_halving(
    database: Database, store: SqlStore, table: str
) -> None:
    """The feed's rows go while later lines are still folded, those of records at the end of the batch."""
    sample, desk = enrolled(database, "BALVI")
    _forbid(database, "Inde", table)
    for number in range(1, 601):
        sample.ins("staff", staff_values("Inde" if number in (7, 364) else "Paraugs"))

    told = _push(store, database, sample)

    assert [(one.s, one.o, one.code) for one in told] == [
        (7, "quarantined", "database"),
        (364, "quarantined", "database"),
    ]
    assert count(database, RECORD) == 598
    assert count(database, OP) == 600
    assert [entry.c for entry in pull_all(store, database, desk)] == list(range(1, 601))


def test_remarks_are_told_again_when_the_answer_was_lost(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    sample.append(b"{}")
    record, _ = sample.ins("staff", staff_values())
    sample.now_ms += 10 * 365 * 86_400_000
    sample.set("staff", record, {"name": "Nākotnes Paraugs"}, base={"name": new_id()})
    first = store.push(desk, sample.batch(), now_ms=clock.now_ms()).exceptions
    again = store.push(desk, sample.batch(), now_ms=clock.now_ms()).exceptions
    assert again == first
    assert {(one.s, one.o) for one in first} == {(2, "quarantined"), (4, "conflict"), (4, "clamped")}


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name": 7}, "type", "name"),
        ({"name": "ā" * 121}, "longest", "name"),
        ({"role": "TSAR"}, "choice", "role"),
        ({"active": "yes"}, "type", "active"),
        ({"made_at": "2026-03-01 10:00"}, "type", "made_at"),
    ],
)
def test_a_value_that_breaks_the_register_is_quarantined_by_code_and_field(
    database: Database, store: SqlStore, fields: dict[str, Any], code: str, field: str
) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", {**staff_values(), **fields})
    (told,) = _push(store, database, sample)
    assert (told.o, told.code, told.field) == ("quarantined", code, field)
    assert count(database, RECORD) == 0


def test_a_missing_required_field_is_refused_from_this_version_only(
    database: Database, store: SqlStore
) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", {"role": "CLERK", "active": True})
    sample.ins("staff", {**staff_values(), "role": "NEW_ROLE"}, schema=SCHEMA_VERSION + 1)
    told = _push(store, database, sample)
    assert [(one.s, one.code, one.field) for one in told] == [(1, "required", "name")]


def test_an_unknown_register_is_parked_whole(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    _, op = sample.ins("complaint", {"text": "vārdi"}, schema=SCHEMA_VERSION + 1)
    (told,) = _push(store, database, sample)
    assert told == Outcome(s=1, o="parked", id=op.hex, code="register-unknown")
    assert count(database, RECORD) == 0
    (kept,) = rows(database, OP)
    assert bytes(kept.line) == sample.lines[0]


def test_of_a_line_with_an_unknown_field_the_known_ones_are_applied(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values(languages="lv,en"), schema=SCHEMA_VERSION + 1)
    (told,) = _push(store, database, sample)
    assert (told.o, told.field) == ("parked", "languages")
    assert shown(pull_all(store, database, desk), record) == staff_values()
    (kept,) = rows(database, RECORD)
    assert kept.x == {"languages": "lv,en"}


def test_a_line_for_another_point_is_denied(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values(), point="VILAKA")
    sample.ins("staff", staff_values(), point="_REF".strip("_"))
    sample.ins("staff", staff_values())
    told = _push(store, database, sample)
    assert [(one.s, one.o, one.code) for one in told] == [(1, "denied", "point"), (2, "denied", "point")]
    assert [row.point for row in rows(database, RECORD)] == ["BALVI"]


def test_reference_data_cannot_be_written_by_a_desk(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("institution", {"abbr": "VID", "title": "Cits"})
    (told,) = _push(store, database, sample)
    assert (told.o, told.code) == ("denied", "read-only")


def test_a_document_number_never_changes(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("received_document", document_values(sample, 1))
    sample.set("received_document", record, {"sequence": 2})
    (told,) = _push(store, database, sample)
    assert (told.s, told.code, told.field) == (2, "immutable", "sequence")


def test_a_record_cannot_change_its_register(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    sample.set("received_document", record, {"title": "Cits"})
    (told,) = _push(store, database, sample)
    assert (told.s, told.code) == (2, "register-changed")


def test_a_line_with_another_sequence_number_is_quarantined(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    donor = SampleDesk("BALVI")
    donor.ins("staff", staff_values())
    donor.ins("staff", staff_values())
    sample.append(donor.lines[1])
    (told,) = _push(store, database, sample)
    assert (told.s, told.code, told.field) == (1, "sequence", "s")


def test_a_gone_line_keeps_its_place_in_the_chain(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    whole = SampleDesk("BALVI")
    _, op = whole.ins("staff", staff_values())
    sample.append(build_gone_line(seq=1, op=op, leaf=leaf_of(whole.lines[0])))
    (told,) = _push(store, database, sample)
    assert (told.o, told.code) == ("purged", "gone")
    assert sample.chains == whole.chains


def test_a_late_operation_on_a_purged_record_is_acknowledged_and_not_stored(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record = new_id()
    decided = {
        "basis": "17",
        "asked_by": "Pirmā",
        "asked_ms": 0,
        "seconded_by": "Otrā",
        "at_ms": 0,
        "reg": "staff",
    }
    with database.whole() as connection:
        connection.execute(PURGE.insert().values(point="BALVI", rid=record, scope="p:BALVI", **decided))
    sample.seal("staff", record, LineKind.SET, {"name": "Dzēstais"})
    (told,) = _push(store, database, sample)
    assert told.o == "purged"
    assert [row.line for row in rows(database, OP)] == [None]
    assert count(database, RECORD) == 0
    assert [type(entry) for entry in pull_all(store, database, desk)] == [FeedPurge]


def test_a_refused_line_that_comes_again_under_another_stream_is_refused_again(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, op = sample.ins("staff", staff_values(role="TSAR"))
    _push(store, database, sample)
    anew = SampleDesk("BALVI", device=sample.device, token=sample.token)
    anew.ins("staff", staff_values(role="TSAR"), record=record, op=op)
    (told,) = _push(store, database, anew)
    assert (told.o, told.code, told.field) == ("quarantined", "choice", "role")
    assert [type(entry) for entry in pull_all(store, database, desk)] == [FeedNotice, FeedNotice]
    assert count(database, QUARANTINE) == 1


def test_a_value_too_large_for_an_index_is_the_lines_fault_and_not_an_outage(pg: Database) -> None:
    sample, _ = enrolled(pg, "BALVI")
    huge = "".join(chr(97 + byte % 26) for byte in random.Random(1).randbytes(30_000))
    sample.ins("staff", staff_values())
    sample.ins("received_document", document_values(sample, 1, file_index=huge), schema=SCHEMA_VERSION + 1)
    (told,) = _push(SqlStore(pg, CATALOG), pg, sample)
    assert (told.s, told.o, told.code) == (2, "quarantined", "database")
    assert count(pg, RECORD) == 1
