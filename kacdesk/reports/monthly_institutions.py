"""This file is the place where section 1 of the report is set: applications and consultations by institution."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer

from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.figures.institutions import NOT_LISTED, InstitutionFigures
from kacdesk.figures.period_words import in_this
from kacdesk.figures.report import ReportFigures
from kacdesk.models.vocabulary import STAND_IN
from kacdesk.reports.charts import Bar, stacked_bars
from kacdesk.reports.look import MUTED, styles
from kacdesk.reports.sheet import begin, text, unmarked
from kacdesk.reports.tables import Cell, figures_table, group_title

_SHARES = (0.32, 0.102, 0.126, 0.078, 0.107, 0.092, 0.078, 0.097)
"""Widths of the columns: as wide as their heads need."""
_REASON_SHARES = (0.448, 0.138, 0.138, 0.138, 0.138)


def institutions(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 1: every institution of the basket, even at 0, and every other that occurs.

    The split is the one that the ministry publishes: applications and consultations make up the total.
    """
    basket = [row for row in figures.institutions if row.in_basket]
    others = [row for row in figures.institutions if not row.in_basket]
    rows: list[list[Cell]] = []
    groups: list[int] = []
    for title, part in (
        (t("Minimālais pakalpojumu grozs"), basket),
        (t("Pašvaldība un citas iestādes"), others),
    ):
        if part:
            groups.append(len(rows))
            rows.append([group_title(title), *[""] * 7])
            rows.extend([_name(row), *map(number, _counts(row))] for row in part)
    rows.append([t("Kopā"), *_sums([_counts(row) for row in figures.institutions], 7)])
    table = figures_table(
        [
            ["", "", "", "", t("tostarp konsultācijas"), "", "", ""],
            [
                t("Iestāde"),
                t("Pieteikumi"),
                t("Konsultācijas"),
                t("Kopā"),
                t("informācija"),
                t("e-pakalpo-\njumi"),
                t("nosūtīti"),
                t("aizvietots"),
            ],
        ],
        rows,
        widths=[width * share for share in _SHARES],
        groups=groups,
        strong=[len(rows) - 1],
        spans=[(0, 4, 6)],
        size=8.2,
    )
    return [
        *begin(1, t("Pieteikumi un konsultācijas pa iestādēm"), room=150),
        table,
        text(_explained(), "small"),
        *_picture(figures, width),
        *_stand_ins(figures, width),
    ]


def _explained() -> str:
    return t(
        "Pieteikumi un konsultācijas kopā ir visas reģistrācijas; e-pakalpojumi ietver e-adreses konsultācijas. "
        "Aizvietots: cik no kopskaita centrs paveica iestādes vietā."
    )


def _name(row: InstitutionFigures) -> Paragraph:
    if row.key == NOT_LISTED:
        return text(t("nav sarakstā"), "cell")
    grey = f"#{MUTED.hexval()[2:]}"
    return Paragraph(
        f'<b>{unmarked(row.abbr)}</b> <font size="7" color="{grey}">{unmarked(row.title)}</font>',
        styles()["cell"],
    )


def _counts(row: InstitutionFigures) -> tuple[int, ...]:
    consultations = (row.information, row.e_consultations, row.referrals)
    return row.applications, sum(consultations), row.total, *consultations, sum(_reasons(row))


def _reasons(row: InstitutionFigures) -> tuple[int, int, int, int]:
    reasons = row.stand_in
    return reasons.outside_hours, reasons.absent_no_substitute, reasons.not_present_in_centre, reasons.other


def _sums(rows: Sequence[tuple[int, ...]], columns: int) -> list[str]:
    return [number(sum(column)) for column in zip(*rows or [(0,) * columns], strict=True)]


def _stand_ins(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return for whom the centre stood in and why (S003 20.8, 20.9): only institutions for which it did."""
    found = [(row, _reasons(row)) for row in figures.institutions if any(_reasons(row))]
    title = text(t("Aizvietošana pēc iemesla"), "caption")
    if not found:
        none = t("Iestādes {in_period} nav aizvietotas.", in_period=in_this(figures.period))
        return [KeepTogether([title, text(none, "note")])]
    rows: list[list[Cell]] = [[_name(row), *map(number, reasons)] for row, reasons in found]
    rows.append([t("Kopā"), *_sums([reasons for _, reasons in found], 4)])
    table = figures_table(
        [[t("Iestāde"), *[t(choice.label) for choice in STAND_IN]]],
        rows,
        widths=[width * share for share in _REASON_SHARES],
        strong=[len(rows) - 1],
        size=8.2,
    )
    return [KeepTogether([Spacer(0, 4), title, table])]


def _picture(figures: ReportFigures, width: float) -> list[Flowable]:
    if not figures.summary.registrations:
        return []
    bars = [
        Bar(row.abbr or t("nav sarakstā"), (row.applications, row.total - row.applications))
        for row in figures.institutions
    ]
    legend = (t("pieteikumi"), t("konsultācijas"))
    return [Spacer(0, 6), stacked_bars(t("Reģistrācijas pa iestādēm"), bars, legend, width=width)]
