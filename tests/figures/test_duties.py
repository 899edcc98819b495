"""This file is the place where sections 6 to 12 of the report are held against laws that hold for any rows."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kacdesk.figures.at_end import AtEnd
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.count import Count
from kacdesk.figures.period import Period
from kacdesk.figures.plain import as_dict, from_dict, numbers, opened
from kacdesk.figures.reads import Reads, gathered, wanted
from kacdesk.figures.report import REPORT_READS, ReportFigures, count_report
from kacdesk.figures.rows import PeriodRows
from tests.figures.made_up_duties import duties
from tests.figures.made_up_month import NAMES, rows_of

SECTIONS = ("email", "feedback", "delegation", "local", "presence", "continuity", "training")
AT_THE_END = frozenset(
    {
        "email.waiting",
        "email.overdue",
        "feedback.open",
        "feedback.open_overdue",
        "feedback.forward_overdue",
        "feedback.errors.open",
        "delegation.held",
        "delegation.overdue",
        "local.certificates_overdue",
        "training.overdue",
        "training.yearly_overdue",
        "training.guidance_overdue",
        "training.review_overdue",
        "training.results_overdue",
        "training.survey_overdue",
    }
)
"""What is no sum over days, but stood so at the end of the period."""

ONCE = frozenset({"continuity.absences", "continuity.without_substitute"})
"""Absences that reach over the end of a month are in both months."""

INSTITUTIONS = list(NAMES.institutions)[:5]
PERIODS = st.sampled_from(
    (
        Period.month(2026, 5),
        Period.month(2026, 12),
        Period.week(2026, 53),
        Period.quarter(2026, 2),
        Period(date(2026, 11, 16), date(2026, 11, 16)),
    )
)
SEEDS = st.integers(0, 10_000)


def counted(period: Period, rows: PeriodRows, today: date | None = None) -> ReportFigures:
    return count_report(
        period,
        {**rows_of(), **rows},
        NAMES,
        previous=None,
        year_ago=None,
        completeness=Completeness(),
        today=today,
    )


def of_duties(figures: ReportFigures) -> dict[str, int | None]:
    return {key: value for key, value in numbers(figures).items() if key.split(".")[0] in SECTIONS}


@settings(max_examples=25, deadline=None)
@given(PERIODS, SEEDS)
def test_the_rows_that_are_asked_for_give_the_figures_of_all_rows(period: Period, seed: int) -> None:
    rows = duties(period, INSTITUTIONS, seed=seed)
    asked = {
        reads.register: [row for row in rows.get(reads.register, ()) if wanted(reads, row, period)]
        for reads in REPORT_READS
        if reads.register not in rows_of()
    }
    assert of_duties(counted(period, asked)) == of_duties(counted(period, rows))


@settings(max_examples=25, deadline=None)
@given(PERIODS, SEEDS, st.integers(-3, 100))
def test_every_figure_is_the_sum_of_its_rows_and_comes_back_from_a_file(
    period: Period, seed: int, days: int
) -> None:
    figures = counted(
        period, duties(period, INSTITUTIONS, seed=seed), period.first_day + timedelta(days=days)
    )
    behind = opened(figures)
    for key, value in of_duties(figures).items():
        assert sum(row.weight for row in behind[key]) == value, key
        places = [(row.register, row.id) for row in behind[key]]
        assert len(set(places)) == len(places) or key.endswith("_min"), key
        assert all(row.weight for row in behind[key]), key
    assert from_dict(as_dict(figures)) == figures


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_months_of_a_quarter_add_up_to_it(seed: int) -> None:
    quarter = Period.quarter(2026, 4)
    rows = duties(quarter, INSTITUTIONS, seed=seed)
    whole = of_duties(counted(quarter, rows))
    months = [of_duties(counted(month, rows)) for month in quarter.months]
    for key, value in whole.items():
        if key not in AT_THE_END | ONCE:
            assert sum(month.get(key) or 0 for month in months) == value, key


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_what_waits_is_what_waited_and_came_less_what_was_done(seed: int) -> None:
    month = Period.month(2026, 11)
    rows = duties(month, INSTITUTIONS, seed=seed, most=30)
    now, before = (counted(each, rows) for each in (month, month.previous()))
    email = now.email
    done = email.answered_in_time + email.answered_late + email.without_reply
    assert email.waiting == before.email.waiting + email.received - done
    errors = now.feedback.errors
    assert errors.open == before.feedback.errors.open + errors.noted - errors.remedied


@settings(max_examples=25, deadline=None)
@given(PERIODS, SEEDS)
def test_hours_are_planned_changed_and_left_bare(period: Period, seed: int) -> None:
    figures = counted(period, duties(period, INSTITUTIONS, seed=seed))
    hours, presence = figures.continuity, figures.presence
    assert hours.open_min == hours.planned_min + hours.changed_min - hours.bare_min >= 0
    assert hours.bare_days <= period.length
    assert (hours.bare_min > 0) == (hours.bare_days > 0)
    assert hours.without_substitute <= hours.absences
    assert 0 <= presence.covered_min <= presence.actual_min <= presence.planned_min
    for name in ("planned_min", "actual_min", "covered_min", "notices", "late_notices"):
        assert sum(getattr(row, name) for row in presence.institutions) == getattr(presence, name)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_two_points_are_counted_each_by_its_own_hours_and_calendar(seed: int) -> None:
    month = Period.month(2026, 12)
    one, other = (duties(month, INSTITUTIONS, seed=seed + more) for more in (0, 1))
    there: dict[str, Any] = {
        register: [{**row, "point": "VILAKA"} for row in rows] for register, rows in other.items()
    }
    there["service_point"] = [{**row, "id": row["id"], "code": "VILAKA"} for row in other["service_point"]]
    there["shift"] = [{**row, "place_id": None} for row in there["shift"]]
    both = {
        register: [*rows, *there[register]] for register, rows in one.items() if register != "service_point"
    }
    both["service_point"] = list(one["service_point"])
    together_, first, second = (counted(month, rows) for rows in (both, one, there))
    for name in ("planned_min", "changed_min", "bare_min", "open_min", "absences"):
        assert getattr(together_.continuity, name) == getattr(first.continuity, name) + getattr(
            second.continuity, name
        )
    for name in ("planned_min", "actual_min", "covered_min"):
        assert getattr(together_.presence, name) == getattr(first.presence, name) + getattr(
            second.presence, name
        )


def test_no_row_is_nothing_and_not_unknown() -> None:
    figures = counted(Period.month(2026, 11), {})
    assert set(of_duties(figures).values()) == {0}
    assert figures.continuity.roster_kept is False
    for section in SECTIONS:
        for member in fields(getattr(figures, section)):
            value = getattr(getattr(figures, section), member.name)
            assert not isinstance(value, int) or isinstance(value, bool | Count), member.name


@pytest.mark.parametrize(
    ("today", "as_of", "over"),
    [
        (None, date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2026, 11, 30), date(2026, 11, 29)),
        (date(2026, 11, 5), date(2026, 11, 5), date(2026, 11, 4)),
    ],
)
def test_a_period_ends_on_its_last_day_or_today(today: date | None, as_of: date, over: date) -> None:
    month = Period.month(2026, 11)
    assert AtEnd.of(month, today) == AtEnd(month, as_of, over)
    assert counted(month, {}, today).as_of == as_of


def test_two_sections_that_want_a_register_get_it_once() -> None:
    open_ones = Reads("visit", days=("begun_on", "paid_on"), open_while=("ended_on",))
    assert gathered([Reads("visit", days=("paid_on", "seen_on"))], [open_ones], [Reads("staff")]) == (
        Reads("visit", days=("begun_on", "paid_on", "seen_on"), open_while=("ended_on",)),
        Reads("staff"),
    )
    assert gathered([open_ones], [Reads("visit")]) == (Reads("visit"),)
    with pytest.raises(ValueError, match="differ"):
        gathered([open_ones], [Reads("visit", days=("seen_on",), open_while=("ended_on",))])
