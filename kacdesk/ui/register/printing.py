"""This file is the place where a finished PDF becomes pictures on the screen and ink on a printer, without a viewer."""

import threading
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from kacdesk.core.on_demand import on_demand

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument
else:
    (PdfDocument,) = on_demand("pypdfium2", "PdfDocument")

POINTS_PER_INCH = 72
FINEST_DPI = 300
"""Dots per inch that are drawn; a printer may have more, but letters do not get better."""

pdfium = threading.RLock()
"""Held by whoever reads a PDF: the library may be used by one thread at a time only."""


def page_picture(pdf: bytes, *, dots_per_inch: float, page: int = 0) -> QImage:
    """Return a page as a picture."""
    with pdfium, closing(PdfDocument(pdf)) as document, closing(document[page]) as drawn:
        bitmap = drawn.render(scale=dots_per_inch / POINTS_PER_INCH, prefer_bgrx=True)
        picture = QImage(
            bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
        )
        return picture.copy()  # the first one looks into memory that goes with the bitmap


def print_pages(pdf: bytes, printer: QPrinter) -> bool:
    """Print every page in its true size, from the upper left corner of the sheet; False when the printer declines.

    A printer that does not have the size gets the paper in the corner of a larger sheet.
    """
    sizes = page_sizes(pdf)
    first = QPageSize(sizes[0], QPageSize.Unit.Point)
    printer.setPageLayout(QPageLayout(first, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    try:
        for page, size in enumerate(sizes):
            if page and not printer.newPage():
                return False
            scale = printer.resolution() / POINTS_PER_INCH
            picture = page_picture(pdf, dots_per_inch=min(FINEST_DPI, printer.resolution()), page=page)
            painter.drawImage(QRectF(0, 0, size.width() * scale, size.height() * scale), picture)
    finally:
        painter.end()
    return True


def page_sizes(pdf: bytes) -> list[QSizeF]:
    """Return the size of every page in points."""
    with pdfium, closing(PdfDocument(pdf)) as document:
        return [QSizeF(*document.get_page_size(page)) for page in range(len(document))]
