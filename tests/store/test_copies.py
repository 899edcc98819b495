"""Copies on a second medium: encrypted, proved before they count, thinned, and enough to begin again from."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kacdesk.core.errors import Damaged, DeskError, Refused, Unavailable, Usage
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.store import copies, health, opening
from kacdesk.store.copies import (
    AUTHORITY_FILE,
    LATE_AFTER,
    home_of,
    list_copies,
    make_copy,
    name_medium,
    read_copies,
)
from kacdesk.store.restoring import restore
from kacdesk.sync.beside import HourlyCopies
from kacdesk.vault.encrypted import open_engine
from tests.helpers.desk import BESIDE, copy_desk, hold_clock, opened, visit

CANARY = "Izdomātais Kanārijputns"
NOON = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    with opened(copy_desk(tmp_path)) as desk:
        yield desk


@pytest.fixture
def medium(context: Context, tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    name_medium(context.store, folder)
    return folder


def test_a_proved_copy_takes_records_off_the_list_of_those_that_are_only_here(
    context: Context, medium: Path
) -> None:
    records.save(context, "visit", visit())
    before = overview(context.store)
    assert before.only_here == before.unsent > 0
    make_copy(context.store)
    after = overview(context.store)
    assert (after.only_here, after.unsent) == (0, before.unsent)
    records.save(context, "visit", visit())
    assert overview(context.store).only_here == 1


def test_a_copy_opens_with_the_slots_beside_it_and_holds_what_was_saved(
    context: Context, medium: Path
) -> None:
    record = records.save(context, "visit", visit(customer_name=CANARY)).id
    copy = make_copy(context.store)
    store = opening.open_for_reading(copy.path, BESIDE)
    try:
        with store.read() as connection:
            table = store.catalog.table("visit")
            found = connection.execute(table.select().where(table.c.id == record)).one()
        assert found.customer_name == CANARY
        assert [problem for _, problem in health.examine(store) if problem] == []
    finally:
        store.close()


def test_whom_the_desk_trusts_on_the_line_goes_with_a_copy_and_comes_back(
    context: Context, medium: Path, tmp_path: Path
) -> None:
    (context.store.path.parent / AUTHORITY_FILE).write_text("whom it trusts")
    copy = make_copy(context.store)
    restore(copy.path, tmp_path / "new", BESIDE)
    assert (tmp_path / "new" / AUTHORITY_FILE).read_text() == "whom it trusts"


def test_nothing_in_a_copy_is_in_clear(context: Context, medium: Path) -> None:
    records.save(context, "visit", visit(customer_name=CANARY))
    make_copy(context.store)
    found = [path for path in medium.rglob("*") if path.is_file()]
    assert found
    assert not [path.name for path in found if CANARY.encode() in path.read_bytes()]


def test_a_medium_that_was_pulled_out_is_refused_and_nothing_is_written_in_its_place(
    context: Context, medium: Path
) -> None:
    shutil.rmtree(medium)
    with pytest.raises(Unavailable, match="nav pieejama"):
        make_copy(context.store)
    assert not medium.exists()
    medium.mkdir()
    with pytest.raises(Unavailable, match="nav pieejama"):
        make_copy(context.store)
    assert list(medium.iterdir()) == []


def test_a_copy_that_is_not_what_was_copied_does_not_count(
    context: Context, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The medium gives back other bytes than it was given."""
    records.save(context, "visit", visit())

    def write_badly(store: object, target: Path) -> None:
        shutil.copyfile(context.store.path, target)
        raw = bytearray(target.read_bytes())
        raw[len(raw) // 2] ^= 1
        target.write_bytes(raw)

    monkeypatch.setattr(copies, "_vacuum_into", write_badly)
    with pytest.raises(Damaged):
        make_copy(context.store)
    assert overview(context.store).only_here > 0
    assert list_copies(context.store) == []


def test_a_copy_of_other_data_does_not_count(
    context: Context, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older image answers in the place of what was written, whole in itself."""
    records.save(context, "visit", visit())
    old = make_copy(context.store).path / "desk.db"
    records.save(context, "visit", visit())

    def write_old(store: object, target: Path) -> None:
        shutil.copyfile(old, target)
        engine = open_engine(target, context.store.key)
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("UPDATE sync_state SET chain=zeroblob(32)")
        engine.dispose()

    monkeypatch.setattr(copies, "_vacuum_into", write_old)
    with pytest.raises(Damaged):
        make_copy(context.store)
    assert len(list_copies(context.store)) == 1


def test_copies_are_thinned_to_one_a_day_and_none_is_older_than_35_days(
    context: Context, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are the first one under another moment's name, and share its bytes: a copy takes a third of a second."""
    held = hold_clock(monkeypatch.setattr, NOON - timedelta(days=40))
    first, home = make_copy(context.store).path, home_of(context.store)
    while held.at < NOON:
        held.at += timedelta(hours=12 if held.at < NOON - timedelta(days=1) else 1)
        newest = home / f"{held.at:%Y%m%dT%H%M%S%f}"
        shutil.copytree(first, newest, copy_function=os.link)
        copies.thin(context.store)
        first = newest
    held.at = NOON
    copies.thin(context.store)
    made = [copy.made_at for copy in list_copies(context.store)]
    assert min(made) >= NOON - timedelta(days=35)
    today = [at for at in made if at.date() == NOON.date()]
    assert len(today) >= 9
    before = [at.date() for at in made if at.date() < NOON.date() - timedelta(days=1)]
    assert len(before) == len(set(before)) >= 33


def test_a_copy_is_made_once_an_hour_when_something_changed(
    context: Context, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold_clock(monkeypatch.setattr, NOON)
    ticks = iter(range(0, 10**9, 60_000))
    monkeypatch.setattr("kacdesk.core.clock.monotonic_ms", lambda: next(ticks))
    hourly = HourlyCopies(context.store)
    assert hourly.turn()
    assert not hourly.turn()
    held.at = NOON + timedelta(minutes=61)
    assert not hourly.turn(), "nothing changed"
    records.save(context, "visit", visit(started_at=NOON))
    assert hourly.turn()
    records.save(context, "visit", visit(started_at=NOON))
    held.at += timedelta(minutes=59)
    assert not hourly.turn()
    held.at += timedelta(minutes=2)
    assert hourly.turn()


def test_a_missing_medium_is_told_after_some_hours_and_is_never_in_the_way(
    context: Context, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold_clock(monkeypatch.setattr, NOON)
    make_copy(context.store)
    medium.rename(medium.with_name("pulled"))
    records.save(context, "visit", visit(started_at=NOON))
    held.at = NOON + timedelta(hours=2)
    assert not HourlyCopies(context.store).turn()
    assert not overview(context.store).copies_late
    held.at = NOON + LATE_AFTER + timedelta(minutes=1)
    assert overview(context.store).copies_late
    records.save(context, "visit", visit(started_at=NOON))


def test_a_poor_place_for_copies_is_refused_or_named(context: Context, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="nav atrasta"):
        name_medium(context.store, tmp_path / "nowhere")
    with pytest.raises(Refused, match="neko nepasargātu"):
        name_medium(context.store, context.store.path.parent)
    (tmp_path / "sinhronizē" / ".nextcloudsync.log").mkdir(parents=True)
    for name, whose in (
        ("OneDrive - Iestāde", "OneDrive"),
        ("sinhronizē", "Nextcloud"),
        ("pCloud Drive", "pCloud"),
    ):
        cloud = tmp_path / name / "kopijas"
        cloud.mkdir(parents=True)
        _same_disk, told = copies.doubts(context.store, cloud)
        assert told.startswith(f"Šo mapi programma {whose} kopē uz mākoni")
    for name in ("omega", "onedriver", "megabit"):
        only_alike = tmp_path / name
        only_alike.mkdir()
        assert len(copies.doubts(context.store, only_alike)) == 1


def test_copies_may_be_switched_off(context: Context, medium: Path) -> None:
    make_copy(context.store)
    name_medium(context.store, None)
    assert read_copies(context.store).folder is None
    with pytest.raises(Refused, match="Nav norādīts"):
        make_copy(context.store)
    assert overview(context.store).only_here == overview(context.store).unsent


def test_files_lie_beside_the_copies_once(context: Context, medium: Path) -> None:
    files = context.store.path.parent / "files"
    files.mkdir(exist_ok=True)
    (files / "ab12").write_bytes(b"encrypted bytes")
    first = make_copy(context.store)
    make_copy(context.store)
    kept = first.path.parent / "files" / "ab12"
    assert kept.read_bytes() == b"encrypted bytes"
    assert len(list(kept.parent.iterdir())) == 1


def test_a_full_medium_leaves_no_half_copy(
    context: Context, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(source: object, target: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(shutil, "copyfile", no_room)
    with pytest.raises(DeskError, match="nav vietas"):
        make_copy(context.store)
    (home,) = medium.iterdir()
    assert [path.name for path in home.iterdir()] == []
