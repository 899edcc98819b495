"""What IT has set stands in the window, cannot be changed there, and says so: to the eye and to a screen reader."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.app import assembled, run
from kacdesk.cli.main import run as run_words
from kacdesk.core.errors import ExitCode, Refused
from kacdesk.core.policy import NOTHING, read_policy
from kacdesk.core.text import use_language
from kacdesk.services import preferences
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store.copies import read_copies
from kacdesk.store.copies_by_it import take_up
from kacdesk.ui.attachments.scan_folder import ScanFolder
from kacdesk.ui.first_run.step import line_of
from kacdesk.ui.people.access import AccessPage
from kacdesk.vault.slots import Unlock
from tests.helpers.desk import CLERK, SUPERVISOR
from tests.helpers.machine_policy import no_sample, obey, settings
from tests.ui.conftest import ready
from tests.ui.first_run_hands import Pages, begin, opened_pages
from tests.ui.hands import Hands

__all__ = ["opened_pages"]


@pytest.fixture
def real(context: Context) -> Context:
    """Return a desk that is no sample."""
    no_sample(context.store)
    return context


def access_of(hands: Hands) -> AccessPage:
    hands.window.go_to("access")
    hands.settle()
    page = hands.window.page
    assert isinstance(page, AccessPage)
    return page


def read_in(root: QWidget) -> list[str]:
    return [each.text() for each in root.findChildren(QLabel) if each.isVisible()]


def test_the_lock_of_it_stands_on_the_page_and_nobody_changes_it(
    real: Context, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    preferences.change(real, idle_minutes=3)
    obey(
        monkeypatch, settings(idle_minutes=7, central="https://kac.example", proxy="http://a:b@proxy.example")
    )
    with assembled(real) as parts:
        hands = ready(parts, qtbot)
        access = access_of(hands)
        assert access.minutes.currentData() == 7
        assert not access.minutes.isEnabled()
        assert access.minutes.accessibleName() == "Pēc cik minūtēm aizslēgt, noteicis IT"
        assert access.minutes.accessibleDescription() == "noteicis IT"
        assert not access.keep_button.isVisible()
        assert access.minutes_locked.text() == "noteicis IT"
        assert access.minutes_locked.isVisible()
        assert access.set_by_it.told == (
            ("Centrālās krātuves adrese", "https://kac.example"),
            ("Starpniekserveris", "http://***@proxy.example"),
            ("Minūtes līdz aizslēgšanai", "7"),
        )
        access.minutes.setCurrentIndex(access.minutes.findData(30))
        access.keep_minutes()
        assert hands.strip == "Pēc cik minūtēm aizslēgt, noteicis IT."
    assert preferences.read(real).idle_minutes == 7
    obey(monkeypatch, NOTHING)
    assert preferences.read(real).idle_minutes == 3
    with assembled(real) as parts:
        access = access_of(ready(parts, qtbot))
        assert access.minutes.isEnabled()
        assert not access.minutes_locked.isVisible()
        assert not access.set_by_it.isVisible()


def test_in_english_it_says_so_in_english(
    real: Context, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    obey(monkeypatch, settings(idle_minutes=7))
    preferences.change(real, language="en")
    use_language("lv", settled=False)
    try:
        with assembled(real) as parts:
            access = access_of(ready(parts, qtbot))
            assert access.minutes_locked.text() == "set by IT"
            assert access.minutes.accessibleDescription() == "set by IT"
    finally:
        use_language("lv", settled=False)


def test_the_scanners_folder_of_it_can_be_seen_and_not_changed(
    real: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    obey(monkeypatch, settings(scan_folder=str(tmp_path)))
    with assembled(real) as parts:
        hands = ready(parts, qtbot)
        dialog = ScanFolder(hands.jobs, hands.window)
        hands.settle()
        dialog.show()
        assert str(tmp_path) in read_in(dialog)
        assert "noteicis IT" in read_in(dialog)
        shown = [each.text() for each in dialog.findChildren(QPushButton) if each.isVisible()]
        assert shown == ["Saglabāt", "Atcelt"]
        dialog.remove.setChecked(True)
        dialog.save()
        hands.settle()
        assert not dialog.isVisible()
    assert preferences.read(real).scan_removed


def test_a_supervisor_is_told_once_what_is_wrong_and_a_clerk_is_not(
    real: Context, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    obey(monkeypatch, settings(idle_minutes="5", proxy=5))
    for name, told in ((CLERK, False), (SUPERVISOR, True)):
        with assembled(accounts.act_as(real.store, name)) as parts:
            hands = ready(parts, qtbot)
            assert ("IT noteiktajos iestatījumos ir kļūda. HKLM: " in hands.strip) is told
            assert ("Ir vēl citas: 1. Lūdziet IT palaist “kacdesk policy”" in hands.strip) is told
            hands.window.strip.clear()
            hands.window._tell_faults()
            assert hands.strip == "" or not told


@pytest.fixture
def locked_pages(
    opened_pages: list[Pages], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Pages:
    """The pages of a first start on a computer for which IT has set everything they ask for."""
    authority = tmp_path / "ca.pem"
    authority.write_text("-----BEGIN CERTIFICATE-----\n")
    given = {
        "central": "https://127.0.0.1:9",
        "ca_file": str(authority),
        "copies_folder": str(tmp_path / "share"),
        "idle_minutes": 0,
    }
    obey(monkeypatch, settings(**given))
    return begin(opened_pages, tmp_path / "data", qtbot)


def test_a_first_start_has_everything_of_it_filled_in_and_locked(locked_pages: Pages, tmp_path: Path) -> None:
    start, steps = locked_pages.dialog.start, locked_pages.dialog.settings
    assert start.joined.isChecked()
    assert line_of(start.address).text() == "https://127.0.0.1:9"
    for frame in (start.address, start.authority, steps.copies, steps.idle):
        assert not frame.input.isEnabled()
        assert frame.told == "noteicis IT"
        spoken = frame.input.focusProxy() or frame.input
        assert spoken.accessibleName().endswith("noteicis IT")
        assert spoken.accessibleDescription() == "noteicis IT"
    picking = [each for each in start.findChildren(QPushButton) if each.text() == "Izvēlēties …"]
    assert [each.isEnabled() for each in picking] == [False]


def test_a_first_start_needs_no_network_even_where_it_has_set_a_central_store(
    locked_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_given: object) -> None:
        raise AssertionError("a first start reached for the network")

    monkeypatch.setattr("socket.socket.connect", no_network)
    monkeypatch.setattr("socket.getaddrinfo", no_network)
    dialog = locked_pages.dialog
    dialog.start.alone.setChecked(True)
    locked_pages.enter()
    locked_pages.go_through("Paraugs Vaditajs")
    assert "nekad" in read_in(dialog.summary)
    store = locked_pages.make()
    assert preferences.preferences_of(store).idle_minutes == 0
    assert read_copies(store).folder is None
    (tmp_path / "share").mkdir()
    take_up(store)
    assert read_copies(store).folder == tmp_path / "share"


def test_no_window_begins_a_desk_where_the_policy_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("not toml")
    obey(monkeypatch, read_policy(path, owner=None))
    monkeypatch.setattr("kacdesk.app.somebody_is_there", lambda: True)
    told: list[Exception] = []
    monkeypatch.setattr("kacdesk.app.tell_refusal", told.append)
    with pytest.raises(Refused, match="ir kļūda"):
        run(tmp_path / "data", Unlock(), as_name=None)
    assert len(told) == 1
    assert not (tmp_path / "data").exists()
    assert "policy fault=not-toml" in caplog.text


def test_the_window_of_other_data_than_its_is_refused_where_a_person_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    obey(monkeypatch, settings(data_folder=str(tmp_path / "theirs")))
    told: list[Exception] = []
    monkeypatch.setattr("kacdesk.app.tell_refusal", told.append)
    assert run_words(["--data", str(tmp_path / "mine")]) == ExitCode.REFUSED
    assert len(told) == 1
    assert "Datu mapi noteicis IT, un logs atver tikai to." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
