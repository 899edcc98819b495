"""This file is the place where the paper for an outage is drawn: two sides of A4 to write on by hand.

The first side is a tally of this desk's most used services, a box for each contact; the second has lines for whatever
the first has no room for. Both are keyed in afterwards, one box or line a contact. Each side says
whose day it is and what the letters mean: they may be printed on two sheets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer

from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.reports.fonts import BOLD, REGULAR, embed_fonts, printable
from kacdesk.reports.look import ACCENT, HAIRLINE, INK, MUTED, PALE, PANEL
from kacdesk.reports.sheet import Heading, Paper, text, write_pdf
from kacdesk.reports.wrapping import shortened, text_width, wrapped

_SLOTS = 5
_ROW = 8.0 * mm
_CODE = 16 * mm
_SERVICE = 62 * mm
_MARKS = 6.4 * mm
"""The strip of a box where a letter is written or the T is circled."""

_LINE = 8.3 * mm
_LINES = 26
_HEAD = 6.5 * mm
_FILL_IN = 9 * mm
_EXAMPLE = 12.5 * mm


@dataclass(frozen=True, slots=True)
class SheetService:
    """A service as it is printed: its code, whose it is, what it is called."""

    code: str
    institution: str
    title: str


@dataclass(frozen=True, slots=True)
class OutageSheet:
    """What the sheet says. `letters` are the letters by which an outcome is written, with their meaning; one without a
    letter is what nothing written means."""

    services: tuple[SheetService, ...]
    letters: tuple[tuple[str, str], ...]
    printed_on: date
    sample: bool = False


def draw_outage_sheet(sheet: OutageSheet, heading: Heading, out: Path) -> None:
    """Draw the sheet to a PDF file, two pages; Unavailable when the file cannot be written."""
    paper = Paper(t("Lapa pārtraukumam"), heading, sample=sheet.sample, first_top=12 * mm)
    embed_fonts()

    def story() -> list[Flowable]:
        return [
            *_top(sheet, heading, t("Kontaktu lapa pārtraukumam")),
            _Example(sheet.letters),
            Spacer(0, 2.5 * mm),
            _Tally(sheet.services),
            PageBreak(),
            _FillIn(),
            Spacer(0, 2 * mm),
            text(t("Kas nav pirmajā pusē"), "caption"),
            text(
                t(
                    "Katram kontaktam sava rinda: pakalpojuma kods no pirmās puses vai saviem vārdiem. "
                    "T apvelciet, ja zvanīja."
                ),
                "small",
            ),
            text(_letters_words(sheet.letters), "small"),
            Spacer(0, 2 * mm),
            _Lines(),
        ]

    write_pdf(paper, story, out)


def _top(sheet: OutageSheet, heading: Heading, title: str) -> list[Flowable]:
    place = " · ".join(part for part in (heading.municipality, heading.point or heading.centre) if part)
    facts = t(
        "Drukāta {day} Kodi der vienmēr un visos punkta datoros; vecā lapa paliek lietojama.",
        day=short_date(sheet.printed_on),
    )
    return [text(place, "overline"), text(title, "title"), text(facts, "small"), Spacer(0, 2 * mm), _FillIn()]


def _letters_words(letters: Sequence[tuple[str, str]]) -> str:
    known = [f"{letter} – {meaning}" for letter, meaning in letters if letter]
    usual = next((meaning for letter, meaning in letters if not letter), "")
    return t("Burts: {letters}; bez burta – {usual}.", letters=", ".join(known), usual=usual)


class _FillIn(Flowable):
    """The places for the day and the person."""

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- reportlab names them
        """Take the whole width."""
        self.width, self.height = aW, _FILL_IN
        return self.width, self.height

    def draw(self) -> None:
        """Draw both with a line to write on."""
        canvas, half = self.canv, self.width * 0.4
        for left, right, words in ((0.0, half, t("Diena")), (half + 14, self.width, t("Darbinieks"))):
            canvas.setFont(BOLD, 10)
            canvas.setFillColor(INK)
            canvas.drawString(left, 4, words)
            canvas.setStrokeColor(MUTED)
            canvas.setLineWidth(0.6)
            canvas.line(left + canvas.stringWidth(words, BOLD, 10) + 6, 3, right, 3)


class _Example(Flowable):
    """How a box is filled in, and what the letters mean."""

    def __init__(self, letters: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._letters = letters

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- reportlab names them
        """Take the whole width."""
        self.width, self.height = aW, _EXAMPLE
        return self.width, self.height

    def draw(self) -> None:
        """Draw a box as somebody would fill it in, and the words beside it."""
        canvas = self.canv
        canvas.setFillColor(PANEL)
        canvas.rect(-3, -2, self.width + 6, self.height, stroke=0, fill=1)
        wide = 19.2 * mm
        _box(self, 2, (self.height - 4 - _ROW) / 2, wide)
        canvas.setFont(BOLD, 10)
        canvas.setFillColor(ACCENT)
        canvas.drawString(6, (self.height - 4 - _ROW) / 2 + 6.5, "9:15 ×2")
        canvas.drawString(2 + wide - _MARKS / 2 - 3, (self.height - 4 - _ROW) / 2 + 2.6, "P")
        told = [
            t("Laiks, tad ×2, ja vienādi ir divi. T apvelciet, ja zvanīja; citādi – klātienē."),
            _letters_words(self._letters),
        ]
        canvas.setFillColor(INK)
        lines = [line for words in told for line in wrapped(words, REGULAR, 8, self.width - wide - 14)]
        for place, line in enumerate(lines):
            canvas.setFont(REGULAR, 8)
            canvas.drawString(2 + wide + 8, self.height - 12.5 - place * 9.6, line)


class _Tally(Flowable):
    """A row for each service: code, name, boxes."""

    def __init__(self, services: Sequence[SheetService]) -> None:
        super().__init__()
        self._services = services

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- reportlab names them
        """Take the whole width and a row for each service."""
        self.width = aW
        self.height = _HEAD + _ROW * len(self._services)
        return self.width, self.height

    def draw(self) -> None:
        """Draw the head and the rows."""
        canvas = self.canv
        _heads(
            self,
            (
                (0.0, t("Kods")),
                (_CODE, t("Pakalpojums")),
                (_CODE + _SERVICE, t("Katram kontaktam viens lauciņš")),
            ),
        )
        wide = (self.width - _CODE - _SERVICE) / _SLOTS
        y = self.height - _HEAD
        rules = []
        before = ""
        for each in self._services:
            if each.institution != before:
                rules.append(y)
            y -= _ROW
            self._name(each, y, named=each.institution != before)
            before = each.institution
            for place in range(_SLOTS):
                _box(self, _CODE + _SERVICE + place * wide, y, wide)
        canvas.setStrokeColor(MUTED)
        canvas.setLineWidth(0.9)
        for rule in (*rules, y):  # over the edges of the boxes, which would leave half of them
            canvas.line(0, rule, self.width, rule)

    def _name(self, each: SheetService, y: float, *, named: bool) -> None:
        canvas = self.canv
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 12.5)
        canvas.drawString(1, y + 7, each.code)
        canvas.setFont(BOLD, 7)
        canvas.setFillColor(ACCENT if named else PALE)
        canvas.drawString(_CODE, y + _ROW - 8.2, printable(each.institution))
        canvas.setFillColor(INK)
        left = canvas.stringWidth(printable(each.institution), BOLD, 7) + 5
        title, room = printable(each.title), _SERVICE - 4
        lines = wrapped(title, REGULAR, 8, room)
        if len(lines) == 1:
            canvas.setFont(REGULAR, 9 if text_width(title, REGULAR, 9) <= room else 8)
            canvas.drawString(_CODE, y + 4, title)
            return
        first = wrapped(title, REGULAR, 8, room - left)[0]
        rest = title[len(first) :].strip()
        canvas.setFont(REGULAR, 8)
        canvas.drawString(_CODE + left, y + _ROW - 8.2, first)
        canvas.drawString(_CODE, y + 4, shortened(rest, REGULAR, 8, room))


class _Lines(Flowable):
    """Empty lines with columns, as the grid on the screen has them."""

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 -- reportlab names them
        """Take the whole width and all lines."""
        self.width = aW
        self.height = _HEAD + _LINE * _LINES
        return self.width, self.height

    def draw(self) -> None:
        """Draw the head, the columns and the lines."""
        canvas = self.canv
        columns = (
            (0.0, t("Laiks")),
            (17 * mm, t("Kods vai pakalpojums")),
            (82 * mm, t("T")),
            (90 * mm, t("Burts")),
            (102 * mm, "×"),
            (112 * mm, t("Piezīmes")),
        )
        _heads(self, columns)
        bottom = self.height - _HEAD - _LINE * _LINES
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.6)
        for place in range(_LINES + 1):
            y = bottom + place * _LINE
            canvas.line(0, y, self.width, y)
        for left, _words in columns[1:]:
            canvas.line(left - 3, bottom, left - 3, self.height - _HEAD)
        canvas.setFont(REGULAR, 7)
        canvas.setFillColor(PALE)
        for place in range(_LINES):
            canvas.drawString(82 * mm, bottom + place * _LINE + 8, t("T"))


def _heads(flowable: Flowable, columns: Sequence[tuple[float, str]]) -> None:
    canvas = flowable.canv
    canvas.setFont(BOLD, 7.5)
    canvas.setFillColor(MUTED)
    for left, words in columns:
        canvas.drawString(left + 1, flowable.height - _HEAD + 4, words)


def _box(flowable: Flowable, left: float, bottom: float, wide: float) -> None:
    """Draw a box for one contact: the time on the left, a T to circle and room for a letter on the right."""
    canvas = flowable.canv
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.6)
    canvas.rect(left, bottom, wide, _ROW, stroke=1, fill=0)
    canvas.setDash(0.8, 1.6)
    canvas.line(left + wide - _MARKS, bottom + 1, left + wide - _MARKS, bottom + _ROW - 1)
    canvas.setDash()
    canvas.setFont(REGULAR, 6.5)
    canvas.setFillColor(PALE)
    canvas.drawString(left + wide - _MARKS / 2 - 1.8, bottom + _ROW - 8, t("T"))
