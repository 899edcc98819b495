"""This file is the place where the computer and the program on it are broken, one thing after another."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from sqlcipher3 import dbapi2

from kacdesk.care.finding import State
from kacdesk.care.ground import Ground
from kacdesk.care.machine import FEW_FREE_BYTES, LEAST_FREE_BYTES
from kacdesk.store import marks
from kacdesk.sync.trust import EARLIEST_NOW
from kacdesk.update.standing import Standing, Taking, write_standing
from kacdesk.vault import keyrings
from kacdesk.vault.places import Machine
from tests.care.bench import Bench, Break
from tests.helpers import desk
from tests.helpers.machine_policy import settings


class _AnyKeyring(KeyringBackend):
    """A keyring of the test's own: the system's is a border that is not ours."""

    priority = 5.0

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


def _parts_without(name: str) -> "Break":
    def do(bench: Bench) -> Ground:
        copy = Path(shutil.copytree(bench.borders["parts"], bench.folder / "parts"))
        (copy / name).unlink()
        bench.borders["parts"] = copy
        return bench.ground()

    return Break("program", "part-missing", State.BAD, do)


def _old_sqlite(bench: Bench) -> Ground:
    bench.patch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    return bench.ground()


def _torn_font(bench: Bench) -> Ground:
    fonts = Path(shutil.copytree(bench.borders["parts"] / "fonts", bench.folder / "parts" / "fonts"))
    whole = fonts / "NotoSans-Bold.ttf"
    whole.write_bytes(whole.read_bytes()[:5000])
    bench.borders["parts"] = bench.folder / "parts"
    return bench.ground()


def _in_a_cloud(bench: Bench) -> Ground:
    cloud = bench.folder / "OneDrive - Izdomātais novads"
    return bench.ground(folder=Path(shutil.copytree(bench.data, cloud / "desk")))


def _on_a_share(bench: Bench) -> Ground:
    line = f"36 25 0:32 / {bench.folder} rw,relatime - cifs //izdomats/dati rw"
    bench.borders["machine"] = lambda: Machine({}, line, None)
    return bench.ground()


def _not_ours(bench: Bench) -> Ground:
    """Not even root makes a file below /proc."""
    return bench.ground(folder=Path("/proc/kacdesk"))


def _no_room_to_write(bench: Bench) -> Ground:
    def full(**_how: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    bench.patch.setattr(tempfile, "NamedTemporaryFile", full)
    return bench.ground()


def _shut(bench: Bench) -> Ground:
    """Not even the names in the folder may be read; of root, who runs tests, nothing real can be kept that way."""
    folder, real = Path(shutil.copytree(bench.data, bench.folder / "shut")), Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if folder in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, follow_symlinks=follow_symlinks)

    bench.patch.setattr(Path, "stat", stat)
    return bench.ground(folder=folder)


def _room(free: int) -> "Break":
    def do(bench: Bench) -> Ground:
        bench.borders["free_bytes"] = lambda _folder: free
        return bench.ground()

    full = free < LEAST_FREE_BYTES
    return Break("disk", "full" if full else "little", State.BAD if full else State.ATTENTION, do)


def _silent_disk(bench: Bench) -> Ground:
    def gone(_folder: Path) -> int:
        raise OSError("the stick was pulled out")

    bench.borders["free_bytes"] = gone
    return bench.ground()


def _no_log(bench: Bench) -> Ground:
    bench.borders["logs"] = Path("/proc/kacdesk")
    return bench.ground()


def _odd_policy(**values: object) -> Callable[[Bench], Ground]:
    def do(bench: Bench) -> Ground:
        bench.borders["policy"] = lambda: settings(**values)
        return bench.ground()

    return do


def _printers(count: int | None, detail: str) -> Break:
    def do(bench: Bench) -> Ground:
        bench.borders["printers"] = lambda: count
        return bench.ground()

    return Break("printer", detail, State.ATTENTION, do)


def _with_keyring(bench: Bench) -> None:
    bench.data = bench.folder / "no-data-yet"
    before = keyring.get_keyring()
    bench.patch.setattr(keyrings, "_candidates", lambda: (_AnyKeyring,))
    bench.patch.setattr(keyring.core, "_keyring_backend", before)  # given back when the test ends


def _no_keyring(bench: Bench) -> Ground:
    bench.patch.setattr(keyrings, "_candidates", tuple)
    return bench.ground()


def _no_keyring_with_data(bench: Bench) -> Ground:
    data = desk.copy_desk(bench.folder / "real")
    slots = data / "key.slots"
    slots.write_text(slots.read_text().replace("beside", "keyring"))
    bench.patch.setattr(keyrings, "_candidates", tuple)
    return bench.ground(folder=data)


def _nobody_says_whether_by_keyring(bench: Bench) -> Ground:
    (bench.data / "key.slots").write_text("damaged")
    return _no_keyring(bench)


def _cut_off(bench: Bench) -> Ground:
    write_standing(bench.data, Standing("0.1.0", taking=Taking("swap", "0.1.0", "0.2.0")))
    return bench.ground()


def _refused_version(bench: Bench) -> Ground:
    write_standing(bench.data, Standing("0.1.0", bad={"0.2.0": "start"}))
    return bench.ground()


def _before_program(bench: Bench) -> Ground:
    bench.borders["now"] = lambda: EARLIEST_NOW - timedelta(days=400)
    return bench.ground()


def _off_by(minutes: int, detail: str, state: State) -> Break:
    def do(bench: Bench) -> Ground:
        with desk.opened(bench.data) as context:
            marks.note_contact(context.store, offset_ms=minutes * 60_000)
        return bench.ground()

    return Break("clock", detail, state, do)


BREAKS: tuple[Break, ...] = (
    _parts_without("catalogue/services.csv"),
    Break("sqlite", "too-old", State.BAD, _old_sqlite),
    Break("fonts", "unfit", State.BAD, _torn_font),
    Break("place", "cloud", State.BAD, _in_a_cloud),
    Break("place", "share", State.BAD, _on_a_share),
    Break("folder", "not-writable", State.BAD, _not_ours),
    Break("folder", "full", State.BAD, _no_room_to_write),
    Break("data", "unavailable", State.BAD, _shut),
    _room(LEAST_FREE_BYTES - 1),
    _room(FEW_FREE_BYTES - 1),
    Break("disk", "silent", State.BAD, _silent_disk),
    Break("logs", "not-writable", State.ATTENTION, _no_log),
    Break("policy", "unknown", State.ATTENTION, _odd_policy(centrale="https://central.test")),
    Break("policy", "value", State.BAD, _odd_policy(centrale="https://central.test", idle_minutes=-1)),
    _printers(0, "none"),
    _printers(None, "no-service"),
    Break("keyring", "none", State.ATTENTION, _no_keyring, _with_keyring),
    Break("keyring", "none", State.BAD, _no_keyring_with_data),
    Break("keyring", "unknown", State.ATTENTION, _nobody_says_whether_by_keyring),
    Break("update", "cut-off", State.ATTENTION, _cut_off),
    Break("update", "refused", State.ATTENTION, _refused_version),
    Break("clock", "before-program", State.BAD, _before_program),
    _off_by(-10, "off", State.ATTENTION),
    _off_by(90, "wrong", State.BAD),
)
