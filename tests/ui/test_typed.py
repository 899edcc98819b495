"""This file is the place where short ways of writing are read as people mean them."""

from datetime import UTC, date, datetime

import pytest

from kacdesk.ui.fields.typed import (
    read_day,
    read_duration,
    read_integer,
    read_moment,
    read_money,
    show_duration,
    show_moment,
    show_money,
)

DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "10:05",
        "1005",
        "10.05",
        "02.03.2026. 10:05",
        "02.03.2026 10:05",
        "2026-03-02 10:05",
        " 2.3.2026.  1005 ",
    ],
)
def test_a_moment_is_read(typed: str) -> None:
    assert read_moment(typed, day=DAY) == MOMENT


@pytest.mark.parametrize("typed", ["25:00", "10:61", "rīt", "31.02.2026. 10:00", "10:05 10:05"])
def test_what_is_no_moment_is_not_read(typed: str) -> None:
    assert read_moment(typed, day=DAY) is None


def test_a_moment_that_is_shown_is_read_back() -> None:
    assert read_moment(show_moment(MOMENT), day=date(2020, 1, 1)) == MOMENT


def test_a_day_without_its_year_is_of_this_year() -> None:
    day = read_day("2.3.")
    assert day is not None
    assert (day.day, day.month) == (2, 3)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("3:20", 200), ("1:02:03", 3723), ("12", 720), ("12 min", 720), ("3:75", None), ("ilgi", None)],
)
def test_a_duration_is_read(typed: str, seconds: int | None) -> None:
    assert read_duration(typed) == seconds


@pytest.mark.parametrize("seconds", [0, 59, 60, 3599, 3600, 86_400])
def test_a_duration_that_is_shown_is_read_back(seconds: int) -> None:
    assert read_duration(show_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("typed", "cents"), [("4,27", 427), ("4.2", 420), ("4 €", 400), ("1 234,50", 123_450), ("x", None)]
)
def test_an_amount_is_read(typed: str, cents: int | None) -> None:
    assert read_money(typed) == cents


def test_an_amount_that_is_shown_is_read_back() -> None:
    assert read_money(show_money(123_405)) == 123_405


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), ("1 000", 1000), ("-3", -3), ("3,5", None), ("", None)]
)
def test_a_whole_number_is_read(typed: str, number: int | None) -> None:
    assert read_integer(typed) == number
