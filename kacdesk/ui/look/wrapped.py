"""This file is the place where words that wrap break at blanks, and not behind the hyphen of e-pasts."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_SHORT_FIRST_PART = re.compile(r"(?<![\w-])([^\W\d_]{1,3})-(?=\w)")
_UNBROKEN = "\N{NON-BREAKING HYPHEN}"


class Wrapped(QLabel):
    """Text over as many lines as it needs. A short first part of a word stays with the rest of it.

    Only what is drawn has another hyphen: `text()` and a screen reader have the plain one, and so has text that can be
    selected, because it is copied as it is drawn.
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = ""
        self._is_copied = False
        self.setWordWrap(True)
        self.setText(words)

    def setText(self, words: str, /) -> None:
        drawn = words if self._is_copied or "<" in words else _SHORT_FIRST_PART.sub(rf"\1{_UNBROKEN}", words)
        if self.accessibleName() in ("", self._words):
            self.setAccessibleName(words if drawn != words else "")
        self._words = words
        super().setText(drawn)

    def text(self) -> str:
        return self._words

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag, /) -> None:
        super().setTextInteractionFlags(flags)
        self._is_copied = bool(flags & Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(self._words)
