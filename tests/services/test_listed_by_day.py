"""This file is the place where registers that count no contacts are listed and narrowed by their own day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.services import filters, lists, records
from kacdesk.services.context import Context
from kacdesk.spec.listing import ListQuery, Place
from tests.helpers.own_registers import SampleCheck, SampleRequest, desk_with

REQUEST, CHECK = SampleRequest.__tablename__, SampleCheck.__tablename__


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with desk_with(tmp_path_factory.mktemp("own"), SampleRequest, SampleCheck) as context:
        for hours in (0, 50, 26, 2):
            at = datetime(2026, 3, 2, 21, 30, tzinfo=UTC) - timedelta(hours=hours)
            records.save(context, REQUEST, {"asked_at": at, "subject": f"pirms {hours}"})
        days = (None, date(2026, 3, 1), None, date(2026, 3, 9), date(2026, 3, 1), None, date(2026, 2, 1))
        for place, day in enumerate(days):
            records.save(context, CHECK, {"checked_on": day, "what": f"{place}"})
        yield context


def _told(context: Context, register: str, query: ListQuery, column: int = 1) -> list[str]:
    return [cells[column] for cells in lists.page(context, register, query).cells]


def test_what_has_a_moment_is_listed_newest_first(own: Context) -> None:
    assert _told(own, REQUEST, ListQuery()) == ["pirms 0", "pirms 2", "pirms 26", "pirms 50"]
    assert _told(own, REQUEST, ListQuery(ascending=True))[0] == "pirms 50"


def test_what_has_no_day_comes_last(own: Context) -> None:
    assert _told(own, CHECK, ListQuery()) == ["3", "4", "1", "6", "5", "2", "0"]


@given(limit=st.integers(1, 8), ascending=st.booleans())
def test_pages_of_any_size_make_the_same_list(own: Context, limit: int, ascending: bool) -> None:
    whole = _told(own, CHECK, ListQuery(ascending=ascending))
    found: list[str] = []
    after: Place | None = None
    while True:
        page = lists.page(own, CHECK, ListQuery(limit=limit, ascending=ascending, after=after))
        found += [cells[1] for cells in page.cells]
        if not page.more:
            break
        after = page.end
    assert found == whole


def test_a_moment_belongs_to_its_day_in_riga(own: Context) -> None:
    """21.30 in UTC is half an hour before midnight in Riga, two hours of winter time further on."""
    second = ListQuery(since=date(2026, 3, 2), until=date(2026, 3, 2))
    assert _told(own, REQUEST, second) == ["pirms 0", "pirms 2"]
    assert _told(own, REQUEST, ListQuery(until=date(2026, 3, 1))) == ["pirms 26", "pirms 50"]
    assert lists.count(own, REQUEST, second).found == 2


def test_days_narrow_a_list_by_day_and_leave_out_what_has_none(own: Context) -> None:
    march = ListQuery(since=date(2026, 3, 1), until=date(2026, 3, 31))
    assert _told(own, CHECK, march) == ["3", "4", "1"]


def test_days_are_offered_where_there_are_some(own: Context) -> None:
    for register in (REQUEST, CHECK):
        assert [each for each in filters.offered(own, register) if each.field == filters.DAYS]
    assert not [each for each in filters.offered(own, "staff") if each.field == filters.DAYS]


def test_a_typed_day_narrows_such_a_list(own: Context) -> None:
    typed = filters.typed_days("2.3.2026")
    assert typed is not None
    assert _told(own, REQUEST, filters.applied(ListQuery(), [typed])) == ["pirms 0", "pirms 2"]
