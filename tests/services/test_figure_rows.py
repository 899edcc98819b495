"""The rows behind a figure: in the order of their days, in words that name nobody, also when a record is gone."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kacdesk.core.clock import today_riga
from kacdesk.core.ids import new_id
from kacdesk.core.latvian import short_date
from kacdesk.figures.count import Row
from kacdesk.figures.period import Period
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.reporting import counting, figure_rows
from tests.helpers import desk


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    """Open a desk with three visits of three days, the latest entered first, and a call."""
    with desk.opened(desk.copy_desk(tmp_path)) as opened:
        for days in (0, 2, 1):
            started = desk.an_hour_ago() - timedelta(days=days)
            records.save(
                opened,
                "visit",
                desk.visit(started_at=started, customer_name="Izdomātais Klients"),
                {"visit_service": [desk.line(quantity=days + 1)]},
            )
        records.save(opened, "phone_consultation", desk.call())
        yield opened


def _last_days() -> Period:
    return Period(today_riga() - timedelta(days=5), today_riga())


def test_rows_stand_in_the_order_of_their_days_each_once(context: Context) -> None:
    visits = counting.figures(context, _last_days()).summary.visits
    ordered = figure_rows.in_order(context, (*visits.rows, *visits.rows))
    days = [each.day for each in figure_rows.told(context, ordered)]
    assert days == [short_date(today_riga() - timedelta(days=back)) for back in (2, 1, 0)]


def test_a_line_tells_its_service_and_opens_the_visit_it_belongs_to(context: Context) -> None:
    figures = counting.figures(context, _last_days())
    ordered = figure_rows.in_order(context, figures.summary.registrations.rows)
    visits = figure_rows.in_order(context, figures.summary.visits.rows)
    told = figure_rows.told(context, ordered)
    assert [each.weight for each in told] == [3, 2, 1]
    assert [each.opens for each in told] == [("visit", row.id) for row in visits]
    assert all("VSAA" in each.about for each in told)


def test_nobody_is_named(context: Context) -> None:
    figures = counting.figures(context, _last_days())
    rows = (*figures.summary.visits.rows, *figures.summary.calls.rows)
    assert not any("Klients" in each.about for each in figure_rows.told(context, rows))


def test_a_voided_record_is_marked_and_one_that_is_gone_is_said(context: Context) -> None:
    row = counting.figures(context, _last_days()).summary.calls.rows[0]
    records.void(context, "phone_consultation", row.id, reason="Ievadīts divreiz")
    voided, gone = figure_rows.told(context, (row, Row("visit", new_id())))
    assert voided.is_voided
    assert "vairs nav" in gone.about
    assert gone.day == ""


def test_the_file_has_a_row_for_each_in_fixed_columns(context: Context, tmp_path: Path) -> None:
    rows = figure_rows.in_order(context, counting.figures(context, _last_days()).summary.registrations.rows)
    out = tmp_path / "rindas.csv"
    figure_rows.write_csv(context, rows, out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file, delimiter=";"))
    assert tuple(written[0]) == figure_rows.FILE_COLUMNS
    assert [(each["id"], each["weight"]) for each in written] == [
        (str(row.id), str(row.weight)) for row in rows
    ]
