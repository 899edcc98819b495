"""Points beside each other: together they are the report, and a report of one point has none beside it."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kacdesk.figures.completeness import Completeness
from kacdesk.figures.period import Period
from kacdesk.figures.plain import as_dict, counts, from_dict, numbers, opened
from kacdesk.figures.points import PointFigures
from kacdesk.figures.report import ReportFigures, count_report
from kacdesk.figures.rows import PeriodRows, select
from kacdesk.figures.totals import count_totals, totals_of, totals_together
from kacdesk.figures.trend import trend_months, trend_of, trend_together
from tests.figures.made_up_month import NAMES, NOVEMBER, busy_month

TITLES = {"BALVI": "Balvi", "TILZA": "Tilža", "KUBULI": "Kubuli"}
COLUMNS = [member.name for member in fields(PointFigures) if member.name not in ("key", "title")]


def _of(point: str, rows: PeriodRows) -> dict[str, list[dict[str, Any]]]:
    return {register: [{**row, "point": point} for row in each] for register, each in rows.items()}


def _report(*several: PeriodRows, points: tuple[str, ...] = tuple(TITLES)) -> ReportFigures:
    rows = {
        register: [row for each in several for row in each.get(register, ())]
        for register in {register for each in several for register in each}
    }
    return count_report(
        NOVEMBER,
        rows,
        NAMES,
        points=points,
        point_titles=TITLES,
        previous=None,
        year_ago=None,
        completeness=Completeness(),
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_points_add_up_to_the_report(contacts: list[int]) -> None:
    parts = [
        _of(point, busy_month(NOVEMBER, contacts=count, seed=count + place * 100))
        for place, (point, count) in enumerate(zip(TITLES, contacts, strict=True))
    ]
    figures = _report(*parts)
    assert [(row.key, row.title) for row in figures.by_point] == list(TITLES.items())
    for name in COLUMNS:
        assert sum(getattr(row, name) for row in figures.by_point) == getattr(figures.summary, name), name
    for row, part in zip(figures.by_point, parts, strict=True):
        alone = totals_of(select(NOVEMBER, part))
        assert {name: getattr(row, name).rows for name in COLUMNS} == {
            name: getattr(alone, name).rows for name in COLUMNS
        }
        assert numbers(figures)[f"by_point.{row.key}.visits"] == row.visits
        assert opened(figures)[f"by_point.{row.key}.registrations"] == row.registrations.rows
    assert as_dict(from_dict(as_dict(figures))) == as_dict(figures)


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_of_two_points_is_the_sum_of_the_figures_of_each(seed: int) -> None:
    """What is due, open or bare is judged point by point, not where another point happens to be in time."""
    here = _of("BALVI", busy_month(NOVEMBER, contacts=12, seed=seed))
    there = _of("TILZA", busy_month(NOVEMBER, contacts=9, seed=seed + 1000))
    there.pop("service_point", None)  # the catalogue, which is the same for all
    both, one, other = (counts(_report(*each)) for each in ((here, there), (here,), (there,)))
    for key, count in both.items():
        if not key.startswith(("services.", "by_point.")):
            assert count == one.get(key, 0) + other.get(key, 0), key
    assert len(both) > 200


def test_a_report_of_one_point_has_none_beside_it() -> None:
    assert _report(_of("BALVI", busy_month(NOVEMBER, contacts=5)), points=("BALVI",)).by_point == ()


def test_totals_and_trends_of_points_add_up() -> None:
    months = trend_months(NOVEMBER)

    def rows(seed: int, period: Period) -> PeriodRows:
        return busy_month(period, contacts=20 + seed, seed=seed)

    whole = {
        register: [*rows(1, NOVEMBER)[register], *rows(2, NOVEMBER)[register]]
        for register in rows(1, NOVEMBER)
    }
    both = totals_together(count_totals(NOVEMBER, rows(seed, NOVEMBER)) for seed in (1, 2))
    assert both == count_totals(NOVEMBER, whole)
    told = trend_together(
        trend_of((month, count_totals(month, rows(seed, month))) for month in months) for seed in (1, 2)
    )
    assert [month.month for month in told] == [str(month) for month in months]
    assert told[-1].registrations == both.registrations


def test_what_one_point_does_not_count_is_counted_of_none() -> None:
    counted = count_totals(NOVEMBER, busy_month(NOVEMBER, contacts=5))
    without = replace(counted, issued_documents=None)
    assert totals_together([counted, without]).issued_documents is None
    assert totals_together([counted, without]).visits == 2 * counted.visits
