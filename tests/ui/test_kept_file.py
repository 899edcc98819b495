"""This file is the place where a file that was just written is opened from the strip that tells of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.strip import Strip


def _push(strip: Strip, words: str) -> None:
    buttons = strip.findChildren(QPushButton)
    [button] = [each for each in buttons if each.text() == words and not each.isHidden()]
    button.click()


@pytest.fixture
def strip(qtbot: QtBot) -> Strip:
    made = Strip()
    qtbot.addWidget(made)
    return made


def test_the_file_and_its_folder_are_opened_by_the_computers_own_programs(
    strip: Strip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def take(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    out = tmp_path / "Pārskats.pdf"
    for words in ("Atvērt datni", "Atvērt mapi"):
        tell_kept(strip.say, out)
        assert strip.text == "Saglabāts: Pārskats.pdf"
        _push(strip, words)
    assert opened == [out, tmp_path]


def test_a_computer_without_a_program_for_it_says_so(
    strip: Strip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    tell_kept(strip.say, tmp_path / "Lapa.pdf", "Lapa saglabāta.", opening="Atvērt un drukāt")
    assert strip.text == "Lapa saglabāta."
    _push(strip, "Atvērt un drukāt")
    assert strip.text == "Šajā datorā nav programmas, kas atver “Lapa.pdf”; atveriet to citur."
