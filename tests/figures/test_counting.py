"""This file is the place where the counting of a month is tested: edges of time, what is voided, sums of parts."""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kacdesk.core.clock import riga_day
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.institutions import NOT_LISTED
from kacdesk.figures.period import Period
from kacdesk.figures.plain import as_dict, from_dict, numbers, opened
from kacdesk.figures.report import ReportFigures, count_report
from kacdesk.figures.rows import PeriodRows
from kacdesk.figures.times import HandlingTime, timed
from kacdesk.figures.totals import Totals, count_totals
from kacdesk.models.vocabulary import CALL_STATE, CHANNEL, RECORD_KIND, STAND_IN
from tests.figures.made_up_month import (
    NAMES,
    NOVEMBER,
    Row,
    a_call,
    a_document,
    a_line,
    a_visit,
    an_id,
    busy_month,
    counted,
    empty,
    rows_of,
)

MONDAY_NOON = datetime.combine(date(2026, 11, 16), time(12))


def figures_of(rows: PeriodRows, month: Period = NOVEMBER) -> ReportFigures:
    return count_report(month, rows, NAMES, previous=None, year_ago=None, completeness=Completeness())


def hours_of(figures: ReportFigures) -> dict[tuple[int, int], int]:
    return {(row.weekday, row.hour): row.visits for row in figures.hours}


def at(moment: datetime, word: str = "visit") -> Row:
    """Return a visit that began at a moment in UTC, counted on its day in Riga."""
    return a_visit(word, MONDAY_NOON, started_at=moment, ended_at=None, counted_on=riga_day(moment))


def test_a_visit_just_before_midnight_belongs_to_the_old_month() -> None:
    last, first = (
        at(datetime(2026, 11, 30, 21, 59, 59, tzinfo=UTC)),
        at(datetime(2026, 11, 30, 22, tzinfo=UTC)),
    )
    rows = rows_of([last, first | {"id": an_id("first")}])
    november, december = figures_of(rows), figures_of(rows, Period.month(2026, 12))
    assert (november.summary.visits, december.summary.visits) == (1, 1)
    assert (hours_of(november), hours_of(december)) == ({(1, 23): 1}, {(2, 0): 1})


def test_the_day_fixed_at_capture_decides_even_against_the_start() -> None:
    moved = a_visit("moved", MONDAY_NOON, counted_on=date(2026, 12, 1))
    assert figures_of(rows_of([moved])).summary.visits == 0
    assert figures_of(rows_of([moved]), Period.month(2026, 12)).days[0].visits == 1


def test_both_passes_of_the_repeated_hour_are_one_hour() -> None:
    passes = [at(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), str(hour)) for hour in (0, 1)]
    assert hours_of(figures_of(rows_of(passes), Period.month(2026, 10))) == {(7, 3): 2}


def test_the_hour_left_out_in_march_stays_empty() -> None:
    around = [at(datetime(2026, 3, 29, hour, 30, tzinfo=UTC), str(hour)) for hour in (0, 1)]
    assert hours_of(figures_of(rows_of(around), Period.month(2026, 3))) == {(7, 2): 1, (7, 4): 1}


def test_a_visit_over_the_clock_change_takes_the_time_it_took() -> None:
    started = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    visit = at(started) | {"ended_at": started + timedelta(minutes=20)}
    assert figures_of(rows_of([visit]), Period.month(2026, 10)).handling.median_s == 1200


def test_what_is_voided_is_in_no_figure_but_its_own() -> None:
    kept, voided = a_visit("kept", MONDAY_NOON), a_visit("voided", MONDAY_NOON, status="voided")
    rows = rows_of(
        [kept, voided],
        [
            a_line("kept", kept),
            a_line("voided", kept, status="voided", service_text="x"),
            a_line("of the voided", voided),
        ],
        [a_call("call", MONDAY_NOON), a_call("voided call", MONDAY_NOON, status="voided")],
        [a_document("document", MONDAY_NOON.date()), a_document("v", MONDAY_NOON.date(), status="voided")],
    )
    figures = figures_of(rows)
    totals = figures.summary
    assert (totals.visits, totals.registrations, totals.calls, totals.received_documents) == (1, 1, 1, 1)
    assert (figures.voided.visits, figures.voided.visit_services) == (1, 1)
    assert (figures.voided.phone_consultations, figures.voided.received_documents) == (1, 1)
    assert figures.completeness.unmapped == 0
    living = figures_of(
        rows_of([kept], [a_line("kept", kept)], rows["phone_consultation"][:1], rows["received_document"][:1])
    )
    same = {key: value for key, value in numbers(figures).items() if not key.startswith("voided")}
    assert same == {key: value for key, value in numbers(living).items() if not key.startswith("voided")}


def test_a_corrected_visit_counts_as_it_now_is() -> None:
    visit = a_visit("corrected", MONDAY_NOON, status="corrected", channel="EMAIL")
    figures = figures_of(rows_of([visit], [a_line("line", visit, status="corrected", quantity=3)]))
    email = next(row for row in figures.channels if row.channel == "EMAIL")
    assert (email.visits, email.registrations, email.consultations) == (1, 3, 3)


def test_a_line_times_five_is_five_registrations_everywhere() -> None:
    visit = a_visit("five", MONDAY_NOON)
    line = a_line(
        "five",
        visit,
        kind="APPLICATION",
        quantity=5,
        service_id=an_id("Vecuma pensija"),
        institution_id=None,
        stand_in="NOT_PRESENT_IN_CENTRE",
    )
    figures = figures_of(rows_of([visit], [line]))
    vsaa = next(row for row in figures.institutions if row.abbr == "VSAA")
    assert (figures.summary.registrations, figures.summary.applications, figures.summary.visits) == (5, 5, 1)
    assert (vsaa.applications, vsaa.total, vsaa.stand_in.not_present_in_centre) == (5, 5, 5)
    assert (figures.services.most_requested[0].count, figures.days[15].registrations) == (5, 5)


def test_the_kinds_are_split_as_the_ministry_publishes_them() -> None:
    visit = a_visit("kinds", MONDAY_NOON)
    lines = [a_line(choice.code, visit, kind=choice.code) for choice in RECORD_KIND]
    totals = figures_of(rows_of([visit], lines)).summary
    assert (totals.applications, totals.consultations) == (3, 4)
    assert (totals.e_service_consultations, totals.e_address_consultations) == (1, 1)
    assert (totals.delegated_e_services, totals.referrals) == (1, 1)


def test_an_empty_month_is_full_of_zeros_and_the_basket_is_there() -> None:
    figures = empty()
    assert [row.abbr for row in figures.institutions] == ["LAD", "NVA", "PMLP", "UR", "VID", "VSAA", "VZD"]
    assert {row.total for row in figures.institutions} == {0}
    assert (len(figures.days), len(figures.channels), figures.hours) == (30, len(CHANNEL), ())
    assert list(asdict(figures.summary).values()) == [0] * len(fields(Totals))


def test_what_nobody_counts_is_none_and_never_zero() -> None:
    assert (empty().handling.median_s, empty().handling.measured) == (None, 0)
    assert (empty().previous, empty().completeness.unsent) == (None, None)


def test_institutions_stand_in_latvian_order_in_their_groups() -> None:
    visit = a_visit("order", MONDAY_NOON)
    lines = [
        a_line("1", visit, institution_id=an_id("VDEĀVK")),
        a_line("2", visit, institution_id=an_id("NVD")),
        a_line("3", visit, institution_id=None, service_text="Cits"),
        a_line("4", visit),
    ]
    figures = figures_of(rows_of([visit], lines))
    assert [row.abbr for row in figures.institutions[-4:]] == ["BNP", "NVD", "VDEĀVK", ""]
    assert figures.institutions[-1].key == NOT_LISTED
    assert figures.services.unnamed == 3


def test_only_measured_times_are_timed() -> None:
    qualities: list[dict[str, Any]] = [
        {"end_quality": "EDITED"},
        {"end_quality": "LEFT_OPEN"},
        {"start_quality": "ENTERED_LATER"},
        {"ended_at": None},
    ]
    visits = [a_visit(str(place), MONDAY_NOON, **values) for place, values in enumerate(qualities)]
    figures = figures_of(rows_of([*visits, a_visit("measured", MONDAY_NOON)]))
    assert (figures.handling.measured, figures.handling.median_s) == (1, 600)
    assert (figures.completeness.left_open, figures.completeness.entered_later) == (2, 1)


def test_a_missed_call_has_no_length() -> None:
    calls = [a_call("missed", MONDAY_NOON, call_state="MISSED"), a_call("long", MONDAY_NOON, duration_s=0)]
    assert figures_of(rows_of(phone_consultations=calls)).phone.handling.median_s == 0


def _timed(seconds: Iterable[int]) -> HandlingTime:
    return timed("visit", (({"id": an_id(str(place))}, each) for place, each in enumerate(seconds)))


def test_percentiles_are_values_that_occurred() -> None:
    ten = _timed(range(10, 110, 10))
    assert (ten.measured, ten.median_s, ten.ninetieth_s) == (10, 50, 90)
    assert _timed([7]).ninetieth_s == 7


@given(st.lists(st.integers(0, 90_000), min_size=1, max_size=60))
def test_half_and_nine_tenths_lie_at_or_below_the_percentiles(seconds: list[int]) -> None:
    handling = _timed(seconds)
    assert handling.median_s in seconds
    assert handling.ninetieth_s in seconds
    for share, value in ((0.5, handling.median_s), (0.9, handling.ninetieth_s)):
        assert sum(second <= value for second in seconds) >= share * len(seconds) - 1e-9
        assert sum(second < value for second in seconds) < share * len(seconds)


@st.composite
def months(draw: st.DrawFn) -> PeriodRows:
    """Draw a month of any visits, lines, calls and documents, at its edges too."""
    codes = st.sampled_from
    statuses = codes(("registered", "corrected", "voided"))
    moments = st.datetimes(datetime(2026, 10, 31), datetime(2026, 12, 1, 23))  # noqa: DTZ001 -- local times of Riga
    visits = [
        a_visit(
            f"v{place}",
            draw(moments),
            status=draw(statuses),
            channel=draw(codes([*(c.code for c in CHANNEL), "NEW"])),
        )
        for place in range(draw(st.integers(0, 6)))
    ]
    services = codes([None, *NAMES.services, an_id("withdrawn")])
    holders = codes([None, *NAMES.institutions, an_id("unknown")])
    lines = [
        a_line(
            f"l{place}",
            draw(codes(visits)),
            status=draw(statuses),
            kind=draw(codes([*(choice.code for choice in RECORD_KIND), "NEW"])),
            quantity=draw(st.integers(1, 999)),
            stand_in=draw(codes([None, *(choice.code for choice in STAND_IN), "NEW"])),
            institution_id=draw(holders),
            service_id=draw(services),
            service_text=draw(codes([None, "saviem vārdiem"])),
        )
        for place in range(draw(st.integers(0, 10)) if visits else 0)
    ]
    calls = [
        a_call(
            f"c{place}",
            draw(moments),
            status=draw(statuses),
            helpline=draw(st.booleans()),
            call_state=draw(codes([*(choice.code for choice in CALL_STATE), "NEW"])),
            institution_id=draw(holders),
        )
        for place in range(draw(st.integers(0, 5)))
    ]
    days = st.dates(date(2026, 10, 31), date(2026, 12, 1))
    documents = [
        a_document(f"d{place}", draw(days), status=draw(statuses)) for place in range(draw(st.integers(0, 4)))
    ]
    return rows_of(visits, lines, calls, documents)


@given(months())
@settings(max_examples=150)
def test_every_total_is_the_sum_of_its_parts(rows: PeriodRows) -> None:
    figures = figures_of(rows)
    total = figures.summary
    assert total == count_totals(NOVEMBER, rows)
    assert total.registrations == total.applications + total.consultations
    for row in figures.institutions:
        assert row.total == row.applications + row.information + row.e_consultations + row.referrals
        assert row.stand_in.total <= row.total
    assert sum(row.total for row in figures.institutions) == total.registrations
    assert sum(row.applications for row in figures.institutions) == total.applications
    services = figures.services
    named = sum(row.count for row in services.most_requested)
    assert named + services.other_count + services.free_text + services.unnamed == total.registrations
    assert services.free_text == figures.completeness.unmapped
    assert sum(row.visits for row in figures.channels) == total.visits
    assert sum(row.registrations for row in figures.channels) == total.registrations
    assert sum(row.applications for row in figures.channels) == total.applications
    assert sum(row.visits for row in figures.days) == sum(row.visits for row in figures.hours) == total.visits
    assert sum(row.calls for row in figures.days) == sum(row.calls for row in figures.hours) == total.calls
    assert sum(row.registrations for row in figures.days) == total.registrations
    assert sum(row.received_documents for row in figures.days) == total.received_documents
    states = (total.answered_calls, total.transferred_calls, total.missed_calls, total.called_back_calls)
    assert sum(states) + total.other_calls == total.calls == figures.phone.total
    assert sum(row.total for row in figures.phone.states) == total.calls
    assert sum(row.helpline for row in figures.phone.states) == total.helpline_calls == figures.phone.helpline
    assert sum(row.calls for row in figures.phone.institutions) == total.calls


@given(months())
@settings(max_examples=50)
def test_every_figure_is_the_sum_of_the_rows_that_it_opens(rows: PeriodRows) -> None:
    figures = figures_of(rows)
    opens = opened(figures)
    given = {row["id"]: register for register, of in rows.items() for row in of}
    for key, value in numbers(figures).items():
        if key.endswith(("_s", "other_services")) or value is None:
            continue
        assert sum(row.weight for row in opens[key]) == value, key
        assert len({row.id for row in opens[key]}) == len(opens[key]), key
        assert all(given[row.id] == row.register for row in opens[key]), key


def test_a_median_opens_what_was_measured_and_the_rest_of_the_services_their_lines() -> None:
    opens = opened(counted(contacts=200))
    assert opens["handling.median_s"] == opens["handling.measured"] != ()
    assert opens["services.other_services"] == opens["services.other_count"]
    assert opens["previous.visits"] != opens["summary.visits"]


def test_figures_come_back_from_json_as_they_were() -> None:
    for figures in (counted(contacts=60), empty()):
        again = from_dict(json.loads(json.dumps(as_dict(figures))))
        assert again == figures
        assert as_dict(again) == as_dict(figures)


@given(months())
@settings(max_examples=50)
def test_three_months_together_count_each_row_once(rows: PeriodRows) -> None:
    around = [count_totals(month, rows) for month in (NOVEMBER.previous(), NOVEMBER, NOVEMBER.following())]
    living = [visit for visit in rows["visit"] if visit["status"] != "voided"]
    kept = {visit["id"] for visit in living}
    lines = [
        line for line in rows["visit_service"] if line["visit_id"] in kept and line["status"] != "voided"
    ]
    assert sum(total.visits for total in around) == len(living)
    assert sum(total.registrations for total in around) == sum(line["quantity"] for line in lines)


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = busy_month(NOVEMBER, contacts=80)
    backwards = {register: part[::-1] for register, part in rows.items()}
    assert figures_of(rows) == figures_of(backwards)


def test_every_key_is_there_once() -> None:
    keys = list(numbers(counted(contacts=60)))
    assert len(keys) == len(set(keys))
    assert {"summary.visits", "channels.PHONE.visits", "days.2026-11-30.calls", "handling.median_s"} <= set(
        keys
    )
    assert not [key for key in keys if key.startswith(("previous", "year_ago", "month"))]
