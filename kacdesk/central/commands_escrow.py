"""This file is the place where the commands on keys in escrow are carried out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.central.admin import find_desk
from kacdesk.central.admins import note_act
from kacdesk.central.console import as_json, command, current, group, note, say, say_rows, signed, signer
from kacdesk.central.escrow import EscrowRow, begin_escrow, list_escrow, open_escrow
from kacdesk.core import clock
from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.vault.escrow import read_escrow_key

if TYPE_CHECKING:
    from kacdesk.central.console import Commands


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `escrow …`."""
    acts = group(commands, "escrow", t("darbvietu atslēgas, kas nodotas glabāšanā"))
    new = command(
        acts, "new", t("izveidot glabāšanas atslēgu; tās privātā puse ir tikai datnē"), begin, common
    )
    new.add_argument("--out", type=Path, required=True, metavar=t("DATNE"))
    _protected(new)
    signed(new)
    as_json(command(acts, "list", t("kuras darbvietas atslēgu ir nodevušas"), show_all, common))
    way = command(acts, "open", t("izsniegt piekļuvi vienas darbvietas diskam"), hand_out, common)
    way.add_argument("device", metavar=t("DARBVIETA"))
    way.add_argument("--private", type=Path, required=True, metavar=t("DATNE"), help=t("glabāšanas atslēga"))
    way.add_argument("--out", type=Path, required=True, metavar=t("DATNE"), help=t("kur rakstīt piekļuvi"))
    _protected(way)
    signed(way)


def begin(args: argparse.Namespace) -> None:
    """Make an escrow key; desks seal theirs to it at their next hello."""
    by, passphrase = signer(args), _passphrase(args)
    with current(args) as database, database.whole() as connection:
        public = begin_escrow(connection, database, args.out, passphrase=passphrase)
        detail = {"public": public.hex()}
        note_act(connection, by, "escrow-new", detail=detail, now_ms=clock.now_ms())
    note(t("Datni {name} glabājiet seifā, nevis šajā datorā.", name=args.out.name))
    say(public.hex())


def show_all(args: argparse.Namespace) -> None:
    """List the desks and whether their key lies here."""
    with current(args) as database, database.whole() as connection:
        rows = list_escrow(connection)
    say_rows(rows, json_asked=args.json, words=_words)


def hand_out(args: argparse.Namespace) -> None:
    """Write a way to one disk; the code that opens it alone stands on standard output."""
    by = signer(args)
    private = read_escrow_key(args.private, passphrase=_passphrase(args))
    with current(args) as database, database.whole() as connection:
        desk = find_desk(connection, args.device)
        detail = {"device": str(desk.id)}
        note_act(connection, by, "escrow-open", point=desk.point, detail=detail, now_ms=clock.now_ms())
        code = open_escrow(connection, point=desk.point, device=desk.id, private=private, out=args.out)
    note(t("Datne {name} un kods atver šīs darbvietas disku; nododiet tos atsevišķi.", name=args.out.name))
    say(code)


def _protected(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--protected-by",
        type=Path,
        metavar=t("DATNE"),
        help=t("datne ar paroles frāzi, kas sargā glabāšanas atslēgu"),
    )


def _passphrase(args: argparse.Namespace) -> str | None:
    if args.protected_by is None:
        return None
    try:
        words: str = args.protected_by.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(
            t("Paroles frāzes datni “{name}” nevar nolasīt.", name=args.protected_by.name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pārbaudiet ceļu aiz --protected-by."),
        ) from error
    return words


def _words(row: EscrowRow) -> str:
    words = {"none": t("nav nodota"), "current": t("nodota"), "earlier": t("nodota ar iepriekšējo atslēgu")}
    return f"{row.device}  {row.point}  {row.status}  {words[row.escrow]}"
