"""This file is the place where a finished PDF goes to a printer page by page, while the window goes on."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from kacdesk.services.context import Context
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.register.printing import FINEST_DPI, POINTS_PER_INCH, page_picture, page_sizes


def _measure(_context: Context, pdf: bytes) -> Sequence[QSizeF]:
    return page_sizes(pdf)


def _draw(_context: Context, pdf: bytes, page: int, dots_per_inch: int) -> QImage:
    return page_picture(pdf, dots_per_inch=dots_per_inch, page=page)


class PrintRun(QObject):
    """One printing of one PDF: pages are drawn in the jobs' thread and handed to the printer here, one at a time.

    Signals: `went_on(int, int)` so many pages of so many are with the printer · `ended(bool)` it is over; False when
    the printer did not take the paper.
    """

    went_on = Signal(int, int)
    ended = Signal(bool)

    def __init__(self, jobs: Jobs, pdf: bytes, printer: QPrinter, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._pdf = pdf
        self._printer = printer
        self._painter = QPainter()
        self._sizes: Sequence[QSizeF] = ()
        self._wanted: range = range(0)
        self._stopped = False

    def begin(self) -> None:
        """Ask for the pages that the printer's settings name, all when they name none."""
        self._jobs.draw(self, _measure, self._pdf).then(self._take_sizes)

    def stop(self) -> None:
        """Hand over no further pages; those that the printer has are its own."""
        self._stopped = True

    def _take_sizes(self, sizes: Sequence[QSizeF]) -> None:
        self._sizes = sizes
        self._wanted = _asked_for(self._printer, len(sizes))
        if self._stopped or not self._wanted:
            self._end(done=False)
            return
        layout = QPageLayout(
            QPageSize(sizes[0], QPageSize.Unit.Point), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)
        )
        self._printer.setPageLayout(layout)
        self._printer.setFullPage(True)
        if self._painter.begin(self._printer):
            self._ask(self._wanted.start)
        else:
            self._end(done=False)

    def _ask(self, page: int) -> None:
        dpi = min(FINEST_DPI, self._printer.resolution())
        self._jobs.draw(self, _draw, self._pdf, page, dpi).then(partial(self._take_page, page))

    def _take_page(self, page: int, picture: QImage) -> None:
        if self._stopped or (page > self._wanted.start and not self._printer.newPage()):
            self._end(done=False)
            return
        scale = self._printer.resolution() / POINTS_PER_INCH
        size = self._sizes[page]
        self._painter.drawImage(QRectF(0, 0, size.width() * scale, size.height() * scale), picture)
        self.went_on.emit(page - self._wanted.start + 1, len(self._wanted))
        if page + 1 < self._wanted.stop:
            self._ask(page + 1)
        else:
            self._end(done=True)

    def _end(self, *, done: bool) -> None:
        if self._painter.isActive():
            if self._stopped:
                self._printer.abort()
            done = self._painter.end() and done
        self.ended.emit(done)


def _asked_for(printer: QPrinter, pages: int) -> range:
    """Return the pages, from 0, that a person asked the printer for; all unless a part was named."""
    first, last = printer.fromPage(), printer.toPage()
    if first <= 0:
        return range(pages)
    return range(min(first, pages) - 1, min(max(last, first), pages))
