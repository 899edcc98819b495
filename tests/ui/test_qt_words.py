"""This file is the place where the windows that are Qt's own are held to speaking the language of the program."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kacdesk.core.text import use_language
from kacdesk.ui.look.qt_words import WORDS
from kacdesk.ui.look.theme import speak
from tests.ui import seen

Make = Callable[[Path], QWidget]


def _saving(folder: Path) -> QWidget:
    """Return the dialog that asks where a file is to be kept, as Qt draws it where the system has none."""
    dialog = QFileDialog(None, "", str(folder), "*.pdf")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    return _own(dialog)


def _opening(folder: Path) -> QWidget:
    return _own(QFileDialog(None, "", str(folder), "*.pdf"))


def _folder(folder: Path) -> QWidget:
    dialog = QFileDialog(None, "", str(folder))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    return _own(dialog)


def _own(dialog: QFileDialog) -> QWidget:
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    return dialog


class _Printing(QPrintDialog):
    """Which printer; the dialog itself does not keep the one that it is about."""

    def __init__(self) -> None:
        self._printer = QPrinter()
        super().__init__(self._printer)


def _message(_folder: Path) -> QWidget:
    box = QMessageBox()
    box.setStandardButtons(QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel)
    return box


NEUTRAL = {"*.pdf"}
"""What is the same in both languages."""

MADE: dict[str, Make] = {
    "save": _saving,
    "open": _opening,
    "folder": _folder,
    "print": lambda _folder: _Printing(),
    "message": _message,
    "passphrase": lambda _folder: QInputDialog(),
    "menu of a line": lambda _folder: QLineEdit(),
    "menu of a text": lambda _folder: QPlainTextEdit(),
    "menu of the help": lambda _folder: QTextBrowser(),
}


@pytest.fixture
def as_shipped(qapp: QApplication) -> Iterator[None]:
    """Give the language back."""
    yield
    use_language("lv", settled=False)
    speak(qapp)


def _words(made: QWidget) -> set[str]:
    found = set(seen.words_of(made, hidden=True))
    if isinstance(made, QLineEdit | QPlainTextEdit | QTextEdit):
        found |= {action.text() for action in made.createStandardContextMenu().actions()}
    return {each for each in found if any(letter.isalpha() for letter in each)}


@pytest.mark.usefixtures("as_shipped")
@pytest.mark.parametrize("name", MADE)
def test_no_english_word_stands_in_a_latvian_window(
    name: str, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    told: dict[str, set[str]] = {}
    for language in ("en", "lv"):
        use_language(language)
        speak(qapp)
        made = MADE[name](tmp_path)
        qtbot.addWidget(made)
        made.show()
        QApplication.processEvents()
        told[language] = {words for words in _words(made) if str(tmp_path.parent) not in words} - NEUTRAL
        made.hide()
    assert told["en"]
    assert told["en"] & told["lv"] == set()
    assert not [words for words in told["en"] if seen.LATVIAN_ONLY.search(words)]


def test_the_own_words_are_asked_before_those_of_qt_and_hide_none_of_them(qapp: QApplication) -> None:
    speak(qapp)
    assert QCoreApplication.translate("QFileDialog", "&Look in:") == "&Mape:"
    assert QCoreApplication.translate("QLineEdit", "&Copy") == "&Kopēt"
    assert QCoreApplication.translate("QLineEdit", "Nobody's words") == "Nobody's words"


@pytest.mark.parametrize("context", WORDS)
def test_every_word_keeps_its_places_and_its_key(context: str) -> None:
    for english, latvian in WORDS[context].items():
        for sign in ("%1", "%2", "&"):
            assert english.count(sign) == latvian.count(sign), english
