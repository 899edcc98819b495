"""This file is the place where tests of the import get office logs as files."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from kacdesk.core import clock
from kacdesk.services.context import Context
from kacdesk.services.importing import imports
from kacdesk.services.importing.import_report import ImportReport

HEAD = ["Datums", "Laiks no", "Laiks līdz", "Kanāls", "Klients", "Iestāde", "Pakalpojums", "Veids"]
GOOD = [
    "02.03.2026.",
    "9:05",
    "9:20",
    "klātiene",
    "Jānis Paraugs",
    "VSAA",
    "Slimības pabalsts",
    "konsultācija",
]
OTHER = ["03.03.2026.", "10:00", "10:15", "telefons", "Zane Šķēle-Ģībe", "VID", "", "pieteikums"]
BAD = ["31.02.2026.", "9:05", "9:20", "klātiene", "Zane Parauga", "VSAA", "", "konsultācija"]


def csv_file(path: Path, *rows: Sequence[str], delimiter: str = ";", encoding: str = "utf-8") -> Path:
    """Write rows as an office program does, without quoting."""
    path.write_bytes("".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding))
    return path


def xlsx_file(path: Path, *rows: Sequence[Any], title: str = "Žurnāls") -> Path:
    """Write rows as a workbook; a text is a text, also when it looks like a formula."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(path)
    return path


def take(desk: Context, file: Path, register: str = "visit", **more: Any) -> ImportReport:
    """Import a file for good, unless `more` says otherwise."""
    return imports.run(desk, register, file, **{"dry_run": False, "rejects": None, **more})


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return how many rows were read, added, already there, rejected."""
    return report.read, report.added, report.already_there, report.rejected


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a local time of Riga as a moment."""
    return clock.from_riga(datetime(year, month, day, hour, minute))  # noqa: DTZ001 -- clock adds the zone
