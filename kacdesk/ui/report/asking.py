"""This file is the place where the page's questions are put to the services: closed reports from what was kept of them,
open ones counted now."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.figures.report import ReportFigures
from kacdesk.services.context import Context
from kacdesk.services.exports import GivenUp
from kacdesk.services.papers import slips
from kacdesk.services.reporting import closing, report_files, signed, writing
from kacdesk.services.reporting.closing import ReportState
from kacdesk.services.reporting.signed import SignedFile
from kacdesk.services.reporting.table import Table
from kacdesk.services.reporting.tables import tables_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How a report stands, and the signed files beside its newest edition."""

    state: ReportState
    signed: tuple[SignedFile, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of a period and their tables; `closed` as they were closed, else counted now."""

    figures: ReportFigures
    tables: tuple[Table, ...]
    closed: bool


def standing(context: Context, period: Period) -> Standing:
    """Read how the report of a period stands. Any thread."""
    state = closing.state(context, period)
    return Standing(state, signed.signed_files(context, period) if state.editions else ())


def read(context: Context, period: Period, *, recount: bool) -> Shown:
    """Read the figures as they were closed, else count them; with `recount` count them all the same. Any thread."""
    figures = closing.report(context, period, recount=recount)
    closed = not recount and closing.state(context, period).closing is not None
    return Shown(figures, tables_of(figures), closed)


def paper(context: Context, shown: Shown) -> bytes:
    """Return the paper: of a closed report the one that was drawn at the closing, which is signed. Any thread."""
    if shown.closed:
        return closing.closed_paper(context, shown.figures.period)
    return writing.draw_pdf(context, shown.figures)


def write(context: Context, shown: Shown, pdf: bytes | None, out: Path, stop: Event) -> None:
    """Write the report as the ending of the name says; `pdf` is the paper when it is drawn already. Any thread.

    Usage for an ending that is nobody's, Unavailable when the place does not take it, GivenUp after `stop`.
    """
    ending = out.suffix.lower()
    if ending == ".pdf":
        drawn = paper(context, shown) if pdf is None else pdf
        _look(stop)
        slips.keep(context, drawn, out)
    elif ending == ".xlsx":
        report_files.write_xlsx(context, shown.figures, out, between=partial(_look, stop))
    else:
        writing.write(context, shown.figures, out)


def _look(stop: Event) -> None:
    if stop.is_set():
        raise GivenUp(t("Datne nav izveidota, jo jūs to atcēlāt."))


def write_signed(context: Context, period: Period, sha256: str, out: Path) -> None:
    """Write one of the signed files, as it was kept. Any thread."""
    _name, content = signed.open_signed(context, period, sha256)
    slips.keep(context, content, out)
