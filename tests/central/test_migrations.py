"""The tables of a migrated store are exactly those described, on both databases, and the way back works."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.grouped import by_field
from kacdesk.central.migrate import MIGRATIONS, configuration, downgrade, migrate, require_current
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import EPOCH, FEED, METADATA, RECORD
from kacdesk.core import clock
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock
from tests.central.asking import count, rows
from tests.central.conftest import enrolled
from tests.helpers.postgres import Cluster
from tests.helpers.sample_desk import staff_values


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


STEPS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][1:]
"""Every revision below the newest."""

PAGES_DOWN = 1050
"""More records than one step down writes anew at once."""

GIVEN_UP = {
    "alembic_version",
    "purge",
    "purge_receipt",
    "blob_chunk",
    "admin",
    "admin_act",
    "setting",
    "backup",
}
"""What a step down may drop with its rows; the log, the records and who may speak are never among it."""


def _held(database: Database) -> dict[str, list[str]]:
    """Return every row of the tables that no step gives up, but for columns that came with a later step.

    The maps of a record are told by field, however they are written.
    """
    told = {}
    with database.whole() as connection:
        for name in sorted({*inspect(connection).get_table_names()} - GIVEN_UP):
            later = {"recipient", "scrubbed", "granted_from", "grants", "closed_ms", "wrapped_key"}
            later.add("lists_from_ms")
            if name == "record":
                later |= {"o", "s"}
            columns = [each["name"] for each in inspect(connection).get_columns(name)]
            kept = ", ".join(column for column in sorted(columns) if column not in later)
            rows_ = connection.exec_driver_sql(f"SELECT {kept} FROM {name}")
            told[name] = sorted(json.dumps(list(row), sort_keys=True, default=str) for row in rows_)
    maps = [(row.rid.hex, by_field(row.o, row.f), by_field(row.s, row.f)) for row in rows(database, RECORD)]
    return told | {"maps": sorted(json.dumps(each, sort_keys=True) for each in maps)}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_down_and_up_again_keeps_what_desks_have_sent_and_serves_as_before(
    empty: Database, step: str
) -> None:
    migrate(empty)
    with empty.whole() as connection:
        admin.add_point(connection, "BALVI", name="Balvi", now_ms=1)
    store = SqlStore(empty, CATALOG)
    sample, desk = enrolled(empty, "BALVI")
    record, op = sample.ins("staff", staff_values())
    sample.ins("staff", staff_values(role="TSAR"))
    sample.set("staff", record, {"active": False}, base={"active": op})
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    before = _held(empty)
    assert len(before["op"]) == len(before["feed"]) == 3
    downgrade(empty, to=step)
    assert _held(empty) == before
    migrate(empty)
    assert _held(empty) == before
    with empty.whole() as connection:
        command.check(configuration(connection))
    sample.ins("staff", staff_values("Cits Paraugs"))
    assert store.push(desk, sample.batch(4), now_ms=clock.now_ms()).last_seq == 4


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_a_program_from_before_the_feed_was_kept_as_written_goes_on_beside_a_newer_one(
    empty: Database,
) -> None:
    """Of the embedded store one process is the only one."""
    migrate(empty)
    with empty.whole() as connection:
        connection.exec_driver_sql(
            "INSERT INTO feed (point, scope, cur, kind, whole, body) SELECT 'BALVI', 'p:BALVI', 1, 'notice', false, "
            """unnest(ARRAY['{"r": "staff", "code": "parked"}'::jsonb])"""
        )
    (entry,) = rows(empty, FEED)
    assert entry.body == {"r": "staff", "code": "parked"}


def test_below_the_lists_every_map_names_all_fields_as_an_older_program_reads_them(empty: Database) -> None:
    migrate(empty)
    with empty.whole() as connection:
        admin.add_point(connection, "BALVI", name="Balvi", now_ms=1)
    sample, desk = enrolled(empty, "BALVI")
    for _ in range(PAGES_DOWN):
        sample.ins("staff", staff_values())
    record, op = sample.ins("staff", staff_values())
    later = sample.set("staff", record, {"active": False}, base={"active": op})
    SqlStore(empty, CATALOG).push(desk, sample.batch(), now_ms=clock.now_ms())
    downgrade(empty, to="0004")
    names = set(staff_values())
    kept = {row.rid: row for row in rows(empty, RECORD)}
    assert len(kept) == PAGES_DOWN + 1
    for row in kept.values():
        assert [{name for named in each.values() for name in named} for each in (row.o, row.s)] == [names] * 2
    assert {name: set(named) for name, named in kept[record].o.items()} == {
        op.hex: names - {"active"},
        later.hex: {"active"},
    }


def test_tables_that_an_older_program_may_go_on_with_get_lists_after_a_week(empty: Database) -> None:
    """Of the embedded store one process is the only one; nobody goes on with tables that are made now."""
    migrate(empty, to="0004")
    before_ms = clock.now_ms()
    migrate(empty)
    (life,) = rows(empty, EPOCH)
    week_ms, second_ms = 7 * 24 * 3600 * 1000, 1000
    waits_ms = life.lists_from_ms - before_ms
    assert life.lists_from_ms == 0 if empty.embedded else abs(waits_ms - week_ms) < 60 * second_ms
    downgrade(empty, to="base")
    migrate(empty)
    assert [life.lists_from_ms for life in rows(empty, EPOCH)] == [0]


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
