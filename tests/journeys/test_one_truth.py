"""Rows, screen, paper, files and central store say the same of a period, whatever happened in it.

Contacts at the edges of days and in the hours that the clocks repeat and leave out, corrected, moved to another day,
voided; services in a clerk's own words that are mapped, services that an edition of the catalogue merges.
"""

import os
import random
import sqlite3
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kacdesk.central.database import Database
from kacdesk.core import clock
from kacdesk.core.clock import from_riga
from kacdesk.figures.period import Period, Span
from kacdesk.figures.plain import as_dict, numbers, opened
from kacdesk.figures.report import ReportFigures
from kacdesk.services import deadlines, records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.reporting import counting
from kacdesk.services.samples import sample
from kacdesk.services.samples.sample_registers import fill_registers
from tests.figures.test_report_page import MOST_REQUESTED, TOLD
from tests.helpers.desk import hold_clock
from tests.journeys import every_cell as cells
from tests.journeys import every_medium as medium
from tests.journeys.a_true_place import Place, embedded_place, load_edition, place_at
from tests.journeys.a_true_story import PERIODS, Story, play, stories

pytestmark = pytest.mark.journey

STORIES = int(os.environ.get("KAC_STORIES", "0"))
"""How many stories are made up anew; without it a few that are always the same."""


def _alike_at_centre(here: ReportFigures, there: ReportFigures) -> None:
    """Hold a desk's report against that of the central store, rows and all; only what each alone can know is apart."""
    one, other = as_dict(here), as_dict(there)
    for plain in (one, other):
        for name in ("desks", "desk_contacts", "last_contact_at", "unsent"):
            plain["completeness"].pop(name)
    assert other == one
    rows_here, rows_there = opened(here), opened(there)
    rows_here.pop("completeness.unsent")
    assert {key: sorted(rows) for key, rows in rows_there.items()} == {
        key: sorted(rows) for key, rows in rows_here.items()
    }


def _alike_in_other_periods(exported: sqlite3.Connection, figures: ReportFigures) -> None:
    """Hold what a period is compared with against plain counts over the exported rows."""
    assert figures.recorded_since == cells.first_day_by_plain_count(exported)
    assert cells.months_of_trend(figures) == cells.months_by_plain_count(exported, figures)
    for name, period, totals in cells.others(figures):
        counted = medium.by_plain_count(exported, period)
        for key, value in counted.items():
            section, _, member = key.partition(".")
            if section == "summary":
                assert (getattr(totals, member) if totals is not None else 0) == value, f"{name}.{member}"


def _alike_everywhere(place: Place, period: Period, folder: Path) -> ReportFigures:
    """Read a period from every medium and hold them against each other."""
    figures = counting.figures(place.context, period)
    expected = numbers(figures)
    medium.rows_behind(figures)

    with medium.exported(place.context, folder) as exported:
        plainly = medium.by_plain_count(exported, period)
        _alike_in_other_periods(exported, figures)
    compared = {
        key: value
        for key, value in expected.items()
        if key not in TOLD and not key.startswith((MOST_REQUESTED, "by_point"))
    }
    assert {key: plainly.get(key) for key in compared} == compared
    named = {key: value for key, value in expected.items() if key.startswith(MOST_REQUESTED)}
    assert named.items() <= plainly.items()

    assert numbers(medium.by_json(figures)) == expected
    in_files = expected | {
        f"institutions.{row.key}.consultations": row.total - row.applications for row in figures.institutions
    }
    in_files |= cells.of_other_periods(figures)
    assert medium.by_csv(place.context, figures, folder) == in_files
    book = medium.by_xlsx(place.context, figures, folder)
    assert book.values == in_files
    behind = {
        key: sum(row.weight for row in rows)
        for key, rows in opened(figures).items()
        if rows and key in expected and not key.endswith(medium.NO_SUMS)
    }
    assert {key: book.sums[key] for key in behind} == behind
    assert cells.misplaced_in_sections(folder / medium.WORKBOOK, figures) == {}
    paper = medium.on_paper(place.context, figures, folder)
    further = (*cells.compared_lines(figures), *cells.times_on_paper(figures))
    assert medium.missing_on_paper(paper, figures, further) == []
    assert cells.hours_on_paper(paper) == cells.hours_counted(figures)
    if 1 < period.length <= 31:
        days = medium.days_on_paper(paper)
        over = [day for day in figures.days if day.day <= figures.as_of]
        assert days["Apmeklējumi"] == [day.visits for day in over]
        assert days["Reģistrācijas"] == [day.registrations for day in over]
        assert days["Tālruņa zvani"] == [day.calls for day in over]
        assert days["Dokumenti"] == [day.received_documents for day in over]
    screen = medium.on_screen(figures)
    assert medium.missing_on_screen(screen, figures) == []
    assert cells.wrong_on_screen(screen.grids, figures) == []
    assert cells.hours_on_screen(screen.grids) == cells.hours_counted(figures)
    _alike_at_centre(figures, place.counted_at_centre(period))
    return figures


@settings(
    max_examples=STORIES or 6,
    deadline=None,
    derandomize=not STORIES,
    phases=[
        Phase.explicit,
        Phase.generate,
    ],  # each example is a desk and a central store: shrinking takes minutes
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_every_medium_says_the_same_of_a_period(qapp: object, data: st.DataObject) -> None:
    period = data.draw(st.sampled_from(PERIODS), label="period")
    story: Story = data.draw(stories(period), label="story")
    with TemporaryDirectory() as folder, embedded_place(Path(folder)) as place:
        play(place, story, Path(folder))
        _alike_everywhere(place, period, Path(folder))


def test_a_whole_sample_centre_says_the_same_everywhere(
    qapp: object, pg_url: str, pg: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_edition(pg, reference_data.shipped_catalogue())
    today = clock.today_riga()
    hold_clock(monkeypatch.setattr, from_riga(datetime.combine(today, time(12))))
    month = Period.of(today).previous()
    with place_at(pg_url, tmp_path) as place:
        _fill(place, month)
        for period in (month, Period.of(month.last_day, Span.QUARTER), Period.of(month.last_day, Span.WEEK)):
            folder = tmp_path / str(period)
            folder.mkdir()
            figures = _alike_everywhere(place, period, folder)
            assert figures.summary.visits > 0
        assert not figures.completeness.unsent


def _fill(place: Place, month: Period) -> None:
    """Let the sample's people log their contacts of a season and fill the other registers, and make mistakes."""
    context, chance = place.context, random.Random(7)
    names = records.read_references(context)
    made: list[tuple[str, UUID]] = []
    with context.store.unit(context.actor.id) as unit:
        for contact in sample.planned(contacts=500, last_day=month.last_day):
            values, lines = sample.as_entry(contact, context.actor)
            entry = records.Entry(context, contact.register, values, lines, names)
            made.append((contact.register, records.write_new(context, unit, entry).id))
    deadlines.seed(context)
    fill_registers(context)
    place.sync()
    for register, record in chance.sample(made, 40):
        records.void(context, register, record, reason="ievadīts divreiz")
    place.sync()
