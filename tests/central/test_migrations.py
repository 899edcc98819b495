"""The tables of a migrated store are exactly those described, on both databases, and the way back works."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import inspect

from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import MIGRATIONS, configuration, downgrade, migrate, require_current
from kacdesk.central.tables import EPOCH, METADATA
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.vault.slots import Unlock
from tests.central.asking import count, rows
from tests.helpers.postgres import Cluster


@pytest.fixture(params=["postgresql", "embedded"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind."""
    if request.param == "embedded":
        opened = open_database(f"sqlite:///{tmp_path / 'c.db'}", unlock=Unlock(beside_data=True), create=True)
        yield opened
        opened.close()
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"empty_{uuid4().hex[:12]}"
    opened = open_database(cluster.create(name))
    yield opened
    opened.close()
    cluster.drop(name)


def test_the_migrations_make_exactly_the_described_tables(empty: Database) -> None:
    migrate(empty)
    with empty.whole() as connection:
        command.check(configuration(connection))


def test_down_to_nothing_and_up_again(empty: Database) -> None:
    migrate(empty)
    downgrade(empty, to="base")
    with empty.whole() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    migrate(empty)
    require_current(empty)
    with empty.whole() as connection:
        assert {*inspect(connection).get_table_names()} == {*METADATA.tables, "alembic_version"}


def test_migrating_twice_keeps_the_epoch(empty: Database) -> None:
    migrate(empty)
    before = rows(empty, EPOCH)
    migrate(empty)
    assert rows(empty, EPOCH) == before
    assert count(empty, EPOCH) == 1


def test_older_tables_are_not_served(empty: Database) -> None:
    migrate(empty, to="0001")
    with pytest.raises(Unavailable, match="kacdesk-central migrate"):
        require_current(empty)


def test_newer_tables_are_refused_untouched(empty: Database) -> None:
    migrate(empty)
    with empty.whole() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
    with pytest.raises(Refused):
        migrate(empty)
    with pytest.raises(Refused):
        require_current(empty)


def test_no_migration_imports_the_program() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert "kacdesk." not in path.read_text(encoding="utf-8"), path.name
