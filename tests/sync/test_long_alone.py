"""A desk that worked alone for long sends its first lines before it has sealed its last."""

import random
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from kacdesk.central.database import Database
from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.store import sealing, tables
from kacdesk.sync import cycle as cycles
from kacdesk.sync.cycle import run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.transport import Transport
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import MakeDesk

VISITS = 1000


def _log_many(context: Context) -> None:
    """Log visits as the store takes them, a thousand in a transaction: how they got there is not what is shown."""
    now = clock.now_utc()
    values = {"status": "registered", "start_quality": "MEASURED", "channel": "IN_PERSON", "made_at": now}
    values |= {"started_at": now, "counted_on": clock.riga_day(now), "made_by": context.actor.id}
    for _ in range(VISITS // 1000):
        with context.store.unit(context.actor.id) as unit:
            for _ in range(1000):
                unit.insert("visit", new_id(), values)


def _captured(context: Context) -> int:
    with context.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(tables.capture)) or 0


def test_everything_arrives_in_one_cycle_and_the_first_batch_does_not_wait_for_the_last_seal(
    desk: MakeDesk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "AHEAD", 200)
    context = desk("ilgi viens")
    _log_many(context)
    waiting: list[int] = []
    transport = Transport(overview(context.store).central_url or "")
    try:
        work = cycles.steps(context.store, Engine(random.Random(7)))
        question = next(work)
        while True:
            waiting.append(_captured(context))
            question = work.send(cycles.ask(transport, question))
    except StopIteration as ended:
        done = ended.value
    finally:
        transport.close()
    assert waiting[0] > VISITS / 2, "most of it is still to be sealed when the first question goes"
    assert sorted(waiting, reverse=True) == waiting
    assert waiting[-1] == 0
    assert done.trouble is None
    assert overview(context.store).all_sent
    assert picture_at(database) == picture_of(context.store)


def test_a_save_in_the_middle_of_a_cycle_is_sealed_by_the_next(desk: MakeDesk) -> None:
    context = desk("pirmais")
    saved: Callable[[], UUID] = new_id
    with context.store.unit(context.actor.id) as unit:
        now = clock.now_utc()
        values = {"status": "registered", "start_quality": "MEASURED", "channel": "IN_PERSON", "made_at": now}
        values |= {"started_at": now, "counted_on": clock.riga_day(now), "made_by": context.actor.id}
        unit.insert("visit", saved(), values)
    before = _captured(context)
    sealing.seal_ahead(context.store)
    assert _captured(context) == before > 0
    assert sealing.seal(context.store) == before


def test_a_cycle_that_is_ended_half_way_keeps_what_it_brought_and_the_next_goes_on(
    desk: MakeDesk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "AHEAD", 200)
    context = desk("aizver logu")
    _log_many(context)
    transport = Transport(overview(context.store).central_url or "")
    left = iter([True] * 3)
    try:
        run_cycle(context.store, transport, Engine(random.Random(7)), goes_on=lambda: next(left, False))
        half = overview(context.store).unsent
        assert 0 < half < VISITS * 2
        assert not overview(context.store).all_sent
        assert run_cycle(context.store, transport, Engine(random.Random(7))).trouble is None
    finally:
        transport.close()
    assert overview(context.store).all_sent
    assert picture_at(database) == picture_of(context.store)
