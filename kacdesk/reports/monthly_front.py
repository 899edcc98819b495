"""This file is the place where the first page of the report begins: title, key figures, completeness."""

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from kacdesk.core.clock import riga_day
from kacdesk.core.latvian import NO_BREAK, number, period, told_moment
from kacdesk.core.text import t
from kacdesk.figures.completeness import CompletenessFigures
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import after_against, report_title
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.totals import Totals
from kacdesk.reports.letterhead import letterhead
from kacdesk.reports.look import ACCENT, BLUE, HAIRLINE, PANEL, SAMPLE
from kacdesk.reports.sheet import Heading, text

GAP = 5 * mm
"""The space between blocks of the first page."""

_MINUS = "\u2212"


def title_block(figures: ReportFigures, heading: Heading, width: float) -> list[Flowable]:
    """Return whose report it is, of which period, by whom and when."""
    asked = figures.period
    facts = [t("Periods: {period}", period=period(asked.first_day, asked.last_day))]
    if heading.prepared_by:
        facts.append(t("Sagatavoja: {name}", name=heading.prepared_by))
    facts.append(t("Izveidots: {moment}", moment=told_moment(heading.generated_at)))
    lines: list[Flowable] = [*letterhead(heading, width), _rule(width), text(_unbroken(asked), "title")]
    lines += [Spacer(0, 3), text("   ·   ".join(facts), "small")]
    if heading.mark:
        lines += [Spacer(0, 2), text(heading.mark, "small")]
    if riga_day(heading.generated_at) <= asked.last_day:
        early = t("Pārskats izveidots, pirms periods ir beidzies; skaitļi vēl var mainīties.")
        lines += [Spacer(0, 2), text(early, "note")]
    return [*lines, Spacer(0, 7)]


def _unbroken(asked: Period) -> str:
    """Return the title, the days of a week held together."""
    begin, bracket, rest = report_title(asked).partition("(")
    return begin + bracket + rest.replace(" ", NO_BREAK)


def _rule(width: float) -> Table:
    style = [("LINEBELOW", (0, 0), (-1, -1), 0.8, ACCENT)]
    rule = Table([[""]], colWidths=[width], rowHeights=[3], style=style, hAlign="LEFT")
    rule.spaceAfter = 5
    return rule


def key_figures(figures: ReportFigures, width: float) -> Table:
    """Return the five figures that are looked for first, each with its change from the period before."""
    tiles = (
        (t("Pieteikumi"), "applications"),
        (t("Konsultācijas"), "consultations"),
        (t("Reģistrācijas kopā"), "registrations"),
        (t("Apmeklējumi"), "visits"),
        (t("Tālruņa zvani"), "calls"),
    )
    against = after_against(figures.period.previous())
    cells = [
        [
            text(label, "label"),
            text(number(getattr(figures.summary, name)), "figure"),
            text(_against(figures.summary, figures.previous, name, against), "small"),
        ]
        for label, name in tiles
    ]
    return Table(
        [cells],
        colWidths=[width / len(cells)] * len(cells),
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), PANEL),
            ("LINEABOVE", (0, 0), (-1, 0), 1.6, ACCENT),
            ("LINEBEFORE", (1, 0), (-1, -1), 0.5, HAIRLINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ],
        hAlign="LEFT",
    )


def _against(now: Totals, before: Totals | None, name: str, against: str) -> str:
    if before is None:
        return t("nav, ar ko salīdzināt")
    change = signed(getattr(now, name) - getattr(before, name))
    return t("{change} pret {period}", change=change, period=against)


def signed(change: int) -> str:
    """Return a change with its sign, zero without: "+12", "−3", "0"."""
    return f"{'+' if change > 0 else _MINUS if change < 0 else ''}{number(abs(change))}"


def completeness_panel(figures: ReportFigures, width: float) -> Table:
    """Return how complete the records are; the bar at the left is amber when something is still missing."""
    told = figures.completeness
    voided = figures.voided
    facts = (
        (t("Nenosūtīti ieraksti"), _known(told.unsent)),
        (t("Noraidīti centrālajā krātuvē"), _known(told.refused)),
        (t("Ievadīti vēlāk"), number(told.entered_later)),
        (t("Palikuši atvērti"), number(told.left_open)),
        (t("Pakalpojumi ārpus saraksta"), number(told.unmapped)),
        (
            t("Anulēti, nav ieskaitīti"),
            number(voided.visits + voided.phone_consultations + voided.received_documents),
        ),
        (t("Darbvietas pārskatā"), _desks(told)),
        (t("Pēdējā saziņa ar centrālo krātuvi"), _last_contact(told)),
    )
    cells = [[text(label, "small"), text(value, "strong_cell")] for label, value in facts]
    return Table(
        [[text(t("Datu pilnība"), "caption"), "", "", ""], cells[:4], cells[4:]],
        colWidths=[width * share for share in (0.24, 0.27, 0.22, 0.27)],
        style=[
            ("SPAN", (0, 0), (-1, 0)),
            ("LINEBEFORE", (0, 0), (0, -1), 2.4, SAMPLE if _is_missing_something(told) else BLUE),
            ("LINEABOVE", (0, 0), (-1, 0), 0.5, HAIRLINE),
            ("LINEBELOW", (0, -1), (-1, -1), 0.5, HAIRLINE),
            ("LINEAFTER", (-1, 0), (-1, -1), 0.5, HAIRLINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
        hAlign="LEFT",
    )


def _is_missing_something(told: CompletenessFigures) -> bool:
    waiting = any(desk.unsent or desk.refused or desk.is_silent for desk in told.desk_contacts)
    return bool(told.unsent or told.refused or waiting)


def _known(count: int | None) -> str:
    return t("nav zināms") if count is None else number(count)


def _desks(told: CompletenessFigures) -> str:
    if not told.desks:
        return t("nav zināms")
    many = number(len(told.desks))
    return many if told.desk_contacts else f"{many} ({', '.join(told.desks)})"


def _last_contact(told: CompletenessFigures) -> str:
    if told.last_contact_at:
        return told_moment(told.last_contact_at)
    return t("ne visām darbvietām") if len(told.desk_contacts) > 1 else t("vēl nav bijusi")
