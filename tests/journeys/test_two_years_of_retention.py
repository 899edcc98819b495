"""Two years of a point in simulated time: names go on the right day, everywhere, and no figure changes by it."""

import random
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import BLOB_CHUNK, CONFLICT, FEED, OP, QUARANTINE, RECORD
from kacdesk.core import clock
from kacdesk.figures.period import Period
from kacdesk.figures.plain import numbers
from kacdesk.services import deadlines, lists, records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.keeping.retention_run import Run, run_automatic
from kacdesk.services.papers import attachments
from kacdesk.services.people import accounts
from kacdesk.services.reporting import counting
from kacdesk.store import opening, tables
from kacdesk.store.files import folder_of
from kacdesk.store.session import Store
from kacdesk.sync.cycle import run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.transport import Transport
from tests.helpers import desk
from tests.helpers.desk import FixedClock, hold_clock
from tests.helpers.long_run import LONG
from tests.helpers.thread_server import Served, served
from tests.store.test_purging import decrypted
from tests.sync.conftest import UNLOCK, ticket

pytestmark = [pytest.mark.journey, pytest.mark.clause("002-11", "000-20")]

MONTHS = 24
KEPT_MONTHS = 12


def _month(place: int) -> Period:
    return Period.month(2027 + place // 12, 1 + place % 12)


def _token(place: int) -> str:
    """Return a made-up surname that stands for one month and is found in no other word; folded it is only small."""
    return f"Izdomkanars{chr(97 + place // 10)}{chr(97 + place % 10)}q"


def _at(held: FixedClock, day: date, hour: int = 10) -> None:
    held.at = datetime(day.year, day.month, day.day, hour, tzinfo=clock.RIGA).astimezone(UTC)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """The wall clock, which stands until the test moves it."""
    return hold_clock(monkeypatch.setattr, datetime(2027, 1, 1, 8, tzinfo=UTC))


@pytest.fixture
def two_desks(
    held: FixedClock, store: SqlStore, database: Database, tmp_path: Path
) -> Iterator[tuple[list[Context], Served]]:
    """Two desks of a point with the shipped rules, and the central store that they exchange with."""
    if database.embedded and not LONG:
        pytest.skip("the embedded central store is played with KAC_LONG=1")
    with served(build_app(store)) as central:
        made = []
        for name in ("pirmais", "otrais"):
            point = opening.PointInfo(code="BALVI", title="Balvi", type="regional", sample=True)
            own = opening.create(tmp_path / name, UNLOCK, point)
            reference_data.load(own, reference_data.shipped_catalogue())
            made.append(accounts.add_first_person(own, f"Paraugs {name}"))
            if name == "pirmais":
                deadlines.seed(made[0])
            enrol(own, ticket(database), central.url, sample=True)
            _exchange(made[-1], central)
        yield made, central
        for context in made:
            context.store.close()


def _exchange(context: Context, central: Served) -> None:
    transport = Transport(central.url)
    try:
        assert run_cycle(context.store, transport, Engine(random.Random(5))).trouble is None
    finally:
        transport.close()


def _a_month_of_work(context: Context, other: Context, central: Served, place: int) -> None:
    """Log contacts in which the name of the month stands wherever a person can write one."""
    name = f"Paraugs {_token(place)}"
    values = desk.visit(customer_name=name, customer_code="321234-56789", note=f"{name} atnāca")
    seen = records.save(context, "visit", values, {"visit_service": [desk.line(line_note=f"par {name}")]}).id
    attachments.attach_content(context, "visit", seen, f"%PDF-1.4 {name}".encode())
    records.correct(context, "visit", seen, {"channel": "POST"}, rev=0, reason=f"Tā teica {name}")
    twice = records.save(context, "visit", desk.visit(customer_name=name)).id
    records.void(context, "visit", twice, reason=f"{name} ievadīts divreiz")
    records.save(context, "phone_consultation", desk.call(caller_name=name))
    lists.open_record(context, "visit", seen, purpose=f"Zvanīja {name}")
    lists.log_access(context, "export", "visit", [seen, twice], purpose=f"Meklē {name}")
    drafts.keep(context, drafts.begin("visit", {"note": f"{seen} {name}"}))
    _exchange(context, central)
    _exchange(other, central)
    for each, told in ((context, "viens"), (other, "otrs")):  # neither knows of the other: a conflict
        rev = records_of(each, seen)["rev"]
        changed = {"customer_contact": f"{_token(place)}.{told}@example.lv"}
        records.correct(each, "visit", seen, changed, rev=rev, reason="Saziņai")
    for each in (context, other, context):
        _exchange(each, central)


def records_of(context: Context, record: Any) -> dict[str, Any]:
    """Return the row of a visit."""
    return next(row for row in desk.registered(context.store, "visit") if row["id"] == record)


def _everything(context: Context, database: Database) -> bytes:
    """Return every byte that the desk's disk and the central store's tables hold, capital letters made small."""
    context.store.cut_log()
    told = [decrypted(context.store)]
    with database.whole() as connection:
        for table in (RECORD, FEED, OP, QUARANTINE, CONFLICT, BLOB_CHUNK):
            for row in connection.execute(table.select()):
                told += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b" ".join(told).lower()


def _in_small(place: int) -> bytes:
    """Return the name of a month as `_everything` would hold it, whether it was written, folded or shouted."""
    return _token(place).lower().encode()


def _scans(context: Context, database: Database) -> tuple[int, int]:
    """Return how many scans lie in the desk's folder, and how many at the central store."""
    with database.whole() as connection:
        stored = len(connection.execute(BLOB_CHUNK.select()).all())
    return sum(1 for _ in folder_of(context.store).iterdir()), stored


def _figures(context: Context, month: Period) -> dict[str, Any]:
    counted = numbers(counting.figures(context, month))
    return {name: value for name, value in counted.items() if "unsent" not in name}


def _run(desks: list[Context], central: Served, *, apart: bool = False) -> list[Run]:
    """Let each desk carry out the rules; `apart` neither has heard of the other by then."""
    done = []
    for context in desks:
        if not apart:
            _exchange(context, central)
        done.append(run_automatic(context.store))
        if not apart:
            _exchange(context, central)
    for context in (*desks, *desks):
        _exchange(context, central)
    return done


def _acts(store: Store) -> list[dict[str, Any]]:
    return [row for row in desk.registered(store, "destruction_act") if row["kind"] == "FORGET"]


def test_names_go_on_the_right_day_everywhere_and_the_counts_stay(
    two_desks: tuple[list[Context], Served], database: Database, held: FixedClock
) -> None:
    desks, central = two_desks
    closed: dict[Period, dict[str, Any]] = {}
    first, other = desks
    for place in range(MONTHS):
        month = _month(place)
        _at(held, month.first_day.replace(day=10))
        _a_month_of_work(first, other, central, place)
        _at(held, month.last_day, hour=20)
        gone = place - KEPT_MONTHS
        if gone >= 0:  # the last day on which the names of a year ago are kept
            assert [run.records for run in _run(desks, central)] == [0, 0]
            assert _in_small(gone) in _everything(first, database)
        closed[month] = _figures(first, month)
        _at(held, month.last_day + timedelta(days=1), hour=8)
        apart = place == MONTHS - 1  # at last both are without a line, and both do it
        runs = _run(desks, central, apart=apart)
        kept = place + 1 if gone < 0 else KEPT_MONTHS
        assert _scans(first, database) == (kept, kept), f"the scans of {kept} months are kept"
        if gone >= 0:
            assert [run.records for run in runs] == [3, 3 if apart else 0]
            for context in desks:
                left = _everything(context, database)
                assert _in_small(gone) not in left, f"{_token(gone)} is still there on {clock.today_riga()}"
                assert _in_small(place) in left
    for context in desks:
        assert {month: _figures(context, month) for month in closed} == closed
        assert desk.all_rows(context.store, tables.exception) == [], "the central store refused something"
    _every_act_lists_what_went(desks)


def _every_act_lists_what_went(desks: list[Context]) -> None:
    """One act for each rule and month, closed, its lines as many as it says; the same on both desks."""
    acts = _acts(desks[0].store)
    assert len(acts) == 2 * (MONTHS - KEPT_MONTHS) + 2, "a month that both desks forgot has acts of both"
    lines = desk.registered(desks[0].store, "destruction_act_line")
    for act in acts:
        mine = [line for line in lines if line["act_id"] == act["id"]]
        assert act["done_on"] is not None
        assert len(mine) == act["count"] > 0
        assert all(line["kept_until"] < act["done_on"] for line in mine)
        assert all(
            line["kept_until"].day == monthrange(line["kept_until"].year, line["kept_until"].month)[1]
            for line in mine
        )
    assert {act["number"] for act in _acts(desks[1].store)} == {act["number"] for act in acts}
