"""A desk that a script makes can have a recovery key; it is written where nothing is lost by it, and it opens."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kacdesk.care.finding import State
from kacdesk.care.ground import Ground
from kacdesk.care.keys import slots
from kacdesk.cli.main import run
from kacdesk.services.first_run import as_kept
from kacdesk.store import opening
from kacdesk.vault import slot_file
from kacdesk.vault.slots import Unlock, obtain_key
from tests.vault.test_keyrings import MemoryKeyring, memory

__all__ = ["memory"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a phrase be hashed in a moment: how long it takes is shown elsewhere."""
    hashed = slot_file.passphrase_slot
    monkeypatch.setattr(
        "kacdesk.vault.slots.passphrase_slot",
        lambda identity, key, phrase, **_: hashed(identity, key, phrase, cost=(1024, 1)),
    )


@pytest.fixture
def kac(capsys: pytest.CaptureFixture[str], memory: type[MemoryKeyring]) -> Run:
    """Return a function that carries out a command line: exit code, stdout, stderr."""

    def carry_out(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return carry_out


def making(data: Path, *more: object) -> tuple[object, ...]:
    """Return the words that make a desk."""
    return ("--data", data, "init", "--point", "BALVI", *more)


def test_the_recovery_key_of_a_scripts_desk_lies_in_its_file_and_opens_the_data(
    kac: Run, tmp_path: Path
) -> None:
    data, kept = tmp_path / "data", tmp_path / "desk-07.key"
    code, out, err = kac(*making(data, "--recovery-key", kept))
    assert (code, err) == (0, "")
    key = kept.read_text().strip()
    assert key not in out
    if sys.platform != "win32":
        assert kept.stat().st_mode & 0o777 == 0o600
    MemoryKeyring.kept.clear()  # the computer's user is gone
    code, out, _ = kac("--data", data, "--passphrase-file", kept, "status", "--json")
    assert (code, json.loads(out)["point"]) == (0, "BALVI")
    assert obtain_key(data, Unlock(passphrase=as_kept(key.lower().replace("-", ""))))
    assert slots(Ground(data)).state is State.OK


def test_without_one_it_is_told_and_the_doctor_is_yellow_until_one_is_added(kac: Run, tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "late.key"
    code, _, err = kac(*making(data))
    assert code == 0
    assert "rekey-slot --recovery-key" in err
    told = slots(Ground(data))
    assert (told.state, told.detail) == (State.ATTENTION, "one-way")
    assert kac("--data", data, "rekey-slot", "--recovery-key", kept)[0] == 0
    assert slots(Ground(data)).state is State.OK
    assert obtain_key(data, Unlock(passphrase_file=kept))


def test_a_key_for_a_script_that_keeps_it_itself_is_printed(kac: Run, tmp_path: Path) -> None:
    code, out, err = kac(*making(tmp_path / "one", "--recovery-key", "-", "--json"))
    assert (code, err) == (0, "")
    assert obtain_key(tmp_path / "one", Unlock(passphrase=json.loads(out)["recovery_key"]))
    code, out, _ = kac("--data", tmp_path / "one", "rekey-slot", "--recovery-key", "-")
    key = out.partition("Atjaunošanas atslēga: ")[2].split()[0]
    assert obtain_key(tmp_path / "one", Unlock(passphrase=key))


def test_a_file_that_is_there_is_not_written_over_and_no_desk_is_made(kac: Run, tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "desk.key"
    kept.write_text("what another desk needs")
    code, _, err = kac(*making(data, "--recovery-key", kept))
    assert (code, kept.read_text()) == (3, "what another desk needs")
    assert "jau ir" in err
    assert not opening.exists(data)


@pytest.mark.parametrize(("place", "code"), [("data/desk.key", 3), ("nekur/desk.key", 4)])
def test_a_place_that_is_none_for_a_key_makes_no_desk(
    kac: Run, tmp_path: Path, place: str, code: int
) -> None:
    assert kac(*making(tmp_path / "data", "--recovery-key", tmp_path / place))[0] == code
    assert not opening.exists(tmp_path / "data")
    assert not (tmp_path / place).exists()


def test_a_desk_that_could_not_be_made_leaves_no_file_of_a_key(
    kac: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryKeyring, "locked", True)
    assert kac(*making(tmp_path / "data", "--recovery-key", tmp_path / "desk.key"))[0] == 3
    assert not (tmp_path / "desk.key").exists()
    assert not opening.exists(tmp_path / "data")
