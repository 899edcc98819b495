"""This file is the place where a window is typed into until it is killed, and says what was typed.

Run as `python -m tests.ui.typing_window DATA`. Three contacts are begun; into the third is typed for ever. Each line
printed is `<milliseconds> <letters>`: so many letters of the third were typed at that moment.
"""

import sys
from itertools import count
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kacdesk.app import assembled
from kacdesk.core.clock import monotonic_ms
from tests.helpers.desk import opened

NAME, TOPIC = "Ķērsta Paraudziņa", "Par pabalstu"
ALPHABET = "aābcčdeēfgģhiījkķlļmnņoprsštuūvzž"
LETTER_EVERY_MS = 20
MOST_LETTERS = 290


def title(letters: int) -> str:
    """Return what is typed into the third contact."""
    return "".join(ALPHABET[place % len(ALPHABET)] for place in range(letters))


def write(text: str) -> None:
    """Type where the cursor is."""
    target = QApplication.focusWidget()
    assert target is not None
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def let_work(milliseconds: int) -> None:
    """Let the window do what it has to."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main(data: Path) -> None:
    """Type until somebody ends it."""
    with opened(data) as context, assembled(context) as parts:
        window = parts.window
        window.show()
        window.activateWindow()
        let_work(500)
        window.new("visit")
        window.register_page("visit").form.fields.frames["customer_name"].input.setFocus()
        write(NAME)
        window.new("phone_consultation")
        window.register_page("phone_consultation").form.fields.frames["topic"].input.setFocus()
        write(TOPIC)
        QTest.keyClick(window, Qt.Key.Key_F4)
        for letters in count(1):
            if letters <= MOST_LETTERS:
                write(title(letters)[-1])
            sys.stdout.write(f"{monotonic_ms()} {min(letters, MOST_LETTERS)}\n")
            sys.stdout.flush()
            let_work(LETTER_EVERY_MS)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
