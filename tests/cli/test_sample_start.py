"""The sample comes up again after a start that was cut off, and says how to begin anew where its folder is spoilt."""

import errno
import json
import os
from pathlib import Path

import pytest

from kacdesk.cli.demo import join
from kacdesk.cli.main import run
from kacdesk.core.errors import ExitCode, Unavailable
from kacdesk.services.overview import overview
from kacdesk.services.samples import sample
from kacdesk.store.session import Store
from kacdesk.sync.embedded import EmbeddedCentral


def test_a_first_start_cut_off_after_its_point_was_made_goes_on(store: Store, tmp_path: Path) -> None:
    with EmbeddedCentral(tmp_path / "sample" / "central") as central:
        central.run("point", "add", sample.POINT, "--name", "Balvi")
        join(store, central)
        assert overview(store).enrolled
        with pytest.raises(Unavailable) as told:
            central.run("point", "add", sample.POINT, "--name", "Balvi")
    assert told.value.what.endswith("Punkts BALVI jau ir pievienots.")


def test_a_central_store_that_does_not_open_says_why_and_how_to_begin_anew(tmp_path: Path) -> None:
    folder = tmp_path / "central"
    folder.mkdir()
    (folder / "central.db").write_bytes(b"x" * 8192)
    (folder / "key.slots").write_text("xx")
    with pytest.raises(Unavailable) as told:
        EmbeddedCentral(folder).start()
    assert told.value.what.endswith("Atslēgas datne key.slots ir bojāta.")
    assert f"izdzēsiet parauga mapi “{tmp_path}”" in told.value.remedy


def _spoilt(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "desk.db").write_bytes(b"x" * 8192)
    (folder / "key.slots").write_text("xx")


def test_a_spoilt_sample_says_that_it_may_be_deleted_and_what_may_be_real_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usual, other = tmp_path / "kacdesk-sample", tmp_path / "other"
    monkeypatch.setattr("kacdesk.core.settings.user_data_path", lambda name, **_: tmp_path / name)
    for folder in (usual, other):
        _spoilt(folder)
    assert run(["demo", "--no-window"]) == ExitCode.DAMAGED
    assert f"izdzēsiet parauga mapi “{usual}”" in capsys.readouterr().err
    assert run(["--data", str(other), "demo", "--no-window"]) == ExitCode.DAMAGED
    assert "izdzēsiet" not in capsys.readouterr().err


@pytest.fixture
def shut(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder into which nobody may look; of root, who runs tests, nothing real can be kept that way."""
    real = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if data in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", stat)
    return data


@pytest.mark.parametrize("command", [["demo", "--no-window"], ["status"], ["find", "visit"]])
def test_a_folder_that_this_user_may_not_enter_is_told_so(
    shut: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run(["--data", str(shut), *command]) == ExitCode.UNAVAILABLE
    told = capsys.readouterr().err.splitlines()
    assert told[0] == f"Datu mapē “{shut.name}” šis datora lietotājs nedrīkst ieiet."
    assert len(told) == 3


def test_the_doctor_says_it_of_everything_that_needs_the_folder(
    shut: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(shut), "doctor", "--json"]) == ExitCode.UNAVAILABLE
    told = {each["name"]: each["detail"] for each in json.loads(capsys.readouterr().out)["findings"]}
    assert [told[name] for name in ("keyring", "line", "data")] == ["unavailable"] * 3
    assert not told.keys() & {"slots", "key", "schema", "pages"}
    assert "broke" not in told.values()
