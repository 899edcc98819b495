"""This file is the place where the window is put together and taken apart as the program does it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kacdesk.app import build_once, pictures, run
from kacdesk.core.errors import DeskError
from kacdesk.services.context import Context
from kacdesk.ui.refusal import refusal_box
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
    names = {path.stem.partition("-")[2] for path in taken}
    assert {
        "visit-list",
        "visit-form",
        "phone_consultation-form",
        "received_document-form",
        "month",
        "keys",
    } <= names
    assert all(path.stat().st_size > 1000 for path in taken)
