"""This file is the place where the monthly report is put together from its sections and drawn."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from kacdesk.core.text import t
from kacdesk.figures.monthly import MonthlyFigures
from kacdesk.reports.look import HAIRLINE
from kacdesk.reports.monthly_front import (
    GAP,
    completeness_panel,
    key_figures,
    report_title,
    summary,
    title_block,
)
from kacdesk.reports.monthly_sections import channels_and_times, institutions, phone, services
from kacdesk.reports.sheet import Heading, Paper, Section, text, write_pdf
from kacdesk.reports.signatures import signature_lines
from kacdesk.reports.tables import not_counted

_BESIDE_SIGNATURES = 2
"""How many sections stay on the page of the signatures, so that these never stand alone."""


def draw_monthly(figures: MonthlyFigures, heading: Heading, out: Path) -> None:
    """Draw the report to a PDF file; the same figures and heading give the same bytes.

    Raises `Unavailable` when the file cannot be written. May run on any thread.
    """
    paper = Paper(report_title(figures.month), heading, sample=figures.sample)
    width = paper.text_width

    def story() -> list[Flowable]:
        uncounted = _uncounted_sections()
        return [
            *title_block(figures, heading),
            key_figures(figures, width),
            Spacer(0, GAP),
            completeness_panel(figures, width),
            *summary(figures, width),
            *institutions(figures, width),
            *services(figures, width),
            *channels_and_times(figures, width),
            *phone(figures, width),
            Spacer(0, 10),
            _uncounted_table(uncounted[:-_BESIDE_SIGNATURES], width),
            KeepTogether(
                [
                    _uncounted_table(uncounted[-_BESIDE_SIGNATURES:], width),
                    Section(13, t("Paraksti")),
                    signature_lines(heading, width),
                ]
            ),
        ]

    write_pdf(paper, story, out)


def _uncounted_sections() -> Sequence[tuple[int, str, str]]:
    """Return sections 6–12: their registers do not exist yet, so no figure is given, not even 0."""
    return (
        (6, t("E-pasts"), t("Saņemti, atbildēti triju darba dienu laikā, nokavēti.")),
        (
            7,
            t("Sūdzības, jautājumi, priekšlikumi"),
            t("Saņemti, atbildēti termiņā, pagarināti, pārsūtīti, atvērti pēc termiņa, apstrīdēti."),
        ),
        (
            8,
            t("Pieteikšana citas personas vārdā"),
            t("Pieteikti, pabeigti, glabātie apliecinājumi, mēnesī iznīcinātie, iznīcināšanai nokavētie."),
        ),
        (
            9,
            t("Dzīvesvieta, izziņas, saraksti, pieņemšanas"),
            t(
                "Deklarētas dzīvesvietas, izziņas, vietējās pierobežas satiksmes saraksts, lauku attīstības "
                "konsultācijas, pieņemšanas pie amatpersonām."
            ),
        ),
        (
            10,
            t("Iestāžu klātbūtne"),
            t("Plānotās un faktiskās stundas, novēloti paziņojumi, laikus nepublicēti paziņojumi."),
        ),
        (11, t("Darba nepārtrauktība"), t("Atvērtās un plānotās stundas, pārtraukumi bez aizvietotāja.")),
        (12, t("Mācības, metodiskie materiāli, aptauja"), t("Izpildīts, nokavēts.")),
    )


def _uncounted_table(sections: Sequence[tuple[int, str, str]], width: float) -> Table:
    rows = [
        [Section(number, title, quiet=True), text(contents, "small"), text(not_counted(), "uncounted")]
        for number, title, contents in sections
    ]
    return Table(
        rows,
        colWidths=[width * share for share in (0.43, 0.42, 0.15)],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("LINEBELOW", (0, 0), (-1, -1), 0.35, HAIRLINE),
        ],
        hAlign="LEFT",
    )
