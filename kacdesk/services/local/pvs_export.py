"""This file is the place where registrations are written down for handing over to PVS (columns: docs/pvs.md)."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kacdesk.core.clock import riga_time
from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.reports.cells import guarded
from kacdesk.reports.files import written
from kacdesk.services.context import Context
from kacdesk.services.lists import log_access
from kacdesk.services.local.pvs import PERSONS, Entry, customer_of, every_entry

COLUMNS = (
    "id",
    "register",
    "point",
    "at",
    "institution",
    "service_code",
    "service",
    "kind",
    "channel",
    "quantity",
    "clerk",
    "pvs_no",
    "pvs_on",
    "pvs_skip",
)
PERSONAL_COLUMNS = ("customer", "customer_code")


@dataclass(frozen=True, slots=True)
class Handed:
    """What was written: `rows` of which `waiting` are not in PVS yet; `masked` customers are left out."""

    rows: int
    waiting: int
    masked: bool


def export(context: Context, *, first: date, last: date, out: Path, purpose: str | None = None) -> Handed:
    """Write all state-service registrations of the days, oldest first, as CSV; customers only for a stated purpose.

    UTF-8 with a byte order mark, `;`, CRLF. Usage when the days are the wrong way round, Unavailable when the file
    cannot be written.
    """
    if last < first:
        raise Usage(
            t("Perioda beigas ir pirms tā sākuma."),
            effect=t("Nekas nav ierakstīts."),
            remedy=t("Pārbaudiet abus datumus."),
        )
    purpose = purpose.strip() if purpose else None
    entries = list(every_entry(context, first=first, last=last))
    if purpose:
        _note_access(context, entries, purpose)
    heads = (*COLUMNS, *PERSONAL_COLUMNS) if purpose else COLUMNS
    with written(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(heads)
        for entry in entries:
            told = customer_of(context, entry) if purpose else ()
            writer.writerow([*_cells(context, entry), *map(guarded, told)])
    open_ = sum(entry.entered_on is None and not entry.skipped for entry in entries)
    return Handed(len(entries), open_, masked=not purpose)


def _note_access(context: Context, entries: Sequence[Entry], purpose: str) -> None:
    for register in PERSONS:
        records = list(dict.fromkeys(entry.root for entry in entries if entry.root_register == register))
        if records:
            log_access(context, "export", register, records, purpose=purpose)


def _cells(context: Context, entry: Entry) -> list[str]:
    texts = (entry.institution, entry.service_code, entry.service, entry.kind, entry.channel)
    noted = (entry.number, entry.entered_on.isoformat() if entry.entered_on else "", entry.skipped)
    return [
        str(entry.record),
        entry.register,
        context.store.point,
        riga_time(entry.at).isoformat(timespec="minutes"),
        *map(guarded, texts),
        str(entry.quantity),
        *map(guarded, (entry.clerk, *noted)),
    ]
