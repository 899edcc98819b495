"""The log explains every record, and any difference is found; anybody's number leads to its place."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from kacdesk.central.__main__ import run
from kacdesk.central.catching_up import catch_up
from kacdesk.central.database import Database
from kacdesk.central.grouped import by_field
from kacdesk.central.purges import ask_purge, second_purge
from kacdesk.central.reconcile import Reconciled, reconcile
from kacdesk.central.reference import load_reference
from kacdesk.central.tables import CONFLICT, FEED, OP, RECORD, STREAM
from kacdesk.central.where import where
from kacdesk.core import clock
from kacdesk.core.errors import Missing
from kacdesk.core.ids import new_id
from kacdesk.core.resources import resource
from kacdesk.models.catalog import CATALOG
from kacdesk.models.reference_csv import read_catalogue
from kacdesk.wire.line import LineKind
from tests.central.administering import Earlier, office, restreamed, second_desk, sent
from tests.central.asking import rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, document_values, staff_values


def _reconciled(database: Database, point: str | None = None) -> Reconciled:
    with database.whole() as connection:
        return reconcile(connection, CATALOG, point=point)


def _kinds(database: Database) -> list[str]:
    return sorted(fault.kind for fault in _reconciled(database).faults)


def _busy(database: Database, folder: Path) -> tuple[SampleDesk, UUID]:
    """Leave a point with everything that can happen to records; return a desk and a record with a conflict."""
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    record, op = sample.ins("staff", staff_values())
    sample.set("staff", record, {"name": "Viens"}, base={"name": op})
    sample.ins("staff", staff_values(role="TSAR"))
    sample.append(b"{}")
    document, made = sample.ins("received_document", document_values(sample, 1, submitter_name="Kāds"))
    told = {"sha256": "ab" * 32, "size": 7, "mime": "application/pdf", "role": "DOCUMENT"}
    sample.seal("received_document", document, LineKind.FILE, told)
    sample.seal(
        "received_document", document, LineKind.VOID, {"status": "voided"}, base={"status": made}, reason="x"
    )
    forgotten, first = sample.ins("received_document", document_values(sample, 2, submitter_name="Cits"))
    sample.seal("received_document", forgotten, LineKind.FORGET, {"submitter_name": None}, reason="termiņš")
    sample.set("received_document", forgotten, {"submitter_name": "Novēlots"}, base={"submitter_name": first})
    sample.ins("phone_consultation", {"topic": "Vēlāk", "status": "registered"}, schema=2)
    sent(
        database,
        sample,
        catalog=Earlier(without=frozenset({"phone_consultation"}), fields={"staff": frozenset({"active"})}),
    )
    other.set("staff", record, {"name": "Divi"}, base={"name": op})
    other.set(
        "received_document", document, {"title": "Cits", "pages": 2}, base={"title": made, "pages": new_id()}
    )
    other.set("staff", new_id(), {"name": "Bez sākuma"}, base={"name": new_id()})
    sent(database, other)
    catch_up(database, CATALOG, "BALVI")
    with database.whole() as connection:
        load_reference(
            connection, database, CATALOG, read_catalogue(resource("catalogue")).rows, now_ms=clock.now_ms()
        )
    anew = restreamed(sample)
    anew.set("staff", record, {"name": "Viens"}, base={"name": op}, op=UUID(_op_of(sample.lines[1])))
    anew.seal("staff", record, LineKind.SETTLE, {"code": "x"})
    sent(database, anew)
    erased, _ = anew.ins("staff", staff_values("Dzēšamais"))
    sent(database, anew, first=3)
    of = office(database, folder)
    with database.whole() as connection:
        ask_purge(connection, str(erased), point="BALVI", basis="17", by=of.anna, now_ms=1)
        second_purge(connection, database, CATALOG, str(erased), point=None, by=of.berta, now_ms=2)
    return sample, record


def _op_of(line: bytes) -> str:
    found: str = json.loads(line)["id"]
    return found


def test_the_log_explains_everything_that_can_happen(database: Database, tmp_path: Path) -> None:
    _busy(database, tmp_path)
    done = _reconciled(database)
    assert done.faults == []
    assert (done.proved.streams, done.unchecked) == (3, 1)
    assert done.checked >= 4


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("value", ["record-feed", "record-log"]),
        ("origin", ["record-feed", "record-log"]),
        ("stamp", ["record-log"]),
        ("record-gone", ["record-feed", "record-log"]),
        ("record-extra", ["record-feed", "record-log"]),
        ("feed-body", ["record-feed"]),
        ("feed-gone", ["feed-hole", "record-feed"]),
        ("conflict-gone", ["conflict-missing"]),
        ("line-changed", ["leaf", "record-log"]),
        ("mark", ["stream-mark"]),
    ],
)
def test_a_difference_is_told_by_its_kind(database: Database, harm: str, told: list[str]) -> None:
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    record, op = sample.ins("staff", staff_values())
    sample.set("staff", record, {"name": "Viens"}, base={"name": op})
    sent(database, sample)
    other.set("staff", record, {"name": "Divi"}, base={"name": op})
    sent(database, other)
    assert _kinds(database) == []
    (kept,) = rows(database, RECORD)
    changed: Any = None
    match harm:
        case "value":
            changed = update(RECORD).values(f={**kept.f, "name": "Cits"})
        case "origin":
            changed = update(RECORD).values(o={**by_field(kept.o, kept.f), "name": new_id().hex})
        case "stamp":
            changed = update(RECORD).values(s={**by_field(kept.s, kept.f), "name": "0" * 16})
        case "record-gone":
            changed = delete(RECORD)
        case "record-extra":
            changed = update(RECORD).values(rid=new_id())
            told = sorted([*told, *told])
        case "feed-body":
            changed = (
                update(FEED)
                .where(FEED.c.cur == 1)
                .values(body={**rows(database, FEED, cur=1)[0].body, "f": {}})
            )
        case "feed-gone":
            changed = delete(FEED).where(FEED.c.cur == 1)
        case "conflict-gone":
            changed = delete(CONFLICT)
        case "line-changed":
            line = other.lines[0].replace(b"Divi", b"Cits")
            changed = update(OP).where(OP.c.stream == other.stream).values(line=line)
        case "mark":
            changed = update(STREAM).where(STREAM.c.id == sample.stream).values(last_seq=3)
    with database.whole() as connection:
        connection.execute(changed)
    assert _kinds(database) == told


def test_what_an_erasure_left_behind_is_found(database: Database, tmp_path: Path) -> None:
    of = office(database, tmp_path)
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    sent(database, sample)
    with database.whole() as connection:
        ask_purge(connection, str(record), point="BALVI", basis="17", by=of.anna, now_ms=1)
        second_purge(connection, database, CATALOG, str(record), point=None, by=of.berta, now_ms=2)
    assert _kinds(database) == []
    with database.whole() as connection:
        connection.execute(update(OP).values(line=sample.lines[0]))
    assert _kinds(database) == ["erased-kept"]


def test_reconcile_by_command(
    database: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--database", url, "--key-beside-data"]
    _busy(database, tmp_path)
    assert run(["reconcile", *options]) == 0
    with database.whole() as connection:
        connection.execute(update(FEED).where(FEED.c.cur == 1, FEED.c.point == "BALVI").values(cur=1000))
    assert run(["reconcile", *options]) == 1
    capsys.readouterr()
    assert run(["reconcile", "--json", *options]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["differences"]["feed-hole"] == 1
    assert run(["reconcile", "--point", "VILAKA", *options]) == 0


def test_a_number_leads_to_its_place_without_a_value(database: Database, tmp_path: Path) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, op = sample.ins("received_document", document_values(sample, 7, title="Slepens nosaukums"))
    refused = sample.set("received_document", record, {"sequence": 8})
    sent(database, sample)
    with database.whole() as connection:
        connection.execute(update(STREAM).values(safe_seq=1))
        by_number = where(connection, f"BALVI-{sample.series}/2026/1-5/7")
        assert where(connection, str(op)) == where(connection, record.hex) == by_number
    (place,) = by_number
    assert (place.record, place.register, place.cursor) == (str(record), "received_document", 1)
    assert place.numbers == [f"BALVI-{sample.series}/2026/1-5/7"]
    assert [(one.seq, one.outcome, one.code, one.safe, one.quarantine) for one in place.operations] == [
        (1, "applied", "", True, None),
        (2, "quarantined", "immutable", False, "open"),
    ]
    assert place.operations[1].op == str(refused)
    assert "Slepens" not in repr(place)


def test_a_number_that_two_records_hold_leads_to_both(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    both = {sample.ins("received_document", document_values(sample, 1))[0] for _ in range(2)}
    sent(database, sample)
    with database.whole() as connection:
        found = where(connection, f"BALVI-{sample.series}/2026/1-5/1")
    assert {UUID(place.record) for place in found} == both


def test_what_is_not_here_is_told_as_missing(
    database: Database, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked in ("", "x", str(new_id()), "BALVI-KTR/2026/1-1/1", "BALVI/2026/x"):
        with pytest.raises(Missing), database.whole() as connection:
            where(connection, asked)
    options = ["--database", url, "--key-beside-data"]
    assert run(["where", "BALVI-KTR/2026/1-1/1", *options]) == 2


def test_where_by_command(
    database: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--database", url, "--key-beside-data"]
    _, record = _busy(database, tmp_path)
    assert run(["where", str(record), *options]) == 0
    capsys.readouterr()
    assert run(["where", str(record), "--json", *options]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["conflicts_open"] == 1
    for row in rows(database, OP, outcome="applied"):
        assert run(["where", str(row.op), *options]) == 0
