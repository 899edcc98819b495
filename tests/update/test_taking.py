"""A desk is taken over by a new version whole, or stays with the old one; a kill at any step leaves one of the two."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.services import records
from kacdesk.store.granted import keep_grants, open_granted
from kacdesk.store.migrate import migrate
from kacdesk.store.opening import open_for_reading
from kacdesk.store.tally import Tally, tally
from kacdesk.update.ready import bad_here, offered
from kacdesk.update.returning import forget_old_store, go_back
from kacdesk.update.settling import OLD_STORE, settle
from kacdesk.update.standing import FOLDER, Kept, Standing, read_standing, write_standing
from kacdesk.update.taking import NotTaken, take
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.slots import obtain_key
from kacdesk.wire.messages import Grant
from tests.helpers import desk
from tests.update.made_versions import (
    CANNOT_MIGRATE,
    CRASHES_WITH_THE_DATA,
    LOSES_A_VISIT,
    NEW,
    NEWER,
    OLD,
    Machine,
    later_migrations,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the made-up versions are scripts that POSIX starts"
)


def held(data: Path) -> Tally:
    """Return what a desk holds, read by this version."""
    store = open_for_reading(data, desk.BESIDE)
    try:
        with store.read() as connection:
            return tally(connection, CATALOG)
    finally:
        store.close()


def key_of(data: Path) -> bytes:
    """Return the key of a made-up desk."""
    return obtain_key(data, desk.BESIDE)


def test_a_new_version_takes_the_data_and_begins_from_then_on_and_can_be_left_again(
    computer: Machine, data: Path
) -> None:
    computer.add(NEW, migration="pass")
    before = held(data)
    write_standing(data, Standing(bad={NEW: "tā neatbild."}))  # told to by name, it is tried again
    done = computer.run("--data", str(data), "update", "take", "--version", NEW, "--json")
    assert done.returncode == 0, done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert [step.get("step") for step in steps[:-1]] == ["copy", "bring", "compare", "swap", "prove", "done"]
    assert steps[-1] == {"taken": NEW}

    assert read_standing(data).bad == {}
    told = json.loads(computer.run("--data", str(data), "update", "--json").stdout)
    assert (told["running"], told["data"], told["back"], told["offered"]) == (NEW, NEW, OLD, None)
    with pytest.raises(Refused, match="jaunāka kacdesk versija"):
        open_for_reading(data, desk.BESIDE)

    back = computer.run("--data", str(data), "update", "back", "--json")
    assert json.loads(back.stdout) == {"back": OLD}, back.stderr
    assert held(data) == before
    assert offered(data) is None
    assert bad_here(data) == {NEW: "Pie iepriekšējās versijas atgriezās ar komandu."}
    looked = json.loads(computer.run("--data", str(data), "doctor", "--json").stdout)
    (found,) = (one for one in looked["findings"] if one["name"] == "update")
    assert found["words"].endswith("nelieto: Pie iepriekšējās versijas atgriezās ar komandu.")


@pytest.mark.parametrize("step", ["copy", "bring", "compare", "swap", "prove", "done"])
def test_a_taking_killed_at_a_step_leaves_one_version_with_everything(
    computer: Machine, data: Path, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    computer.add(NEW, migration="pass")
    before = held(data)
    told = computer.kill_at(step, "--data", str(data), "update", "take", "--json")
    assert told[-1] == step
    if (
        step == "done" and read_standing(data).version == NEW
    ):  # the last note was written before the kill came
        seen = computer.run("--data", str(data), "status", "--json")
        assert json.loads(seen.stdout)["records"]["visit"] == 2
        return
    assert read_standing(data).taking is not None
    settle(data)
    assert "a taking was cut off" in caplog.text
    assert held(data) == before
    standing = read_standing(data)
    assert (standing.taking, standing.version, standing.tries) == (None, "", {NEW: 1})
    assert sorted(path.name for path in (data / FOLDER).iterdir() if path.suffix != ".lock") == [
        "standing.json"
    ]
    assert offered(data) == NEW


@pytest.mark.parametrize(
    ("migration", "fault", "why"),
    [
        (LOSES_A_VISIT, "", "ne viss palika kā iepriekš"),
        (CANNOT_MIGRATE, "", "OperationalError"),
        ("pass", CRASHES_WITH_THE_DATA, "kļūdu -9"),
    ],
)
def test_a_version_that_does_not_work_is_left_and_not_tried_again_but_a_better_one_is_offered(
    computer: Machine, data: Path, migration: str, fault: str, why: str
) -> None:
    computer.add(NEW, migration=migration, fault=fault)
    before = held(data)
    with pytest.raises(NotTaken) as refused:
        take(data, key_of(data), NEW)
    assert why in refused.value.what
    assert held(data) == before
    assert offered(data) is None
    assert list(bad_here(data)) == [NEW]
    with desk.opened(data) as context:
        records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    computer.add(NEWER)
    assert offered(data) == NEWER


def test_the_third_cut_try_is_the_last(
    computer: Machine, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    computer.add(NEW)
    write_standing(data, Standing(tries={NEW: 2}))
    assert offered(data) == NEW
    computer.kill_at("copy", "--data", str(data), "update", "take", "--json")
    settle(data)
    assert "a taking was cut off" in caplog.text
    assert offered(data) is None
    assert "pārtraukta" in bad_here(data)[NEW]


def test_nothing_is_taken_while_somebody_works_with_the_data(computer: Machine, data: Path) -> None:
    computer.add(NEW)
    with desk.opened(data), pytest.raises(Unavailable, match="jau izmanto"):
        take(data, key_of(data), NEW)
    with desk.looked_at(data) as reader, reader.read(), pytest.raises(Unavailable):
        take(data, key_of(data), NEW)
    assert read_standing(data).taking is None
    assert offered(data) == NEW
    assert len(registered_visits(data)) == 2


def registered_visits(data: Path) -> list[object]:
    """Return the visits of a desk."""
    with desk.looked_at(data) as store:
        return list(desk.registered(store, "visit"))


def test_the_way_back_ends_with_the_first_record_and_with_time(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept(OLD, clock.moment_text(clock.now_utc()), held(data))
    write_standing(data, Standing(version=NEW, kept=kept))
    shutil.copyfile(data / "desk.db", data / FOLDER / OLD_STORE)
    with desk.opened(data) as context:
        records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    with pytest.raises(Refused, match="jau ir mainījušies") as refused:
        go_back(data, key_of(data))
    assert "restore" in refused.value.remedy
    assert len(registered_visits(data)) == 3

    forget_old_store(data)
    assert (data / FOLDER / OLD_STORE).exists()
    later = clock.now_utc().replace(year=clock.now_utc().year + 1)
    desk.hold_clock(monkeypatch.setattr, later)
    forget_old_store(data)
    assert not (data / FOLDER / OLD_STORE).exists()
    with pytest.raises(Refused, match="vairs nav saglabāti"):
        go_back(data, key_of(data))


def test_points_that_were_granted_come_back_with_the_version_before(data: Path, tmp_path: Path) -> None:
    """The new version has given the copy of a granted point its shape, as it does at its first exchange."""
    grant = Grant(point="LUDZA", point_name="Izdomātais punkts", token="izdomāts")
    with desk.opened(data) as context:
        keep_grants(context.store, [grant], epoch=new_id())
        other = open_granted(context.store, "LUDZA")
        path, key = other.path, other.key
        other.close()
    write_standing(
        data, Standing(version=NEW, kept=Kept(OLD, clock.moment_text(clock.now_utc()), held(data)))
    )
    shutil.copyfile(data / "desk.db", data / FOLDER / OLD_STORE)
    engine = open_engine(path, key)
    (tmp_path / "later").mkdir()
    one_more = later_migrations(tmp_path, "pass") / "versions" / "9001_made_later.py"
    one_more.rename(tmp_path / "later" / one_more.name)
    migrate(engine, path, CATALOG, versions=tmp_path / "later")
    engine.dispose()
    with desk.opened(data) as context, pytest.raises(Refused, match="jaunāka kacdesk versija"):
        open_granted(context.store, "LUDZA")

    assert go_back(data, key_of(data)) == OLD
    with desk.opened(data) as context:
        for writing in (False, True):
            open_granted(context.store, "LUDZA", writing=writing).close()
    assert list((path.parent / "backups").iterdir()) == []


def test_a_part_of_the_new_version_that_nobody_asked_for_touches_nothing(
    computer: Machine, data: Path
) -> None:
    program = computer.add(NEW, migration="pass")
    before = (data / "desk.db").read_bytes()
    (data / FOLDER).mkdir()
    done = computer.run("--data", str(data), "update", "prove", program=program)
    assert json.loads(done.stdout) == {
        "ok": False,
        "told": "Šo komandu palaiž pati programma.",
    }
    assert done.returncode == 2
    assert (data / "desk.db").read_bytes() == before
