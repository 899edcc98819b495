"""This file is the place where a report over several points shows each of them, and the desks that it counts."""

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from kacdesk.core.latvian import number, told_moment
from kacdesk.core.text import t
from kacdesk.figures.completeness import DeskContact
from kacdesk.figures.points import PointFigures
from kacdesk.figures.report import ReportFigures
from kacdesk.reports.sheet import text
from kacdesk.reports.tables import Cell, figure, figures_table

_ROOM = 90
"""Points below which a table begins on the next page."""


def points(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return the points beside each other with their sum, nothing when the report is of one."""
    if not figures.by_point:
        return []
    heads = [
        t("Punkts"),
        t("Apmeklējumi"),
        t("Pieteikumi"),
        t("Konsultācijas"),
        t("Reģistrācijas"),
        t("Zvani"),
        t("Saņemtie dokumenti"),
    ]
    rows = [_point_row(point) for point in figures.by_point]
    summary = figures.summary
    rows.append(
        [
            t("Kopā"),
            *map(
                figure,
                (
                    summary.visits,
                    summary.applications,
                    summary.consultations,
                    summary.registrations,
                    summary.calls,
                    summary.received_documents,
                ),
            ),
        ]
    )
    widths = [width * share for share in (0.34, 0.12, 0.1, 0.126, 0.128, 0.08, 0.106)]
    return [
        Spacer(0, 8),
        CondPageBreak(_ROOM),
        text(t("Pa punktiem"), "caption"),
        Spacer(0, 2),
        figures_table([heads], rows, widths=widths, strong=(len(rows) - 1,)),
    ]


def _point_row(point: PointFigures) -> list[Cell]:
    counts = (
        point.visits,
        point.applications,
        point.consultations,
        point.registrations,
        point.calls,
        point.received_documents,
    )
    return [_name(point), *map(figure, counts)]


def _name(point: PointFigures) -> str:
    return point.key if point.title in ("", point.key) else f"{point.title} ({point.key})"


def desks(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return what the central store knows of the desks, nothing in the report of a desk itself."""
    contacts = figures.completeness.desk_contacts
    if not contacts:
        return []
    heads = [t("Darbvieta"), t("Pēdējā saziņa"), t("Nenosūtītas izmaiņas"), t("Gaida lēmumu"), ""]
    widths = [width * share for share in (0.26, 0.2, 0.17, 0.15, 0.22)]
    return [
        Spacer(0, 8),
        CondPageBreak(_ROOM),
        text(t("Darbvietas, kuru ieraksti ir pārskatā"), "caption"),
        Spacer(0, 2),
        figures_table([heads], _desk_rows(contacts), widths=widths, texts=2),
    ]


def _desk_rows(contacts: Sequence[DeskContact]) -> list[list[Cell]]:
    return [
        [
            contact.key,
            t("vēl nav bijusi") if contact.last_contact_at is None else told_moment(contact.last_contact_at),
            number(contact.unsent),
            number(contact.refused),
            text(t("ilgi nav sazinājusies"), "strong_cell") if contact.is_silent else "",
        ]
        for contact in contacts
    ]
