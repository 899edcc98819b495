"""A change of shape keeps everything or undoes itself, and the copy it leaves goes after 35 days."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Damaged, Refused
from kacdesk.models.catalog import CATALOG
from kacdesk.services import records
from kacdesk.store.cut_off import BROUGHT
from kacdesk.store.migrate import MIGRATIONS, keep_copy, migrate
from kacdesk.store.old_copies import BACKUPS, forget_old_copies
from kacdesk.store.restoring import restore
from kacdesk.store.tally import differing, tally
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import obtain_key
from tests.helpers import desk

_REVISION = '''"""made later"""

from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("{statement}")
'''


def one_more(folder: Path, statement: str) -> Path:
    """Return a folder with one more revision that carries out a statement."""
    head = max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    folder.mkdir()
    (folder / "9001_made_later.py").write_text(_REVISION.format(head=head, statement=statement))
    return folder


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM visit",
        "UPDATE visit SET rev=rev+1",
        "UPDATE number_series SET last=last-1",
        "UPDATE sync_state SET next_seq=next_seq+1",
        "DELETE FROM change_log WHERE lid=1",
        "DELETE FROM draft",
    ],
)
def test_a_change_of_shape_that_loses_something_is_undone(
    data: Path, tmp_path: Path, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    with desk.opened(data) as context:
        records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
        records.save(context, "received_document", desk.document())
        with context.store.unit(context.actor.id, applying=True) as unit:
            unit.connection.exec_driver_sql(
                "INSERT INTO draft (id,reg,actor,begun_at,kept_at,body) VALUES (x'01',?,x'02','a','b','{}')",
                ("visit",),
            )
    key, path = obtain_key(data, desk.BESIDE), data / "desk.db"
    engine = open_engine(path, key)
    try:
        with engine.connect() as connection, connection.begin():
            before = tally(connection, CATALOG)
        with pytest.raises(Damaged, match="ne viss palika kā iepriekš") as refused:
            migrate(engine, path, CATALOG, versions=one_more(tmp_path / "more", statement))
        assert "Pārveidošana ir atcelta" in refused.value.effect
        assert "a change of shape was undone" in caplog.text
        with engine.connect() as connection, connection.begin():
            assert differing(before, tally(connection, CATALOG)) == []
    finally:
        engine.dispose()
    with desk.opened(data) as context:
        assert len(desk.registered(context.store, "visit")) == 1


def test_a_copy_that_a_newer_version_made_leaves_no_half_desk_and_the_right_one_can_follow(
    data: Path, tmp_path: Path
) -> None:
    copies = {name: tmp_path / "stick" / name for name in ("20260101T000000000001", "20260101T000000000002")}
    for copy in copies.values():
        copy.mkdir(parents=True)
        for name in ("desk.db", "key.slots"):
            shutil.copyfile(data / name, copy / name)
    newer, right = copies.values()
    engine = open_engine(newer / "desk.db", obtain_key(newer, desk.BESIDE))
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
    engine.dispose()
    folder = tmp_path / "new"
    (folder / BROUGHT).mkdir(parents=True)  # left by one that was killed
    with pytest.raises(Refused, match="jaunāka kacdesk versija"):
        restore(newer, folder, desk.BESIDE)
    assert [path for path in folder.rglob("*") if path.suffix != ".lock"] == []
    done = restore(right, folder, desk.BESIDE)
    with desk.opened(folder) as context, context.store.read() as connection:
        assert connection.exec_driver_sql("SELECT series FROM desk").scalar_one() == done.series
    assert not (folder / BROUGHT).exists()


def test_copies_beside_the_data_go_after_35_days(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(data / "desk.db", obtain_key(data, desk.BESIDE))
    try:
        old = keep_copy(engine, data / "desk.db")
    finally:
        engine.dispose()
    shutil.copyfile(old, data / BACKUPS / "kept-by-somebody.db")
    now = clock.now_utc()
    desk.hold_clock(monkeypatch.setattr, now + timedelta(days=34))
    assert forget_old_copies(data) == 0
    desk.hold_clock(monkeypatch.setattr, now + timedelta(days=36))
    with desk.opened(data):
        assert [path.name for path in (data / BACKUPS).iterdir()] == ["kept-by-somebody.db"]
