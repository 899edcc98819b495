"""This file is the place where the window is put together and taken apart as the program does it."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from kacdesk.app import build_once, pictures, run
from kacdesk.cli.main import run as command_line
from kacdesk.core.errors import DeskError
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.store.opening import PointInfo
from kacdesk.ui.shell.refusal import passphrase_dialog, refusal_box
from kacdesk.vault.slots import Unlock
from tests.helpers.desk import BESIDE, CLERK, SUPERVISOR, opened


def test_the_self_check_builds_the_window_and_takes_it_apart(qapp: QApplication, context: Context) -> None:
    build_once(context.store)


def test_the_window_runs_until_it_is_closed_and_gives_the_folder_back(qapp: QApplication, data: Path) -> None:
    QTimer.singleShot(0, qapp.closeAllWindows)
    assert run(data, BESIDE, as_name=CLERK) == 0
    with opened(data) as context:
        assert context.actor.name == SUPERVISOR


def test_a_folder_that_is_in_use_is_refused_with_its_reason(qapp: QApplication, data: Path) -> None:
    with opened(data), pytest.raises(DeskError) as refused:
        run(data, BESIDE, as_name=None, make_sync=lambda _store: None)
    box = refusal_box(refused.value)
    assert box.text() == refused.value.what
    assert refused.value.remedy in box.informativeText()


def test_there_is_a_picture_of_every_page(qapp: QApplication, data: Path, tmp_path: Path) -> None:
    taken = pictures(data, BESIDE, tmp_path / "pictures")
    names = {path.stem for path in taken}
    assert {
        "visit-list",
        "visit-form",
        "phone_consultation-form",
        "received_document-form",
        "visit-form-refused",
        "feedback-form",
        "sendings",
        "person",
        "go-to",
        "reports",
        "reports-paper",
        "keys",
    } <= names
    assert all(path.stat().st_size > 1000 for path in taken)


def test_a_person_is_asked_for_the_passphrase_until_it_fits(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    right = Unlock(passphrase="pieci nejauši vārdi te", cost=(1024, 1))
    store = opening.create(folder, right, PointInfo(code="BALVI", title="Balvi", type="regional"))
    accounts.add_first_person(store, SUPERVISOR)
    store.close()
    asked: list[bool] = []
    answers = iter(["nepareiza frāze", "pieci nejauši vārdi te"])

    def answer(*, again: bool) -> str:
        asked.append(again)
        return next(answers)

    monkeypatch.setattr("kacdesk.app.ask_passphrase", answer)
    QTimer.singleShot(0, qapp.closeAllWindows)
    assert run(folder, Unlock(), as_name=None) == 0
    assert asked == [False, True]


def test_without_a_person_the_missing_passphrase_is_a_refusal(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    right = Unlock(passphrase="pieci nejauši vārdi te", cost=(1024, 1))
    opening.create(folder, right, PointInfo(code="BALVI", title="Balvi", type="regional")).close()
    with pytest.raises(DeskError, match="paroles frāzi"):
        run(folder, Unlock(), as_name=None)


def test_started_by_its_icon_it_asks_nothing_at_a_console_that_nobody_sees(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    right = Unlock(passphrase="pieci nejauši vārdi te", cost=(1024, 1))
    opening.create(folder, right, PointInfo(code="BALVI", title="Balvi", type="regional")).close()
    ours, theirs = os.openpty()
    asked: list[str] = []
    monkeypatch.setattr("getpass.getpass", asked.append)
    with os.fdopen(theirs, encoding="utf-8") as hidden:
        monkeypatch.setattr("sys.stdin", hidden)
        assert command_line(["--data", str(folder)]) == 3
    os.close(ours)
    assert asked == []


def test_the_question_hides_what_is_typed(qapp: QApplication) -> None:
    assert passphrase_dialog(again=False).textEchoMode() is QLineEdit.EchoMode.Password
    assert "neder" in passphrase_dialog(again=True).labelText()
