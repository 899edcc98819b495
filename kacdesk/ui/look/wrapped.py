"""This file is the place where words that wrap break at blanks, and not inside e-pasts or the number of a document."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextDocumentFragment,
)
from PySide6.QtWidgets import QLabel, QMenu

from kacdesk.core.text import t

_SHORT_FIRST_PART = re.compile(r"(?<![\w-])([^\W\d_]{1,3}-)(?=\w)")
_NUMBER = re.compile(r"(?<!\S)(?=\S*\d)\S{3,32}(?!\S)")
_WITHIN = re.compile(r"(?<=\w)([-/])(?=\w)")
_MARK_UP = re.compile(r"(<[^>]*>)")
_JOINER = "\N{WORD JOINER}"
"""Is not drawn, and no line ends at it."""


class Wrapped(QLabel):
    """Text over as many lines as it needs. A short first part of a word stays with the rest of it, a number is whole.

    Only what is drawn has joiners in it: `text()`, a screen reader and whatever is copied have the plain words.
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = ""
        self._spoken = ""
        self.setWordWrap(True)
        self.setText(words)

    def setText(self, words: str, /) -> None:
        drawn = "".join(
            part if part.startswith("<") else _joined(part) for part in _MARK_UP.split(words) if part
        )
        if self.accessibleName() == self._spoken:
            self._spoken = _without_mark_up(words) if drawn != words else ""
            self.setAccessibleName(self._spoken)
        self._words = words
        super().setText(drawn)

    def text(self) -> str:
        return self._words

    def selectedText(self) -> str:
        return super().selectedText().replace(_JOINER, "")

    # --- copying -------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self._copy(QClipboard.Mode.Clipboard)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what Qt offers for text that can be selected; its own copying would take the joiners along."""
        if not self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copying = menu.addAction(t("Kopēt"), lambda: self._copy(QClipboard.Mode.Clipboard))
        copying.setEnabled(self.hasSelectedText())
        menu.addAction(t("Iezīmēt visu"), lambda: self.setSelection(0, len(super(Wrapped, self).text())))
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a new selection also where one is: dragged away, it would take the joiners along."""
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            self.setSelection(0, 0)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.hasSelectedText() and QGuiApplication.clipboard().supportsSelection():
            self._copy(QClipboard.Mode.Selection)

    def _copy(self, where: QClipboard.Mode) -> None:
        QGuiApplication.clipboard().setText(self.selectedText(), where)


def _joined(words: str) -> str:
    whole = _NUMBER.sub(lambda found: _WITHIN.sub(rf"\1{_JOINER}", found[0]), words)
    return _SHORT_FIRST_PART.sub(rf"\1{_JOINER}", whole)


def _without_mark_up(words: str) -> str:
    return QTextDocumentFragment.fromHtml(words).toPlainText() if _MARK_UP.search(words) else words
