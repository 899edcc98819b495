"""This file is the place where buttons and labels of one make come from."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from kacdesk.ui.look.theme import INPUT_HEIGHT, icon
from kacdesk.ui.look.wrapped import Wrapped

_ICON_SIDE, _ICON_GAP = 18, 6
_FOLD_PADDING = 8


def _button(words: str, act: Callable[[], None], part: str, icon_name: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(True)  # Enter presses it outside dialogs, too
    button.setProperty("part", part)
    button.setMinimumHeight(INPUT_HEIGHT)
    show_words(button, words)
    drawn = icon(icon_name, light=part == "main")
    if not drawn.isNull():
        button.setIcon(drawn)
    if tip:
        button.setToolTip(tip)
    button.setAccessibleName(tip or words)
    button.clicked.connect(lambda _checked=False: act())
    return button


def show_words(button: QPushButton, words: str) -> None:
    """Give a button other words, or none beside its icon."""
    button.setText(words)
    button.setIconSize(QSize(_ICON_SIDE + (_ICON_GAP if words else 0), _ICON_SIDE))


def main_button(words: str, act: Callable[[], None], *, icon_name: str = "", tip: str = "") -> QPushButton:
    """Return the button for what is usually wanted here; a page has one."""
    return _button(words, act, "main", icon_name, tip)


def plain_button(words: str, act: Callable[[], None], *, icon_name: str = "", tip: str = "") -> QPushButton:
    """Return a button for anything else."""
    return _button(words, act, "plain", icon_name, tip)


def link_button(words: str, act: Callable[[], None], *, icon_name: str = "", tip: str = "") -> QPushButton:
    """Return a button that looks like text, for what is seldom wanted."""
    button = _button(words, act, "link", icon_name, tip)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


class _FoldButton(QPushButton):
    """A link whose words end with … where the window is too narrow for them, instead of keeping it wide."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        self._whole = text
        self._elide()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        wanted = super().sizeHint()
        letters = self.fontMetrics()
        missing = letters.horizontalAdvance(self._whole) - letters.horizontalAdvance(self.text())
        return QSize(wanted.width() + max(0, missing), wanted.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        beside = 0 if self.icon().isNull() else self.iconSize().width() + _ICON_GAP
        room = max(0, self.width() - _FOLD_PADDING - beside)
        super().setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room))
        self.setToolTip(self._whole if self.text() != self._whole else "")


def fold_button(act: Callable[[], None]) -> QPushButton:
    """Return a link over a whole row that shows or hides what is below it; give it its words with `setText`."""
    button = _FoldButton()
    button.setAutoDefault(True)
    button.setProperty("part", "link")
    button.setMinimumHeight(INPUT_HEIGHT)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda _checked=False: act())
    return button


def long_link(words: str, act: Callable[[], None], *, icon_name: str, name: str) -> QPushButton:
    """Return a link whose words end with … where there is too little room; `name` is what a screen reader says."""
    button = fold_button(act)
    drawn = icon(icon_name)
    if not drawn.isNull():
        button.setIcon(drawn)
        button.setIconSize(QSize(_ICON_SIDE + _ICON_GAP, _ICON_SIDE))
    button.setText(words)
    button.setAccessibleName(name)
    return button


def label(words: str, part: str, *, wrap: bool = False) -> QLabel:
    """Return text of one of the stylesheet's makes."""
    made = Wrapped(words) if wrap else QLabel(words)
    made.setProperty("part", part)
    return made
