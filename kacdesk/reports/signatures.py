"""This file is the place where a paper gets its lines for signatures."""

from reportlab.platypus import Table

from kacdesk.core.text import t
from kacdesk.reports.look import MUTED
from kacdesk.reports.sheet import Heading, text


def signature_lines(heading: Heading, width: float) -> Table:
    """Return two lines to sign: who prepared the paper, and the head of the centre."""
    people = ((t("Sagatavoja"), heading.prepared_by), (t("Centra vadītājs"), ""))
    rows = []
    for role, name in people:
        rows.append([text(role), "", "", "", text(name, "name"), "", ""])
        rows.append(
            [
                "",
                "",
                text(t("paraksts"), "small"),
                "",
                text(t("vārds, uzvārds"), "small"),
                "",
                text(t("datums"), "small"),
            ]
        )
    lines = [
        ("LINEBELOW", (column, row), (column, row), 0.5, MUTED) for row in (0, 2) for column in (2, 4, 6)
    ]
    return Table(
        rows,
        colWidths=[width * share for share in (0.2, 0.02, 0.26, 0.02, 0.3, 0.02, 0.18)],
        minRowHeights=[28, 15, 28, 15],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("VALIGN", (0, 1), (-1, 1), "TOP"),
            ("VALIGN", (0, 3), (-1, 3), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            *lines,
        ],
        hAlign="LEFT",
    )
