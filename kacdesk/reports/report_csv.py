"""This file is the place where the figures of a report become a CSV file, a row for each (docs/exports.md)."""

import csv
from pathlib import Path
from typing import Final

from kacdesk.figures.report import ReportFigures
from kacdesk.reports.cells import guarded
from kacdesk.reports.files import written
from kacdesk.reports.report_tables import all_figures

COLUMNS: Final = ("period", "points", "key", "section", "row", "label", "unit", "value")
"""The head of the file; new columns come at the end."""


def write_report_csv(figures: ReportFigures, out: Path) -> int:
    """Write every figure in its basic unit and return how many there are; what is not counted has an empty value.

    UTF-8 with a byte order mark, `;` between cells, CRLF between rows. Raises `Unavailable` when the file cannot be
    written.
    """
    told = all_figures(figures)
    about = str(figures.period), " ".join(figures.points)
    with written(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for each in told:
            label = each.label
            cells = (
                *about,
                each.key,
                label.section_words,
                label.row_words,
                label.words,
                label.unit.value,
            )
            writer.writerow([*map(guarded, cells), "" if each.value is None else str(each.value)])
    return len(told)
