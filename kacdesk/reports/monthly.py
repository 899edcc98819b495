"""This file is the place where the monthly report is put together from its sections and drawn."""

from pathlib import Path

from reportlab.platypus import Flowable, KeepTogether, Spacer

from kacdesk.core.text import t
from kacdesk.figures.period_words import report_title
from kacdesk.figures.report import ReportFigures
from kacdesk.reports.monthly_continuity import continuity, presence, training
from kacdesk.reports.monthly_corrections import corrections
from kacdesk.reports.monthly_duties import delegated, emails, local_services, opinions
from kacdesk.reports.monthly_front import GAP, completeness_panel, key_figures, title_block
from kacdesk.reports.monthly_institutions import institutions
from kacdesk.reports.monthly_points import desks, points
from kacdesk.reports.monthly_sections import channels_and_times, phone, services
from kacdesk.reports.monthly_summary import summary
from kacdesk.reports.sheet import Heading, Paper, Section, write_pdf
from kacdesk.reports.signatures import signature_lines

_AFTER_DUTIES = 13
"""The section that follows those of the duties: corrections, when there are any, else the signatures."""


def draw_monthly(figures: ReportFigures, heading: Heading, out: Path) -> None:
    """Draw the report to a PDF file; the same figures and heading give the same bytes.

    Raises `Unavailable` when the file cannot be written. May run on any thread.
    """
    paper = Paper(report_title(figures.period), heading, sample=figures.sample)
    width = paper.text_width

    def story() -> list[Flowable]:
        *others, last = [*_duties(figures, width), *corrections(figures, width, section=_AFTER_DUTIES)]
        signatures = _AFTER_DUTIES + bool(figures.corrections)
        return [
            *title_block(figures, heading, width),
            key_figures(figures, width),
            Spacer(0, GAP),
            completeness_panel(figures, width),
            *institutions(figures, width),
            *points(figures, width),
            *desks(figures, width),
            *summary(figures, width),
            *services(figures, width),
            *channels_and_times(figures, width),
            *phone(figures, width),
            *others,
            KeepTogether(
                [
                    last,
                    Section(signatures, t("Paraksti")),
                    signature_lines(heading, width),
                ]
            ),
        ]

    write_pdf(paper, story, out)


def _duties(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return sections 6 to 12; the last table goes on the page of the signatures, so that these never stand alone."""
    sections = (emails, opinions, delegated, local_services, presence, continuity, training)
    return [each for section in sections for each in section(figures, width)]
