"""This file is the place where the commands on erasures are carried out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.central import purge_register, purges
from kacdesk.central.admins import note_act
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
    signer,
)
from kacdesk.central.database import Database, Turn
from kacdesk.central.purges import PurgeRow
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Unavailable
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG

if TYPE_CHECKING:
    from kacdesk.central.console import Commands


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `purge …`."""
    acts = group(commands, "purge", t("ierakstu dzēšana pēc lēmuma, ko pieņem divi"))
    asking = command(acts, "ask", t("pieprasīt ieraksta dzēšanu"), ask, common)
    asking.add_argument("record", metavar=t("IERAKSTS"), help=t("identifikators vai dokumenta numurs"))
    asking.add_argument("--point", required=True, metavar=t("PUNKTS"))
    asking.add_argument(
        "--basis", required=True, metavar=t("KODS"), help=t("tiesiskais pamats, piemēram, 17-1-b")
    )
    signed(asking)
    for name, words, work in (
        ("second", t("apstiprināt cita pieprasītu dzēšanu un izpildīt to"), second),
        ("withdraw", t("atsaukt dzēšanu, kas vēl nav apstiprināta"), withdraw),
    ):
        deciding = command(acts, name, words, work, common)
        deciding.add_argument("record", metavar=t("IERAKSTS"))
        deciding.add_argument("--point", metavar=t("PUNKTS"))
        signed(deciding)
    as_json(command(acts, "list", t("dzēšanas un darbvietu apliecinājumi"), show_all, common))
    keeping = command(acts, "register", t("saglabāt dzēšanu reģistru atsevišķi no kopijām"), register, common)
    keeping.add_argument("--out", type=Path, required=True, metavar=t("DATNE"))
    command(acts, "scrub", t("izņemt dzēsto arī no diska (bloķē tabulas)"), scrub, common)
    again = command(acts, "replay", t("izpildīt reģistra dzēšanas, kuru šeit trūkst"), replay, common)
    again.add_argument("file", type=Path, metavar=t("DATNE"))
    signed(again)


def ask(args: argparse.Namespace) -> None:
    """Ask for an erasure."""
    by = signer(args)
    with current(args) as database, database.whole() as connection:
        rid = purges.ask_purge(
            connection, args.record, point=args.point, basis=args.basis, by=by, now_ms=clock.now_ms()
        )
    say(t("Dzēšana pieprasīta: {record}. To apstiprina cits administrators.", record=rid))


def second(args: argparse.Namespace) -> None:
    """Agree to an erasure and carry it out."""
    by = signer(args)
    with current(args) as database:
        with database.whole() as connection:
            database.wait_for_turn(connection, Turn.ERASURE)
            done = purges.second_purge(
                connection, database, CATALOG, args.record, point=args.point, by=by, now_ms=clock.now_ms()
            )
        _tell_what_is_left(database)
    say(t("Dzēsti ieraksti: {records}, datnes: {files}.", records=done.records, files=done.files))


def withdraw(args: argparse.Namespace) -> None:
    """Take back an erasure that was asked for."""
    by = signer(args)
    with current(args) as database, database.whole() as connection:
        database.wait_for_turn(connection, Turn.ERASURE)
        rid = purges.withdraw_purge(connection, args.record, point=args.point, by=by, now_ms=clock.now_ms())
    say(t("Dzēšanas pieprasījums atsaukts: {record}.", record=rid))


def show_all(args: argparse.Namespace) -> ExitCode:
    """List erasures; code 1 while a desk owes a receipt."""
    with current(args) as database, database.whole() as connection:
        rows = purges.list_purges(connection)
    say_rows(rows, json_asked=args.json, words=_words)
    return ExitCode.ATTENTION if any(row.owed for row in rows) else ExitCode.DONE


def register(args: argparse.Namespace) -> None:
    """Keep the register of erasures apart from backups."""
    with current(args) as database, database.whole() as connection:
        count = purge_register.write_register(connection, args.out)
    say(t("Dzēšanu reģistrs saglabāts: {count}.", count=count))


def replay(args: argparse.Namespace) -> None:
    """Carry out erasures of a register that this database does not know."""
    entries = purge_register.read_register(args.file)
    by = signer(args)
    with current(args) as database:
        with database.whole() as connection:
            missing = purge_register.missing_here(connection, entries)
            detail = {"entries": len(entries), "new": len(missing)}
            note_act(connection, by, "purge-replay", detail=detail, now_ms=clock.now_ms())
        new = purge_register.replay_register(database, CATALOG, missing)
        _tell_what_is_left(database)
    say(t("Reģistrā dzēšanu: {count}, no jauna izpildītas: {new}.", count=len(entries), new=new))


def scrub(args: argparse.Namespace) -> None:
    """Take what was erased off the disk."""
    with current(args) as database:
        if not database.scrub():
            raise _read_by_others()
    say(t("Dzēstais ir izņemts arī no diska."))


def _tell_what_is_left(database: Database) -> None:
    """Take what was erased off the embedded file's disk; of PostgreSQL, which locks its tables for that, only tell."""
    if not database.embedded or not database.scrub():
        note(t("No diska dzēstais pazudīs pēc “kacdesk-central purge scrub”; palaidiet to klusā brīdī."))


def _read_by_others() -> Unavailable:
    return Unavailable(
        t("Datu žurnālu patlaban lasa cits process."),
        effect=t("Dzēstais vēl ir diskā."),
        remedy=t("Apturiet centrālo krātuvi un atkārtojiet šo komandu."),
    )


def _words(row: PurgeRow) -> str:
    if row.at_ms is None:
        state = t("gaida otro, pieprasīja {name} {at}", name=row.asked_by, at=moment(row.asked_ms))
    else:
        state = t(
            "dzēsts {at} ({first}, {second})",
            at=moment(row.at_ms),
            first=row.asked_by,
            second=row.seconded_by,
        )
    lines = [f"{row.point}  {row.record}  {row.register}  {row.basis}  {state}"]
    for one in row.owed:
        seen = moment(one.last_seen_ms)
        lines.append(
            "    "
            + t(
                "bez apliecinājuma: {device} ({status}), manīta {seen}",
                device=one.device,
                status=one.status,
                seen=seen,
            )
        )
    return "\n".join(lines)
