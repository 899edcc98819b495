"""This file is the place where the slip is drawn that tells a customer which specialist to go to, where and when."""

from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Table

from kacdesk.core.latvian import told_moment
from kacdesk.core.text import t
from kacdesk.reports.fonts import BOLD
from kacdesk.reports.leaflet import Leaflet, draw_leaflet
from kacdesk.reports.look import ACCENT, HAIRLINE, PANEL, styles
from kacdesk.reports.sheet import Heading, text, unmarked

_EDGE = 7 * mm
_LABEL = 27 * mm


@dataclass(frozen=True, slots=True)
class ReferralSlip:
    """What stands on the slip: the six particulars of S002 5.2.3 and why; nothing of it tells who the customer is.

    `service` what it is about · `whose` institution and unit · an empty particular leaves a line to write on.
    """

    sent_at: datetime
    service: str
    reason: str
    name: str
    post: str
    whose: str
    place: str
    phone: str
    hours: str
    sample: bool = False


def draw_referral_slip(told: ReferralSlip, heading: Heading) -> bytes:
    """Draw the slip on a sheet of A6 and return the PDF."""
    width = A6[0] - 2 * _EDGE
    leaflet = Leaflet(
        t("Nosūtījums pie speciālista"), heading, A6, left=_EDGE, top=_EDGE, width=width, sample=told.sample
    )
    return draw_leaflet(leaflet, [*_head(told, heading), _whom(told, width), *_why(told, heading)])


def _head(told: ReferralSlip, heading: Heading) -> list[Flowable]:
    point = styles()["strong_cell"].clone("point", fontSize=10, leading=13)
    title = styles()["subtitle"].clone("referral_title", fontName=BOLD, fontSize=13, leading=17)
    story: list[Flowable] = [text(heading.municipality, "overline")] if heading.municipality else []
    story.append(Paragraph(unmarked(heading.point or heading.centre), point))
    story.append(HRFlowable(width="100%", thickness=0.8, color=ACCENT, spaceBefore=4, spaceAfter=4))
    story.append(Paragraph(unmarked(t("Lūdzam vērsties pie speciālista")), title))
    if told.service:
        story.append(text(told.service, "cell"))
    return story


def _whom(told: ReferralSlip, width: float) -> Flowable:
    strong = styles()["strong_cell"].clone("whom", fontSize=11, leading=14)
    rows = [
        (t("Vārds, uzvārds"), Paragraph(unmarked(told.name), strong)),
        (t("Amats"), text(told.post, "cell")),
        (t("Iestāde"), text(told.whose, "cell")),
        (t("Vieta"), text(told.place, "cell")),
        (t("Tālrunis"), Paragraph(unmarked(told.phone), strong)),
        (t("Pieņemšanas laiks"), text(told.hours, "cell")),
    ]
    table = Table(
        [[text(label, "label"), value] for label, value in rows],
        colWidths=[_LABEL, width - _LABEL],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, -1), PANEL),
            ("LINEBELOW", (0, 0), (-1, -2), 0.35, HAIRLINE),
            ("BOX", (0, 0), (-1, -1), 0.6, HAIRLINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
        ],
        hAlign="LEFT",
    )
    table.spaceBefore = 6
    table.spaceAfter = 6
    return table


def _why(told: ReferralSlip, heading: Heading) -> list[Flowable]:
    return [
        text(
            t("Kāpēc centrs to neatrisina: {reason}.", reason=told.reason[:1].lower() + told.reason[1:]),
            "cell",
        ),
        text(
            t(
                "Nosūtīja {who}, {moment}.",
                who=heading.prepared_by or heading.point,
                moment=told_moment(told.sent_at),
            ),
            "small",
        ),
    ]
