"""A supervisor takes the month out: the report's figures against plain SQL over the exported files, all by command."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kacdesk.figures.period import Period
from kacdesk.figures.plain import from_dict, numbers
from kacdesk.services import exports, records
from kacdesk.services.context import Context
from kacdesk.services.samples import sample
from kacdesk.spec.listing import ListQuery
from kacdesk.store import opening
from kacdesk.store.query import find_rows
from kacdesk.vault.slots import Unlock
from tests.figures.test_report_page import MOST_REQUESTED, REGISTERS, TOLD, counted_by_the_page, load_csv
from tests.helpers.desk import hold_clock
from tests.helpers.server_process import ROOT

pytestmark = pytest.mark.journey

MONTH = Period.month(2026, 10)
FILLED = datetime(2026, 11, 5, 15, tzinfo=UTC)
"""The sample is made as on that day, whenever the test runs: what it makes reaches back some weeks."""
BY_COMMAND = ("visit", "phone_consultation", "received_document", "institution", "service")
DUTIES = ("email", "feedback", "delegation", "local", "presence", "continuity", "training")
WITH_LINES = {"visit": "visit_service", "training": "training_participant"}
NOT_EXPORTED = {"voided.visit_services"}
"""A voided line is left out of the exported visit, so a count over the file cannot know of it."""


def _kacdesk(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kacdesk", "--data", str(folder), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _load_with_lines(database: sqlite3.Connection, register: str, lines: str, file: Path) -> None:
    """Read a file in which each line stands beside its record into two tables."""
    load_csv(database, f"exported_{register}", file)
    columns = [row[1] for row in database.execute(f"PRAGMA table_info(exported_{register})")]
    above = f"{register}_id"
    own = ", ".join(columns[1 : columns.index(above)])
    database.execute(
        f"CREATE TABLE {register} AS SELECT DISTINCT {above} AS id, {own} FROM exported_{register}"
    )
    database.execute(f"CREATE TABLE {lines} AS SELECT * FROM exported_{register} WHERE line_no IS NOT NULL")


def _void_and_correct(context: Context) -> None:
    """Leave a month in which somebody has made mistakes."""
    with context.store.read() as connection:
        query = ListQuery(since=MONTH.first_day, until=MONTH.last_day, limit=12)
        visits = find_rows(connection, context.catalog, "visit", query).rows
        calls = find_rows(connection, context.catalog, "phone_consultation", query).rows
    for row in visits[:3]:
        records.void(context, "visit", row["id"], reason="ievadīts divreiz")
    records.void(context, "phone_consultation", calls[0]["id"], reason="ievadīts divreiz")
    for row in visits[3:6]:
        records.correct(context, "visit", row["id"], {"channel": "POST"}, rev=row["rev"], reason="kļūda")


def test_every_figure_of_the_report_equals_a_plain_count_over_the_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_clock(monkeypatch.setattr, FILLED)
    folder = tmp_path / "data"
    point = opening.PointInfo(code=sample.POINT, title="Balvi", type="regional", sample=True)
    store = opening.create(folder, Unlock(beside_data=True), point)
    context = sample.fill(store, contacts=600, last_day=FILLED.date())
    _void_and_correct(context)
    further = REGISTERS - {*BY_COMMAND, "visit_service", "training_participant"}
    for register in further:
        out = tmp_path / f"{register}.csv"
        exports.export(context, register, ListQuery(), format="csv", out=out, purpose=None)
    store.close()

    span = ("--from", str(MONTH.first_day), "--to", str(MONTH.last_day), "--format", "csv")
    for register in BY_COMMAND:
        _kacdesk(folder, "export", register, *span, "--out", str(tmp_path / f"{register}.csv"))
    pdf, figures = tmp_path / "2026-10.pdf", tmp_path / "2026-10.json"
    _kacdesk(folder, "report", str(MONTH), "--out", str(pdf), "--json", str(figures))

    by_report = numbers(from_dict(json.loads(figures.read_text(encoding="utf-8"))))
    with closing(sqlite3.connect(":memory:")) as database:
        for register in (*BY_COMMAND, *further):
            if register not in WITH_LINES:
                load_csv(database, register, tmp_path / f"{register}.csv")
        for register, lines in WITH_LINES.items():
            _load_with_lines(database, register, lines, tmp_path / f"{register}.csv")
        by_files = counted_by_the_page(database, MONTH)

    told_by_desk = TOLD | NOT_EXPORTED
    compared = {
        key: value
        for key, value in by_report.items()
        if key not in told_by_desk and not key.startswith((MOST_REQUESTED, "previous.", "year_ago."))
    }
    assert {key: by_files.get(key) for key in compared} == compared
    assert len(compared) > 300
    duties = [key for key, value in compared.items() if value and key.split(".")[0] in DUTIES]
    assert len(duties) > 20, "the sample has something in sections 6 to 12"
    assert by_report["voided.visits"] == 3
    assert pdf.read_bytes().startswith(b"%PDF")
