"""This file is the place where a page gets its frame: running head, page n/N, sample mark, bookmarks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate, Paragraph

from kacdesk.core.courtesy import WINDOW
from kacdesk.core.latvian import told_moment
from kacdesk.core.text import t
from kacdesk.reports.archival import FileFacts, archival_canvas, archived
from kacdesk.reports.files import written
from kacdesk.reports.fonts import BOLD, REGULAR, embed_fonts, printable
from kacdesk.reports.look import (
    ACCENT,
    BOTTOM,
    HAIRLINE,
    INK,
    MARGIN,
    MUTED,
    SAMPLE,
    SAMPLE_PANEL,
    SMALL_PT,
    TOP,
    styles,
)
from kacdesk.reports.wrapping import shortened, text_width, wrapped

_NUMBER_WIDTH = 24

Story = Callable[[], Sequence[Flowable]]
"""Makes the flowables of a document; called once a pass, because a flowable remembers where it was drawn."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose paper it is.

    `generated_at` an aware moment, printed and kept as the file's date · `point` the service point, empty when
    the centre has only one · `prepared_by` a person's name, empty when nobody is named · `arms` a PNG or JPEG
    picture of the municipality's arms or logo, empty without one · `mark` is printed under the title: that the
    report is closed, and under which hash.
    """

    municipality: str
    centre: str
    generated_at: datetime
    point: str = ""
    prepared_by: str = ""
    arms: bytes = field(default=b"", repr=False)
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """How a document is printed: `title` names the file's contents, `sample` marks every page."""

    title: str
    heading: Heading
    sample: bool = False
    lying: bool = False
    first_top: float = 14 * mm
    """The top margin of the first page, which has no running head."""

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the sheet in points."""
        return landscape(A4) if self.lying else A4

    @property
    def text_width(self) -> float:
        """Return the width between the margins in points."""
        return self.size[0] - 2 * MARGIN


def file_facts(title: str, heading: Heading, *, sample: bool) -> FileFacts:
    """Return what the file of a paper says of itself."""
    return FileFacts(
        title=title,
        author=", ".join(part for part in (heading.municipality, heading.centre) if part),
        subject=t("PARAUGS — izdomāti dati") if sample else title,
        made_at=heading.generated_at,
    )


class Section(Flowable):
    """The title of a section: its number in the accent colour, a rule, and an entry among the bookmarks.

    `quiet` is small, grey and without a rule, for a section that has nothing to show.
    """

    def __init__(self, number: int, title: str, *, quiet: bool = False) -> None:
        super().__init__()
        self.number = number
        self.title = title
        self.quiet = quiet
        self.size = 8.5 if quiet else 12.0
        self.leading = 11.0 if quiet else 16.0
        self.spaceBefore = 13
        self.spaceAfter = 5
        self.width = 0.0
        self.height = 0.0
        self._lines: list[str] = []

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- reportlab names them
        """Take the whole width, and a line more for each line of a long title."""
        self._lines = wrapped(self.title, BOLD, self.size, aW - _NUMBER_WIDTH)
        self.width = aW
        self.height = self.leading * len(self._lines) + (0 if self.quiet else 6)
        return self.width, self.height

    def draw(self) -> None:
        """Draw number, title, rule and bookmark."""
        canvas = self.canv
        key = f"section-{self.number}"
        canvas.bookmarkHorizontal(key, 0, self.height + 6)
        canvas.addOutlineEntry(f"{self.number}. {self.title}", key, 0)
        baseline = self.height - self.size
        canvas.setFont(BOLD, self.size)
        canvas.setFillColor(MUTED if self.quiet else ACCENT)
        canvas.drawString(0, baseline, f"{self.number}.")
        canvas.setFillColor(INK)
        for place, line in enumerate(self._lines):
            canvas.drawString(_NUMBER_WIDTH, baseline - place * self.leading, line)
        if not self.quiet:
            canvas.setStrokeColor(ACCENT)
            canvas.setLineWidth(0.8)
            canvas.line(0, 2, self.width, 2)


def write_pdf(paper: Paper, story: Story, out: Path) -> None:
    """Draw the document and put it in the place of `out`; the same input gives the same bytes.

    Raises `Unavailable` when the file cannot be written.
    """
    drawn = draw_pdf(paper, story)
    with written(out) as part:
        part.write_bytes(drawn)


def draw_pdf(paper: Paper, story: Story) -> bytes:
    """Lay the document out to learn how many pages there are, then draw it, and return its bytes as PDF/A-2b."""
    embed_fonts()
    first = _Document(paper, total=0)
    first.build(list(story()), canvasmaker=_Unwritten)
    second = _Document(paper, total=first.page)
    facts = file_facts(paper.title, paper.heading, sample=paper.sample)
    second.build(list(story()), canvasmaker=archival_canvas(facts))
    return archived(second.bytes_written())


class _Unwritten(Canvas):
    """A canvas on which words leave nothing: the pages are the same, in a fraction of the time."""

    def drawString(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 -- reportlab names it
        """Leave nothing."""
        WINDOW.let_pass()

    def drawRightString(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802 -- reportlab names it
        """Leave nothing."""
        WINDOW.let_pass()


class _Document(BaseDocTemplate):
    def __init__(self, paper: Paper, *, total: int) -> None:
        self._buffer = BytesIO()
        self._paper = paper
        self._total = total
        height = paper.size[1]
        super().__init__(
            self._buffer,
            pagesize=paper.size,
            invariant=1,
        )
        first = Frame(
            MARGIN, BOTTOM, paper.text_width, height - paper.first_top - BOTTOM, 0, 0, 0, 0, id="first"
        )
        later = Frame(MARGIN, BOTTOM, paper.text_width, height - TOP - BOTTOM, 0, 0, 0, 0, id="later")
        self.addPageTemplates(
            [
                PageTemplate(
                    "first", [first], onPage=self._begin, onPageEnd=self._foot, autoNextPageTemplate="later"
                ),
                PageTemplate("later", [later], onPage=self._head, onPageEnd=self._foot),
            ]
        )

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 -- reportlab names it
        """Let the window pass between one part of the paper and the next."""
        WINDOW.let_pass()

    def bytes_written(self) -> bytes:
        """Return the finished file."""
        return self._buffer.getvalue()

    def _begin(self, canvas: Canvas, document: Any) -> None:
        canvas.showOutline()
        self._mark(canvas)

    def _head(self, canvas: Canvas, document: Any) -> None:
        self._mark(canvas)
        paper, heading = self._paper, self._paper.heading
        width, height = paper.size
        line = height - 15 * mm
        canvas.setFont(REGULAR, SMALL_PT)
        canvas.setFillColor(MUTED)
        place = " · ".join(part for part in (heading.municipality, heading.point or heading.centre) if part)
        title = shortened(paper.title, BOLD, SMALL_PT, paper.text_width * 0.62)
        left = paper.text_width - text_width(title, BOLD, SMALL_PT) - 20
        canvas.drawString(MARGIN, line, shortened(place, REGULAR, SMALL_PT, left))
        canvas.setFont(BOLD, SMALL_PT)
        canvas.drawRightString(width - MARGIN, line, title)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, line - 4, width - MARGIN, line - 4)

    def _mark(self, canvas: Canvas) -> None:
        if self._paper.sample:
            _mark_sample(canvas, *self._paper.size)

    def _foot(self, canvas: Canvas, document: Any) -> None:
        """Draw the foot last, so that a page is read aloud or copied from its head to its foot."""
        paper = self._paper
        width = paper.size[0]
        line = 11 * mm
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, line + 10, width - MARGIN, line + 10)
        canvas.setFont(REGULAR, SMALL_PT)
        canvas.setFillColor(MUTED)
        made = t("Izveidots {moment}", moment=told_moment(paper.heading.generated_at))
        canvas.drawString(MARGIN, line, made)
        page = t("Lapa {page}/{total}", page=canvas.getPageNumber(), total=self._total)
        if paper.sample:
            canvas.setFont(BOLD, SMALL_PT)
            canvas.setFillColor(SAMPLE)
            canvas.drawCentredString(width / 2, line, t("PARAUGS — izdomāti dati"))
            canvas.setFont(REGULAR, SMALL_PT)
            canvas.setFillColor(MUTED)
        canvas.drawRightString(width - MARGIN, line, page)


def _mark_sample(canvas: Canvas, width: float, height: float) -> None:
    """Mark the page as made up: a band along the top edge, so that a cut-out or a copy still carries it."""
    mark = t("PARAUGS — izdomāti dati")
    band = 6 * mm
    canvas.setFillColor(SAMPLE_PANEL)
    canvas.rect(0, height - band, width, band, stroke=0, fill=1)
    canvas.setFillColor(SAMPLE)
    canvas.setFont(BOLD, 9)
    canvas.drawCentredString(width / 2, height - band + 5, mark)


def begin(number: int, title: str, *, room: float) -> list[Flowable]:
    """Return the opening of a section, on a new page unless `room` points are left below."""
    return [CondPageBreak(room), Section(number, title)]


def text(words: str, style: str = "text") -> Paragraph:
    """Return a paragraph of plain words; what looks like markup is printed as it is. Lets the window pass."""
    WINDOW.let_pass()
    return Paragraph(unmarked(words), styles()[style])


def unmarked(words: str) -> str:
    """Return words for a paragraph in which nothing is markup but the ends of lines."""
    safe = printable(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace("\n", "<br/>")
