"""This file is the place where a data folder is shown to be opened whole, by one writer, or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kacdesk.core.errors import Damaged, Refused, Unavailable
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people.accounts import act_as
from kacdesk.store import opening
from kacdesk.store.migrate import keep_copy
from kacdesk.store.session import Store
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import SLOTS_NAME, Unlock, obtain_key
from tests.helpers import desk

Way = Callable[[Path, Unlock], Store]
BOTH_WAYS = pytest.mark.parametrize("way", [opening.open_for_writing, opening.open_for_reading])


def alter(data: Path, *statements: str) -> bytes:
    """Change the file behind the program's back; return its bytes afterwards."""
    engine = open_engine(data / "desk.db", obtain_key(data, desk.BESIDE))
    with engine.connect() as connection, connection.begin():
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()
    return (data / "desk.db").read_bytes()


def test_a_second_writer_is_refused_while_a_reader_works_beside_it(data: Path) -> None:
    with desk.opened(data) as context:
        saved = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
        with pytest.raises(Unavailable, match="jau izmanto") as refused:
            opening.open_for_writing(data, desk.BESIDE)
        assert refused.value.exit_code == 4
        with desk.looked_at(data) as store:
            assert [row["id"] for row in desk.registered(store, "visit")] == [saved.id]
            records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
            assert len(desk.registered(store, "visit")) == 2


def test_a_refused_second_writer_does_not_take_the_lock_from_the_first(data: Path) -> None:
    with desk.opened(data):
        for _ in range(2):
            with pytest.raises(Unavailable):
                opening.open_for_writing(data, desk.BESIDE)
    with desk.opened(data) as context:
        assert context.actor.name == desk.SUPERVISOR


def test_a_store_opened_for_reading_cannot_be_written(data: Path) -> None:
    with (
        desk.looked_at(data) as store,
        pytest.raises(RuntimeError, match="for reading"),
        store.unit(act_as(store).actor.id),
    ):
        raise AssertionError("a unit began")


@BOTH_WAYS
@pytest.mark.parametrize("revision", ["9999", "0002x"])
def test_data_of_a_newer_version_are_refused_and_untouched(data: Path, way: Way, revision: str) -> None:
    before = alter(data, f"UPDATE alembic_version SET version_num='{revision}'")
    with pytest.raises(Refused, match="jaunāka kacdesk versija") as refused:
        way(data, desk.BESIDE)
    assert refused.value.exit_code == 3
    assert (data / "desk.db").read_bytes() == before
    assert not (data / "backups").exists()


@BOTH_WAYS
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER kac_visit_update",
        "CREATE TRIGGER kac_visit_more AFTER INSERT ON visit BEGIN SELECT 1; END",
    ],
)
def test_a_file_whose_triggers_were_changed_is_damaged_and_untouched(
    data: Path, way: Way, statement: str
) -> None:
    before = alter(data, statement)
    with pytest.raises(Damaged, match="izmaiņu uzskaite") as damaged:
        way(data, desk.BESIDE)
    assert damaged.value.exit_code == 5
    assert (data / "desk.db").read_bytes() == before


@BOTH_WAYS
def test_a_file_that_does_not_say_whose_it_is_is_damaged(data: Path, way: Way) -> None:
    alter(data, "DELETE FROM desk")
    with pytest.raises(Damaged, match=r"desk\.db"):
        way(data, desk.BESIDE)


def test_a_trigger_made_weaker_is_noticed_by_its_text(data: Path) -> None:
    alter(
        data,
        "DROP TRIGGER kac_visit_delete",
        "CREATE TRIGGER kac_visit_delete BEFORE DELETE ON visit WHEN 0 BEGIN SELECT 1; END",
    )
    with pytest.raises(Damaged):
        opening.open_for_writing(data, desk.BESIDE)


def test_the_key_of_another_store_is_refused(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    opening.create(other, desk.BESIDE, desk.POINT).close()
    (data / SLOTS_NAME).write_bytes((other / SLOTS_NAME).read_bytes())
    before = (data / "desk.db").read_bytes()
    with pytest.raises(Damaged):
        opening.open_for_writing(data, desk.BESIDE)
    assert (data / "desk.db").read_bytes() == before


def test_a_lost_slot_file_is_named(data: Path) -> None:
    (data / SLOTS_NAME).unlink()
    with pytest.raises(Refused, match=r"key\.slots"):
        opening.open_for_writing(data, desk.BESIDE)


def test_a_folder_without_data_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nav kacdesk datu") as missing:
        opening.open_for_writing(tmp_path / "nekur", desk.BESIDE)
    assert "kacdesk init" in missing.value.remedy
    assert not (tmp_path / "nekur").exists()


def test_a_folder_with_data_is_not_made_anew(data: Path) -> None:
    before = (data / "desk.db").read_bytes()
    with pytest.raises(Refused, match="jau ir kacdesk dati"):
        opening.create(data, desk.BESIDE, desk.POINT)
    assert (data / "desk.db").read_bytes() == before


def test_only_the_sample_may_have_its_key_beside_it(tmp_path: Path) -> None:
    real = opening.PointInfo("BALVI", "Balvi", "regional")
    with pytest.raises(Refused, match="parauga mapē"):
        opening.create(tmp_path / "real", desk.BESIDE, real)
    assert not (tmp_path / "real").exists()


def test_a_start_that_was_interrupted_leaves_no_store_and_can_be_repeated(tmp_path: Path) -> None:
    """As after a power cut in the middle of the preparation: what is left is not taken for a store."""
    folder = tmp_path / "desk"

    def stop(store: Store) -> None:
        assert not opening.exists(folder)
        (folder / "left").write_bytes(store.path.read_bytes())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        opening.create(folder, desk.BESIDE, desk.POINT, prepare=stop)
    assert not opening.exists(folder)
    (folder / "left").rename(folder / "desk.new")
    opening.create(folder, desk.BESIDE, desk.POINT).close()
    assert not (folder / "desk.new").exists()
    with desk.looked_at(folder) as store:
        assert store.point == "BALVI"


def test_the_hybrid_clock_goes_on_above_what_was_stamped_before(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The computer's clock was an hour ahead, was corrected, and the program was started again."""
    with desk.opened(data) as context:
        desk.hold_clock(monkeypatch.setattr, desk.an_hour_ago().replace(year=2031))
        records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
        ahead = context.store.pen.hlc
    monkeypatch.undo()
    with desk.opened(data) as context:
        assert context.store.pen.hlc == ahead
        assert context.store.pen.tick() == ahead + 1


def test_a_copy_opens_with_the_same_key_and_finds_by_the_same_words(context: Context, data: Path) -> None:
    kept = records.save(
        context, "visit", desk.visit(customer_name="Ģertrūde"), {"visit_service": [desk.line()]}
    )
    records.save(context, "visit", desk.visit(customer_name="Žanete"), {"visit_service": [desk.line()]})
    engine = open_engine(data / "desk.db", obtain_key(data, desk.BESIDE))
    copy = keep_copy(engine, data / "desk.db")
    engine.dispose()
    assert not copy.read_bytes().startswith(b"SQLite")
    opened = open_engine(copy, obtain_key(data, desk.BESIDE))
    with opened.connect() as connection, connection.begin():
        found = connection.exec_driver_sql(
            "SELECT v.id FROM search_visit s JOIN visit v ON v.n=s.rowid WHERE search_visit MATCH 'gertrude'"
        ).fetchall()
    opened.dispose()
    assert found == [(kept.id.bytes,)]


def test_listeners_are_told_after_the_commit_and_may_write_themselves(context: Context) -> None:
    told: list[int] = []

    def listen(_changes: object) -> None:
        told.append(len(desk.registered(context.store, "visit")))
        if len(told) == 1:
            records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})

    context.store.on_change(listen)
    records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    assert told == [1, 2]
