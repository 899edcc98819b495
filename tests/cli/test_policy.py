"""`kacdesk policy` and what the other commands do with what IT has set."""

import json
import os
from pathlib import Path

import pytest

from kacdesk.cli.main import run
from kacdesk.core.errors import ExitCode
from kacdesk.core.policy import read_policy
from kacdesk.store.copies import read_copies
from tests.helpers.desk import opened
from tests.helpers.machine_policy import no_sample, obey, settings


@pytest.fixture
def real(data: Path) -> str:
    """Return the data folder of a desk that is no sample."""
    with opened(data) as context:
        no_sample(context.store)
    return str(data)


def test_without_a_policy_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy"]) == ExitCode.DONE
    assert capsys.readouterr().out == "IT šim datoram neko nav noteicis (/etc/kacdesk/policy.toml).\n"


def test_what_is_in_force_and_what_is_wrong_is_told_with_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('idle_minutes = 5\nproxy = "http://a:b@proxy.example"\nscan_folder = "x"\n')
    obey(monkeypatch, read_policy(path, owner=os.getuid()))
    assert run(["policy"]) == ExitCode.ATTENTION
    told = capsys.readouterr()
    assert f"idle_minutes = 5  [Minūtes līdz aizslēgšanai; {path}]" in told.out
    assert "http://***@proxy.example" in told.out
    assert f"{path}, 3. rinda: “scan_folder” vērtība neder: vajag pilnu ceļu bez mainīgajiem." in told.err
    assert run(["--language", "en", "policy", "--json"]) == ExitCode.ATTENTION
    plain = json.loads(capsys.readouterr().out)
    assert plain["settings"]["idle_minutes"] == {"value": "5", "source": str(path)}
    assert [(fault["key"], fault["line"]) for fault in plain["faults"]] == [("scan_folder", 3)]
    assert "line 3" in plain["faults"][0]["what"]


def test_a_draft_is_checked_before_it_is_handed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text("idle_minutes = 5\n")
    draft.chmod(0o666)
    assert run(["policy", "--check", str(draft)]) == ExitCode.DONE
    draft.write_text("# idle_minutes = 5\n")
    capsys.readouterr()
    assert run(["policy", "--check", str(draft)]) == ExitCode.DONE
    assert capsys.readouterr().out == "Datne “draft.toml” neko nenosaka.\n"
    draft.write_text("idle_minutes = \n")
    assert run(["policy", "--check", str(draft)]) == ExitCode.ATTENTION
    assert "1. rinda" in capsys.readouterr().err
    assert run(["policy", "--check", str(tmp_path / "none")]) == ExitCode.USAGE


def test_a_file_of_certificates_without_any_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("-----BEGIN CERTIFICATE-----\nnone\n")
    obey(monkeypatch, settings(ca_file=str(authority)))
    assert run(["policy"]) == ExitCode.ATTENTION
    assert str(authority) in capsys.readouterr().err


def test_status_names_what_is_locked(
    real: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    obey(monkeypatch, settings(idle_minutes=5, central="https://kac.example"))
    run(["--data", real, "status", "--json"])
    assert json.loads(capsys.readouterr().out)["locked"] == {"central": "HKLM", "idle_minutes": "HKLM"}
    run(["--data", real, "status"])
    assert "Noteicis IT: central, idle_minutes." in capsys.readouterr().out


def test_another_central_store_is_refused_and_that_of_it_need_not_be_named(
    real: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", real, "enrol", "KODS"]) == ExitCode.USAGE
    assert "aiz --central" in capsys.readouterr().err
    obey(monkeypatch, settings(central="https://127.0.0.1:9"))
    wrong = ["--data", real, "enrol", "KODS", "--central", "https://other.example"]
    assert run(wrong) == ExitCode.REFUSED
    assert "to visam datoram noteicis IT" in capsys.readouterr().err
    assert run(["--data", real, "enrol", "KODS"]) == ExitCode.UNAVAILABLE
    assert "kods paliek derīgs" in capsys.readouterr().err


def test_copies_go_where_it_has_set(
    real: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    obey(monkeypatch, settings(copies_folder=str(share)))
    for other in ("off", str(tmp_path)):
        assert run(["--data", real, "copies", "set", other]) == ExitCode.REFUSED
        assert "noteicis IT" in capsys.readouterr().err
    assert run(["--data", real, "copies", "now"]) == ExitCode.DONE
    with opened(Path(real)) as context:
        assert read_copies(context.store).folder == share


def test_no_desk_is_made_where_it_is_not_known_where_it_belongs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    obey(monkeypatch, settings(data_folder="dati"))
    assert run(["init", "--point", "BALVI"]) == ExitCode.REFUSED
    assert "kacdesk policy" in capsys.readouterr().err
