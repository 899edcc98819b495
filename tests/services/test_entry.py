"""This file is the place where what people and JSON give is held to become exactly the values that were meant."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.clock import riga_time
from kacdesk.models.catalog import CATALOG
from kacdesk.services.counter import entry
from kacdesk.services.records import read_references
from kacdesk.services.references import References
from kacdesk.spec.field import FieldSpec, Kind
from tests.services.desk import SUPERVISOR, copy_desk, open_desk

PHONE = CATALOG.spec("phone_consultation")
DOCUMENT = CATALOG.spec("received_document")
MOMENT, DURATION = PHONE.by_name["started_at"], PHONE.by_name["duration_s"]
DAY, PAGES = DOCUMENT.by_name["due_on"], DOCUMENT.by_name["pages"]
PRICE = FieldSpec("fee", "Maksa", Kind.MONEY)


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[References]:
    with open_desk(copy_desk(tmp_path_factory.mktemp("entry"))) as context:
        yield read_references(context)


@pytest.mark.parametrize(
    "text",
    [
        "13.11.2026",
        "13.11.2026.",
        "2026-11-13",
        "13/11/2026",
        "13/11/26",
        "13.11.26",
        "13-11-2026",
        "13. 11. 2026.",
    ],
)
def test_a_day_is_read_in_every_form_that_offices_write(text: str) -> None:
    assert entry.parse_day(text) == date(2026, 11, 13)


@pytest.mark.parametrize(
    "text",
    ["31.02.2026", "13.11", "11/13/2026", "0001-01-01", "13.11.20266", "2026", "", "13.11-2026", "46339"],
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert entry.parse_day(text) is None


@pytest.mark.parametrize("text", ["9:30", "09:30", "9.30", "09.30", "9:30:00", "plkst. 9.30"])
def test_a_time_is_read_with_colon_and_with_dot(text: str) -> None:
    assert entry.parse_time(text) == time(9, 30)


@pytest.mark.parametrize("text", ["25:00", "9:60", "930", "9", "9:3", ""])
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    assert entry.parse_time(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-13T14:30",
        "2026-11-13 14:30",
        "13.11.2026. 14:30",
        "13.11.2026 14.30",
        "13.11.2026. plkst. 14:30",
        "2026-11-13T12:30:00Z",
        "2026-11-13T14:30:00.000+02:00",
    ],
)
def test_a_moment_without_a_zone_is_time_in_riga(names: References, text: str) -> None:
    assert entry.read_text(MOMENT, text, names) == datetime(2026, 11, 13, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "29.03.2026. 03:30",
        "2026-03-29T03:30",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "14:30",
        "vakar",
        "13.11.2026. 14",
    ],
)
def test_an_impossible_moment_is_refused_with_a_sentence(names: References, text: str) -> None:
    with pytest.raises(entry.Unreadable, match="Lauk"):
        entry.read_text(MOMENT, text, names)


@given(st.integers(min_value=631_152_000_000, max_value=5_680_281_600_000))
def test_every_moment_comes_back_from_its_local_form(milliseconds: int) -> None:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
    shown = riga_time(moment).isoformat(timespec="milliseconds")
    assert entry.read_value(MOMENT, shown, NOTHING) == moment


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12 min", 720),
        ("12min.", 720),
        ("0:12", 720),
        ("00:12:30", 750),
        ("1 h 05 min", 3900),
        ("45 s", 45),
        ("3 min 20 s", 200),
        ("90", 90),
        ("1:02:03", 3723),
    ],
)
def test_a_duration_is_read_as_it_is_shown_and_as_clocks_write_it(
    names: References, text: str, seconds: int
) -> None:
    assert entry.read_text(DURATION, text, names) == seconds


def test_a_duration_that_may_be_minutes_or_hours_is_refused(names: References) -> None:
    with pytest.raises(entry.Unreadable, match="stundas vai minūtes"):
        entry.read_text(DURATION, "3:20", names)


@pytest.mark.parametrize(
    ("text", "cents"), [("4,27", 427), ("4.27", 427), ("1 234,50 €", 123450), ("EUR 3", 300)]
)
def test_money_is_read_to_the_cent(names: References, text: str, cents: int) -> None:
    assert entry.read_text(PRICE, text, names) == cents


@pytest.mark.parametrize("text", ["4,275", "NaN", "Infinity", "četri", "1e999999"])
def test_money_that_is_not_whole_cents_is_refused(names: References, text: str) -> None:
    with pytest.raises(entry.Unreadable):
        entry.read_text(PRICE, text, names)


@pytest.mark.parametrize(
    ("word", "meant"), [("jā", True), ("JA", True), ("x", True), (1, True), ("nē", False), (0, False)]
)
def test_yes_and_no_have_many_words(names: References, word: Any, meant: bool) -> None:
    assert entry.read_value(PHONE.by_name["helpline"], word, names) is meant


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e300, float("inf"), float("nan"), 1.5, True])
def test_no_number_of_json_breaks_a_field(names: References, number: float) -> None:
    for field in (*PHONE.entered, *DOCUMENT.entered):
        try:
            value = entry.read_value(field, number, names)
        except entry.Unreadable:
            continue
        assert isinstance(value, (int, str, bool))


def test_names_find_their_rows_without_case_and_marks(names: References) -> None:
    values, problems = entry.from_json(PHONE, {"clerk_id": "anna paraugs", "institution_id": "vsaa"}, names)
    assert problems == []
    assert names.name("staff", values["clerk_id"]) == SUPERVISOR
    assert names.name("institution", values["institution_id"]) == "VSAA"


def test_what_a_register_does_not_have_is_named(names: References) -> None:
    _, problems = entry.from_json(PHONE, {"nav_tāda": 1, "made_at": "x", "institution_id": "NAV"}, names)
    assert [(problem.field, problem.code) for problem in problems] == [
        ("nav_tāda", "unknown"),
        ("made_at", "unknown"),
        ("institution_id", "type"),
    ]


@given(st.text(max_size=40))
def test_no_text_breaks_a_field(text: str) -> None:
    for field in (
        MOMENT,
        DURATION,
        DAY,
        PAGES,
        PRICE,
        PHONE.by_name["helpline"],
        PHONE.by_name["call_state"],
    ):
        try:
            value = entry.read_value(field, text, NOTHING)
        except entry.Unreadable:
            continue
        assert value is None or isinstance(value, (str, int, date))


class _Nothing(References):
    """The names of a store that holds nothing, for tests of values that refer to nothing."""

    def __init__(self) -> None:
        self._by_word = {}
        self._names = {}
        self._institution_of = {}


NOTHING = _Nothing()
