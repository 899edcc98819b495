"""After an upgrade the central store reads by itself what it could only keep: in small steps, beside whoever sends."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import urllib3
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from kacdesk.central import catching_up, judging
from kacdesk.central.catching_up import catch_up
from kacdesk.central.database import Database, open_database
from kacdesk.central.effects import Effects
from kacdesk.central.folding import fold
from kacdesk.central.judging import Judged
from kacdesk.central.metrics import Metrics
from kacdesk.central.overview import PARKED_LATE_MS, Alarm, overview
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import ADMIN_ACT, CONFLICT, FEED, OP, RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock
from tests.central.administering import Earlier, known, second_desk, sent
from tests.central.asking import count, pull_all, rows, shown
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, staff_values
from tests.helpers.server_process import running_server

CALL = "phone_consultation"
WITHOUT_CALLS = Earlier(without=frozenset({CALL}))
WITHOUT_NOTES = Earlier(fields={CALL: frozenset({"note"})})
NEWER = CATALOG.version + 1
SOON_S = 20


def _called(sample: SampleDesk, number: int) -> UUID:
    record, _ = sample.ins(CALL, {"topic": f"Izdomāts {number}", "status": "registered"}, schema=NEWER)
    return record


def _noted(sample: SampleDesk, times: int) -> tuple[UUID, UUID]:
    """Begin one call and write its note anew and anew, each time upon what was there; return record and last op."""
    values = {"topic": "Jautājums", "note": "piezīme 0", "status": "registered"}
    record, op = sample.ins(CALL, values, schema=NEWER)
    for number in range(1, times):
        op = sample.set(CALL, record, {"note": f"piezīme {number}"}, base={"note": op})
    return record, op


def _outcomes(database: Database) -> set[tuple[str, str]]:
    return {(row.outcome, row.code) for row in rows(database, OP)}


def _soon(true: Callable[[], bool]) -> bool:
    until_ms = clock.monotonic_ms() + SOON_S * 1000
    while not true():
        if clock.monotonic_ms() > until_ms:
            return False
    return True


def test_pushes_go_in_between_while_many_lines_are_read_again(database: Database) -> None:
    sample, desk = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    calls = [_called(sample, number) for number in range(45)]
    sent(database, sample, catalog=WITHOUT_CALLS)
    metrics, seen = Metrics(), []

    def push_meanwhile() -> bool:
        seen.append(
            next(line for line in metrics.text().decode().splitlines() if line.startswith("kac_lines_to"))
        )
        other.ins("staff", staff_values(f"Paraugs {len(seen)}"))
        assert sent(database, other, first=len(seen)) == []
        return True

    done = catch_up(database, CATALOG, "BALVI", breathe=push_meanwhile, metrics=metrics)

    assert done == Judged(lines=45, applied=45)
    assert seen == [f"kac_lines_to_catch_up {left}.0" for left in (45, 25, 5)]
    assert "kac_lines_caught_up_total 45.0" in metrics.text().decode()
    assert "kac_lines_to_catch_up 0.0" in metrics.text().decode()
    entries = pull_all(SqlStore(database, CATALOG), database, desk)
    assert [shown(entries, call)["topic"] for call in calls] == [f"Izdomāts {number}" for number in range(45)]
    assert [entry.c for entry in entries] == list(range(1, len(entries) + 1))
    assert count(database, RECORD) == 48
    assert [act.detail for act in rows(database, ADMIN_ACT, act="reproject")] == [
        {"lines": 45, "applied": 45}
    ]


def test_who_was_stopped_half_way_goes_on_where_it_was(database: Database) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, _ = _noted(sample, 30)
    sent(database, sample, catalog=WITHOUT_NOTES)

    assert catch_up(database, CATALOG, "BALVI", breathe=lambda: False).applied == 20
    assert rows(database, RECORD)[0].x == {"note": "piezīme 29"}, "later lines of the record still need it"
    assert catch_up(database, CATALOG, "BALVI") == Judged(lines=10, applied=10)

    (kept,) = rows(database, RECORD)
    assert (kept.f["note"], kept.x) == ("piezīme 29", {})
    assert rows(database, CONFLICT) == []
    assert _outcomes(database) == {("applied", "")}
    assert shown(pull_all(SqlStore(database, CATALOG), database, desk), record)["note"] == "piezīme 29"


def test_what_an_older_process_parks_meanwhile_is_read_at_the_next_look_and_loses_no_word(
    database: Database,
) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, newest = _noted(sample, 21)
    sent(database, sample, catalog=WITHOUT_NOTES)
    sample.set(CALL, record, {"note": "pēdējā"}, base={"note": newest})

    def older_process() -> bool:
        if count(database, OP) == 21:
            sent(database, sample, catalog=WITHOUT_NOTES, first=22)
        return True

    catch_up(database, CATALOG, "BALVI", breathe=older_process)
    assert _outcomes(database) == {("applied", ""), ("parked", "field-unknown")}
    assert catch_up(database, CATALOG, "BALVI") == Judged(lines=1, applied=1)
    (kept,) = rows(database, RECORD)
    assert (kept.f["note"], kept.x) == ("pēdējā", {})
    assert rows(database, CONFLICT) == []


def test_two_who_catch_up_at_once_apply_no_line_twice(pg: Database) -> None:
    sample, _ = enrolled(pg, "BALVI")
    for number in range(60):
        _called(sample, number)
    sent(pg, sample, catalog=WITHOUT_CALLS)
    told = count(pg, FEED)
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(catch_up, pg, CATALOG, "BALVI") for _ in range(2)]
        assert sum(each.result().applied for each in done) == 60
    assert count(pg, FEED) == told + 60


def test_what_this_version_cannot_read_either_is_left_as_it_is(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("register_of_tomorrow", {"name": "Paraugs"})
    sample.ins("staff", staff_values(languages="lv"))
    sent(database, sample)
    before = rows(database, OP), rows(database, FEED)
    assert catch_up(database, CATALOG, "BALVI") == Judged(lines=2, waiting=2)
    assert (rows(database, OP), rows(database, FEED)) == before
    assert rows(database, ADMIN_ACT) == [], "nothing was done"


def test_a_field_that_breaks_a_rule_of_this_version_is_remembered_no_more(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    record = _called(sample, 1)
    op = sample.set(CALL, record, {"note": "x" * 5000})
    sent(database, sample, catalog=WITHOUT_NOTES)
    waits = Judged(lines=1, waiting=1)
    assert [catch_up(database, CATALOG, "BALVI") for _ in range(2)] == [waits, waits]
    assert rows(database, RECORD)[0].x == {}
    sample.set(CALL, record, {"note": "īsa"}, base={"note": op})
    assert sent(database, sample, first=3) == []
    assert rows(database, RECORD)[0].f["note"] == "īsa"


def test_a_line_that_breaks_us_waits_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sample, _ = enrolled(database, "BALVI")
    broken, *_others = [_called(sample, number) for number in range(3)]
    sent(database, sample, catalog=WITHOUT_CALLS)

    def breaking(arrival: Any, held: Any, items: Any, *, cur: int) -> Effects:
        if any(item.line.record == broken for item in items):
            raise RuntimeError("Kanarijs")
        return fold(arrival, held, items, cur=cur)

    monkeypatch.setattr(judging, "fold", breaking)
    assert catch_up(database, CATALOG, "BALVI") == Judged(lines=3, applied=2, waiting=1)
    assert "a parked line could not be judged" in caplog.text
    assert "Kanarijs" not in caplog.text


def test_whoever_serves_looks_again_and_again_also_after_an_outage(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sample, _ = enrolled(database, "BALVI")
    _called(sample, 1)
    sent(database, sample, catalog=WITHOUT_CALLS)
    points, outages = catching_up._points, [OperationalError("", (), Exception())]

    def asked(database: Database, *, since_ms: int) -> list[str]:
        if outages:
            raise outages.pop()
        return points(database, since_ms=since_ms)

    monkeypatch.setattr(catching_up, "_points", asked)
    monkeypatch.setattr(catching_up, "_LOOK_S", 0.01)
    with catching_up.catching_up(database, CATALOG, Metrics()):
        assert _soon(lambda: _outcomes(database) == {("applied", "")})
        _called(sample, 2)
        sent(database, sample, catalog=WITHOUT_CALLS, first=2)
        assert _soon(lambda: _outcomes(database) == {("applied", "")})
    assert "catching up put off" in caplog.text
    assert "kac-catching-up" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.journey
def test_an_upgraded_service_reads_by_itself_what_waited_for_it(
    pg: Database, pg_url: str, tmp_path: Path, workers: str
) -> None:
    _reads_by_itself(pg, ["--database", pg_url, "--workers", workers], tmp_path / "log")


@pytest.mark.journey
def test_an_upgraded_embedded_store_reads_by_itself_what_waited_for_it(file_url: str, tmp_path: Path) -> None:
    with closing(open_database(file_url, unlock=Unlock(beside_data=True))) as database:
        _reads_by_itself(database, ["--database", file_url, "--key-beside-data"], tmp_path / "log")


def _counted(metrics_url: str) -> bool:
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        return "kac_lines_caught_up_total 1.0" in pool.request("GET", metrics_url).data.decode()


def _reads_by_itself(database: Database, where: list[str], log: Path) -> None:
    sample, _ = enrolled(database, "BALVI")
    _called(sample, 1)
    sent(database, sample, catalog=WITHOUT_CALLS)
    with running_server(["serve", "--metrics-port", "0", *where], log=log) as running:
        assert _soon(lambda: _outcomes(database) == {("applied", "")})
        metrics_url = running.metrics_url
        assert metrics_url is None or _soon(lambda: _counted(metrics_url))
    events = [json.loads(line) for line in log.read_text().splitlines()]
    (caught_up,) = [event for event in events if event["event"] == "caught up"]
    facts = {name: caught_up[name] for name in ("point", "lines", "applied", "ended", "waiting")}
    assert facts == {"point": "BALVI", "lines": 1, "applied": 1, "ended": 0, "waiting": 0}


def test_lines_that_nobody_here_understands_for_a_day_are_an_alarm(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    now_ms = clock.now_ms()
    for _ in range(2):
        sample.ins("register_of_tomorrow", {"name": "Paraugs"})
    sent(database, sample, now_ms=now_ms)
    assert known(database, sample).status == "active"

    def alarms(later_ms: int) -> list[Alarm]:
        with database.whole() as connection:
            found = overview(connection, now_ms=now_ms + later_ms).alarms
        return [alarm for alarm in found if alarm.code == "parked-late"]

    assert alarms(PARKED_LATE_MS) == []
    assert alarms(PARKED_LATE_MS + 1) == [Alarm("parked-late", "BALVI", "2", now_ms)]
    with database.whole() as connection:
        connection.execute(update(OP).values(code="draining"))
    assert alarms(PARKED_LATE_MS + 1) == [], "what a person holds back is no question of the version"
