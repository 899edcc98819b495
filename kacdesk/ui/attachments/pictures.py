"""This file is the place where a file that was read becomes a picture of one of its pages, in memory only."""

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from kacdesk.core.errors import Damaged
from kacdesk.core.loading import load
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.ui.register.printing import page_picture, pdfium

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument
else:
    (PdfDocument,) = on_demand("pypdfium2", "PdfDocument")

PDF = "application/pdf"
_DOTS_PER_INCH = 150
_SCREEN_DOTS_PER_INCH = 96
_LARGEST_SIDE = 4000
"""Pixels; a scan of 600 dots per inch is shown at half of that, which no screen tells apart."""


@dataclass(frozen=True, slots=True)
class PageShown:
    """A page as a picture. `width` in pixels at which it has about its true size on the screen · `page` from 0."""

    picture: QImage
    width: int
    page: int
    pages: int


def page_of(_context: Context, content: bytes, mime: str, page: int) -> PageShown:
    """Return a page of a file as a picture; Damaged when the file cannot be drawn. Any thread."""
    shown = _pdf_page(content, page) if mime == PDF else _image(content)
    if shown is None:
        raise Damaged(
            t("Datni nevar parādīt: tās saturs nav salasāms."),
            effect=t("Pats ieraksts ir neskarts."),
            remedy=t("Noskenējiet dokumentu vēlreiz un pievienojiet jauno datni."),
        )
    return shown


def _pdf_page(content: bytes, page: int) -> PageShown | None:
    with pdfium:
        try:
            with closing(PdfDocument(content)) as document:
                pages = len(document)
                page = max(0, min(page, pages - 1))
                inches = document.get_page_size(page)[0] / 72
            picture = page_picture(content, dots_per_inch=_DOTS_PER_INCH, page=page)
        except (load("pypdfium2").PdfiumError, ValueError):
            return None
    return PageShown(picture, round(inches * _SCREEN_DOTS_PER_INCH), page, pages)


def _image(content: bytes) -> PageShown | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > _LARGEST_SIDE:
        reader.setScaledSize(size.scaled(_LARGEST_SIDE, _LARGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    return None if picture.isNull() else PageShown(picture, picture.width(), 0, 1)


def as_png(picture: QImage) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture)
    return bytes(content.data())
