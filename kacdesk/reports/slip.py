"""This file is the place where a customer's slip is drawn: what for, what was taken in, the code to ask by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, A6
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Spacer, Table

from kacdesk.core.latvian import Case, long_date, told_moment
from kacdesk.core.text import t
from kacdesk.reports.fonts import BOLD
from kacdesk.reports.leaflet import Leaflet, draw_leaflet
from kacdesk.reports.look import ACCENT, HAIRLINE, INK, PANEL, styles
from kacdesk.reports.sheet import Heading, text, unmarked

SlipPaper = Literal["a6", "a4"]
"""A sheet of A6, or a strip 80 mm wide on a sheet of A4, to be cut out."""

_STRIP = 80 * mm
_EDGE = 7 * mm


@dataclass(frozen=True, slots=True)
class TakenPaper:
    """A paper taken in: what it is and how many pages, its registration number, by when it is answered."""

    words: str
    number: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip; nothing of it tells who the customer is.

    `kind` what the record is · `at` its moment · `services` from the catalogue, never in somebody's own words ·
    `registered` the central store has confirmed the record; without that it is only noted on this computer ·
    `contact` where the point is and its phone.
    """

    code: str
    kind: str
    at: datetime
    services: Sequence[str]
    papers: Sequence[TakenPaper]
    registered: bool
    contact: str = ""
    sample: bool = False


def draw_slip(slip: Slip, heading: Heading, *, paper: SlipPaper = "a6") -> bytes:
    """Draw a slip and return the PDF."""
    title = t("Lapiņa klientam {code}", code=slip.code)
    if paper == "a6":
        page, width, cut_out = A6, A6[0] - 2 * _EDGE, False
    else:
        page, width, cut_out = A4, _STRIP - 2 * _EDGE, True
    leaflet = Leaflet(
        title, heading, page, left=_EDGE, top=_EDGE, width=width, sample=slip.sample, cut_out=cut_out
    )
    return draw_leaflet(leaflet, [*_head(slip, heading), *_what(slip), *_code(slip, heading, width)])


def _head(slip: Slip, heading: Heading) -> list[Flowable]:
    bold = styles()["strong_cell"].clone("point", fontSize=11, leading=14)
    told: list[Flowable] = [text(heading.municipality, "overline")] if heading.municipality else []
    told.append(Paragraph(unmarked(heading.point or heading.centre), bold))
    if slip.contact:
        told.append(text(slip.contact, "small"))
    told.append(HRFlowable(width="100%", thickness=0.8, color=ACCENT, spaceBefore=5, spaceAfter=5))
    moment = styles()["subtitle"].clone("moment", fontName=BOLD)
    told.append(Paragraph(unmarked(f"{slip.kind} {told_moment(slip.at)}"), moment))
    return told


def _what(slip: Slip) -> list[Flowable]:
    told: list[Flowable] = []
    if slip.services:
        told.append(text(t("Pakalpojumi"), "caption"))
        told += [_point(words) for words in slip.services]
    if slip.papers:
        told.append(text(t("Pieņemtie papīri"), "caption"))
        for paper in slip.papers:
            told.append(_point(paper.words))
            if paper.number:
                told.append(_below(t("Nr. {number}", number=paper.number)))
            if paper.due_on is not None:
                told.append(_below(t("Atbilde līdz {day}", day=long_date(paper.due_on, Case.DATIVE))))
    return told


def _point(words: str) -> Flowable:
    style = styles()["text"].clone("point_of_list", leftIndent=9, bulletIndent=0)
    return Paragraph(unmarked(words), style, bulletText="•")


def _below(words: str) -> Flowable:
    return Paragraph(unmarked(words), styles()["cell"].clone("below", leftIndent=9))


def _code(slip: Slip, heading: Heading, width: float) -> list[Flowable]:
    caption = styles()["small"].clone("code_caption", alignment=TA_CENTER)
    large = styles()["title"].clone("code", alignment=TA_CENTER, textColor=INK, fontSize=22, leading=27)
    box = Table(
        [
            [Paragraph(unmarked(t("Jautājot par šo, nosauciet kodu")), caption)],
            [Paragraph(unmarked(slip.code), large)],
        ],
        colWidths=[width],
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), PANEL),
            ("BOX", (0, 0), (-1, -1), 0.6, HAIRLINE),
            ("TOPPADDING", (0, 0), (-1, 0), 5),
            ("BOTTOMPADDING", (0, 0), (-1, 0), 0),
            ("TOPPADDING", (0, 1), (-1, 1), 0),
            ("BOTTOMPADDING", (0, 1), (-1, 1), 8),
        ],
    )
    return [Spacer(0, 9), box, Spacer(0, 5), text(_state(slip, heading), "small")]


def _state(slip: Slip, heading: Heading) -> str:
    """Say honestly what the record is: noted here, or registered with the central store's receipt."""
    printed = told_moment(heading.generated_at)
    if slip.registered:
        return t("Reģistrēts; centrālā krātuve saņemšanu apstiprinājusi. Izdrukāts {moment}.", moment=printed)
    return t(
        "Pieņemts zināšanai šajā datorā; centrālā krātuve saņemšanu vēl nav apstiprinājusi. Izdrukāts {moment}.",
        moment=printed,
    )
