"""The commands of an administrator: what they print, what they answer to the shell."""

import json
import stat
from pathlib import Path

import pytest

from kacdesk.central.__main__ import run
from kacdesk.central.database import Database
from kacdesk.central.epoch import current_epoch
from kacdesk.core.resources import resource
from kacdesk.wire.signing import fingerprint, public_key
from kacdesk.wire.tickets import read_ticket
from tests.central.conftest import enrolled


@pytest.fixture
def where(url: str) -> list[str]:
    """The options that name the database of this test."""
    return ["--database", url, "--key-beside-data"]


def _fails(code: int, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    assert run(arguments) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert 2 <= len(told.err.splitlines()) <= 3
    return told.err


def test_a_point_is_opened_and_a_code_issued(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["point", "add", "RUGAJI", "--name", "Rugāju centrs", *where]) == 0
    assert "RUGAJI" in capsys.readouterr().out
    assert run(["desk", "code", "RUGAJI", *where]) == 0
    assert read_ticket(capsys.readouterr().out.strip()) is not None


def test_points_that_do_not_fit_are_refused(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    _fails(3, capsys, ["point", "add", "BALVI", *where])
    for code in ("mazs", "_REF", "A B", "Ā", "X" * 30):
        _fails(2, capsys, ["point", "add", code, *where])
    _fails(2, capsys, ["desk", "code", "NAV", *where])


def test_desks_are_listed_and_confirmed(
    database: Database, where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sample, _ = enrolled(database, "BALVI")
    device, mine = str(sample.device), fingerprint(public_key(sample.private))
    assert run(["desk", "confirm", device, *where]) == 0
    assert mine in capsys.readouterr().out
    _fails(3, capsys, ["desk", "confirm", device, "--fingerprint", "1 2 3", *where])
    assert run(["desk", "confirm", device, "--fingerprint", mine, *where]) == 0
    capsys.readouterr()
    assert run(["desk", "list", "--json", *where]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["device"], told["point"], told["status"]) == (device, "BALVI", "active")
    assert (told["confirmed"], told["series"]) == (True, [sample.series])
    assert run(["desk", "list", *where]) == 0
    assert device in capsys.readouterr().out


def test_a_command_line_that_is_wrong_is_told_in_three_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["desk"],
        ["nav"],
        ["restored"],
        ["desk", "list", "--nav"],
        ["purge", "ask"],
        ["serve", "--port", "x"],
    ):
        told = _fails(2, capsys, words)
        assert "Komandrind" in told, words
        assert "error" not in told


def test_a_catalogue_is_loaded_once(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(resource("catalogue"))
    assert run(["catalogue", "load", folder, *where]) == 0
    assert run(["catalogue", "load", folder, *where]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("mainītas 0.")


def test_addresses_that_name_no_database_are_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KACDESK_DATABASE", raising=False)
    _fails(2, capsys, ["desk", "list"])
    for url in ("mysql://x", "sqlite:///", "x", "postgresql://[::x"):
        _fails(2, capsys, ["desk", "list", "--database", url])
    _fails(4, capsys, ["desk", "list", "--database", "postgresql://nobody@127.0.0.1:1/x"])


def test_the_address_may_stand_in_the_environment(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KACDESK_DATABASE", url)
    assert run(["desk", "list", "--key-beside-data"]) == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--host", "0.0.0.0"],  # noqa: S104
        ["--host", "192.0.2.1"],
        ["--host", "example.invalid"],
        ["--behind-proxy", "--key-beside-data"],
    ],
)
def test_plain_http_is_not_served_in_the_open(
    tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "new" / "central.db"
    _fails(3, capsys, ["serve", "--database", f"sqlite:///{store}", *options])
    assert not store.exists()


def test_a_certificate_needs_its_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fails(2, capsys, ["serve", "--database", f"sqlite:///{tmp_path / 'c.db'}", "--certificate", "x.pem"])


def test_an_embedded_store_opens_by_its_passphrase_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("pieci nejausi vardi seit ir")
    secret.chmod(stat.S_IRUSR)
    store = tmp_path / "store" / "central.db"
    options = ["--database", f"sqlite:///{store}", "--passphrase-file", str(secret)]
    assert run(["migrate", *options]) == 0
    secret.chmod(stat.S_IRUSR | stat.S_IWUSR)
    secret.write_text("cita paroles fraze pavisam")
    capsys.readouterr()
    _fails(3, capsys, ["desk", "list", *options])


def test_a_restored_database_begins_a_new_life(
    database: Database, where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with database.whole() as connection:
        before = current_epoch(connection)
    assert run(["restored", "--no-register", *where]) == 0
    with database.whole() as connection:
        after = current_epoch(connection)
    assert after != before
    assert str(after) in capsys.readouterr().out
