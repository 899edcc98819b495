"""This file is the place where counted figures are written: as the report on paper and as JSON."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kacdesk.core.errors import Usage
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.figures.plain import as_dict
from kacdesk.figures.report import ReportFigures
from kacdesk.reports.files import written
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.services.reporting.report_files import write_csv, write_xlsx

if TYPE_CHECKING:
    from kacdesk.reports.monthly import draw_monthly
    from kacdesk.reports.sheet import Heading
else:
    (draw_monthly,) = on_demand("kacdesk.reports.monthly", "draw_monthly")


def write_pdf(context: Context, counted: ReportFigures, out: Path) -> None:
    """Draw the figures as a PDF at `out`; Unavailable when the place does not take it. Any thread."""
    draw_monthly(counted, letterhead(context), out)


def write(context: Context, counted: ReportFigures, out: Path) -> None:
    """Write the figures as the ending of the name says; Usage for an ending that is nobody's, Unavailable when the
    place does not take it. Any thread."""
    writer = _WRITERS.get(out.suffix.lower())
    if writer is None:
        raise Usage(
            t("Pārskatu nevar saglabāt kā “{ending}”.", ending=out.suffix),
            effect=t("Nekas nav ierakstīts."),
            remedy=t("Izvēlieties nosaukumu ar vienu no galotnēm: {endings}.", endings=", ".join(_WRITERS)),
        )
    writer(context, counted, out)


def write_json(_context: Context, counted: ReportFigures, out: Path) -> None:
    """Write the figures as JSON at `out`; Unavailable when the place does not take it. Any thread."""
    with written(out) as part:
        part.write_text(json.dumps(as_json(counted), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def draw_pdf(context: Context, counted: ReportFigures) -> bytes:
    """Draw the figures as a PDF to be looked at. Any thread."""
    return drawn(counted, letterhead(context))


def drawn(counted: ReportFigures, heading: "Heading") -> bytes:
    """Draw the figures under a heading of one's own. Any thread."""
    with TemporaryDirectory(prefix="kac-report-") as folder:
        out = Path(folder) / "report.pdf"
        draw_monthly(counted, heading, out)
        return out.read_bytes()


def as_json(counted: ReportFigures) -> dict[str, Any]:
    """Return the figures as plain JSON values; the keys are documented in docs/report.md."""
    return as_dict(counted)


_WRITERS: Mapping[str, Callable[[Context, ReportFigures, Path], None]] = {
    ".pdf": write_pdf,
    ".xlsx": write_xlsx,
    ".csv": write_csv,
    ".json": write_json,
}
"""Ending of the name → what writes such a file."""
