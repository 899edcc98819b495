"""This file is the place where tests read a PDF back: its words, its fonts, its pages."""

import ctypes
import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from kacdesk.reports.sheet import Heading

HEADING = Heading(
    "Balvu novada pašvaldība",
    "Balvu valsts un pašvaldības vienotais klientu apkalpošanas centrs",
    datetime(2026, 12, 2, 7, 14, tzinfo=UTC),
    point="Partizānu iela 14, Balvi",
    prepared_by="Ilze Paraudziņa",
)


def with_arms(heading: Heading) -> Heading:
    """Return the heading with a picture that lets what is behind it show through."""
    picture, content = Image.new("RGBA", (60, 72), (0, 0, 0, 0)), BytesIO()
    picture.paste((30, 90, 60, 200), (6, 6, 54, 60))
    picture.save(content, "PNG")
    return replace(heading, arms=content.getvalue())


def words_of_pages(file: Path) -> list[str]:
    """Return the text of each page, line ends and runs of blanks as one blank."""
    with closing(pdfium.PdfDocument(file)) as document:
        return [_words(document[place]) for place in range(len(document))]


def _words(page: pdfium.PdfPage) -> str:
    with closing(page), closing(page.get_textpage()) as text:
        return re.sub(r"\s+", " ", str(text.get_text_bounded()))


def words_of(file: Path) -> str:
    """Return the text of the whole file."""
    return " ".join(words_of_pages(file))


def bookmarks_of(file: Path) -> list[str]:
    """Return the titles of the bookmarks with the page each leads to, from 1."""
    with closing(pdfium.PdfDocument(file)) as document:
        found = []
        for bookmark in document.get_toc():
            target = bookmark.get_dest()
            assert target is not None
            found.append(f"{bookmark.get_title()} → {target.get_index() + 1}")
        return found


def facts_of(file: Path) -> dict[str, str]:
    """Return title, author, dates and the like."""
    with closing(pdfium.PdfDocument(file)) as document:
        return dict(document.get_metadata_dict())


def fonts_of(file: Path) -> dict[str, bool]:
    """Return the fonts in use by name, and whether each is embedded."""
    found: dict[str, bool] = {}
    with closing(pdfium.PdfDocument(file)) as document:
        for place in range(len(document)):
            with closing(document[place]) as page:
                for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                    font = raw.FPDFTextObj_GetFont(part)
                    size = raw.FPDFFont_GetBaseFontName(font, None, 0)
                    name = ctypes.create_string_buffer(size)
                    raw.FPDFFont_GetBaseFontName(font, name, size)
                    found[name.value.decode()] = bool(raw.FPDFFont_GetIsEmbedded(font))
    return found


def ink_share(file: Path, page: int, box: tuple[float, float, float, float]) -> float:
    """Return how much of a box of a page, in shares of its size from the upper left, is not white."""
    with closing(pdfium.PdfDocument(file)) as document, closing(document[page]) as drawn:
        picture = drawn.render(scale=1).to_pil().convert("L")
    width, height = picture.size
    part = picture.crop(
        (int(box[0] * width), int(box[1] * height), int(box[2] * width), int(box[3] * height))
    )
    dark = sum(count for grey, count in enumerate(part.histogram()) if grey < 250)
    return float(dark / (part.width * part.height))
