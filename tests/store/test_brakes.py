"""This file is the place where a mass change from elsewhere is shown to be stopped, and an ordinary day not."""

from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.ids import new_id
from kacdesk.services import attention, records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import tables
from kacdesk.store.brakes import MOST_HIDDEN
from kacdesk.wire.messages import FeedSet
from tests.helpers import desk
from tests.store.told import Feed, a_foreign_visit, cursor

DAY_MS = 86_400_000


@pytest.fixture
def visits(context: Context, feed: Feed) -> list[UUID]:
    """Return 60 visits of another desk, all here."""
    found = [new_id() for _ in range(60)]
    feed.apply(*(feed.set("visit", record, a_foreign_visit(context)) for record in found))
    return found


def void(feed: Feed, record: UUID, *, at_ms: int | None = None) -> FeedSet:
    told = {"status": "voided", "void_reason": "kļūda"}
    return feed.set("visit", record, told, do="void", y="kļūda", w=at_ms or clock.now_ms())


def voided(feed: Feed) -> int:
    return sum(row["status"] == "voided" for row in desk.registered(feed.store, "visit"))


def state(feed: Feed) -> dict[str, object]:
    (row,) = desk.all_rows(feed.store, tables.sync_state)
    return row


def test_a_page_that_voids_too_many_is_not_put_in(feed: Feed, visits: list[UUID]) -> None:
    before = cursor(feed.store)
    done = feed.apply(*(void(feed, record) for record in visits), head=500)
    assert (done.stopped, done.cursor, cursor(feed.store)) == (60, before, before)
    assert voided(feed) == 0
    assert (state(feed)["mass_change"], state(feed)["mass_change_head"]) == (60, 500)


def test_small_pages_add_up(feed: Feed, visits: list[UUID]) -> None:
    stopped = [feed.apply(void(feed, record)).stopped for record in visits[: MOST_HIDDEN + 1]]
    assert stopped == [None] * MOST_HIDDEN + [MOST_HIDDEN + 1]
    assert voided(feed) == MOST_HIDDEN


def test_as_many_over_many_days_are_ordinary_work(feed: Feed, visits: list[UUID]) -> None:
    now = clock.now_ms()
    done = feed.apply(
        *(void(feed, record, at_ms=now - place * DAY_MS // 10) for place, record in enumerate(visits))
    )
    assert done.stopped is None
    assert voided(feed) == 60


def test_erasures_count_too(feed: Feed, visits: list[UUID]) -> None:
    assert feed.apply(*(feed.purge(record) for record in visits)).stopped == 60
    assert len(desk.registered(feed.store, "visit")) == 60


def test_few_among_many_pass(context: Context, feed: Feed, visits: list[UUID]) -> None:
    for _ in range(6):
        feed.apply(*(feed.set("visit", new_id(), a_foreign_visit(context)) for _ in range(200)))
    assert feed.apply(*(void(feed, record) for record in visits)).stopped is None


def test_a_retention_rule_is_no_mass_change(feed: Feed, visits: list[UUID]) -> None:
    emptied = [feed.set("visit", record, {"note": None}, do="forget", y="laiks") for record in visits]
    assert feed.apply(*emptied).stopped is None


def test_old_records_that_come_voided_are_no_mass_change(context: Context, feed: Feed) -> None:
    told = a_foreign_visit(context) | {"status": "voided", "void_reason": "sen"}
    assert feed.apply(*(feed.set("visit", new_id(), told, do="ins") for _ in range(80))).stopped is None


def test_a_supervisor_lets_it_pass_as_far_as_it_was_known(
    context: Context, feed: Feed, visits: list[UUID]
) -> None:
    entries = [void(feed, record) for record in visits]
    feed.apply(*entries, head=entries[-1].c)
    assert attention.allow_mass_change(context, "Izdomāts iemesls") == 60
    assert feed.apply(*entries).stopped is None
    assert voided(feed) == 60
    assert state(feed)["mass_change"] is None
    more = [new_id() for _ in range(60)]
    feed.apply(*(feed.set("visit", record, a_foreign_visit(context)) for record in more))
    assert feed.apply(*(void(feed, record) for record in more)).stopped == 60, (
        "what came later was not allowed"
    )


def test_a_clerk_may_not_allow_it(context: Context, feed: Feed, visits: list[UUID]) -> None:
    records.save(context, "staff", {"name": "Cita Darbiniece", "role": "CLERK", "active": True})
    feed.apply(*(void(feed, record) for record in visits))
    with pytest.raises(Refused):
        attention.allow_mass_change(accounts.act_as(context.store, "Cita Darbiniece"), "iemesls")
    assert state(feed)["mass_change_allowed"] is None
