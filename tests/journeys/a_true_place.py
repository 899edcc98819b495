"""This file is the place where a test gets a desk and a central store that hold the same records, mistakes and all."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kacdesk.central import admin
from kacdesk.central.catalogue import load_catalogue
from kacdesk.central.database import Database, open_database
from kacdesk.central.http import build_app
from kacdesk.central.migrate import migrate
from kacdesk.central.reporting import count_points, find_points
from kacdesk.central.snapshots import Source
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.figures.period import Period
from kacdesk.figures.report import ReportFigures
from kacdesk.models.catalog import CATALOG
from kacdesk.models.reference_csv import read_catalogue
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.store import marks
from kacdesk.sync.cycle import run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.transport import Transport
from kacdesk.wire.tickets import ticket_text
from tests.helpers.desk import BESIDE, copy_desk, opened
from tests.helpers.thread_server import served


@dataclass(frozen=True)
class Place:
    """A desk that belongs to a central store which is served."""

    context: Context
    source: Source
    server: str

    def sync(self) -> None:
        """Send and fetch everything."""
        transport = Transport(self.server)
        try:
            for _ in range(2):
                done = run_cycle(self.context.store, transport, Engine(random.Random(3)))
                assert done.trouble is None
        finally:
            transport.close()

    def counted_at_centre(self, period: Period) -> ReportFigures:
        """Count the period at the central store."""
        with self.source.database.whole() as connection:
            points = find_points(connection, ["BALVI"])
        return count_points(self.source, CATALOG, period, points, sample=True, now_ms=clock.now_ms())


@cache
def _template() -> "TemporaryDirectory[str]":
    """Make the pair of desk and embedded central store that every example is copied from, once a run."""
    home = TemporaryDirectory(prefix="kac-place-")
    folder = Path(home.name)
    database = open_database(_url(folder), unlock=BESIDE, create=True)
    migrate(database)
    with database.whole() as connection:
        admin.add_point(connection, "BALVI", name="Balvi", now_ms=clock.now_ms())
    load_edition(database, reference_data.shipped_catalogue())
    database.close()
    with place_at(_url(folder), folder) as place:
        place.sync()
    return home


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'central' / 'central.db'}"


def load_edition(database: Database, folder: Path) -> None:
    """Load an edition of the catalogue at the central store."""
    with database.whole() as connection:
        load_catalogue(connection, database, CATALOG, read_catalogue(folder), now_ms=clock.now_ms())


@contextmanager
def embedded_place(folder: Path) -> Iterator[Place]:
    """Make a place whose central store is the embedded one; the desk has talked to it before."""
    for part in ("central", "desk"):
        shutil.copytree(Path(_template().name) / part, folder / part)
    with _opened(_url(folder), folder / "desk") as place:
        marks.repoint(place.context.store, place.server)
        yield place


@contextmanager
def place_at(url: str, folder: Path) -> Iterator[Place]:
    """Make a new desk of BALVI and let it belong to a central store that has the catalogue."""
    with _opened(url, copy_desk(folder)) as place:
        with place.source.database.whole() as connection:
            code = ticket_text(admin.issue_ticket(connection, "BALVI", now_ms=clock.now_ms()))
        enrol(place.context.store, code, place.server, sample=True)
        yield place


@contextmanager
def _opened(url: str, data: Path) -> Iterator[Place]:
    database = open_database(url, unlock=BESIDE)
    try:
        with served(build_app(SqlStore(database, CATALOG))) as server, opened(data) as context:
            yield Place(context, Source(database, url, BESIDE), server.url)
    finally:
        database.close()
