"""This file is the place where the counts of docs/report.md are run over exported rows."""

import csv
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from kacdesk.figures.completeness import Completeness
from kacdesk.figures.monthly import MonthlyFigures, count_month
from kacdesk.figures.period import Month
from kacdesk.figures.plain import numbers
from kacdesk.figures.rows import MonthRows
from kacdesk.models.catalog import CATALOG
from kacdesk.reports.tabular import write_csv
from kacdesk.spec.field import FieldSpec
from tests.figures.made_up_month import NAMES, NOVEMBER, Row, a_call, a_line, a_visit, an_id, busy_month

PAGE = Path(__file__).parents[2] / "docs" / "report.md"
BLOCKS = re.findall(r"```sql\n-- (.+?)\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
MOST_REQUESTED = "services.most_requested."
TOLD = {"completeness.unsent", "completeness.refused"}
NOON = datetime.combine(date(2026, 11, 16), time(12))
UNCOUNTED = {"email", "feedback", "delegation", "residence", "presence", "continuity", "training"}


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


def _counted_by_the_page(month: Month, rows: MonthRows, folder: Path) -> dict[str, int | None]:
    institutions: list[Row] = [
        {"id": key, "abbr": name.abbr, "in_basket": name.in_basket}
        for key, name in NAMES.institutions.items()
    ]
    services: list[Row] = [
        {"id": key, "institution_id": name.institution_id} for key, name in NAMES.services.items()
    ]
    with closing(sqlite3.connect(":memory:")) as database:
        for name, part in (
            ("visit", rows.visits),
            ("visit_service", rows.visit_services),
            ("phone_consultation", rows.phone_consultations),
            ("received_document", rows.received_documents),
            ("institution", institutions),
            ("service", services),
        ):
            _load(database, folder, name, [dict(row) for row in part])
        return counted_by_the_page(database, month)


def counted_by_the_page(database: sqlite3.Connection, month: Month) -> dict[str, int | None]:
    """Run the blocks of the page over the loaded tables and return every figure by its dotted key."""
    database.row_factory = sqlite3.Row
    database.execute("CREATE TABLE month (first TEXT, last TEXT)")
    database.execute(
        "INSERT INTO month VALUES (?, ?)", (month.first_day.isoformat(), month.last_day.isoformat())
    )
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


def _figures(month: Month, rows: MonthRows) -> MonthlyFigures:
    return count_month(month, rows, NAMES, previous=None, year_ago=None, completeness=Completeness())


def _without_services(found: Mapping[str, int | None]) -> dict[str, int | None]:
    return {key: value for key, value in found.items() if not key.startswith(MOST_REQUESTED)}


def _odd_rows() -> MonthRows:
    """Return rows at the edges: codes of a newer version, unknown institutions, halves of seconds, no minutes."""
    visit = a_visit("odd", NOON, channel="HOLOGRAM")
    return MonthRows(
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
        (NOVEMBER, MonthRows()),
        (Month(2026, 10), busy_month(Month(2026, 10), contacts=120)),
    ],
    ids=["busy", "three", "empty", "october"],
)
def test_every_figure_equals_its_plain_count(month: Month, rows: MonthRows, tmp_path: Path) -> None:
    by_page = _counted_by_the_page(month, rows, tmp_path)
    by_program = numbers(_figures(month, rows))
    left_out = TOLD | UNCOUNTED
    assert {key for key in by_program if key in left_out} == left_out
    assert _without_services(by_page) == _without_services(
        {key: value for key, value in by_program.items() if key not in left_out}
    )


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
    keys = numbers(_figures(NOVEMBER, busy_month(NOVEMBER, contacts=50))).keys() - UNCOUNTED
    assert [key for key in keys if not key.startswith(tuple(f"{prefix}." for prefix in prefixes))] == []
