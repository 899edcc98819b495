"""This file is the place where a disk that fails is shown to leave nothing half-written, and to be named in words."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.core.errors import Damaged, Refused, Unavailable
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import opening
from kacdesk.vault.faults import refused_by_file, translated
from kacdesk.vault.slots import Unlock
from tests.contract.tree import ROOT
from tests.helpers import desk

SAVE_UNTIL_IT_FAILS = """
import resource, sys
from pathlib import Path
from kacdesk.core.errors import DeskError
from kacdesk.services import records
from tests.helpers import desk
with desk.opened(Path(sys.argv[1])) as context:
    size = (Path(sys.argv[1]) / "desk.db").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 65536, size + 65536))
    saved = 0
    try:
        while True:
            records.save(context, "received_document", desk.document(note="x" * 3000))
            saved += 1
    except DeskError as error:
        print(saved, int(error.exit_code), error.what)
"""


def numbers(data: Path) -> list[int]:
    with desk.opened(data) as context:
        return [row["sequence"] for row in desk.registered(context.store, "received_document")]


def save_until_it_fails(context: Context) -> tuple[int, Unavailable]:
    """Save documents until the disk takes no more; return how many it took, and what was said."""
    saved = 0
    while True:
        try:
            records.save(context, "received_document", desk.document(note="x" * 3000))
        except Unavailable as full:
            return saved, full
        saved += 1


def test_a_full_disk_saves_nothing_half_and_work_goes_on_when_there_is_room(tmp_path: Path) -> None:
    """`max_page_count` makes SQLite meet the end of the disk where we want it."""
    data = desk.copy_desk(tmp_path)
    with desk.opened(data) as context:
        with context.store.unit(context.actor.id) as unit:
            pages = unit.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            unit.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
        saved, full = save_until_it_fails(context)
        assert full.exit_code == 4
        assert "nav vietas" in full.what
        assert "neskarts" in full.effect
        assert len(desk.registered(context.store, "received_document")) == saved
        with context.store.unit(context.actor.id) as unit:
            unit.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        records.save(context, "received_document", desk.document())
    assert numbers(data) == list(range(1, saved + 2))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of this kind")
def test_a_write_that_the_system_refuses_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    data = desk.copy_desk(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", SAVE_UNTIL_IT_FAILS, str(data)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    saved, code, _ = done.stdout.split(maxsplit=2)
    assert code == "4"
    assert numbers(data) == list(range(1, int(saved) + 1))


SMALL_DISK = 12 * 2**20
"""Bytes; a new store and all that it writes while it is made fit twice."""

LEFT = 500_000
"""Too little for a store, enough to begin one."""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Mount a real small disk, where the system lets us."""
    folder = Path(tempfile.mkdtemp(prefix="kac-small-"))
    mount = shutil.which("mount")
    done = mount is not None and subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "none", str(folder)],
        capture_output=True,
        check=False,
    )
    if not done or done.returncode != 0:
        folder.rmdir()
        pytest.skip("only root may mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def test_a_really_full_disk_is_named_and_what_was_saved_is_there(small_disk: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(desk.copy_desk(tmp_path), small_disk / "desk"))
    with desk.opened(data) as context:
        saved, full = save_until_it_fails(context)
        assert "nav vietas" in full.what
        assert len(desk.registered(context.store, "received_document")) == saved
    assert numbers(data) == list(range(1, saved + 1))


def test_a_store_is_not_half_made_on_a_full_disk(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(SMALL_DISK - LEFT))
    folder = small_disk / "desk"
    with pytest.raises(Unavailable, match="nav vietas"):
        opening.create(folder, desk.BESIDE, desk.POINT)
    assert not opening.exists(folder)
    ballast.unlink()
    opening.create(folder, desk.BESIDE, desk.POINT).close()
    assert opening.exists(folder)


def test_a_file_in_the_place_of_the_folder_is_named_as_the_folder(tmp_path: Path) -> None:
    (tmp_path / "dati").write_text("")
    with pytest.raises(Unavailable, match="dati") as refused:
        opening.create(tmp_path / "dati", desk.BESIDE, desk.POINT)
    assert "tiesības" in refused.value.remedy


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="root becomes somebody with fewer rights"
)
def test_a_folder_that_may_only_be_read_is_unavailable_and_untouched(tmp_path: Path) -> None:
    """Root may write everywhere, so the attempt is made by the user nobody."""
    home = Path(tempfile.mkdtemp(prefix="kac-read-only-"))
    home.chmod(0o755)
    try:
        data = Path(shutil.copytree(desk.copy_desk(tmp_path), home / "desk"))
        for path in data.iterdir():
            path.chmod(0o644)
        data.chmod(0o755)
        before = {path.name: path.read_bytes() for path in data.iterdir()}
        program = (
            "import os, sys\nfrom pathlib import Path\nfrom kacdesk.core.errors import DeskError\n"
            "from kacdesk.store import opening\nfrom kacdesk.vault.slots import Unlock\n"
            "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
            "try:\n    opening.open_for_writing(Path(sys.argv[1]), Unlock(beside_data=True))\n"
            "except DeskError as error:\n    print(int(error.exit_code), error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(data)], capture_output=True, text=True, cwd=ROOT, check=False
        )
        assert done.stdout.startswith("4 Datu mapē “desk” nedrīkst rakstīt."), done.stdout + done.stderr
        assert {path.name: path.read_bytes() for path in data.iterdir()} == before
    finally:
        shutil.rmtree(home)


def test_a_failed_start_takes_its_new_key_away_again(tmp_path: Path) -> None:
    def broken(_store: object) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "desk"
    with pytest.raises(OSError, match="No space"):
        opening.create(folder, Unlock(beside_data=True), desk.POINT, prepare=broken)
    assert {path.name for path in folder.iterdir()} <= {"kacdesk.lock"}


@pytest.mark.parametrize(
    ("number", "words"),
    [(28, "Diskā nav vietas"), (13, "nedrīkst rakstīt"), (2, "nav atrasta"), (30, "nedrīkst rakstīt")],
)
def test_what_the_system_says_is_told_in_words(number: int, words: str) -> None:
    error = refused_by_file(OSError(number, "said in English"), Path("mape/desk.db"))
    assert isinstance(error, Unavailable)
    assert words in error.what
    assert len(error.sentences()) == 3


def test_failures_that_are_ours_pass_through_untranslated() -> None:
    with pytest.raises(Refused, match="mūsu"), translated(Path("desk.db")):
        raise Refused("mūsu")
    with pytest.raises(ZeroDivisionError), translated(Path("desk.db")):
        _ = 1 // 0
    with pytest.raises(BrokenPipeError), translated(Path("desk.db")):
        raise BrokenPipeError


@pytest.mark.parametrize("kept", [0, 1])
@pytest.mark.parametrize("way", [opening.open_for_writing, opening.open_for_reading])
def test_an_emptied_file_is_damaged_and_nothing_is_written_into_it(
    tmp_path: Path, kept: int, way: object
) -> None:
    """SQLite takes a file of no or one byte for a new database: we must not fill it."""
    data = desk.copy_desk(tmp_path)
    path = data / "desk.db"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(Damaged, match=r"desk\.db"):
        way(data, desk.BESIDE)  # type: ignore[operator]  # one of two functions with these arguments
    assert path.stat().st_size <= 1
