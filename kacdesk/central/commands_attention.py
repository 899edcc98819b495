"""This file is the place where the commands on lines and incidents that wait for a person are carried out."""

import argparse
import sys
from typing import TYPE_CHECKING

from sqlalchemy import select

from kacdesk.central import attention, resolving
from kacdesk.central.admin import find_desk
from kacdesk.central.attention import Item
from kacdesk.central.catching_up import catch_up
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
    signer_if_any,
)
from kacdesk.central.judging import Bench, Judged
from kacdesk.central.tables import POINT
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG

if TYPE_CHECKING:
    from kacdesk.central.console import Commands


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `attention …`, `quarantine …`, `parked …` and `incident …`."""
    acts = group(commands, "attention", t("kas gaida cilvēku"))
    listing = command(acts, "list", t("uzskaitīt, bez satura"), show_all, common)
    listing.add_argument("--point", metavar=t("PUNKTS"))
    as_json(listing)
    showing = command(acts, "show", t("parādīt vienas rindas saturu; tiek pierakstīts"), show, common)
    showing.add_argument("ref", metavar=t("NORĀDE"))
    showing.add_argument("--purpose", required=True, metavar=t("NOLŪKS"), help=t("kāpēc tas jāredz"))
    signed(showing)
    held = command(acts, "release", t("piemērot, ko atsūtījusi izlādējama darbvieta"), release_held, common)
    held.add_argument("device", metavar=t("DARBVIETA"))
    signed(held)

    quarantine = group(commands, "quarantine", t("atteiktās rindas"))
    for name, words, work in (
        ("release", t("vērtēt vēlreiz un piemērot"), release),
        ("drop", t("slēgt, nepiemērojot"), drop),
    ):
        deciding = command(quarantine, name, words, work, common)
        deciding.add_argument("ref", metavar=t("NORĀDE"))
        signed(deciding)

    parked = group(commands, "parked", t("rindas, ko šī versija nepazina"))
    words = t("vērtēt tās vēlreiz; pēc jaunināšanas krātuve to dara pati")
    again = command(parked, "reproject", words, reproject, common)
    again.add_argument("--point", metavar=t("PUNKTS"), help=t("bez tā visi punkti"))
    again.add_argument("--with-quarantine", action="store_true", help=t("arī atteiktās; vajag parakstu"))
    signed(again, required=False)
    as_json(again)

    incidents = group(commands, "incident", t("notikumi"))
    closing = command(incidents, "close", t("slēgt notikumu, kas izskatīts"), close_incident, common)
    closing.add_argument("ref", metavar=t("NORĀDE"))
    signed(closing)


def show_all(args: argparse.Namespace) -> ExitCode:
    """List what waits; code 1 when something does."""
    with current(args) as database, database.whole() as connection:
        items = attention.list_attention(connection, point=args.point)
    say_rows(items, json_asked=args.json, words=_words)
    return ExitCode.ATTENTION if items else ExitCode.DONE


def show(args: argparse.Namespace) -> None:
    """Print one line as it came."""
    by = signer(args)
    with current(args) as database, database.whole() as connection:
        line = attention.show_line(connection, args.ref, purpose=args.purpose, by=by, now_ms=clock.now_ms())
    sys.stdout.flush()
    sys.stdout.buffer.write(line + b"\n")


def release(args: argparse.Namespace) -> None:
    """Judge a refused line again."""
    by = signer(args)
    with current(args) as database, database.whole() as connection:
        bench = Bench(connection, database, CATALOG)
        resolving.release_line(bench, args.ref, by=by, now_ms=clock.now_ms())
    say(t("Rinda ir piemērota."))


def drop(args: argparse.Namespace) -> None:
    """Close a refused line without applying it."""
    by = signer(args)
    with current(args) as database, database.whole() as connection:
        resolving.drop_line(Bench(connection, database, CATALOG), args.ref, by=by, now_ms=clock.now_ms())
    say(t("Rinda ir slēgta un netiks piemērota."))


def release_held(args: argparse.Namespace) -> ExitCode:
    """Apply what a draining desk has sent."""
    by = signer(args)
    with current(args) as database, database.whole() as connection:
        row = find_desk(connection, args.device)
        bench = Bench(connection, database, CATALOG)
        done = resolving.release_held(bench, row.point, row.id, by=by, now_ms=clock.now_ms())
    return _tell(done)


def reproject(args: argparse.Namespace) -> ExitCode:
    """Judge parked lines again, a point at a time; the refused ones first, because they need a signature that holds."""
    by = signer_if_any(args)
    if args.with_quarantine and by is None:
        raise Usage(
            t("Atteikto rindu pārvērtēšanu paraksta administrators."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet --as VĀRDS un --key DATNE."),
        )
    done = Judged()
    with current(args) as database:
        with database.whole() as connection:
            points = [args.point] if args.point else sorted(connection.scalars(select(POINT.c.point)))
        for point in points:
            if args.with_quarantine and by is not None:
                with database.whole() as connection:
                    bench = Bench(connection, database, CATALOG)
                    done.add(resolving.judge_refused(bench, point, by=by, now_ms=clock.now_ms()))
            done.add(catch_up(database, CATALOG, point))
    if args.json:
        say_json({"lines": done.lines, "applied": done.applied, "waiting": done.waiting})
        return ExitCode.ATTENTION if done.waiting else ExitCode.DONE
    return _tell(done)


def close_incident(args: argparse.Namespace) -> None:
    """Close an incident."""
    by = signer(args)
    with current(args) as database, database.whole() as connection:
        resolving.close_incident(Bench(connection, database, CATALOG), args.ref, by=by, now_ms=clock.now_ms())
    say(t("Notikums ir slēgts."))


def _tell(done: Judged) -> ExitCode:
    say(
        t(
            "Rindas: {lines}, piemērotas: {applied}, vēl gaida: {waiting}.",
            lines=done.lines,
            applied=done.applied,
            waiting=done.waiting,
        )
    )
    return ExitCode.ATTENTION if done.waiting else ExitCode.DONE


def _words(item: Item) -> str:
    what = " ".join(part for part in (item.code, item.field) if part)
    of = f"{item.register or '-'}  {item.record or '-'}"
    return f"{item.kind}  {item.point}  {item.ref}  {what}  {of}  {moment(item.at_ms)}"
