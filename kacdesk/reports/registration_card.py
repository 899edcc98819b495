"""This file is the place where the customer's card of a registered complaint is drawn: number, term, route."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Spacer, Table

from kacdesk.core.latvian import Case, long_date, told_moment
from kacdesk.core.text import t
from kacdesk.reports.fonts import BOLD
from kacdesk.reports.leaflet import Leaflet, draw_leaflet
from kacdesk.reports.look import ACCENT, HAIRLINE, PANEL, styles
from kacdesk.reports.sheet import Heading, text, unmarked

_EDGE = 12 * mm


@dataclass(frozen=True, slots=True)
class RegistrationCard:
    """What the customer takes along; nothing of it tells who the customer is.

    `due_on` the last day for the answer, None when nobody owes one · `forwarded_by` the last day on which it is handed
    to whoever answers, None when that is the centre · `route` the instances in order, the first examines now.
    """

    number: str
    kind: str
    received_at: datetime
    subject: str
    due_on: date | None
    forwarded_by: date | None
    route: Sequence[str]
    contact: str = ""
    sample: bool = False


def draw_card(card: RegistrationCard, heading: Heading) -> bytes:
    """Draw the card on A5 and return the PDF."""
    title = t("Reģistrācijas kartīte {number}", number=card.number)
    width = A5[0] - 2 * _EDGE
    leaflet = Leaflet(title, heading, A5, left=_EDGE, top=_EDGE, width=width, sample=card.sample)
    return draw_leaflet(leaflet, [*_head(card, heading), *_number(card, width), *_term(card), *_route(card)])


def _head(card: RegistrationCard, heading: Heading) -> list[Flowable]:
    bold = styles()["strong_cell"].clone("card_point", fontSize=12, leading=15)
    told: list[Flowable] = [text(heading.municipality, "overline")] if heading.municipality else []
    told.append(Paragraph(unmarked(heading.point or heading.centre), bold))
    if card.contact:
        told.append(text(card.contact, "small"))
    told.append(HRFlowable(width="100%", thickness=0.8, color=ACCENT, spaceBefore=6, spaceAfter=8))
    return told


def _number(card: RegistrationCard, width: float) -> list[Flowable]:
    large = styles()["strong_cell"].clone("card_number", fontName=BOLD, fontSize=15, leading=20)
    box = Table(
        [
            [text(f"{card.kind} · {told_moment(card.received_at)}", "label")],
            [Paragraph(unmarked(t("Nr. {number}", number=card.number)), large)],
            [text(card.subject)],
        ],
        colWidths=[width],
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), PANEL),
            ("BOX", (0, 0), (-1, -1), 0.6, HAIRLINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, 0), 8),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
        ],
    )
    return [box, Spacer(0, 8)]


def _term(card: RegistrationCard) -> list[Flowable]:
    told: list[Flowable] = []
    strong = styles()["subtitle"].clone("card_term", fontName=BOLD)
    if card.due_on is not None:
        words = t("Atbildi sniegs līdz {day}.", day=long_date(card.due_on, Case.DATIVE))
        told.append(Paragraph(unmarked(words), strong))
        told.append(text(t("Ja termiņu pagarinās, Jums par to paziņos, pirms tas beidzies."), "small"))
    elif card.forwarded_by is not None:
        words = t("Pārsūtīs izskatīšanai līdz {day}.", day=long_date(card.forwarded_by, Case.DATIVE))
        told.append(Paragraph(unmarked(words), strong))
        told.append(text(t("Par pārsūtīšanu Jums paziņos; atbildi sniegs tas, kam pārsūtīts."), "small"))
    else:
        told.append(Paragraph(unmarked(t("Paldies! Tas ir reģistrēts.")), strong))
    return told


def _route(card: RegistrationCard) -> list[Flowable]:
    examined = card.due_on is not None or card.forwarded_by is not None
    told: list[Flowable] = [text(t("Kas izskata"), "caption")] if examined else []
    numbered = styles()["text"].clone("card_route", leftIndent=14, bulletIndent=0)
    for place, instance in enumerate(card.route if examined else (), start=1):
        words = instance if place == 1 else t("{instance} (ja atbildi apstrīd)", instance=instance)
        told.append(Paragraph(unmarked(words), numbered, bulletText=f"{place}."))
    told.append(Spacer(0, 8))
    told.append(text(t("Jautājot par šo, nosauciet numuru. Kartītē nav Jūsu personas datu."), "small"))
    return told
