"""This file is the place where the stamp SAŅEMTS is drawn, for a label or for the corner of a sheet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Table

from kacdesk.core.latvian import told_moment
from kacdesk.core.text import t
from kacdesk.reports.fonts import BOLD
from kacdesk.reports.leaflet import Leaflet, draw_leaflet
from kacdesk.reports.look import BLUE, styles
from kacdesk.reports.sheet import Heading, unmarked

StampPaper = Literal["label", "a4"]
"""A label of 70 × 37 mm (24 on a sheet), or the upper right corner of A4, to print on the customer's own copy."""

_LABEL = (70 * mm, 37 * mm)
_LABEL_EDGE = 2.5 * mm
_CORNER_EDGE = 10 * mm
_WIDTH = 65 * mm
_MARK = 13
"""Points that the mark of a sample takes above the stamp."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands in a stamp: the institution that received, when, the registration number, what was attached."""

    institution: str
    received_at: datetime
    number: str
    attached: str = ""
    sample: bool = False


def draw_stamp(stamp: Stamp, heading: Heading, *, paper: StampPaper = "a4") -> bytes:
    """Draw a stamp and return the PDF; what would not fit on a label is drawn smaller."""
    page = _LABEL if paper == "label" else A4
    edge = _LABEL_EDGE if paper == "label" else _CORNER_EDGE
    leaflet = Leaflet(
        t("SAŅEMTS — {number}", number=stamp.number),
        heading,
        page,
        left=page[0] - edge - _WIDTH,
        top=1.5 * mm if paper == "label" else edge,
        width=_WIDTH,
        below=1 * mm,
        sample=stamp.sample,
    )
    room = _LABEL[1] - 2.5 * mm - (_MARK if stamp.sample else 0)
    return draw_leaflet(leaflet, [KeepInFrame(_WIDTH, room, [_frame_of(stamp)], mode="shrink")])


def _frame_of(stamp: Stamp) -> Flowable:
    small = _style("stamp_small", 7.2, 8.6)
    rows = [
        [Paragraph(unmarked(stamp.institution), small)],
        [Paragraph(unmarked(t("SAŅEMTS")), _style("stamp_word", 15, 17, bold=True))],
        [Paragraph(unmarked(told_moment(stamp.received_at)), _style("stamp_day", 9, 11, bold=True))],
        [Paragraph(unmarked(t("Nr. {number}", number=stamp.number)), _style("stamp_no", 9, 11, bold=True))],
    ]
    if stamp.attached:
        rows.append([Paragraph(unmarked(stamp.attached), small)])
    return Table(
        rows,
        colWidths=[_WIDTH],
        style=[
            ("BOX", (0, 0), (-1, -1), 1.4, BLUE),
            ("LEFTPADDING", (0, 0), (-1, -1), 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
            ("TOPPADDING", (0, 0), (-1, -1), 0.6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0.6),
            ("TOPPADDING", (0, 0), (-1, 0), 4),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 4),
        ],
    )


def _style(name: str, size: float, leading: float, *, bold: bool = False) -> ParagraphStyle:
    style = styles()["text"].clone(name, fontSize=size, leading=leading, textColor=BLUE, alignment=TA_CENTER)
    if bold:
        style.fontName = BOLD
    return style
