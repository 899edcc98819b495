"""This file is the place where the pages of a PDF are shown below each other, each drawn when it comes in sight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy

from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.theme import GRID, Colour, colour
from kacdesk.ui.register.printing import page_picture, page_sizes

_POINTS_PER_INCH = 72
_SCREEN_DPI = 96
"""Pixels before scaling that an inch takes at 100 %."""

_FINEST_DPI = 400
"""Finer pictures take memory that no eye sees: an A4 page of these is 60 MB."""

STEP, _LEAST, _MOST = 1.25, 0.25, 4.0
_LINE = 48
_LEAST_SIZE = QSize(220, 160)

FIT = 0.0
"""The zoom at which a page is as wide as there is room."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page as it was drawn, `dpi` dots to the inch."""

    picture: QImage
    dpi: float


def _measure(_context: Context, pdf: bytes) -> Sequence[QSizeF]:
    return page_sizes(pdf)


def _draw(_context: Context, pdf: bytes, page: int, dpi: float) -> QImage:
    return page_picture(pdf, dots_per_inch=dpi, page=page)


class PagesView(QAbstractScrollArea):
    """Pages to scroll through. Keys: Page Up and Down, Home, End, + and −, 0 for the whole width, 1 for 100 %.

    Signals: `moved()` another page is in sight, or the zoom is another.
    """

    moved = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._pdf: bytes | None = None
        self._shown = 0
        self._sizes: Sequence[QSizeF] = ()
        self._drawn: dict[int, _Drawn] = {}
        self._waiting: int | None = None
        self.zoom = FIT
        self.setAccessibleName(t("Pārskata lapas"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(_LEAST_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._look())
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())

    # --- what is shown -------------------------------------------------------------------------------------------
    def show_pdf(self, pdf: bytes | None) -> None:
        """Show another paper from its first page; None shows nothing."""
        self._shown += 1
        self._pdf, self._sizes, self._drawn, self._waiting = pdf, (), {}, None
        self._settle()
        if pdf is not None:
            self._jobs.draw(self, _measure, pdf).then(partial(self._take_sizes, self._shown))

    @property
    def pages(self) -> int:
        """Return how many pages there are, 0 until they are known."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """Return the page in sight, from 0: the last one that begins above the middle."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max((number for number, place in self._places() if place.top() <= middle), default=0)

    @property
    def is_drawn(self) -> bool:
        """Say whether everything in sight is drawn as finely as it is shown."""
        return bool(self._sizes) and not any(self._is_missing(page) for page in self._in_sight())

    @property
    def percent(self) -> int:
        """Return how large the pages are, 100 being as on paper."""
        return round(self._scale() * 100)

    # --- moving --------------------------------------------------------------------------------------------------
    def go_to(self, page: int) -> None:
        """Show a page from its top; beyond the ends the first or the last one."""
        places = dict(self._places())
        if places:
            page = max(0, min(page, len(places) - 1))
            self.verticalScrollBar().setValue(round(places[page].top()) - GRID)

    def scale(self, factor: float) -> None:
        """Make the pages larger or smaller."""
        self.set_zoom(max(_LEAST, min(_MOST, self._scale() * factor)))

    def set_zoom(self, zoom: float) -> None:
        """Show the pages at 1 as on paper, or `FIT`; the page in sight stays."""
        page = self.page
        self.zoom = zoom
        self._settle()
        self.go_to(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        match Qt.Key(event.key()):
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self.go_to(self.page + 1)
            case Qt.Key.Key_PageUp:
                self.go_to(self.page - 1)
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self.pages - 1)
            case Qt.Key.Key_Down:
                down.setValue(down.value() + _LINE)
            case Qt.Key.Key_Up:
                down.setValue(down.value() - _LINE)
            case Qt.Key.Key_Right:
                across.setValue(across.value() + _LINE)
            case Qt.Key.Key_Left:
                across.setValue(across.value() - _LINE)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.scale(STEP)
            case Qt.Key.Key_Minus:
                self.scale(1 / STEP)
            case Qt.Key.Key_0:
                self.set_zoom(FIT)
            case Qt.Key.Key_1:
                self.set_zoom(1.0)
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.scale(STEP if event.angleDelta().y() > 0 else 1 / STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        page = self.page
        self._settle()
        if self.zoom == FIT:
            self.go_to(page)

    # --- where the pages are -------------------------------------------------------------------------------------
    def _scale(self) -> float:
        widest = max((size.width() for size in self._sizes), default=0.0)
        if self.zoom != FIT or not widest:
            return self.zoom or 1.0
        room = self.viewport().width() - 2 * GRID
        return max(_LEAST, min(_MOST, room / (widest * _SCREEN_DPI / _POINTS_PER_INCH)))

    def _places(self) -> Iterator[tuple[int, QRectF]]:
        """Yield the place of every page, on a sheet as long as all of them."""
        scale = self._scale() * _SCREEN_DPI / _POINTS_PER_INCH
        top = float(GRID)
        for number, size in enumerate(self._sizes):
            width, height = size.width() * scale, size.height() * scale
            left = max(float(GRID), (self.viewport().width() - width) / 2)
            yield number, QRectF(left, top, width, height)
            top += height + GRID

    def _settle(self) -> None:
        """Let the scroll bars reach over all pages as they are now."""
        places = [place for _, place in self._places()]
        tall = max((place.bottom() for place in places), default=0.0) + GRID
        wide = max((place.right() for place in places), default=0.0) + GRID
        for bar, whole, room in (
            (self.verticalScrollBar(), tall, self.viewport().height()),
            (self.horizontalScrollBar(), wide, self.viewport().width()),
        ):
            bar.setRange(0, max(0, round(whole) - room))
            bar.setPageStep(room)
            bar.setSingleStep(_LINE)
        self._look()

    def _in_sight(self) -> list[int]:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        return [number for number, place in self._places() if place.bottom() > top and place.top() < bottom]

    # --- drawing -------------------------------------------------------------------------------------------------
    def _dpi(self) -> float:
        return min(_FINEST_DPI, _SCREEN_DPI * self._scale() * self.devicePixelRatioF())

    def _is_missing(self, page: int) -> bool:
        drawn = self._drawn.get(page)
        return drawn is None or drawn.dpi != self._dpi()

    def _look(self) -> None:
        """Ask for the first page in sight that is not drawn yet, then for those beside; forget what is far away."""
        self.viewport().update()
        self.setAccessibleDescription(t("{page}. lapa no {pages}", page=self.page + 1, pages=self.pages))
        self.moved.emit()
        seen = self._in_sight()
        if self._pdf is None or not seen or self._waiting is not None:
            return
        beside = [each for each in (seen[-1] + 1, seen[0] - 1) if 0 <= each < self.pages]
        self._drawn = {page: drawn for page, drawn in self._drawn.items() if page in (*seen, *beside)}
        missing = [page for page in (*seen, *beside) if self._is_missing(page)]
        if missing:
            page, dpi = missing[0], self._dpi()
            self._waiting = page
            job = self._jobs.draw(self, _draw, self._pdf, page, dpi)
            job.then(partial(self._take_page, self._shown, page, dpi))

    def _take_sizes(self, shown: int, sizes: Sequence[QSizeF]) -> None:
        if shown == self._shown:
            self._sizes = sizes
            self.verticalScrollBar().setValue(0)
            self._settle()

    def _take_page(self, shown: int, page: int, dpi: float, picture: QImage) -> None:
        if shown == self._shown:
            self._waiting = None
            self._drawn[page] = _Drawn(picture, dpi)
            self._look()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), colour(Colour.STRIPE))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shift = QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        places = dict(self._places())
        for page in self._in_sight():
            place = places[page].translated(shift)
            painter.fillRect(place, Qt.GlobalColor.white)
            if page in self._drawn:
                painter.drawImage(place, self._drawn[page].picture)
            painter.setPen(colour(Colour.EDGE))
            painter.drawRect(place)
        painter.end()
