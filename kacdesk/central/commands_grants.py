"""This file is the place where the commands on reading another point are carried out."""

import argparse
from typing import TYPE_CHECKING

from kacdesk.central import grants
from kacdesk.central.admin import find_desk
from kacdesk.central.admins import note_act
from kacdesk.central.console import command, current, say, signed, signer
from kacdesk.core import clock
from kacdesk.core.text import t

if TYPE_CHECKING:
    from kacdesk.central.console import Commands


def add_commands(acts: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `grant` and `ungrant` below `desk`."""
    for name, words, work in (
        ("grant", t("atļaut darbvietai lasīt citu punktu"), grant),
        ("ungrant", t("atņemt tiesības lasīt citu punktu"), ungrant),
    ):
        parser = command(acts, name, words, work, common)
        parser.add_argument("device", metavar=t("DARBVIETA"))
        parser.add_argument("point", metavar=t("PUNKTS"))
        signed(parser)


def grant(args: argparse.Namespace) -> None:
    """Let a desk read another point."""
    by, now_ms = signer(args), clock.now_ms()
    with current(args) as database, database.whole() as connection:
        desk = find_desk(connection, args.device)
        grants.grant_point(connection, desk, args.point, now_ms=now_ms)
        note_act(connection, by, "grant", point=args.point, detail={"device": str(desk.id)}, now_ms=now_ms)
    say(t("Darbvieta {device} drīkst lasīt punktu {point}.", device=desk.id, point=args.point))


def ungrant(args: argparse.Namespace) -> None:
    """Take the right to read another point away."""
    by, now_ms = signer(args), clock.now_ms()
    with current(args) as database, database.whole() as connection:
        desk = find_desk(connection, args.device)
        grants.end_grant(connection, desk, args.point, now_ms=now_ms)
        note_act(connection, by, "ungrant", point=args.point, detail={"device": str(desk.id)}, now_ms=now_ms)
    say(t("Darbvieta {device} punktu {point} vairs nedrīkst lasīt.", device=desk.id, point=args.point))
