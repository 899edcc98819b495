"""What waits for a person is listed without its contents, and what a person decides reaches records and desks."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kacdesk.central.__main__ import run
from kacdesk.central.admin import find_desk
from kacdesk.central.attention import Item, list_attention, show_line
from kacdesk.central.catching_up import catch_up
from kacdesk.central.database import Database
from kacdesk.central.desks import admit_desk, drain_desk
from kacdesk.central.judging import Bench
from kacdesk.central.purges import enforce
from kacdesk.central.resolving import drop_line, release_held, release_line
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import ADMIN_ACT, CONFLICT, INCIDENT, OP, QUARANTINE, RECORD
from kacdesk.core import clock
from kacdesk.core.errors import Missing, Refused, Usage
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.spec.field import Kind
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import FeedConflict, FeedEcho, FeedNotice, FeedSet
from tests.central.administering import Earlier, known, office, restreamed, second_desk, sent
from tests.central.asking import pull_all, rows, shown
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import document_values, staff_values

_FUTURE = 2


def _waiting(database: Database, *, point: str | None = None) -> list[Item]:
    with database.whole() as connection:
        return list_attention(connection, point=point)


def _caught_up(database: Database) -> tuple[int, int, int]:
    done = catch_up(database, CATALOG, "BALVI")
    return done.lines, done.applied, done.waiting


def test_everything_that_waits_is_listed_by_place_and_code(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    record, op = sample.ins("staff", staff_values())
    _, refused = sample.ins("staff", staff_values(role="TSAR"))
    sample.append(b"{}")
    sample.ins("complaint", {"text": "vārdi"}, schema=_FUTURE)
    partial = new_id()
    sample.set("staff", partial, {"name": "Tikai Vārds"})
    sample.ins("received_document", document_values(sample, 1))
    sample.ins("received_document", document_values(sample, 1))
    sample.set("staff", record, {"name": "Viens"}, base={"name": op})
    sent(database, sample)
    other.set("staff", record, {"name": "Divi"}, base={"name": op})
    sent(database, other)

    found = _waiting(database)

    assert [(one.kind, one.code) for one in found] == [
        ("quarantine", "choice"),
        ("quarantine", "key-missing"),
        ("parked", "register-unknown"),
        ("conflict", ""),
        ("incident", "number-reused"),
        ("incomplete", "first-values-missing"),
    ]
    assert (found[0].ref, found[0].field, found[0].op) == (f"{sample.stream}:2", "role", str(refused))
    assert found[-1].record == str(partial)
    assert "Vārds" not in repr(found)
    assert _waiting(database, point="VILAKA") == []


def test_a_line_is_shown_only_for_a_purpose_that_is_written_down(database: Database, tmp_path: Path) -> None:
    of = office(database, tmp_path)
    sample, _ = enrolled(database, "BALVI")
    _, op = sample.ins("staff", staff_values(role="TSAR"))
    sent(database, sample)
    with pytest.raises(Usage), database.whole() as connection:
        show_line(connection, str(op), purpose=" ", by=of.anna, now_ms=1)
    with pytest.raises(Missing), database.whole() as connection:
        show_line(connection, f"{sample.stream}:9", purpose="pārbaude", by=of.anna, now_ms=1)
    for ref in (str(op), f"{sample.stream}:1"):
        with database.whole() as connection:
            assert show_line(connection, ref, purpose="pārbaude", by=of.anna, now_ms=1) == sample.lines[0]
    acts = rows(database, ADMIN_ACT, act="show-line")
    assert [act.detail["purpose"] for act in acts] == ["pārbaude", "pārbaude"]


@pytest.mark.parametrize("ref", ["", "x", ":1", "00:1"])
def test_a_reference_that_is_none_is_told(database: Database, tmp_path: Path, ref: str) -> None:
    of = office(database, tmp_path)
    with pytest.raises(Usage), database.whole() as connection:
        drop_line(Bench(connection, database, CATALOG), ref, by=of.anna, now_ms=1)


def test_a_parked_register_is_applied_after_the_upgrade_in_its_order(database: Database) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, op = sample.ins(
        "phone_consultation", {"topic": "Pirmais", "status": "registered"}, schema=_FUTURE
    )
    sample.set("phone_consultation", record, {"topic": "Otrais"}, base={"topic": op}, schema=_FUTURE)
    earlier = Earlier(without=frozenset({"phone_consultation"}))
    assert [one.o for one in sent(database, sample, catalog=earlier)] == ["parked", "parked"]

    assert _caught_up(database) == (2, 2, 0)

    entries = pull_all(SqlStore(database, CATALOG), database, desk)
    assert shown(entries, record) == {"topic": "Otrais", "status": "registered"}
    assert [entry.c for entry in entries] == list(range(1, len(entries) + 1))
    assert {(row.outcome, row.code) for row in rows(database, OP)} == {("applied", "")}
    assert _waiting(database) == []
    assert _caught_up(database) == (0, 0, 0)


def test_unknown_fields_that_a_record_remembers_become_fields(database: Database) -> None:
    sample, desk = enrolled(database, "BALVI")
    earlier = Earlier(fields={"staff": frozenset({"active"})})
    record, op = sample.ins("staff", staff_values())
    sample.set("staff", record, {"active": False}, base={"active": op})
    sample.set("staff", record, {"name": "Cits Paraugs"}, base={"name": op})
    sent(database, sample, catalog=earlier)
    assert rows(database, RECORD)[0].x == {"active": False}

    assert _caught_up(database) == (2, 2, 0)

    (kept,) = rows(database, RECORD)
    assert kept.f == staff_values("Cits Paraugs", active=False)
    assert kept.x == {}
    assert shown(pull_all(SqlStore(database, CATALOG), database, desk), record) == kept.f
    assert rows(database, CONFLICT) == []


def test_whoever_voided_a_record_had_seen_what_an_upgrade_adds_to_it(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    earlier = Earlier(fields={"phone_consultation": frozenset({"note"})})
    values = {"topic": "Jautājums", "note": "piezīme", "status": "registered"}
    record, made = sample.ins("phone_consultation", values, schema=_FUTURE)
    changed = {"topic": "Cits", "note": "cita"}
    sample.set("phone_consultation", record, changed, base=dict.fromkeys(changed, made))
    voided = {"status": "voided", "void_reason": "divreiz"}
    base = {"status": made, "void_reason": made}
    sample.seal("phone_consultation", record, LineKind.VOID, voided, base=base, reason="divreiz")
    sent(database, sample, catalog=earlier)

    assert _caught_up(database) == (2, 2, 0)

    (kept,) = rows(database, RECORD)
    assert (kept.f["note"], kept.f["status"]) == ("cita", "voided")
    assert rows(database, CONFLICT) == []


def test_a_parked_line_waits_no_more_when_its_record_was_erased_or_its_contents_forgotten(
    database: Database,
) -> None:
    sample, _ = enrolled(database, "BALVI")
    earlier = Earlier(fields={"phone_consultation": frozenset({"note"})})
    values = {"topic": "Jautājums", "caller_name": "Kanārijs", "note": "piezīme", "status": "registered"}
    erased, _ = sample.ins("phone_consultation", values, schema=_FUTURE)
    forgotten, made = sample.ins("phone_consultation", values, schema=_FUTURE)
    sent(database, sample, catalog=earlier)
    emptied = {"caller_name": None}
    base = {"caller_name": made}
    sample.seal("phone_consultation", forgotten, LineKind.FORGET, emptied, base=base, reason="rule-5y")
    sent(database, sample, catalog=earlier, first=3)
    with database.whole() as connection:
        decided = {
            "point": "BALVI",
            "rid": erased,
            "reg": "phone_consultation",
            "scope": "p:BALVI",
            "cur": None,
        }
        people = {"asked_by": "Ieva", "asked_ms": 1, "seconded_by": "Anna", "at_ms": 2, "basis": "17-1-b"}
        enforce(connection, database, earlier, {**decided, **people})
    _caught_up(database)
    entries = pull_all(SqlStore(database, CATALOG), database, known(database, sample))
    assert made.hex in {entry.id for entry in entries if isinstance(entry, FeedEcho)}, "its desk is told"
    assert {row.outcome for row in rows(database, OP)} == {"applied", "purged"}
    assert [item for item in _waiting(database) if item.kind == "parked"] == []


def test_what_is_still_not_known_stays_parked(database: Database) -> None:
    sample, desk = enrolled(database, "BALVI")
    sample.ins("complaint", {"text": "vārdi"}, schema=_FUTURE)
    sample.ins("staff", staff_values(languages="lv"), schema=_FUTURE)
    sent(database, sample)
    before = pull_all(SqlStore(database, CATALOG), database, desk)
    assert _caught_up(database) == (2, 0, 2)
    assert pull_all(SqlStore(database, CATALOG), database, desk) == before


def test_a_refused_line_is_released_when_it_passes_and_not_before(database: Database, tmp_path: Path) -> None:
    of = office(database, tmp_path)
    sample, desk = enrolled(database, "BALVI")
    record, op = sample.ins("staff", staff_values(role="TSAR"))
    sent(database, sample)
    with pytest.raises(Refused), database.whole() as connection:
        release_line(Bench(connection, database, CATALOG), str(op), by=of.anna, now_ms=1)
    assert _waiting(database)[0].code == "choice"

    with database.whole() as connection:
        release_line(Bench(connection, database, _AnyRole()), str(op), by=of.anna, now_ms=1)

    assert shown(pull_all(SqlStore(database, CATALOG), database, desk), record)["role"] == "TSAR"
    assert [row.resolution for row in rows(database, QUARANTINE)] == ["released"]
    with pytest.raises(Missing), database.whole() as connection:
        release_line(Bench(connection, database, _AnyRole()), str(op), by=of.anna, now_ms=1)


class _AnyRole(Earlier):
    """A later version in which staff may have any role."""

    def __init__(self) -> None:
        super().__init__()
        spec = CATALOG.spec("staff")
        fields = tuple(
            replace(field, kind=Kind.CODE, choices=()) if field.name == "role" else field
            for field in spec.fields
        )
        self._kept["staff"] = replace(spec, fields=fields)


def test_a_dropped_line_is_closed_and_kept_in_the_log(database: Database, tmp_path: Path) -> None:
    of = office(database, tmp_path)
    sample, _ = enrolled(database, "BALVI")
    sample.append(b"{}")
    sent(database, sample)
    with database.whole() as connection:
        drop_line(Bench(connection, database, CATALOG), f"{sample.stream}:1", by=of.anna, now_ms=5)
    assert _waiting(database) == []
    assert [bytes(row.line) for row in rows(database, OP)] == [b"{}"]
    assert [(row.resolution, row.resolved_ms) for row in rows(database, QUARANTINE)] == [("dropped", 5)]


def test_a_conflict_that_a_desk_settled_is_closed_for_every_desk(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    record, op = sample.ins("staff", staff_values())
    mine = sample.set("staff", record, {"name": "Viens"}, base={"name": op})
    sent(database, sample)
    theirs = other.set("staff", record, {"name": "Divi"}, base={"name": op})
    sent(database, other)
    (conflict,) = rows(database, CONFLICT)
    told = {"field": "name", "win": conflict.win_op.hex, "lose": conflict.lose_op.hex}
    assert {conflict.win_op, conflict.lose_op} == {mine, theirs}
    settled = sample.seal("staff", record, LineKind.SETTLE, told)

    assert sent(database, sample, first=3) == []

    (closed,) = rows(database, CONFLICT)
    assert closed.resolved_ms is not None
    entries = pull_all(SqlStore(database, CATALOG), database, known(database, other))
    closing, echo = entries[-2:]
    assert isinstance(closing, FeedConflict)
    assert (closing.settled, closing.value, closing.lose) == (True, None, conflict.lose_op.hex)
    assert echo == FeedEcho(c=echo.c, id=settled.hex)
    assert rows(database, RECORD)[0].x == {}
    assert _waiting(database) == []


def test_a_settled_operation_comes_again_under_another_stream_as_its_echo(database: Database) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    op = sample.seal("staff", record, LineKind.SETTLE, {"code": "number-reused"})
    sent(database, sample)
    anew = restreamed(sample)
    anew.seal("staff", record, LineKind.SETTLE, {"code": "number-reused"}, op=op)
    assert sent(database, anew) == []
    last = pull_all(SqlStore(database, CATALOG), database, desk)[-1]
    assert last == FeedEcho(c=last.c, id=op.hex)


def test_a_refusal_that_a_desk_settled_is_closed_also_when_its_line_could_not_be_read(
    database: Database,
) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    _, refused = sample.ins("staff", staff_values(role="TSAR"))
    torn = new_id()
    sample.append(f'{{"s":3,"id":"{torn.hex}"'.encode())
    _, third = sample.ins("staff", staff_values(role="CAR"))
    for op in (refused, torn):
        sample.seal("staff", record, LineKind.SETTLE, {"op": op.hex})
    sent(database, sample)
    states = {row.seq: row.resolution for row in rows(database, QUARANTINE)}
    assert states == {2: "settled-by-desk", 3: "settled-by-desk", 4: None}
    assert [one.op for one in _waiting(database)] == [str(third)]


def test_an_incident_of_a_record_is_closed_by_its_code(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("received_document", document_values(sample, 1))
    record, _ = sample.ins("received_document", document_values(sample, 1))
    sample.seal("received_document", record, LineKind.SETTLE, {"code": "other"})
    sent(database, sample)
    assert rows(database, INCIDENT)[0].resolved_ms is None
    sample.seal("received_document", record, LineKind.SETTLE, {"code": "number-reused"})
    sent(database, sample, first=4)
    assert rows(database, INCIDENT)[0].resolved_ms is not None


def test_what_a_drained_desk_sends_waits_until_a_person_lets_it_through(
    database: Database, tmp_path: Path
) -> None:
    of = office(database, tmp_path)
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    record, op = sample.ins("staff", staff_values())
    sent(database, sample)
    with database.whole() as connection:
        drain_desk(connection, find_desk(connection, str(sample.device)))
    sample.set("staff", record, {"name": "Vēlais"}, base={"name": op})
    _, broken = sample.ins("staff", staff_values(role="TSAR"))

    told = sent(database, sample, first=2)

    assert [(one.o, one.code) for one in told] == [("parked", "draining")] * 2
    desk = known(database, other)
    assert shown(pull_all(SqlStore(database, CATALOG), database, desk), record)["name"] == "Paraugs Viens"
    assert _caught_up(database) == (0, 0, 0)
    with database.whole() as connection:
        bench = Bench(connection, database, CATALOG)
        done = release_held(bench, "BALVI", sample.device, by=of.anna, now_ms=clock.now_ms())
    assert (done.lines, done.applied, done.waiting) == (2, 1, 1)
    entries = pull_all(SqlStore(database, CATALOG), database, desk)
    assert shown(entries, record)["name"] == "Vēlais"
    assert not any(isinstance(entry, FeedNotice) and entry.id == op.hex for entry in entries)
    assert [one.op for one in _waiting(database)] == [str(broken)]
    with database.whole() as connection:
        admit_desk(connection, find_desk(connection, str(sample.device)), reader=False)
    assert known(database, sample).status == "active"


def test_a_released_line_is_told_whole_to_its_own_desk_too(database: Database) -> None:
    """It was told as refused; an echo would leave the desk with what it shows now."""
    sample, desk = enrolled(database, "BALVI")
    record, _ = sample.ins("phone_consultation", {"topic": "Pirmais"}, schema=_FUTURE)
    sent(database, sample, catalog=Earlier(without=frozenset({"phone_consultation"})))
    _caught_up(database)
    last = pull_all(SqlStore(database, CATALOG), database, desk)[-1]
    assert isinstance(last, FeedSet)
    assert (last.rid, last.f) == (record.hex, {"topic": "Pirmais"})


def test_attention_by_commands(
    database: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", url, "--key-beside-data"]
    signed = office(database, tmp_path).options("anna")
    sample, _ = enrolled(database, "BALVI")
    _, op = sample.ins("staff", staff_values("Rakstīts Vārds", role="TSAR"))
    sample.ins("received_document", document_values(sample, 1))
    sample.ins("received_document", document_values(sample, 1))
    sample.ins("complaint", {"text": "vārdi"}, schema=_FUTURE)
    sent(database, sample)
    assert run(["attention", "list", *where]) == 1
    assert run(["attention", "list", "--json", "--point", "BALVI", *where]) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "Rakstīts" not in json.dumps(told)
    incident = next(one["ref"] for one in told if one["kind"] == "incident")
    assert run(["incident", "close", incident, *signed, *where]) == 0
    assert run(["incident", "close", incident, *signed, *where]) == 2
    assert run(["quarantine", "release", str(op), *signed, *where]) == 3
    assert run(["parked", "reproject", "--json", *where]) == 1
    assert run(["parked", "reproject", "--with-quarantine", *where]) == 2
    assert run(["parked", "reproject", "--with-quarantine", *signed, *where]) == 1
    assert run(["quarantine", "drop", str(op), *signed, *where]) == 0
    assert run(["attention", "release", str(sample.device), *signed, *where]) == 0
    assert "Rakstīts" not in capsys.readouterr().out
    assert run(["attention", "list", "--point", "VILAKA", *where]) == 0


def test_a_shown_line_is_printed_as_it_came(
    database: Database, url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    signed = office(database, tmp_path).options("anna")
    sample, _ = enrolled(database, "BALVI")
    _, op = sample.ins("staff", staff_values("Rakstīts Vārds", role="TSAR"))
    sent(database, sample)
    words = ["attention", "show", str(op), "--purpose", "pārbaude", *signed]
    assert run([*words, "--database", url, "--key-beside-data"]) == 0
    assert capfdbinary.readouterr().out == sample.lines[0] + b"\n"
