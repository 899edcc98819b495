"""This file is the place where the first page of the monthly report is set: title, key figures, summary."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from kacdesk.core.clock import riga_day
from kacdesk.core.latvian import (
    NOTHING,
    Case,
    counted,
    duration,
    month_name,
    month_of,
    number,
    percent,
    period,
    report_title_month,
    short_moment,
)
from kacdesk.core.text import t
from kacdesk.figures.completeness import CompletenessFigures
from kacdesk.figures.monthly import MonthlyFigures
from kacdesk.figures.period import Month
from kacdesk.figures.times import HandlingTime
from kacdesk.figures.totals import Totals
from kacdesk.reports.look import ACCENT, BLUE, HAIRLINE, PANEL, SAMPLE
from kacdesk.reports.sheet import Heading, begin, text
from kacdesk.reports.tables import Cell, figure, figures_table

_MINUS = "\u2013"
"""The dash stands for the minus sign, which the font does not have."""


def report_title(month: Month) -> str:
    """Return "Pārskats par 2026. gada novembri"."""
    return t("Pārskats par {month}", month=report_title_month(month.year, month.month))


def title_block(figures: MonthlyFigures, heading: Heading) -> list[Flowable]:
    """Return whose report it is, of which month, by whom and when."""
    month = figures.month
    facts = [t("Periods: {period}", period=period(month.first_day, month.last_day))]
    if heading.prepared_by:
        facts.append(t("Sagatavoja: {name}", name=heading.prepared_by))
    facts.append(t("Izveidots: {moment}", moment=short_moment(heading.generated_at)))
    lines: list[Flowable] = [text(heading.municipality, "overline"), text(report_title(month), "title")]
    lines += [text(line, "subtitle") for line in (heading.centre, heading.point) if line]
    lines += [Spacer(0, 3), text("   ·   ".join(facts), "small")]
    if riga_day(heading.generated_at) <= month.last_day:
        early = t("Pārskats izveidots, pirms mēnesis ir beidzies; skaitļi vēl var mainīties.")
        lines += [Spacer(0, 2), text(early, "note")]
    return [*lines, Spacer(0, 7)]


def key_figures(figures: MonthlyFigures, width: float) -> Table:
    """Return the five figures that are looked for first, each with its change from the month before."""
    tiles = (
        (t("Apmeklējumi"), "visits"),
        (t("Reģistrācijas"), "registrations"),
        (t("Pieteikumi"), "applications"),
        (t("Konsultācijas"), "consultations"),
        (t("Tālruņa zvani"), "calls"),
    )
    against = month_name(figures.month.previous().month, Case.ACCUSATIVE)
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


def _against(now: Totals, before: Totals | None, name: str, month: str) -> str:
    if before is None:
        return t("nav, ar ko salīdzināt")
    return t("{change} pret {month}", change=signed(getattr(now, name) - getattr(before, name)), month=month)


def signed(change: int) -> str:
    """Return a change with its sign, zero without: "+12", "–3", "0"."""
    return f"{'+' if change > 0 else _MINUS if change < 0 else ''}{number(abs(change))}"


def completeness_panel(figures: MonthlyFigures, width: float) -> Table:
    """Return how complete the records are; the bar at the left is amber when something is still missing."""
    told = figures.completeness
    voided = figures.voided
    facts = (
        (t("Nesinhronizēti ieraksti"), _known(told.unsent)),
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
            ("LINEBEFORE", (0, 0), (0, -1), 2.4, SAMPLE if told.unsent or told.refused else BLUE),
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


def _known(count: int | None) -> str:
    return t("nav zināms") if count is None else number(count)


def _desks(told: CompletenessFigures) -> str:
    if not told.desks:
        return t("nav zināms")
    return f"{number(len(told.desks))} ({', '.join(told.desks)})"


def _last_contact(told: CompletenessFigures) -> str:
    return short_moment(told.last_contact_at) if told.last_contact_at else t("vēl nav bijusi")


def summary(figures: MonthlyFigures, width: float) -> list[Flowable]:
    """Return section 1: the totals beside those of the month before and of the same month last year."""
    month = figures.month
    heads = [
        "",
        _column_head(month),
        _column_head(month.previous()),
        t("Izmaiņa"),
        _column_head(month.year_ago()),
        t("Izmaiņa"),
    ]
    rows: list[list[Cell]] = [
        [
            _indented(label, level),
            figure(value),
            *_compared(value, figures.previous, name),
            *_compared(value, figures.year_ago, name),
        ]
        for label, name, level in _summary_lines()
        for value in (getattr(figures.summary, name),)
    ]
    widths = [width * share for share in (0.4, 0.105, 0.105, 0.1425, 0.105, 0.1425)]
    return [
        *begin(1, t("Kopsavilkums"), room=0),
        figures_table([heads], rows, widths=widths),
        *_comparison_notes(figures),
        text(_handling_sentence(figures.handling), "note"),
    ]


def _summary_lines() -> Sequence[tuple[str, str, int]]:
    return (
        (t("Apmeklējumi"), "visits", 0),
        (t("Pakalpojumu reģistrācijas"), "registrations", 0),
        (t("pieteikumi"), "applications", 1),
        (t("tostarp e-pakalpojumi citas personas vārdā"), "delegated_e_services", 2),
        (t("konsultācijas un informācija"), "consultations", 1),
        (t("tostarp e-pakalpojumu konsultācijas"), "e_service_consultations", 2),
        (t("tostarp e-adreses konsultācijas"), "e_address_consultations", 2),
        (t("tostarp nosūtīšana pie speciālista"), "referrals", 2),
        (t("Tālruņa zvani"), "calls", 0),
        (t("atbildēti"), "answered_calls", 1),
        (t("savienoti ar citu"), "transferred_calls", 1),
        (t("neatbildēti"), "missed_calls", 1),
        (t("atzvanīti"), "called_back_calls", 1),
        (t("tostarp latvija.lv palīdzības tālrunis"), "helpline_calls", 1),
        (t("Saņemtie dokumenti"), "received_documents", 0),
        (t("Izsniegtie dokumenti"), "issued_documents", 0),
    )


def _indented(words: str, level: int) -> Paragraph:
    line = text(words, "cell" if level else "strong_cell")
    line.style = line.style.clone(f"indented-{level}", leftIndent=level * 9)
    return line


def _column_head(month: Month) -> str:
    return month_of(month.year, month.month)


def _compared(value: int | None, other: Totals | None, name: str) -> tuple[Cell, Cell]:
    if other is None:
        return NOTHING, ""
    earlier: int | None = getattr(other, name)
    if earlier is None or value is None:
        return figure(earlier), ""
    change = signed(value - earlier)
    share = percent(abs(value - earlier), earlier)
    if not earlier or share == percent(0, earlier):
        return number(earlier), change
    return number(earlier), f"{change} ({change[0]}{share})"


def _comparison_notes(figures: MonthlyFigures) -> list[Flowable]:
    """Say of which months there is nothing to compare with."""
    month = figures.month
    pairs = ((month.previous(), figures.previous), (month.year_ago(), figures.year_ago))
    missing = [report_title_month(other.year, other.month) for other, totals in pairs if totals is None]
    if not missing:
        return []
    return [text(t("Salīdzinājumam nav datu par {months}.", months=t(" un ").join(missing)), "note")]


def _handling_sentence(handling: HandlingTime) -> str:
    if handling.median_s is None or handling.ninetieth_s is None:
        return t("Apkalpošanas laiks šajā mēnesī nav mērīts.")
    return t(
        "Apkalpošanas laiks mērīts {visits}: puse ilga ne vairāk kā {median}, deviņi no desmit — ne vairāk kā {most}.",
        visits=counted(handling.measured, t("apmeklējumos"), t("apmeklējumā"), t("apmeklējumos")),
        median=duration(handling.median_s),
        most=duration(handling.ninetieth_s),
    )


GAP = 5 * mm
"""The space between blocks of the first page."""
