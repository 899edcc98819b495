"""This file is the place where the icons are drawn, at any size and in the colours that are worn now.

The drawings are Lucide's (`resources/icons`, its licence beside them); their `currentColor` is filled in here.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QWidget

from kacdesk.core.resources import resource
from kacdesk.ui.look.palette import Colour
from kacdesk.ui.look.wearing import worn

_OWN_COLOURS = frozenset({"kacdesk"})
"""The sign of the program keeps its own colours."""


@lru_cache(maxsize=256)
def _renderer(drawing: str, ink: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", ink).encode()))


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    path = resource(f"icons/{name}.svg")
    return path.read_text(encoding="utf-8") if name and path.exists() else ""


class _Engine(QIconEngine):
    """Draws a Lucide icon; the colour is looked up each time, so a change of palette needs no new icons.

    What was drawn is kept by Qt for all icons alike: each is asked for again whenever its button is drawn. In a wider
    place the drawing stands at the left: the room that is left keeps it off the words of a button.
    """

    def __init__(self, name: str, ink: Colour) -> None:
        super().__init__()
        self._name = name
        self._ink = ink

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRectF(rect.x(), rect.y() + (rect.height() - side) / 2, side, side)
        _renderer(_drawing(self._name), self._worn(mode)).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        key = f"{self._name} {self._worn(mode)} {size.width()}x{size.height()}"
        drawn = QPixmap()
        if QPixmapCache.find(key, drawn):
            return drawn
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        QPixmapCache.insert(key, drawn)
        return drawn

    def _worn(self, mode: QIcon.Mode) -> str:
        """Return the ink of now."""
        return worn().palette[Colour.QUIET if mode is QIcon.Mode.Disabled else self._ink]

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._ink)


def icon(name: str, *, light: bool = False, ink: Colour = Colour.ICON) -> QIcon:
    """Return an icon by its file name without ending, `light` for a main button's ground; empty when there is none."""
    if not _drawing(name):
        return QIcon()
    if name in _OWN_COLOURS:
        return QIcon(str(resource(f"icons/{name}.svg")))
    return QIcon(_Engine(name, Colour.ON_ACCENT if light else ink))


class Picture(QLabel):
    """An icon that stands by itself and follows the palette; for a screen reader it says nothing."""

    def __init__(
        self, name: str, *, side: int, ink: Colour = Colour.ICON, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._side = side
        self.show_icon(name, ink=ink)

    def show_icon(self, name: str, *, ink: Colour = Colour.ICON) -> None:
        """Show another icon, or nothing for ''."""
        self._shown = (name, ink)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        name, ink = self._shown
        drawn = icon(name, ink=ink)
        self.setPixmap(drawn.pixmap(QSize(self._side, self._side), self.devicePixelRatioF()))
