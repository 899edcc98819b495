"""This file is the place where every key of the window is listed, for the window and for its help sheet."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label


class Act(StrEnum):
    """What a key does; new records and pages have keys of their own beside these."""

    HELP = "help"
    SEARCH = "search"
    SAVE = "save"
    BACK = "back"
    CORRECT = "correct"
    LINE = "line"
    MONTH = "month"
    SYNC = "sync"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what the help sheet says of it."""

    sequence: str
    words: str


KEYS: dict[Act, Key] = {
    Act.HELP: Key("F1", "Šī lapa"),
    Act.SEARCH: Key("Ctrl+F", "Meklēt sarakstā"),
    Act.SAVE: Key("Ctrl+S", "Saglabāt"),
    Act.BACK: Key("Esc", "Atpakaļ uz sarakstu; iesāktais paliek"),
    Act.CORRECT: Key("Ctrl+E", "Labot atvērto ierakstu"),
    Act.LINE: Key("Ctrl+R", "Pievienot pakalpojuma rindu"),
    Act.MONTH: Key("Ctrl+M", "Mēneša pārskats"),
    Act.SYNC: Key("F9", "Sūtīt un saņemt tūlīt"),
    Act.REFRESH: Key("F5", "Pārlasīt sarakstu"),
}

NEW_KEYS = {"visit": "F2", "phone_consultation": "F3", "received_document": "F4"}
"""Register → the key that starts a new record from anywhere."""

NEW_HERE = "Ctrl+N"
"""The key that starts a new record in the register that is open."""

_IN_FIELDS = (
    ("Enter", "Atvērt iezīmēto ierakstu"),
    ("Tab", "Nākamais lauks; sarakstā paņem iezīmēto"),
    ("Bultiņa lejup", "Rādīt, ko var izvēlēties"),
    ("Bultiņas", "Skaitlis pa vienam uz augšu vai leju"),
)


def key_of(register: str) -> str:
    """Return the key that starts a new record of a register."""
    return NEW_KEYS.get(register, NEW_HERE)


class KeySheet(QDialog):
    """All keys on one page."""

    def __init__(self, new_words: list[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("Taustiņi"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(7)
        told = [
            *new_words,
            (NEW_HERE, t("Jauns ieraksts atvērtajā sadaļā")),
            *((key.sequence, t(key.words)) for key in KEYS.values()),
            *((keys, t(words)) for keys, words in _IN_FIELDS),
            (t("Ctrl+1 … Ctrl+9"), t("Sadaļa pēc kārtas")),
        ]
        for row, (keys, words) in enumerate(told):
            grid.addWidget(label(keys, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(words, "value"), row, 1)
        grid.setColumnStretch(1, 1)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(22, 18, 22, 16)
        box.addWidget(label(t("Visu var izdarīt bez peles"), "heading"))
        box.addLayout(grid)
        box.addWidget(close)
