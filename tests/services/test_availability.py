"""This file is the place where rule 20.8/20.9 is shown, branch by branch."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.calendar import Calendar, MovedDay
from kacdesk.core.clock import from_riga
from kacdesk.core.timetable import Away, Person, Served, Slot, Timetable, is_nth
from kacdesk.models.vocabulary import RECORD_KIND, STAND_IN
from kacdesk.services.institutions.availability import FREE_KINDS, UNLIMITED, Answer, Request, Verdict, judged

LAD, VSAA, UR = (UUID(int=number) for number in (1, 2, 3))
SERVICE, OTHER_SERVICE = UUID(int=11), UUID(int=12)
OFFICER, SECOND = UUID(int=21), UUID(int=22)
INSPECTOR = Person("Paraugs Inspektors", "inspektors", "+37120000001")
SUBSTITUTE = Person("Piemēra Aizvietotāja", "speciāliste")
TUESDAY = date(2026, 11, 24)
HOLIDAY = date(2026, 11, 18)
BEGAN = date(2026, 1, 5)


def slot(**more: Any) -> Slot:
    values: dict[str, Any] = {
        "record": UUID(int=31),
        "institution": LAD,
        "officer": OFFICER,
        "person": INSPECTOR,
        "weekday": 1,
        "nth": "",
        "begins": time(9),
        "ends": time(12),
        "valid_from": BEGAN,
        "valid_to": None,
        "room": "2. kabinets",
    }
    return Slot(**{**values, **more})


def away(**more: Any) -> Away:
    values: dict[str, Any] = {
        "record": UUID(int=41),
        "institution": LAD,
        "officer": OFFICER,
        "first": TUESDAY,
        "last": TUESDAY,
    }
    return Away(**{**values, **more})


def said(**more: Any) -> Served:
    values: dict[str, Any] = {
        "institution": LAD,
        "serves": True,
        "services": None,
        "valid_from": BEGAN,
        "valid_to": None,
    }
    return Served(**{**values, **more})


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return from_riga(datetime.combine(day, time(hour, minute)))


def asked(kind: str = "APPLICATION", moment: datetime | None = None, **more: Any) -> Request:
    values: dict[str, Any] = {"service": SERVICE, "institution": LAD, "in_basket": True}
    return Request(**{**values, **more}, kind=kind, at=moment or at(10))


PRESENT = Timetable((slot(),))
NOT_PRESENT = Answer(Verdict.OK, "NOT_PRESENT_IN_CENTRE")
OUTSIDE = Answer(Verdict.OK, "OUTSIDE_HOURS")
ABSENT = Answer(Verdict.OK, "ABSENT_NO_SUBSTITUTE")

CASES: tuple[tuple[str, Request, str, Timetable, Answer], ...] = (
    ("a municipal centre is not limited", asked(), "municipal", PRESENT, UNLIMITED),
    ("nor is it for information", asked("INFORMATION"), "municipal", PRESENT, UNLIMITED),
    ("a service outside the basket", asked(in_basket=False), "regional", PRESENT, UNLIMITED),
    ("consulting on an e-service", asked("E_SERVICE_CONSULT"), "regional", PRESENT, UNLIMITED),
    ("consulting on the e-address", asked("E_ADDRESS_CONSULT"), "national", PRESENT, UNLIMITED),
    ("sending on is what the rule asks", asked("REFERRAL"), "regional", PRESENT, UNLIMITED),
    ("the institution never comes", asked(), "regional", Timetable(), NOT_PRESENT),
    (
        "another institution comes",
        asked(),
        "regional",
        Timetable((slot(institution=VSAA),)),
        NOT_PRESENT,
    ),
    (
        "it is said not to serve here, whatever the timetable",
        asked(),
        "regional",
        Timetable((slot(),), served=(said(serves=False),)),
        NOT_PRESENT,
    ),
    (
        "it gives other services here",
        asked(),
        "regional",
        Timetable((slot(),), served=(said(services=frozenset({OTHER_SERVICE})),)),
        NOT_PRESENT,
    ),
    (
        "it serves here, but nothing stands in the timetable",
        asked(),
        "regional",
        Timetable(served=(said(),)),
        OUTSIDE,
    ),
    ("before its hours", asked(moment=at(8, 59)), "regional", PRESENT, OUTSIDE),
    ("at the minute it ends", asked(moment=at(12)), "regional", PRESENT, OUTSIDE),
    ("on another day", asked(moment=at(10, day=TUESDAY + timedelta(days=1))), "national", PRESENT, OUTSIDE),
    (
        "on a holiday",
        asked(moment=at(10, day=HOLIDAY)),
        "regional",
        Timetable((slot(weekday=2),)),
        OUTSIDE,
    ),
    (
        "the officer is away without a substitute",
        asked(),
        "regional",
        Timetable((slot(),), (away(),)),
        ABSENT,
    ),
    (
        "the whole institution is away",
        asked(),
        "regional",
        Timetable((slot(),), (away(officer=None),)),
        ABSENT,
    ),
)


@pytest.mark.clause("001-45", "001-46", "001-49", "001-05", "001-35", "003-31", "001-15", "001-16")
@pytest.mark.parametrize(
    ("request_", "centre", "timetable", "answer"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_rule_answers_as_it_is_written(
    request_: Request, centre: str, timetable: Timetable, answer: Answer
) -> None:
    assert judged(request_, centre, timetable) == answer


REFERRED: tuple[tuple[str, Request, Timetable, str], ...] = (
    ("at the first minute", asked(moment=at(9)), PRESENT, INSPECTOR.name),
    ("for information too", asked("INFORMATION"), PRESENT, INSPECTOR.name),
    ("for another person's e-service", asked("DELEGATED_E_SERVICE"), PRESENT, INSPECTOR.name),
    (
        "for one of the services it gives here",
        asked(),
        Timetable((slot(),), served=(said(services=frozenset({SERVICE})),)),
        INSPECTOR.name,
    ),
    ("with a substitute", asked(), Timetable((slot(),), (away(substitute=SUBSTITUTE),)), SUBSTITUTE.name),
    (
        "with a substitute told after the absence",
        asked(),
        Timetable((slot(),), (away(), away(record=UUID(int=42), substitute=SUBSTITUTE))),
        SUBSTITUTE.name,
    ),
    (
        "when another officer is away",
        asked(),
        Timetable((slot(),), (away(officer=SECOND),)),
        INSPECTOR.name,
    ),
    (
        "when one of two officers is away",
        asked(),
        Timetable((slot(officer=SECOND, person=SUBSTITUTE), slot()), (away(),)),
        SUBSTITUTE.name,
    ),
    (
        "when the absence is over for the day",
        asked(moment=at(11)),
        Timetable((slot(),), (away(ends=time(11)),)),
        INSPECTOR.name,
    ),
    (
        "when another institution is away",
        asked(),
        Timetable((slot(),), (away(institution=VSAA, officer=None),)),
        INSPECTOR.name,
    ),
)


@pytest.mark.clause("001-45", "001-46", "001-36", "003-36")
@pytest.mark.parametrize("centre", ["regional", "national"])
@pytest.mark.parametrize(
    ("request_", "timetable", "name"), [case[1:] for case in REFERRED], ids=[case[0] for case in REFERRED]
)
def test_whoever_is_present_is_named(request_: Request, timetable: Timetable, name: str, centre: str) -> None:
    answer = judged(request_, centre, timetable)
    assert answer.verdict is Verdict.MUST_REFER
    assert answer.reason is None
    assert [official.person.name for official in answer.officials] == [name]
    assert answer.officials[0].ends == time(12)


def test_a_substitute_tells_whom_he_stands_in_for() -> None:
    timetable = Timetable((slot(),), (away(substitute=SUBSTITUTE),))
    assert judged(asked(), "regional", timetable).officials[0].instead_of == INSPECTOR.name


def test_a_word_that_holds_later_is_not_taken_for_now() -> None:
    later = said(serves=False, valid_from=TUESDAY + timedelta(days=1))
    assert judged(asked(), "regional", Timetable((slot(),), served=(later,))).verdict is Verdict.MUST_REFER
    newest = (said(serves=False), said(valid_from=TUESDAY))
    assert judged(asked(), "regional", Timetable((slot(),), served=newest)).verdict is Verdict.MUST_REFER


def test_a_row_of_the_timetable_holds_in_its_days_only() -> None:
    ended = Timetable((slot(valid_to=TUESDAY - timedelta(days=1)),), served=(said(),))
    assert judged(asked(), "regional", ended) == OUTSIDE
    coming = Timetable((slot(valid_from=TUESDAY + timedelta(days=1)),), served=(said(),))
    assert judged(asked(), "regional", coming) == OUTSIDE


def test_nobody_receives_on_a_working_day_that_was_moved_or_is_off_here() -> None:
    moved = Calendar(
        moved=(MovedDay(TUESDAY, TUESDAY + timedelta(days=4), "rīkojums"),), follows_moved_days=False
    )
    assert judged(asked(), "regional", Timetable((slot(),), calendar=moved)) == OUTSIDE
    closed = Calendar({TUESDAY: "Punkts slēgts"})
    assert judged(asked(), "regional", Timetable((slot(),), calendar=closed)) == OUTSIDE


@pytest.mark.parametrize(
    ("day", "nth", "true"),
    [
        (date(2026, 11, 3), "1", True),
        (date(2026, 11, 10), "2", True),
        (date(2026, 11, 10), "1", False),
        (date(2026, 11, 24), "LAST", True),
        (date(2026, 11, 24), "4", True),
        (date(2026, 11, 17), "LAST", False),
        (date(2026, 12, 29), "5", True),
        (date(2026, 12, 29), "LAST", True),
    ],
)
def test_the_nth_weekday_of_a_month(day: date, nth: str, true: bool) -> None:
    assert is_nth(day, nth) is true
    assert any(True for _ in Timetable((slot(nth=nth),)).slots_on(day)) is true


def test_the_time_is_that_of_riga_on_both_sides_of_a_change_of_the_clocks() -> None:
    monday = Timetable((slot(weekday=0),))
    before, after = datetime(2026, 10, 19, 6, 0, tzinfo=UTC), datetime(2026, 10, 26, 7, 0, tzinfo=UTC)
    for moment in (before, after):
        assert judged(asked(moment=moment), "regional", monday).verdict is Verdict.MUST_REFER
        earlier = replace(asked(), at=moment - timedelta(minutes=1))
        assert judged(earlier, "regional", monday) == OUTSIDE


@given(
    st.sampled_from([choice.code for choice in RECORD_KIND]),
    st.sampled_from(["municipal", "regional", "national"]),
    st.booleans(),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001 -- local time of Riga
    st.lists(
        st.builds(slot, weekday=st.integers(0, 6), institution=st.sampled_from([LAD, VSAA])), max_size=4
    ),
    st.lists(st.builds(away, substitute=st.none() | st.just(SUBSTITUTE)), max_size=2),
)
def test_the_answer_always_holds_together(
    kind: str,
    centre: str,
    in_basket: bool,
    local: datetime,
    slots: list[Slot],
    aways: list[Away],
) -> None:
    request_ = asked(kind, from_riga(local), in_basket=in_basket)
    answer = judged(request_, centre, Timetable(tuple(slots), tuple(aways)))
    if answer.verdict is Verdict.MUST_REFER:
        assert answer.officials
        assert answer.reason is None
        assert in_basket
        assert centre != "municipal"
        assert kind not in FREE_KINDS
        assert all(each.begins <= local.time() < each.ends for each in answer.officials)
    else:
        assert answer.officials == ()
        assert answer.reason in {None, *(choice.code for choice in STAND_IN)} - {"OVERRIDE"}
        if centre == "municipal" or not in_basket or kind in FREE_KINDS:
            assert answer == UNLIMITED


def test_the_next_time_passes_over_one_that_was_given_up() -> None:
    timetable = Timetable((slot(),), (away(),))
    found = timetable.next_time(LAD, at(8))
    assert found is not None
    assert found[0] == TUESDAY + timedelta(days=7)
    assert PRESENT.next_time(LAD, at(9)) == (TUESDAY + timedelta(days=7), PRESENT.slots[0])
    assert PRESENT.next_time(UR, at(9)) is None
