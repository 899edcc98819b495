"""This file is the place where the program, as it was installed, proves that all of it is there and works."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlcipher3 import dbapi2

from kacdesk.cli.demo import join, render
from kacdesk.cli.exchange import exchange
from kacdesk.cli.output import say_json
from kacdesk.cli.window import window_program
from kacdesk.core import clock
from kacdesk.core import on_demand as seldom
from kacdesk.core.errors import ExitCode
from kacdesk.core.steps import Step, go_through
from kacdesk.figures.period import Period
from kacdesk.services.exports import export
from kacdesk.services.importing.spreadsheet import open_sheet
from kacdesk.services.people.accounts import act_as
from kacdesk.services.reporting import counting, writing
from kacdesk.services.samples import sample
from kacdesk.spec.listing import ListQuery
from kacdesk.store import opening
from kacdesk.sync.embedded import EmbeddedCentral
from kacdesk.vault.slots import Unlock

_UNLOCK = Unlock(beside_data=True)
_CONTACTS = 60


def self_check() -> ExitCode:
    """Open an encrypted store, save, sync, draw a PDF and look at it, write a workbook and read it, build the windows.

    Prints a line of JSON for each step and one for all; the steps go on after a failure.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return go_through(_steps, prefix="kacdesk-check-", say_json=say_json)


def _steps(folder: Path) -> Iterator[Step]:
    data = folder / "sample"
    yield "engine", lambda: f"SQLite {dbapi2.sqlite_version}"
    yield "store", lambda: _fill(data)
    yield "sync", lambda: _sync(data)
    yield "report", lambda: _report(data, folder / "report.pdf")
    yield "preview", lambda: f"{len(render(folder / 'report.pdf'))} pages"
    yield "workbook", lambda: _workbook(data, folder / "visits.xlsx")
    yield "window", lambda: _window(data, folder)
    yield "first start", lambda: _first_start(folder / "new")
    yield "on demand", lambda: f"{seldom.load_all()} modules"  # the last: by now the window named all of them


def _fill(data: Path) -> str:
    point = opening.PointInfo(code=sample.POINT, title="Balvi", type="regional", sample=True)
    store = opening.create(data, _UNLOCK, point)
    try:
        sample.fill(store, contacts=_CONTACTS, last_day=clock.today_riga())
        sample.play_day(act_as(store))
    finally:
        store.close()
    return f"{_CONTACTS + 3} records"


def _sync(data: Path) -> str:
    store = opening.open_for_writing(data, _UNLOCK)
    try:
        with EmbeddedCentral(data / "central") as central:
            join(store, central)
            done = exchange(store)
    finally:
        store.close()
    if done.trouble is not None:
        raise RuntimeError(done.trouble)
    return f"{done.sent} sent, {done.received} received"


def _report(data: Path, out: Path) -> str:
    store = opening.open_for_reading(data, _UNLOCK)
    try:
        context, today = act_as(store), clock.today_riga()
        writing.write_pdf(context, counting.figures(context, Period.of(today)), out)
    finally:
        store.close()
    return f"{out.stat().st_size} bytes"


def _workbook(data: Path, out: Path) -> str:
    store = opening.open_for_reading(data, _UNLOCK)
    try:
        done = export(act_as(store), "visit", ListQuery(), format="xlsx", out=out, purpose=None)
    finally:
        store.close()
    with open_sheet(out, lambda heading: len(heading)) as sheet:
        return f"{done.rows} rows written, {len(list(sheet.rows))} read back"


def _first_start(data: Path) -> str:
    app = window_program()
    app.application()
    pages = app.first_run_pages(data, _UNLOCK)
    try:
        return f"{len(pages.steps)} pages, {pages.grab().width()} pixels wide"
    finally:
        pages.work.close()
        pages.deleteLater()


def _window(data: Path, out: Path) -> str:
    app = window_program()
    return f"{len(app.pictures(data, _UNLOCK, out))} pages"
