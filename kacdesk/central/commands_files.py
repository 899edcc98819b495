"""This file is the place where the commands on files are carried out."""

import argparse
from typing import TYPE_CHECKING

from kacdesk.central import files
from kacdesk.central.admin import require_point
from kacdesk.central.admins import note_act
from kacdesk.central.console import as_json, command, current, group, say, say_rows, signed, signer
from kacdesk.central.database import Turn
from kacdesk.central.files import FileCount, MissingFile
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.latvian import number
from kacdesk.core.text import t

if TYPE_CHECKING:
    from kacdesk.central.console import Commands

_LARGEST_QUOTA_GIB = 100_000


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `files` with its commands."""
    acts = group(commands, "files", t("pievienotās datnes"))
    as_json(command(acts, "list", t("cik datņu un kādā stāvoklī"), list_files, common))
    absent = command(acts, "missing", t("ierakstos minētas datnes, kas nav atnākušas"), missing, common)
    absent.add_argument("--point", metavar=t("PUNKTS"))
    as_json(absent)
    command(acts, "tidy", t("izmest 30 dienas nepabeigtas datnes"), tidy, common)
    quota = command(acts, "quota", t("cik vietas drīkst aizņemt punkta datnes"), set_quota, common)
    quota.add_argument("gib", type=int, metavar="GiB")
    quota.add_argument("--point", metavar=t("PUNKTS"), help=t("bez tā visiem punktiem"))
    signed(quota)


def list_files(args: argparse.Namespace) -> None:
    """Count files by point and state."""
    with current(args) as database, database.whole() as connection:
        counted = files.count_files(connection)
    say_rows(counted, json_asked=args.json, words=_counted)


def missing(args: argparse.Namespace) -> ExitCode:
    """Name the records whose files have not come; 1 when there are such."""
    with current(args) as database, database.whole() as connection:
        found = files.missing_files(connection, args.point)
    say_rows(found, json_asked=args.json, words=_missing)
    return ExitCode.ATTENTION if found else ExitCode.DONE


def tidy(args: argparse.Namespace) -> None:
    """Take away what was begun and not gone on with for 30 days."""
    with current(args) as database, database.whole() as connection:
        database.wait_for_turn(connection, Turn.ERASURE)
        gone = files.discard_abandoned(connection, now_ms=clock.now_ms())
    say(t("Izmestas nepabeigtas datnes: {count}.", count=gone))


def set_quota(args: argparse.Namespace) -> None:
    """Say how much room the files of every point, or of one, may take."""
    if not 0 <= args.gib <= _LARGEST_QUOTA_GIB:
        raise Usage(
            t("Vietas apjomam jābūt no 0 līdz {most} GiB.", most=_LARGEST_QUOTA_GIB),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet veselu skaitli GiB."),
        )
    by, now_ms = signer(args), clock.now_ms()
    with current(args) as database, database.whole() as connection:
        if args.point is not None:
            require_point(connection, args.point)
        files.keep_quota(connection, database, args.point, args.gib * 1024**3)
        note_act(connection, by, "file-quota", point=args.point, detail={"gib": args.gib}, now_ms=now_ms)
    where = args.point or t("katram punktam")
    say(t("Datnēm ({where}) atvēlēts: {gib} GiB.", where=where, gib=args.gib))


def _counted(row: FileCount) -> str:
    return f"{row.point}  {row.state}  {row.files}  {number(row.bytes / 2**20, decimals=1)} MiB"


def _missing(row: MissingFile) -> str:
    return f"{row.point}  {row.record}  {row.sha256}"
