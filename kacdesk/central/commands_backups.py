"""This file is the place where the commands that look at the whole store are carried out: backups, proofs, overview."""

import argparse
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.central import backups
from kacdesk.central.backups import BackupRow
from kacdesk.central.console import (
    as_json,
    command,
    current,
    group,
    moment,
    say,
    say_json,
    say_rows,
    signed,
    signer,
    source,
)
from kacdesk.central.overview import Overview, overview
from kacdesk.central.reconcile import reconcile
from kacdesk.central.snapshots import snapshot
from kacdesk.central.where import Place, where
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG

if TYPE_CHECKING:
    from kacdesk.central.console import Commands

_HOUR_MS = 60 * 60 * 1000


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `backup …`, `reconcile`, `where` and `overview`."""
    acts = group(commands, "backup", t("rezerves kopijas"))
    making = command(acts, "make", t("izveidot kopiju"), make, common)
    making.add_argument("--out", type=Path, required=True, metavar=t("DATNE"))
    as_json(making)
    proving = command(
        acts, "verify", t("atjaunot kopiju malā, pārbaudīt un pārvietot drošības atzīmi"), verify, common
    )
    proving.add_argument("file", type=Path, metavar=t("DATNE"))
    proving.add_argument("--scratch", metavar="URL", help=t("cits PostgreSQL serveris, kurā atjaunot"))
    signed(proving)
    as_json(proving)
    as_json(command(acts, "list", t("uzskaitīt kopijas"), show_all, common))

    comparing = command(
        commands, "reconcile", t("pārrēķināt ierakstus no žurnāla un rādīt atšķirības"), compare, common
    )
    comparing.add_argument("--point", metavar=t("PUNKTS"))
    as_json(comparing)
    asking = command(commands, "where", t("kur ir numurs, operācija vai ieraksts"), tell_where, common)
    asking.add_argument("asked", metavar=t("NUMURS|IDENTIFIKATORS"))
    as_json(asking)
    as_json(command(commands, "overview", t("viss vienā ekrānā"), show_overview, common))


def make(args: argparse.Namespace) -> None:
    """Make a backup."""
    with source(args) as of:
        row = backups.make_backup(of, args.out, now_ms=clock.now_ms())
    if args.json:
        say_json(asdict(row))
    else:
        say(
            t(
                "Rezerves kopija: {name}, {lines} rindas. Tā skaitās pēc “backup verify”.",
                name=args.out.name,
                lines=row.lines,
            )
        )


def verify(args: argparse.Namespace) -> None:
    """Prove a backup and move what it proves."""
    by = signer(args)
    with source(args) as of:
        done = backups.verify_backup(of, args.file, scratch=args.scratch, by=by, now_ms=clock.now_ms())
    told = {
        "streams": done.proved.streams,
        "lines": done.proved.lines,
        "records": done.proved.records,
        "entries": done.proved.entries,
        "files": done.proved.file_count,
        "streams_moved": done.streams_moved,
        "files_safe": done.files_safe,
    }
    if args.json:
        say_json(told)
    else:
        say(
            t(
                "Kopija ir vesela; rindas: {lines}, ieraksti: {records}.",
                lines=told["lines"],
                records=told["records"],
            )
        )
        moved, safe = told["streams_moved"], told["files_safe"]
        say(t("Drošības atzīme pārvietota plūsmām: {moved}, datnēm: {files}.", moved=moved, files=safe))


def show_all(args: argparse.Namespace) -> None:
    """List the backups."""
    with current(args) as database, database.whole() as connection:
        rows = backups.list_backups(connection)
    say_rows(rows, json_asked=args.json, words=_backup_words)


def compare(args: argparse.Namespace) -> ExitCode:
    """Recompute records and tell differences; code 1 when there is any."""
    with source(args) as of, snapshot(of) as connection:
        done = reconcile(connection, CATALOG, point=args.point)
    counts = dict(Counter(fault.kind for fault in done.faults))
    proved = done.proved
    if args.json:
        told = {
            "streams": proved.streams,
            "lines": proved.lines,
            "records": proved.records,
            "entries": proved.entries,
        }
        checked = {"files": proved.file_count, "checked": done.checked, "unchecked": done.unchecked}
        say_json(
            {**told, **checked, "differences": counts, "faults": [asdict(fault) for fault in done.faults]}
        )
    else:
        say(t("Plūsmas: {streams}, rindas: {lines}, ieraksti: {records}, no rindām pārrēķināti: {checked}.",
              streams=proved.streams, lines=proved.lines, records=proved.records, checked=done.checked))  # fmt: skip
        for fault in done.faults:
            say(f"{fault.kind}  {fault.point}  {fault.where}")
        say(t("Atšķirības: {count}.", count=len(done.faults)))
    return ExitCode.ATTENTION if done.faults else ExitCode.DONE


def tell_where(args: argparse.Namespace) -> None:
    """Tell where something is."""
    with current(args) as database, database.whole() as connection:
        places = where(connection, args.asked)
    say_rows(places, json_asked=args.json, words=_place_words)


def show_overview(args: argparse.Namespace) -> ExitCode:
    """Tell the state of the central store; code 1 when something needs a person."""
    with current(args) as database, database.whole() as connection:
        found = overview(connection, now_ms=clock.now_ms())
    if args.json:
        say_json(asdict(found))
    else:
        for line in _overview_words(found):
            say(line)
    return ExitCode.ATTENTION if found.alarms else ExitCode.DONE


def _backup_words(row: BackupRow) -> str:
    state = (
        t("pārbaudīta {at}", at=moment(row.verified_ms))
        if row.verified_ms is not None
        else t("nav pārbaudīta")
    )
    life = "" if row.current else "  " + t("no agrāka laikmeta")
    return f"{moment(row.made_ms)}  {row.sha256[:16]}  {row.lines}  {state}{life}"


def _place_words(place: Place) -> str:
    here = t("kursors {cur}", cur=place.cursor) if place.cursor is not None else t("ieraksta nav")
    head = (
        f"{place.point}  {place.record}  {place.register or '-'}  {here}  {' '.join(place.numbers)}".rstrip()
    )
    lines = [head]
    if place.purge is not None:
        lines.append("    " + (t("dzēsts") if place.purge == "in-force" else t("dzēšana pieprasīta")))
    if place.conflicts_open:
        lines.append("    " + t("atvērtas nesaskaņas: {count}", count=place.conflicts_open))
    for one in place.operations:
        told = " ".join(part for part in (one.outcome, one.code, one.field) if part)
        safe = t("droši") if one.safe else t("vēl ne drošā kopijā")
        held = "" if one.quarantine is None else f"  {t('karantīna')}: {one.quarantine}"
        lines.append(
            f"    {one.stream}:{one.seq}  {one.kind or '-'}  {told}  {t('kursors {cur}', cur=one.cursor)}  {safe}{held}"
        )
    return "\n".join(lines)


def _overview_words(found: Overview) -> list[str]:
    safe = "-" if found.safe_age_ms is None else t("pirms {hours} h", hours=found.safe_age_ms // _HOUR_MS)
    lines = [
        t("Laikmets: {epoch}", epoch=found.epoch),
        t("Darbvietas: {desks}", desks=_counts(found.desks)),
        t(
            "Nenosūtīts: {count}, vecākais: {oldest}",
            count=found.unsent,
            oldest=moment(found.oldest_unsent_ms),
        ),
        t("Gaida cilvēku: {attention}", attention=_counts(found.attention)),
        t("Trūkst dzēšanas apliecinājumu: {count}", count=found.receipts_owed),
        t("Pēdējā pārbaudītā kopija: {safe}", safe=safe),
        t("Versijas: {versions}", versions=_counts(found.versions)),
    ]
    return lines + [f"! {one.code}  {one.point}  {one.what}  {moment(one.since_ms)}" for one in found.alarms]


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "0"
