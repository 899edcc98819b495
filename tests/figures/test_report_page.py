"""This file is the place where the counts of docs/report.md are run over exported rows."""

import csv
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from kacdesk.core.calendar import public_holidays
from kacdesk.figures.at_end import AtEnd
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.period import Period
from kacdesk.figures.plain import numbers
from kacdesk.figures.report import REPORT_READS, ReportFigures, count_report
from kacdesk.figures.rows import LINES, PeriodRows
from kacdesk.models.catalog import CATALOG
from kacdesk.reports.tabular import write_csv
from kacdesk.spec.field import FieldSpec
from tests.figures.made_up_duties import duties
from tests.figures.made_up_month import (
    NAMES,
    NOVEMBER,
    Row,
    a_call,
    a_line,
    a_visit,
    an_id,
    busy_month,
    rows_of,
)

PAGE = Path(__file__).parents[2] / "docs" / "report.md"
BLOCKS = re.findall(r"```sql\n-- (.+?)\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
MOST_REQUESTED = "services.most_requested."
TOLD = {"completeness.unsent", "completeness.refused"}
REGISTERS = frozenset((*(reads.register for reads in REPORT_READS), LINES, "institution", "service"))
"""What the page counts over."""
NOON = datetime.combine(date(2026, 11, 16), time(12))


def _as_it_is(field: FieldSpec, value: Any) -> str:
    return str(value)


def _load(database: sqlite3.Connection, folder: Path, name: str, rows: list[Row]) -> None:
    """Write rows with the export of the program and read them as somebody else would."""
    file = folder / f"{name}.csv"
    write_csv(CATALOG.spec(name), rows, file, label=_as_it_is)
    load_csv(database, name, file)


def load_csv(database: sqlite3.Connection, name: str, file: Path) -> None:
    """Read an exported CSV into a table of that name, an empty cell as NULL."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        head, *body = csv.reader(text, delimiter=";")
    columns = ", ".join(f'"{column}" TEXT' for column in head)
    database.execute(f"CREATE TABLE {name} ({columns})")
    places = ", ".join("?" * len(head))
    database.executemany(
        f"INSERT INTO {name} VALUES ({places})", [[cell or None for cell in row] for row in body]
    )


def _counted_by_the_page(
    month: Period, rows: PeriodRows, folder: Path, today: date | None = None
) -> dict[str, int | None]:
    institutions: list[Row] = [
        {"id": key, "abbr": name.abbr, "in_basket": name.in_basket}
        for key, name in NAMES.institutions.items()
    ]
    services: list[Row] = [
        {"id": key, "institution_id": name.institution_id} for key, name in NAMES.services.items()
    ]
    with closing(sqlite3.connect(":memory:")) as database:
        for name, part in {**rows, "institution": institutions, "service": services}.items():
            _load(database, folder, name, [dict(row) for row in part])
        for name in REGISTERS - rows.keys() - {"institution", "service"}:
            _load(database, folder, name, [])
        return counted_by_the_page(database, month, today)


def counted_by_the_page(
    database: sqlite3.Connection, month: Period, today: date | None = None
) -> dict[str, int | None]:
    """Run the blocks of the page over the loaded tables and return every figure by its dotted key.

    `today` None when the period is over.
    """
    database.row_factory = sqlite3.Row
    end = AtEnd.of(month, today)
    database.execute("CREATE TABLE month (first TEXT, last TEXT, as_of TEXT, over TEXT)")
    days = (month.first_day, month.last_day, end.as_of, end.over)
    database.execute("INSERT INTO month VALUES (?, ?, ?, ?)", [day.isoformat() for day in days])
    database.execute("CREATE TABLE holiday (day TEXT)")
    years = range(month.first_day.year - 1, month.last_day.year + 2)
    holidays = [(day.isoformat(),) for year in years for day in public_holidays(year)]
    database.executemany("INSERT INTO holiday VALUES (?)", holidays)
    found: dict[str, int | None] = {}
    for title, sql in BLOCKS:
        if title == "views":
            database.executescript(sql)
            continue
        shape, path = title.split(": ")
        for row in database.execute(sql):
            found |= _keyed(path if shape == "one" else f"{path}.{row['key']}", row)
    return found


def _keyed(path: str, row: sqlite3.Row) -> dict[str, int | None]:
    return {f"{path}.{column}": row[column] for column in row.keys() if column != "key"}  # noqa: SIM118


def _figures(month: Period, rows: PeriodRows, today: date | None = None) -> ReportFigures:
    told = Completeness()
    return count_report(month, rows, NAMES, previous=None, year_ago=None, completeness=told, today=today)


def _without_services(found: Mapping[str, int | None]) -> dict[str, int | None]:
    return {key: value for key, value in found.items() if not key.startswith(MOST_REQUESTED)}


def _odd_rows() -> PeriodRows:
    """Return rows at the edges: codes of a newer version, unknown institutions, halves of seconds, no minutes."""
    visit = a_visit("odd", NOON, channel="HOLOGRAM")
    return rows_of(
        [visit, a_visit("open", NOON, ended_at=None, end_quality=None)],
        [
            a_line("1", visit, kind="DREAM", stand_in="STRIKE", quantity=999),
            a_line("2", visit, institution_id=an_id("nobody knows")),
            a_line("3", visit, institution_id=None, service_id=an_id("a withdrawn service")),
            a_line("4", visit, institution_id=None, service_id=None, service_text="Cits"),
        ],
        [a_call("odd call", NOON, call_state="ECHO"), a_call("long", NOON, duration_s=0, helpline=True)],
    )


@pytest.mark.parametrize(
    ("month", "rows"),
    [
        (NOVEMBER, busy_month(NOVEMBER, contacts=400)),
        (NOVEMBER, busy_month(NOVEMBER, contacts=3, seed=5)),
        (NOVEMBER, rows_of()),
        (Period.month(2026, 10), busy_month(Period.month(2026, 10), contacts=120)),
    ],
    ids=["busy", "three", "empty", "october"],
)
def test_every_figure_equals_its_plain_count(month: Period, rows: PeriodRows, tmp_path: Path) -> None:
    by_page = _counted_by_the_page(month, rows, tmp_path)
    by_program = numbers(_figures(month, rows))
    left_out = TOLD
    assert {key for key in by_program if key in left_out} == left_out
    assert _without_services(by_page) == _without_services(
        {key: value for key, value in by_program.items() if key not in left_out}
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_duties_of_any_period_equal_their_plain_counts(seed: int, tmp_path: Path) -> None:
    period = (
        Period.month(2026, 5),
        Period.month(2026, 11),
        Period.quarter(2026, 4),
        Period.week(2026, 53),
        Period(date(2026, 11, 17), date(2026, 11, 17)),
    )[seed % 5]
    today = None if seed % 3 else period.first_day + timedelta(days=seed + 1)
    rows = {**rows_of(), **duties(period, list(NAMES.institutions)[:5], seed=seed)}
    by_page = _counted_by_the_page(period, rows, tmp_path, today)
    by_program = numbers(_figures(period, rows, today))
    sections = (
        "email",
        "feedback",
        "delegation",
        "local",
        "presence",
        "continuity",
        "training",
        "summary.issued",
    )
    compared = {key: value for key, value in by_program.items() if key.startswith(sections)}
    assert compared == {key: value for key, value in by_page.items() if key.startswith(sections)}
    assert sum(bool(value) for value in compared.values()) > 5


def test_the_services_named_are_the_most_requested(tmp_path: Path) -> None:
    rows = busy_month(NOVEMBER, contacts=400)
    by_page = {
        key: value
        for key, value in _counted_by_the_page(NOVEMBER, rows, tmp_path).items()
        if key.startswith(MOST_REQUESTED)
    }
    named = {
        key: value
        for key, value in numbers(_figures(NOVEMBER, rows)).items()
        if key.startswith(MOST_REQUESTED)
    }
    assert len(by_page) > len(named) == 15
    assert named.items() <= by_page.items()
    assert sorted(named.values(), key=str) == sorted(sorted(map(int, by_page.values()))[-15:], key=str)  # type: ignore[arg-type]


def test_codes_of_a_newer_version_are_counted_and_not_dropped(tmp_path: Path) -> None:
    rows = _odd_rows()
    by_page = _counted_by_the_page(NOVEMBER, rows, tmp_path)
    by_program = numbers(_figures(NOVEMBER, rows))
    assert by_program["channels.OTHER.registrations"] == 1002
    assert by_program["institutions.not_listed.total"] == 3
    assert by_program["phone.states.OTHER.total"] == by_program["summary.other_calls"] == 1
    assert {key: by_program[key] for key in _without_services(by_page)} == _without_services(by_page)


def test_the_page_names_every_key_there_is() -> None:
    prefixes = [title.split(": ")[1] for title, _ in BLOCKS if title != "views"]
    keys = numbers(_figures(NOVEMBER, busy_month(NOVEMBER, contacts=50))).keys()
    assert [key for key in keys if not key.startswith(tuple(f"{prefix}." for prefix in prefixes))] == []
