"""This file is the place where tests get databases of the central store: both kinds, empty and migrated.

A pytest plug-in (see tests/conftest.py), so that tests of the exchange use the same cluster.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import migrate
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock
from tests.helpers.postgres import Cluster, running_cluster

POINTS = ("BALVI", "VILAKA")
_TEMPLATE = "kac_template"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL."""
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def pg_template(cluster: Cluster) -> str:
    """The name of a migrated database with two points, to be copied."""
    _prepare(open_database(cluster.create(_TEMPLATE)))
    return _TEMPLATE


@pytest.fixture(scope="session")
def file_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a migrated embedded store with two points, to be copied."""
    folder = tmp_path_factory.mktemp("central")
    url = f"sqlite:///{folder / 'central.db'}"
    _prepare(open_database(url, unlock=Unlock(beside_data=True), create=True))
    return folder


@pytest.fixture
def pg_url(cluster: Cluster, pg_template: str) -> Iterator[str]:
    """The address of a PostgreSQL database of this test alone."""
    name = f"test_{uuid4().hex[:12]}"
    yield cluster.create(name, template=pg_template)
    cluster.drop(name)


@pytest.fixture
def file_url(file_template: Path, tmp_path: Path) -> str:
    """The address of an embedded store of this test alone."""
    shutil.copytree(file_template, tmp_path / "store")
    return f"sqlite:///{tmp_path / 'store' / 'central.db'}"


@pytest.fixture(params=["postgresql", "embedded"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database, of each kind in turn."""
    name = "pg_url" if request.param == "postgresql" else "file_url"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A migrated database with two points, of each kind in turn."""
    opened = open_database(url, unlock=Unlock(beside_data=True))
    yield opened
    opened.close()


@pytest.fixture
def pg(pg_url: str) -> Iterator[Database]:
    """A migrated PostgreSQL database, for what is promised of it alone."""
    opened = open_database(pg_url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SqlStore:
    """The port on that database."""
    return SqlStore(database, CATALOG)


def _prepare(database: Database) -> None:
    migrate(database)
    with database.whole() as connection:
        for code in POINTS:
            admin.add_point(connection, code, name="", now_ms=clock.now_ms())
    database.close()
