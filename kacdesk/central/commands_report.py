"""This file is the place where the command that takes a report out of the central store is carried out."""

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kacdesk.central.admins import note_act, note_unsigned
from kacdesk.central.console import command, note, say, signed, signer_if_any, source
from kacdesk.central.reporting import count_points, find_points, municipality_of
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Unavailable, Usage
from kacdesk.core.latvian import counted, short_moment
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import later, t
from kacdesk.figures.period import Period
from kacdesk.figures.plain import as_dict
from kacdesk.figures.report import ReportFigures
from kacdesk.models.catalog import CATALOG
from kacdesk.reports.files import written

if TYPE_CHECKING:
    from kacdesk.central.console import Commands
    from kacdesk.reports.monthly import draw_monthly
    from kacdesk.reports.report_csv import write_report_csv
    from kacdesk.reports.report_sheets import write_report_sheets
    from kacdesk.reports.sheet import Heading
else:
    (draw_monthly,) = on_demand("kacdesk.reports.monthly", "draw_monthly")
    (write_report_csv,) = on_demand("kacdesk.reports.report_csv", "write_report_csv")
    (write_report_sheets,) = on_demand("kacdesk.reports.report_sheets", "write_report_sheets")
    (Heading,) = on_demand("kacdesk.reports.sheet", "Heading")

_ACT: Final = "report"
_CENTRE: Final = "Valsts un pašvaldības vienotais klientu apkalpošanas centrs"
_CENTRES: Final = later("Valsts un pašvaldības vienotie klientu apkalpošanas centri")
_DRAWN_WITH: Final = frozenset({"reportlab", "PIL"})


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `report`."""
    words = t("pārskats par viena vai vairāku punktu darbu")
    asking = command(commands, "report", words, report_command, common)
    asking.add_argument(
        "period", metavar=t("PERIODS"), help=t("2026-11, 2026-Q3, 2026, 2026-W47, 2026-11-21 vai no..līdz")
    )
    asking.add_argument(
        "--out", type=Path, required=True, metavar=t("DATNE"), help=t(".pdf, .xlsx, .csv vai .json")
    )
    asking.add_argument(
        "--point", action="append", default=[], metavar=t("PUNKTS"),
        help=t("punkta kods; vairākus norāda atkārtoti, bez tā visi punkti"),
    )  # fmt: skip
    signed(asking, required=False)


def report_command(args: argparse.Namespace) -> ExitCode:
    """Write the report of a period over points; code 1 when records of theirs may still be missing."""
    period = Period.parse(args.period)
    write = _writer(args.out)
    by = signer_if_any(args)
    now_ms = clock.now_ms()
    with source(args) as opened:
        database = opened.database
        with database.whole() as connection:
            points = find_points(connection, args.point)
            municipality = municipality_of(connection, database, CATALOG)
        sample = database.embedded and args.key_beside_data
        figures = count_points(opened, CATALOG, period, points, sample=sample, now_ms=now_ms)
        with database.whole() as connection:
            detail = {"period": str(period), "points": list(points), "format": _suffix(args.out)}
            if by is None:
                note_unsigned(connection, _ACT, detail=detail, now_ms=now_ms)
            else:
                note_act(connection, by, _ACT, detail=detail, now_ms=now_ms)
    made_at = datetime.fromtimestamp(now_ms / 1000, UTC)
    head = _Head(municipality, tuple(points.values()), by.name if by is not None else "", made_at)
    write(figures, head, args.out)
    say(t("Pārskats saglabāts: {name}", name=args.out.name))
    return _tell_what_may_be_missing(figures)


@dataclass(frozen=True, slots=True)
class _Head:
    """Whose report it is; `points` by name."""

    municipality: str
    points: tuple[str, ...]
    prepared_by: str
    made_at: datetime

    @property
    def centre(self) -> str:
        """Return what the points are."""
        return t(_CENTRES) if len(self.points) > 1 else _CENTRE

    @property
    def point(self) -> str:
        """Return the point, of several how many."""
        several = len(self.points)
        return self.points[0] if several == 1 else counted(several, t("punktu"), t("punkts"), t("punkti"))


def _write_pdf(figures: ReportFigures, head: _Head, out: Path) -> None:
    try:
        heading = Heading(
            municipality=head.municipality,
            centre=head.centre,
            generated_at=head.made_at,
            point=head.point,
            prepared_by=head.prepared_by,
        )
        draw_monthly(figures, heading, out)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _DRAWN_WITH:
            raise
        raise Unavailable(
            t("Šajā datorā nav uzstādīts tas, ar ko zīmē PDF."),
            effect=t("Pārskats nav saglabāts."),
            remedy=t("Uzstādiet Python pakotni “reportlab” vai norādiet .xlsx, .csv vai .json datni."),
        ) from error


def _write_xlsx(figures: ReportFigures, head: _Head, out: Path) -> None:
    """Write the figures; the records behind them are opened at the desks, where personal data have their rules."""
    about = (
        " · ".join(part for part in (head.municipality, head.centre, head.point) if part),
        t("Sagatavoja: {name}", name=head.prepared_by) if head.prepared_by else "",
        t("Izveidots: {moment}", moment=short_moment(head.made_at)),
    )
    write_report_sheets(figures, out, about=about, made_at=head.made_at)


def _write_csv(figures: ReportFigures, _head: _Head, out: Path) -> None:
    write_report_csv(figures, out)


def _write_json(figures: ReportFigures, _head: _Head, out: Path) -> None:
    with written(out) as part:
        text = json.dumps(as_dict(figures), ensure_ascii=False, indent=1) + "\n"
        part.write_text(text, encoding="utf-8", newline="\n")


_Writer = Callable[[ReportFigures, _Head, Path], None]
_WRITERS: Final[Mapping[str, _Writer]] = {
    ".pdf": _write_pdf,
    ".xlsx": _write_xlsx,
    ".csv": _write_csv,
    ".json": _write_json,
}


def _suffix(out: Path) -> str:
    return out.suffix.lower()


def _writer(out: Path) -> _Writer:
    write = _WRITERS.get(_suffix(out))
    if write is None:
        raise Usage(
            t("Pēc datnes “{name}” nosaukuma nevar pateikt, kāds pārskats vajadzīgs.", name=out.name),
            effect=t("Pārskats nav izveidots."),
            remedy=t("Nosaukumam jābeidzas ar {suffixes}.", suffixes=", ".join(_WRITERS)),
        )
    return write


def _tell_what_may_be_missing(figures: ReportFigures) -> ExitCode:
    """Name on standard error each desk that is silent, holds something back, or has lines that wait for a person."""
    told = []
    for desk in figures.completeness.desk_contacts:
        last = short_moment(desk.last_contact_at) if desk.last_contact_at is not None else t("nekad")
        if desk.is_silent:
            told.append(t("Darbvieta {desk} klusē; pēdējā saziņa: {moment}.", desk=desk.key, moment=last))
        if desk.unsent:
            told.append(
                t("Darbvietā {desk} bija nenosūtītas izmaiņas: {count}.", desk=desk.key, count=desk.unsent)
            )
        if desk.refused:
            told.append(t("No darbvietas {desk} gaida cilvēku: {count}.", desk=desk.key, count=desk.refused))
    for sentence in told:
        note(sentence)
    return ExitCode.ATTENTION if told else ExitCode.DONE
