"""What a desk may do by its standing, what is told of it, and what is noticed when its disk is not the one it was."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select, update

from kacdesk.central import incidents
from kacdesk.central.__main__ import run
from kacdesk.central.admin import find_desk
from kacdesk.central.database import Database
from kacdesk.central.desks import admit_desk, drain_desk, is_silent, let_go, list_desks, lose_desk, shut_out
from kacdesk.central.devices import TokenRefused
from kacdesk.central.overview import Alarm, overview
from kacdesk.central.port import StandingDenied
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import DEVICE, INCIDENT, QUARANTINE, STREAM
from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.messages import Pending
from kacdesk.wire.versions import point_scope
from tests.central.administering import greeted, known, office, restreamed, second_desk, sent
from tests.central.asking import epoch, pull_all, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, staff_values

_DAY_MS = 24 * 60 * 60 * 1000
_MONDAY_MS = 1_773_050_400_000  # 9 March 2026, 12:00 in Riga


def _row(database: Database, sample: SampleDesk) -> object:
    with database.whole() as connection:
        return find_desk(connection, str(sample.device))


def test_a_reader_only_reads(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    other.ins("staff", staff_values())
    sent(database, other)
    with database.whole() as connection:
        admit_desk(connection, find_desk(connection, str(sample.device)), reader=True)
    sample.ins("staff", staff_values())
    with pytest.raises(StandingDenied):
        sent(database, sample)
    assert len(pull_all(SqlStore(database, CATALOG), database, known(database, sample))) == 1
    with database.whole() as connection:
        admit_desk(connection, find_desk(connection, str(sample.device)), reader=False)
    assert sent(database, sample) == []


def test_a_desk_that_is_being_drained_reads_nothing(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    with database.whole() as connection:
        shut_out(connection, find_desk(connection, str(sample.device)), now_ms=1)
    with pytest.raises(TokenRefused):
        known(database, sample)
    with database.whole() as connection:
        drain_desk(connection, find_desk(connection, str(sample.device)))
    with pytest.raises(StandingDenied):
        pull_all(SqlStore(database, CATALOG), database, known(database, sample))


def test_a_lost_desk_is_shut_out_and_what_was_on_it_is_told(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    for _ in range(3):
        other.ins("staff", staff_values())
    sent(database, other)
    greeted(
        database, sample, epoch=epoch(database).hex, cursors={point_scope("BALVI"): 2},
        pending=Pending(changes=4, oldest_ms=77),
    )  # fmt: skip
    with database.whole() as connection:
        was = lose_desk(connection, find_desk(connection, str(sample.device)), now_ms=9)
    assert (was.registers, was.unsent, was.oldest_unsent_ms, was.escrow) == ({"staff": 2}, 4, 77, False)
    assert [row.closed_ms for row in rows(database, DEVICE, status="lost")] == [9]
    with pytest.raises(TokenRefused):
        known(database, sample)
    with pytest.raises(Refused), database.whole() as connection:
        admit_desk(connection, find_desk(connection, str(sample.device)), reader=False)


def test_a_desk_is_let_go_when_nothing_is_unsent_or_for_a_reason(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    greeted(database, sample, pending=Pending(changes=1))
    with pytest.raises(Refused), database.whole() as connection:
        let_go(connection, find_desk(connection, str(sample.device)), even_so=" ", now_ms=1)
    with database.whole() as connection:
        let_go(connection, find_desk(connection, str(sample.device)), even_so="disks sadega", now_ms=1)
    with pytest.raises(Refused), database.whole() as connection:
        drain_desk(connection, find_desk(connection, str(sample.device)))


def test_another_stream_of_a_desk_is_noted_once(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    sent(database, sample)
    anew = restreamed(sample)
    for _ in range(2):
        greeted(database, anew)
    anew.ins("staff", staff_values())
    sent(database, anew)
    (noted,) = rows(database, INCIDENT)
    assert (noted.kind, noted.resolved_ms) == (incidents.FORKED, None)
    assert noted.detail == {"device": sample.device.hex, "stream": anew.stream.hex, "from": sample.stream.hex}
    with database.whole() as connection:
        before = dict.fromkeys([sample.stream])
        forked = select(STREAM.c.forked_from).where(STREAM.c.id == anew.stream)
        assert connection.execute(forked).scalar_one() in before
        (state,) = list_desks(connection, now_ms=clock.now_ms())
    assert (state.forks, set(state.series)) == (1, {sample.series, anew.series})


def test_two_disks_that_work_as_one_desk_are_noticed(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    sent(database, sample)
    with database.whole() as connection:
        connection.execute(update(STREAM).values(opened_ms=STREAM.c.opened_ms - 1000))
    clone = restreamed(sample)
    clone.ins("staff", staff_values())
    sent(database, clone)
    sent(database, sample)
    assert [row.kind for row in rows(database, INCIDENT)] == [incidents.FORKED]
    for _ in range(2):
        sample.ins("staff", staff_values())
        sent(database, sample)
    assert sorted(row.kind for row in rows(database, INCIDENT)) == [incidents.CLONED, incidents.FORKED]
    (noted,) = rows(database, INCIDENT, kind=incidents.CLONED)
    assert noted.detail["stream"] == sample.stream.hex


def _many(sample: SampleDesk, count: int, *, changes: bool) -> None:
    record, _ = sample.ins("staff", staff_values())
    for number in range(count):
        if changes:
            sample.set("staff", record, {"name": f"Paraugs {number}"})
        else:
            sample.ins("staff", staff_values())


@pytest.mark.parametrize(("changes", "noted"), [(True, 1), (False, 0)])
def test_many_changes_in_an_hour_are_noted_but_not_what_an_import_makes(
    database: Database, monkeypatch: pytest.MonkeyPatch, changes: bool, noted: int
) -> None:
    monkeypatch.setattr(incidents, "MANY", 50)
    sample, _ = enrolled(database, "BALVI")
    _many(sample, 30, changes=changes)
    sent(database, sample, now_ms=_MONDAY_MS)
    for place in range(3):
        first = len(sample.lines) + 1
        _many(sample, 30, changes=changes)
        sent(database, sample, first=first, now_ms=_MONDAY_MS + place)
    assert [row.kind for row in rows(database, INCIDENT)] == [incidents.MANY_CHANGES] * noted


def test_as_many_changes_over_a_day_are_nothing_unusual(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incidents, "MANY", 50)
    sample, _ = enrolled(database, "BALVI")
    for place in range(4):
        first = len(sample.lines) + 1
        _many(sample, 30, changes=True)
        sent(database, sample, first=first, now_ms=_MONDAY_MS + place * 60 * 60 * 1000)
    assert rows(database, INCIDENT) == []


def test_a_desk_is_silent_after_three_working_days() -> None:
    friday = _MONDAY_MS - 3 * _DAY_MS
    assert not is_silent("active", friday, now_ms=_MONDAY_MS + 2 * _DAY_MS)
    assert is_silent("active", friday, now_ms=_MONDAY_MS + 3 * _DAY_MS)
    assert not is_silent("revoked", friday, now_ms=_MONDAY_MS + 30 * _DAY_MS)
    assert not is_silent("active", None, now_ms=_MONDAY_MS)


def test_the_overview_tells_what_needs_a_person(database: Database, tmp_path: Path) -> None:
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    sample.append(b"{}")
    sent(database, sample, now_ms=_MONDAY_MS)
    old = _MONDAY_MS - 3 * _DAY_MS
    greeted(
        database,
        sample,
        now_ms=_MONDAY_MS,
        wall=_MONDAY_MS + 600_000,
        pending=Pending(changes=5, oldest_ms=old),
    )
    greeted(database, other, now_ms=_MONDAY_MS - 9 * _DAY_MS)
    with database.whole() as connection:
        connection.execute(update(QUARANTINE).values(at_ms=old))
        found = overview(connection, now_ms=_MONDAY_MS)
    assert (found.desks, found.unsent, found.oldest_unsent_ms) == ({"active": 2}, 5, old)
    assert (found.attention, found.safe_age_ms, found.versions) == ({"quarantine": 1}, None, {"0.0-test": 2})
    device = str(sample.device)
    assert list(found.alarms) == [
        *([Alarm("unsent-late", "BALVI", device, old), Alarm("clock-off", "BALVI", device, _MONDAY_MS)]),
        Alarm("silent", "BALVI", str(other.device), _MONDAY_MS - 9 * _DAY_MS),
        Alarm("quarantine-late", "BALVI", f"{sample.stream}:1", old),
        Alarm("safe-never", "", ""),
    ]


def test_desks_by_commands(
    database: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", url, "--key-beside-data"]
    signed = office(database, tmp_path).options("anna")
    sample, _ = enrolled(database, "BALVI")
    device = str(sample.device)
    greeted(database, sample, pending=Pending(changes=2, oldest_ms=1), only_here=2, cursors={"p:BALVI": 0})
    assert run(["desk", "list", *where]) == 0
    assert "nenosūtīts 2" in capsys.readouterr().out
    for act in ("reader", "admit", "drain", "revoke"):
        assert run(["desk", act, device, *signed, *where]) == 0, act
    assert run(["desk", "admit", device, *signed, *where]) == 3
    assert run(["desk", "lost", device, *signed, *where]) == 0
    capsys.readouterr()
    assert run(["desk", "lost", device, "--json", *signed, *where]) == 0
    assert json.loads(capsys.readouterr().out)["unsent"] == 2
    assert run(["desk", "retire", device, *signed, *where]) == 3
    assert run(["desk", "retire", device, "--even-so", "sadedzis", *signed, *where]) == 0
    capsys.readouterr()
    assert run(["desk", "list", "--json", "--point", "BALVI", *where]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["status"], told["unsent"], told["only_here"], told["cursor_lag"]) == ("retired", 2, 2, 0)
    assert run(["overview", *where]) == 0
    assert run(["overview", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["desks"] == {"retired": 1}
