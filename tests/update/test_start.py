"""An installed program begins the version that its data belong to, and begins itself whatever is wrong with that."""

import json
import sys
from pathlib import Path

import pytest

import kacdesk
from kacdesk.update.places import is_of_a_package, order_of, staged, state_folder
from kacdesk.update.standing import FOLDER, Kept, Standing, Taking, read_standing, write_standing
from kacdesk.update.start import wanted
from tests.update.made_versions import NEW, NEWER, OLD, Machine

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the made-up versions are scripts that POSIX starts"
)


@pytest.mark.parametrize(
    ("belongs", "here", "bad", "begun"),
    [
        ("", (NEW,), (), None),  # nothing was taken yet
        (NEW, (NEW, NEWER), (), NEW),
        (NEWER, (NEW, NEWER), (), NEWER),
        (NEW, (NEWER,), (), NEWER),  # the one they belong to is gone
        (NEW, (NEWER,), (NEWER,), None),
        (NEWER, (NEW,), (), None),  # an older one could not read them
        (OLD, (NEW,), (), None),
        ("0.0.1", (NEW,), (), None),  # the system's package brought a newer one since
    ],
)
def test_the_version_that_the_data_belong_to_is_wanted(
    belongs: str, here: tuple[str, ...], bad: tuple[str, ...], begun: str | None
) -> None:
    places = {version: Path(version) for version in here}
    standing = Standing(version=belongs, bad=dict.fromkeys(bad, ""))
    found = wanted(standing, OLD, places)
    assert (found.name if found else None) == begun


def test_versions_are_ordered_by_their_numbers() -> None:
    assert order_of("0.10.0") > order_of("0.9.9") > order_of("0.9")
    for odd in ("1", "1.2.3.4.5", "../1.2", "1.2-rc1", "1.2 "):
        with pytest.raises(ValueError, match="no version"):
            order_of(odd)


def test_a_folder_that_others_may_write_is_no_version(computer: Machine) -> None:
    folder = computer.add(NEW).parent
    computer.add(NEWER)
    folder.chmod(0o777)
    (computer.state / "versions" / "7.3.0.partial").mkdir()
    (computer.state / "versions" / "notes").mkdir()
    assert list(staged()) == [NEWER]


def test_what_is_kept_beside_the_data_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = Kept(OLD, "2026-01-01T00:00:00.000Z", {"log": "1 1"})
    whole = Standing(NEW, {NEWER: "slikta"}, {NEWER: 2}, Taking("swap", OLD, NEW), kept)
    write_standing(tmp_path, whole)
    assert read_standing(tmp_path) == whole


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'{"bad": 1}', b'{"taking": {"step": 1}}', b"\xff\xfe", b" " * 99_999]
)
def test_a_spoilt_note_stops_no_start(computer: Machine, data: Path, raw: bytes) -> None:
    (data / FOLDER).mkdir()
    (data / FOLDER / "standing.json").write_bytes(raw)
    assert read_standing(data) == Standing()


def test_a_spoilt_version_lets_the_installed_program_begin(computer: Machine, data: Path) -> None:
    program = computer.add(NEW)
    write_standing(data, Standing(version=NEW))
    program.write_text("#!/nowhere/at/all\n")
    done = computer.run("--data", str(data), "update", "--json")
    assert json.loads(done.stdout)["running"] == OLD == kacdesk.__version__
    assert "did not begin" in done.stderr


def test_an_environment_moves_no_program_that_a_package_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KACDESK_STATE", str(tmp_path))
    assert state_folder() == tmp_path
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for program in ("/usr/lib/kacdesk/kacdesk", "/var/lib/kacdesk/versions/0.2.0/kacdesk"):
        monkeypatch.setattr(sys, "executable", program)
        assert is_of_a_package(Path(program))
        assert state_folder() == Path("/var/lib/kacdesk")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "kacdesk"))
    assert state_folder() == tmp_path
