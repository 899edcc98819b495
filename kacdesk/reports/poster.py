"""This file is the place where what hangs on the wall is laid out: large words on A4 or A5, read from afar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from kacdesk.core.text import t
from kacdesk.reports.fonts import BOLD, REGULAR, embed_fonts
from kacdesk.reports.leaflet import Leaflet, draw_leaflet
from kacdesk.reports.look import ACCENT, HAIRLINE, INK, MUTED
from kacdesk.reports.sheet import Heading, unmarked
from kacdesk.reports.wrapping import text_width

_PLATE_NAME_PT, _SMALLEST_NAME_PT = 44.0, 24.0
_SMALLEST_HEAD_PT = 9.0


@dataclass(frozen=True, slots=True)
class NamePlate:
    """Who serves here (S002 7): name, post and the centre, large enough to be read across a counter."""

    name: str
    post: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class HoursNotice:
    """When the point is open: `week` weekdays and hours, line by line · `exceptions` days that differ, soon ·
    `contacts` how it is reached besides."""

    week: Sequence[tuple[str, str]]
    exceptions: Sequence[tuple[str, str]] = ()
    contacts: Sequence[str] = ()
    sample: bool = False


@dataclass(frozen=True, slots=True)
class ChannelsLeaflet:
    """How services are got without coming here (S004 5.2), and that they are handled as fast (S004 3.5(3))."""

    contacts: Sequence[str]
    sample: bool = False


def draw_name_plate(plate: NamePlate, heading: Heading) -> bytes:
    """Draw the plate on A5, lying; the same input gives the same bytes."""
    page = landscape(A5)
    width = page[0] - 32 * mm
    place = ", ".join(part for part in (heading.municipality, heading.point) if part)
    story: list[Flowable] = [
        Spacer(0, 24 * mm),
        _line(plate.name, _fitting(plate.name, width), bold=True),
        Spacer(0, 5 * mm),
        *([_line(plate.post, 20, colour=ACCENT), Spacer(0, 8 * mm)] if plate.post else [Spacer(0, 3 * mm)]),
        _rule(width),
        Spacer(0, 5 * mm),
        _line(heading.centre, 13),
        _line(place, 11, colour=MUTED),
    ]
    leaflet = Leaflet(t("Darbinieka plāksnīte"), heading, page, 16 * mm, 16 * mm, width, sample=plate.sample)
    return draw_leaflet(leaflet, story)


def draw_hours_notice(notice: HoursNotice, heading: Heading) -> bytes:
    """Draw the opening hours on A4; the same input gives the same bytes."""
    width = A4[0] - 44 * mm
    story: list[Flowable] = _head(heading, t("Darba laiks"), width)
    if notice.week:
        story.append(_times(notice.week, width, 22))
    else:
        story.append(_left(t("Darba laiks vēl nav ierakstīts."), 16, colour=MUTED))
    if notice.exceptions:
        story += [Spacer(0, 10 * mm), _left(t("Tuvākajā laikā citādi"), 15, bold=True, colour=ACCENT)]
        story += [Spacer(0, 2 * mm), _times(notice.exceptions, width, 13)]
    story += _contacts(notice.contacts)
    leaflet = Leaflet(t("Darba laiks"), heading, A4, 22 * mm, 20 * mm, width, sample=notice.sample)
    return draw_leaflet(leaflet, story)


def draw_channels_leaflet(told: ChannelsLeaflet, heading: Heading) -> bytes:
    """Draw the leaflet on A5; the same input gives the same bytes."""
    width = A5[0] - 28 * mm
    ways = (
        (
            t("Portāls latvija.gov.lv"),
            t("E-pakalpojumi jebkurā laikā ar eID karti, eParakstu vai internetbanku."),
        ),
        (
            t("E-adrese"),
            t("Droša sarakste ar valsti un pašvaldību; to izveido portālā, un tā ir bez maksas."),
        ),
        (
            t("Elektroniski parakstīts iesniegums"),
            t("E-pastā nosūtīts iesniegums ir derīgs, ja tas parakstīts ar drošu elektronisko parakstu."),
        ),
        (
            t("Pasts un tālrunis"),
            t("Parakstītu iesniegumu var nosūtīt pa pastu; padomu dodam arī pa tālruni."),
        ),
        (
            t("Citas personas vārdā"),
            t("Ja datora nav vai tas sagādā grūtības, daļu e-pakalpojumu jūsu vārdā piesaka darbinieks."),
        ),
    )
    story: list[Flowable] = _head(heading, t("Kā saņemt pakalpojumus, nenākot uz centru"), width, size=19)
    for name, words in ways:
        story += [_left(name, 12.5, bold=True), _left(words, 10.5), Spacer(0, 3.2 * mm)]
    story.append(
        _framed(
            t("Pa pastu vai elektroniski saņemtu iesniegumu izskatām tikpat ātri kā klātienē iesniegtu."),
            width,
        )
    )
    story += _contacts(told.contacts, size=10.5)
    leaflet = Leaflet(t("E-kanāli"), heading, A5, 14 * mm, 13 * mm, width, sample=told.sample)
    return draw_leaflet(leaflet, story)


def _head(heading: Heading, title: str, width: float, *, size: float = 34) -> list[Flowable]:
    place = [line for line in (heading.centre, heading.point) if line]
    small = max(size / 3, _SMALLEST_HEAD_PT)
    return [
        _left(heading.municipality, small + 1, bold=True, colour=ACCENT),
        *(_left(line, small) for line in place),
        Spacer(0, 3 * mm),
        _rule(width),
        Spacer(0, size / 6 * mm),
        _left(title, size, bold=True),
        Spacer(0, size / 5 * mm),
    ]


def _contacts(lines: Sequence[str], *, size: float = 13) -> list[Flowable]:
    return [Spacer(0, 6 * mm), *(_left(line, size, colour=MUTED) for line in lines)] if lines else []


def _times(rows: Sequence[tuple[str, str]], width: float, size: float) -> Table:
    cells = [[_left(days, size, bold=True), _left(hours, size)] for days, hours in rows]
    return Table(
        cells,
        colWidths=[width * 0.34, width * 0.66],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), size / 3.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), size / 2.6),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIRLINE),
        ],
        hAlign="LEFT",
    )


def _framed(words: str, width: float) -> Table:
    style: list[Any] = [
        ("BOX", (0, 0), (-1, -1), 1, ACCENT),
        ("TOPPADDING", (0, 0), (-1, -1), 7),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
        ("LEFTPADDING", (0, 0), (-1, -1), 9),
        ("RIGHTPADDING", (0, 0), (-1, -1), 9),
    ]
    return Table([[_left(words, 11.5, bold=True)]], colWidths=[width], style=style, hAlign="LEFT")


def _rule(width: float) -> Table:
    return Table(
        [[""]], colWidths=[width], rowHeights=[3], style=[("LINEBELOW", (0, 0), (-1, -1), 1.4, ACCENT)]
    )


def _fitting(words: str, width: float) -> float:
    """Return the largest size at which the longest word fits, and the whole name in two lines."""
    embed_fonts()
    size = _PLATE_NAME_PT
    while size > _SMALLEST_NAME_PT and text_width(words, BOLD, size) > width:
        size -= 1
    return size


def _style(size: float, *, bold: bool, colour: Color) -> ParagraphStyle:
    embed_fonts()
    name = BOLD if bold else REGULAR
    return ParagraphStyle("poster", fontName=name, fontSize=size, leading=size * 1.25, textColor=colour)


def _left(words: str, size: float, *, bold: bool = False, colour: Color = INK) -> Paragraph:
    return Paragraph(unmarked(words), _style(size, bold=bold, colour=colour))


def _line(words: str, size: float, *, bold: bool = False, colour: Color = INK) -> Paragraph:
    style = _style(size, bold=bold, colour=colour)
    style.alignment = TA_CENTER
    style.embeddedHyphenation = 1  # a long double name breaks after its hyphen
    return Paragraph(unmarked(words), style)
