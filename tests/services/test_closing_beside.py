"""A report is closed beside those who save: nobody waits while it is counted, and what was saved before is in it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from kacdesk.figures.period import Period
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.reporting import closing, meanwhile, writing
from kacdesk.services.reporting.meanwhile import is_touched_since, newest_change
from kacdesk.store.session import row_of
from tests.helpers import desk
from tests.helpers.desk import hold_clock

SEPTEMBER, OCTOBER = Period.month(2026, 9), Period.month(2026, 10)
AFTER_SEPTEMBER = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Context]:
    """A desk with a September of one visit, on 5 October."""
    hold_clock(monkeypatch.setattr, AFTER_SEPTEMBER)
    with desk.opened(desk.copy_desk(tmp_path)) as opened:
        a_visit(opened, 9)
        yield opened


def a_visit(context: Context, month: int) -> UUID:
    started = datetime(2026, month, 2, 9, 30, tzinfo=UTC)
    return records.save(context, "visit", desk.visit(started_at=started), {"visit_service": [desk.line()]}).id


@pytest.fixture
def while_drawn(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What happens while the paper is drawn: the first time the first of these, and so on."""
    acts: list[Callable[[], object]] = []
    draw, left = writing.drawn, iter(acts)

    def acted(*asked: Any) -> bytes:
        next(left, lambda: None)()
        return draw(*asked)

    monkeypatch.setattr(closing, "drawn", acted)
    return acts


def visits(context: Context, period: Period) -> int:
    return int(closing.closed_figures(context, period).summary.visits)


def test_what_is_saved_into_the_month_while_it_is_closed_is_in_it(
    context: Context, while_drawn: list[Callable[[], object]]
) -> None:
    while_drawn.append(lambda: a_visit(context, 9))
    closing.close(context, SEPTEMBER)
    assert visits(context, SEPTEMBER) == 2
    assert closing.report(context, OCTOBER).corrections == ()
    assert closing.draw_closed(context, SEPTEMBER) == closing.closed_paper(context, SEPTEMBER)


def test_what_is_saved_today_does_not_make_it_count_again(
    context: Context, while_drawn: list[Callable[[], object]]
) -> None:
    while_drawn += [lambda: a_visit(context, 10), lambda: pytest.fail("was drawn again")]
    closing.close(context, SEPTEMBER)
    assert visits(context, SEPTEMBER) == 1


def test_who_saves_without_end_waits_for_it_at_last(
    context: Context, while_drawn: list[Callable[[], object]]
) -> None:
    last = Thread(target=a_visit, args=(context, 9))
    while_drawn += [lambda: a_visit(context, 9), lambda: a_visit(context, 9), last.start]
    closing.close(context, SEPTEMBER)
    last.join()
    assert visits(context, SEPTEMBER) == 3
    (correction,) = closing.report(context, OCTOBER).corrections
    assert {each.key: len(each.came.rows) for each in correction.records}["visit"] == 1


CHANGES: dict[str, tuple[Callable[[Context, UUID], object], bool]] = {
    "nothing": (lambda _context, _before: None, False),
    "a visit of today": (lambda context, _before: a_visit(context, 10), False),
    "a visit of the month before": (lambda context, _before: a_visit(context, 8), True),
    "a line of a visit of the month": (
        lambda context, before: correct(context, before, {}, {"visit_service": [desk.line(quantity=3)]}),
        True,
    ),
    "a visit that leaves the month": (
        lambda context, before: correct(
            context, before, {"started_at": datetime(2026, 10, 2, 9, tzinfo=UTC)}
        ),
        True,
    ),
    "a visit that is voided": (
        lambda context, before: records.void(context, "visit", before, reason="kļūda"),
        True,
    ),
    "a person of the staff": (
        lambda context, _before: records.save(
            context, "staff", {"name": "Otrā Izdomātā", "role": "CLERK", "active": True}
        ),
        True,
    ),
    "a document of today": (
        lambda context, _before: records.save(context, "received_document", desk.document()),
        False,
    ),
}


def correct(context: Context, record: UUID, values: dict[str, Any], lines: Any = None) -> None:
    with context.store.read() as connection:
        rev = row_of(connection, context.catalog, "visit", record)["rev"]
    records.correct(context, "visit", record, values, lines, rev=rev, reason="kļūda")


def test_only_what_the_report_tells_counts_as_touched(context: Context) -> None:
    found = {}
    for name, (change, _touches) in CHANGES.items():
        before = a_visit(context, 9)
        with context.store.read() as connection:
            place = newest_change(connection)
        change(context, before)
        with context.store.read() as connection:
            found[name] = is_touched_since(connection, context.catalog, place, SEPTEMBER)
    assert found == {name: touches for name, (_change, touches) in CHANGES.items()}


def test_many_changes_are_not_looked_at_one_by_one(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    with context.store.read() as connection:
        place = newest_change(connection)
    a_visit(context, 10)
    monkeypatch.setattr(meanwhile, "MOST_LOOKED_AT", 1)
    with context.store.read() as connection:
        assert is_touched_since(connection, context.catalog, place, SEPTEMBER)
