"""This file is the place where an official paper on A4 gets its form, from the letterhead to the signatures.

Every paper that is signed or handed over stands on it, so that all of them look like papers of one house.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reportlab.lib.colors import white
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from kacdesk.core.clock import riga_day
from kacdesk.core.latvian import Case, long_date
from kacdesk.core.text import t
from kacdesk.reports.letterhead import letterhead
from kacdesk.reports.look import ACCENT, HAIRLINE, MUTED
from kacdesk.reports.sheet import Heading, Paper, draw_pdf, text
from kacdesk.reports.tables import figures_table

_LABELS = 52 * mm
_LINE = 26.0


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs of running text; an empty line begins another one."""

    words: str
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value in two columns. An empty value is a line to be filled in by hand."""

    rows: Sequence[tuple[str, str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table. `shares` of the width, one for each head; the first `texts` columns hold words, all of them if None."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float]
    title: str = ""
    texts: int | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over the whole width, to write on by hand."""

    count: int


@dataclass(frozen=True, slots=True)
class Signatures:
    """A line for each person: what the person signs as, and the name if it is known. The date stands beside it."""

    people: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes to be ticked by hand."""

    choices: Sequence[str]
    title: str = ""


Part = Words | Facts | Rows | Signatures | Boxes | Lines


@dataclass(frozen=True, slots=True)
class Official:
    """One paper. `title` in full, `about` the line below it · `number` its registration number, '' without one ·
    `place` in the locative ("Balvos"), `day` the day of the paper, None for that of printing."""

    title: str
    heading: Heading
    parts: Sequence[Part]
    about: str = ""
    number: str = ""
    place: str = ""
    day: date | None = None
    sample: bool = False
    lying: bool = False
    notes: Sequence[str] = field(default_factory=tuple)


def draw_official(paper: Official) -> bytes:
    """Draw the paper and return the PDF; the same input gives the same bytes."""
    sheet = Paper(paper.title, paper.heading, sample=paper.sample, lying=paper.lying)
    return draw_pdf(sheet, lambda: _story(paper, sheet.text_width))


def _story(paper: Official, width: float) -> list[Flowable]:
    story = _head(paper, width)
    for part in paper.parts:
        story += [*_drawn(part, width), Spacer(0, 8)]
    story += [text(note, "note") for note in paper.notes]
    return story


def _head(paper: Official, width: float) -> list[Flowable]:
    heading = paper.heading
    day = paper.day or riga_day(heading.generated_at)
    when = long_date(day, Case.LOCATIVE)
    where = f"{paper.place} {when}" if paper.place else when
    number = t("Nr. {number}", number=paper.number) if paper.number else ""
    story = letterhead(heading, width)
    rule = Table(
        [[""]], colWidths=[width], rowHeights=[4], style=[("LINEBELOW", (0, 0), (-1, -1), 0.8, ACCENT)]
    )
    placed = Table(
        [[text(where, "small"), text(number, "small")]],
        colWidths=[width / 2, width / 2],
        style=[("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )
    story += [rule, Spacer(0, 4), placed, Spacer(0, 6), text(paper.title, "title")]
    if paper.about:
        story.append(text(paper.about, "subtitle"))
    return [*story, Spacer(0, 10)]


def _drawn(part: Part, width: float) -> list[Flowable]:
    match part:
        case Words():
            told = [text(each, part.style) for each in part.words.split("\n\n") if each]
            return [flowable for each in told for flowable in (each, Spacer(0, 4))]
        case Facts():
            return [KeepTogether([*_caption(part.title), _facts(part, width)])]
        case Rows():
            return [CondPageBreak(3 * _LINE), *_caption(part.title), *_rows(part, width)]
        case Boxes():
            return [KeepTogether([*_caption(part.title), *(_box(each, width) for each in part.choices)])]
        case Lines():
            drawn = [("LINEBELOW", (0, 0), (-1, -1), 0.5, MUTED)]
            return [
                Table([[""]] * part.count, colWidths=[width], rowHeights=[_LINE] * part.count, style=drawn)
            ]
        case Signatures():
            lines = [_signature(role, name, width) for role, name in part.people]
            return [CondPageBreak(len(lines) * 2 * _LINE), KeepTogether([Spacer(0, 10), *lines])]


def _caption(title: str) -> list[Flowable]:
    return [text(title, "caption")] if title else []


def _facts(part: Facts, width: float) -> Table:
    rows = [[text(label, "label"), text(value)] for label, value in part.rows]
    blank = [row for row, (_label, value) in enumerate(part.rows) if not value]
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *(("VALIGN", (0, row), (-1, row), "BOTTOM") for row in blank),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LINEBELOW", (0, 0), (-1, -1), 0.35, HAIRLINE),
        *(("LINEBELOW", (1, row), (1, row), 0.5, MUTED) for row in blank),
    ]
    heights = [_LINE if row in blank else None for row in range(len(rows))]
    return Table(rows, colWidths=[_LABELS, width - _LABELS], rowHeights=heights, style=style, hAlign="LEFT")


def _rows(part: Rows, width: float) -> list[Flowable]:
    if not part.rows:
        return [text(part.empty or t("Nav neviena ieraksta."), "note")]
    widths = [width * share / sum(part.shares) for share in part.shares]
    texts = len(part.heads) if part.texts is None else part.texts
    cells = [
        [text(cell, "cell") if place < texts else cell for place, cell in enumerate(row)] for row in part.rows
    ]
    return [figures_table([part.heads], cells, widths=widths, texts=texts)]


def _box(words: str, width: float) -> Table:
    inner = Table(
        [[""]],
        colWidths=[9],
        rowHeights=[9],
        style=[("BOX", (0, 0), (-1, -1), 0.7, MUTED), ("BACKGROUND", (0, 0), (-1, -1), white)],
    )
    style = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    return Table([[inner, text(words)]], colWidths=[18, width - 18], style=style, hAlign="LEFT")


def _signature(role: str, name: str, width: float) -> Table:
    below = (t("paraksts"), t("vārds, uzvārds"), t("datums"))
    rows = [
        [text(role), "", "", "", text(name, "name"), "", ""],
        ["", "", text(below[0], "small"), "", text(below[1], "small"), "", text(below[2], "small")],
    ]
    return Table(
        rows,
        colWidths=[width * share for share in (0.26, 0.02, 0.24, 0.02, 0.28, 0.02, 0.16)],
        minRowHeights=[_LINE, 14],
        style=[
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("VALIGN", (0, 1), (-1, 1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            *(("LINEBELOW", (column, 0), (column, 0), 0.5, MUTED) for column in (2, 4, 6)),
        ],
        hAlign="LEFT",
    )
