"""This file is the place where a small paper is laid out: one column, as many pages as it needs, the usual metadata."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Frame, Paragraph
from reportlab.platypus.doctemplate import LayoutError

from kacdesk.core.text import t
from kacdesk.reports.archival import archival_canvas, archived
from kacdesk.reports.fonts import embed_fonts
from kacdesk.reports.look import MUTED, SAMPLE, styles
from kacdesk.reports.sheet import Heading, file_facts, unmarked

_DASH = (2, 3)
_SCISSORS_GAP = 4 * mm


@dataclass(frozen=True, slots=True)
class Leaflet:
    """How a small paper lies on its page: all lengths in points, from the upper left corner of the page.

    `page` width and height · `left`, `top` where the column begins · `width` of the column · `below` left free at the
    foot · `cut_out` draws where to cut, because the page is larger than the paper.
    """

    title: str
    heading: Heading
    page: tuple[float, float]
    left: float
    top: float
    width: float
    below: float = 8 * mm
    sample: bool = False
    cut_out: bool = False


def draw_leaflet(leaflet: Leaflet, story: Sequence[Flowable]) -> bytes:
    """Draw the column and return the PDF; the same input gives the same bytes."""
    embed_fonts()
    buffer = BytesIO()
    facts = file_facts(leaflet.title, leaflet.heading, sample=leaflet.sample)
    canvas = archival_canvas(facts)(buffer, pagesize=leaflet.page)
    left = [*_mark(leaflet), *story, *([_Cut(leaflet)] if leaflet.cut_out else [])]
    while left:
        waiting = len(left)
        frame = _frame(leaflet)
        frame.addFromList(left, canvas)
        if left and len(left) == waiting:
            left = [*frame.split(left[0], canvas), *left[1:]]
            frame = _frame(leaflet)
            frame.addFromList(left, canvas)
        if len(left) == waiting:
            raise LayoutError("a part of the paper does not fit on a page")
        canvas.showPage()
    canvas.save()
    return archived(buffer.getvalue())


def _frame(leaflet: Leaflet) -> Frame:
    height = leaflet.page[1] - leaflet.top - leaflet.below
    return Frame(leaflet.left, leaflet.below, leaflet.width, height, 0, 0, 0, 0)


def _mark(leaflet: Leaflet) -> list[Flowable]:
    """Mark the paper as made up."""
    if not leaflet.sample:
        return []
    style = styles()["overline"].clone("sample", textColor=SAMPLE)
    return [Paragraph(unmarked(t("PARAUGS — izdomāti dati")), style)]


class _Cut(Flowable):
    """The end of a paper that is cut out of its sheet: dashed lines to the right of the column and below it."""

    def __init__(self, leaflet: Leaflet) -> None:
        super().__init__()
        self._leaflet = leaflet

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- reportlab names them
        """Take only the height of the gap."""
        return aW, _SCISSORS_GAP

    def draw(self) -> None:
        """Draw the lines from the column's foot to the edges of the page."""
        canvas, leaflet = self.canv, self._leaflet
        x, y = canvas.absolutePosition(0, 0)
        right = leaflet.width + leaflet.left
        canvas.setStrokeColor(MUTED)
        canvas.setLineWidth(0.4)
        canvas.setDash(*_DASH)
        canvas.line(right, leaflet.page[1] - y, right, 0)
        canvas.line(-x, 0, right, 0)
        canvas.setDash()
