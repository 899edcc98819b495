"""This file is the place where the commands on administrators are carried out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.central import admins
from kacdesk.central.admins import ActRow, AdminRow
from kacdesk.central.console import (
    as_json,
    command,
    current,
    group,
    moment,
    note,
    say,
    say_rows,
    signed,
    signer_if_any,
)
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.text import t

if TYPE_CHECKING:
    from kacdesk.central.console import Commands


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `admin …`."""
    acts = group(commands, "admin", t("administratori un viņu atslēgas"))
    new = acts.add_parser("key", help=t("izveidot administratora atslēgu"))
    new.add_argument("file", type=Path, metavar=t("DATNE"))
    new.set_defaults(work=key)
    adding = command(acts, "add", t("pievienot administratoru"), add, common)
    adding.add_argument("name", metavar=t("VĀRDS"))
    adding.add_argument(
        "--public", required=True, metavar="HEX", help=t("publiskā atslēga, ko parādīja “admin key”")
    )
    signed(adding, required=False)
    ending = command(acts, "end", t("beigt administratora tiesības"), end, common)
    ending.add_argument("name", metavar=t("VĀRDS"))
    signed(ending)
    as_json(command(acts, "list", t("uzskaitīt administratorus"), show_all, common))
    log = command(acts, "acts", t("kas, kad un ko ir izlēmis"), show_acts, common)
    log.add_argument("--limit", type=int, default=200, metavar="N", help=t("ne vairāk kā tik jaunāko"))
    as_json(log)


def key(args: argparse.Namespace) -> None:
    """Make a key; its public half stands on standard output."""
    public = admins.new_key_file(args.file)
    note(t("Atslēga ir datnē {name}; glabājiet to tikai pie sevis.", name=args.file.name))
    say(public.hex())


def add(args: argparse.Namespace) -> None:
    """Add an administrator."""
    try:
        public = bytes.fromhex(args.public)
    except ValueError as error:
        raise Usage(
            t("Publiskā atslēga nav saprotama."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Vajag 64 heksadecimālas zīmes, ko parādīja “kacdesk-central admin key”."),
        ) from error
    by = signer_if_any(args)
    with current(args) as database, database.whole() as connection:
        admins.add_admin(connection, args.name, public, by=by, now_ms=clock.now_ms())
    say(t("Administrators “{name}” ir pievienots.", name=args.name))


def end(args: argparse.Namespace) -> None:
    """End an administrator's key."""
    by = signer_if_any(args)
    with current(args) as database, database.whole() as connection:
        admins.end_admin(connection, args.name, by=by, now_ms=clock.now_ms())
    say(t("Administratora “{name}” tiesības ir beigtas.", name=args.name))


def show_all(args: argparse.Namespace) -> None:
    """List the administrators."""
    with current(args) as database, database.whole() as connection:
        rows = admins.list_admins(connection)
    say_rows(rows, json_asked=args.json, words=_admin_words)


def show_acts(args: argparse.Namespace) -> ExitCode:
    """List what was decided; code 1 when a signature does not hold."""
    with current(args) as database, database.whole() as connection:
        rows = admins.list_acts(connection, limit=args.limit)
    say_rows(rows, json_asked=args.json, words=_act_words)
    broken = any(row.admin and not row.holds for row in rows)
    return ExitCode.ATTENTION if broken else ExitCode.DONE


def _admin_words(row: AdminRow) -> str:
    state = t("beidzies {at}", at=moment(row.ended_ms)) if row.ended_ms is not None else t("spēkā")
    return f"{row.name}  {row.public}  {state}"


def _act_words(row: ActRow) -> str:
    state = t("bez paraksta") if not row.admin else "" if row.holds else t("PARAKSTS NEDER")
    detail = " ".join(f"{name}={value}" for name, value in row.detail.items())
    return "  ".join(
        part for part in (moment(row.at_ms), row.admin, row.act, row.point or "", detail, state) if part
    )
