"""This file is the place where the way of a paper is put on paper: who held it from when, and who moved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kacdesk.core.latvian import told_moment
from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Official, Rows, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """One move: when, from whom to whom, by whom at the centre, and why or with which batch."""

    at: datetime
    giver: str
    holder: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CustodySheet:
    """The way of one document, oldest move first."""

    number: str
    what: str
    steps: Sequence[CustodyStep]
    sample: bool = False


def draw_custody_sheet(sheet: CustodySheet, heading: Heading) -> bytes:
    """Draw the sheet and return the PDF."""
    rows = [(told_moment(step.at), step.giver, step.holder, step.by, step.note) for step in sheet.steps]
    return draw_official(
        Official(
            t("Dokumenta ceļš"),
            heading,
            (
                Facts([(t("Reģistrācijas Nr."), sheet.number), (t("Dokuments"), sheet.what)]),
                Rows(
                    (t("Kad"), t("No"), t("Pie"), t("Darbinieks"), t("Piezīme")),
                    rows,
                    shares=(0.22, 0.18, 0.18, 0.18, 0.24),
                ),
            ),
            number=sheet.number,
            sample=sheet.sample,
        )
    )
