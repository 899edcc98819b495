"""This file is the place where migrations are shown to lead a store to this version's shape, or to change nothing."""

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from kacdesk.core.errors import Damaged, Refused
from kacdesk.models.catalog import CATALOG
from kacdesk.services import lists, records
from kacdesk.services.people import accounts
from kacdesk.spec.listing import ListQuery
from kacdesk.store import opening, tables
from kacdesk.store.capture import all_triggers, drop_triggers, installed
from kacdesk.store.migrate import configuration, migrate, revision
from kacdesk.store.search import search_table
from kacdesk.store.shape import is_newest, newest
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.slots import obtain_key
from tests.helpers import desk

ADDS_A_COLUMN = '''"""one more column"""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("visit", recreate="always") as batch:
        batch.add_column(sa.Column("more", sa.TEXT(), nullable=True))
    {then}


def downgrade() -> None:
    with op.batch_alter_table("visit") as batch:
        batch.drop_column("more")
'''


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return desk.copy_desk(tmp_path)


def engine_of(data: Path, access: Access | None = None) -> Engine:
    return open_engine(data / "desk.db", obtain_key(data, desk.BESIDE), access)


def head() -> str:
    scripts = ScriptDirectory(str(Path(opening.__file__).with_name("migrations")))
    (only,) = scripts.get_heads()
    return only


def later_revision(tmp_path: Path, then: str = "pass") -> Path:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "9001_more.py").write_text(ADDS_A_COLUMN.format(head=head(), then=then), encoding="utf-8")
    return versions


def test_the_migrations_have_one_head_and_one_line() -> None:
    scripts = ScriptDirectory(str(Path(opening.__file__).with_name("migrations")))
    steps = list(scripts.walk_revisions())
    assert next(step.revision for step in steps) == head()
    assert all(not step.is_branch_point and not step.is_merge_point for step in steps)


def test_the_migrated_shape_is_exactly_what_the_classes_declare(data: Path) -> None:
    engine = engine_of(data)
    with engine.connect() as connection, connection.begin():
        command.check(configuration(connection, CATALOG))
    engine.dispose()


def test_the_check_notices_a_column_that_no_migration_makes(data: Path) -> None:
    engine = engine_of(data)
    with engine.connect() as connection, connection.begin():
        drop_triggers(connection)
        connection.exec_driver_sql("ALTER TABLE visit DROP COLUMN note")
        with pytest.raises(Exception, match="New upgrade operations detected"):
            command.check(configuration(connection, CATALOG))
    engine.dispose()


def test_every_table_is_strict_so_that_no_text_hides_in_a_number(data: Path) -> None:
    engine = engine_of(data)
    with engine.connect() as connection, connection.begin():
        strict = {row[1]: row[5] for row in connection.exec_driver_sql("PRAGMA table_list")}
    engine.dispose()
    ours = {spec.name for spec in CATALOG.specs} | set(tables.LOCAL.tables)
    assert ours <= strict.keys()
    assert {name for name in ours if not strict[name]} == set()


def test_down_to_nothing_and_up_again_is_the_same_shape(data: Path) -> None:
    engine = engine_of(data)
    with engine.connect() as connection, connection.begin():
        drop_triggers(connection)
        for spec in CATALOG.roots:
            connection.exec_driver_sql(f"DROP TABLE {search_table(spec.name)}")
        command.downgrade(configuration(connection, CATALOG), "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine, data / "desk.db", CATALOG, new=True)
    with engine.connect() as connection, connection.begin():
        command.check(configuration(connection, CATALOG))
        assert installed(connection) == all_triggers(CATALOG)
        assert {search_table(spec.name) for spec in CATALOG.roots} <= set(
            inspect(connection).get_table_names()
        )
    engine.dispose()


def test_a_migration_keeps_the_records_their_words_and_a_copy(data: Path, tmp_path: Path) -> None:
    with desk.opened(data) as context:
        saved = records.save(
            context, "visit", desk.visit(customer_name="Ģirts Paraugs"), {"visit_service": [desk.line()]}
        )
    versions = later_revision(tmp_path)
    store = opening.open_for_writing(data, desk.BESIDE, versions=versions)
    try:
        context = accounts.act_as(store)
        assert lists.page(context, "visit", ListQuery(text="girts")).ids == [saved.id]
        with store.read() as connection:
            assert revision(connection) == "9001"
            assert installed(connection) == all_triggers(CATALOG)
            assert len(desk.rows(connection, CATALOG.table("visit_service"))) == 1
        records.void(context, "visit", saved.id, reason="kļūda")
    finally:
        store.close()
    (copy,) = (data / "backups").iterdir()
    engine = open_engine(copy, obtain_key(data, desk.BESIDE))
    with engine.connect() as connection, connection.begin():
        assert revision(connection) == head()
        assert [row["status"] for row in desk.rows(connection, CATALOG.table("visit"))] == ["registered"]
    engine.dispose()


def test_the_newest_revision_is_known_by_the_names_of_the_files() -> None:
    assert newest() == head()


def test_only_a_store_of_the_newest_shape_is_opened_without_asking_alembic(
    data: Path, tmp_path: Path
) -> None:
    engine = engine_of(data)
    assert is_newest(engine, CATALOG)
    for told in ("0001", "9001"):
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (told,))
        assert not is_newest(engine, CATALOG)
    engine.dispose()
    empty = open_engine(tmp_path / "empty.db", bytes(32), create=True)
    assert not is_newest(empty, CATALOG)
    empty.dispose()


def test_a_store_of_the_newest_shape_whose_triggers_were_changed_is_refused(data: Path) -> None:
    engine = engine_of(data)
    with engine.connect() as connection, connection.begin():
        drop_triggers(connection)
    with pytest.raises(Damaged):
        is_newest(engine, CATALOG)
    engine.dispose()


def test_a_store_that_is_up_to_date_is_not_copied(data: Path) -> None:
    with desk.opened(data):
        assert not (data / "backups").exists()


def test_a_migration_that_fails_half_way_changes_nothing(data: Path, tmp_path: Path) -> None:
    with desk.opened(data) as context:
        saved = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    versions = later_revision(tmp_path, then='raise ZeroDivisionError("half way")')
    with pytest.raises(ZeroDivisionError, match="half way"):
        opening.open_for_writing(data, desk.BESIDE, versions=versions)
    with desk.opened(data) as context:
        assert [row["id"] for row in desk.registered(context.store, "visit")] == [saved.id]
        with context.store.read() as connection:
            assert revision(connection) == head()
            assert "more" not in {column["name"] for column in inspect(connection).get_columns("visit")}


def test_a_reader_never_migrates(data: Path, tmp_path: Path) -> None:
    engine = engine_of(data, Access(query_only=True))
    with pytest.raises(Refused, match="vēl nav pārveidoti"):
        migrate(engine, data / "desk.db", CATALOG, versions=later_revision(tmp_path), write=False)
    engine.dispose()
    assert not (data / "backups").exists()
