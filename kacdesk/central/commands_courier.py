"""This file is the place where the command that takes in a carried parcel is carried out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.central.console import as_json, command, current, say, say_json
from kacdesk.central.courier import import_parcel
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG

if TYPE_CHECKING:
    from kacdesk.central.console import Commands


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `import`."""
    taking = command(commands, "import", t("ieņemt darbvietas sūtījumu, kas atnests datnē"), take_in, common)
    taking.add_argument("file", type=Path, metavar=t("DATNE"))
    taking.add_argument(
        "--reply-to", type=Path, required=True, metavar=t("DATNE"), help=t("kur rakstīt atbildi")
    )
    as_json(taking)


def take_in(args: argparse.Namespace) -> ExitCode:
    """Take in a parcel and write its answer; code 1 when a person should look at some of its lines."""
    with current(args) as database:
        store = SqlStore(database, CATALOG)
        done = import_parcel(database, store, args.file, args.reply_to, now_ms=clock.now_ms())
    if args.json:
        say_json(
            {
                "point": done.point,
                "device": done.device,
                "lines": done.lines,
                "remarks": done.remarks,
                "entries": done.entries,
                "files": done.files,
                "disagreement": done.disagreement,
            }
        )
    else:
        say(
            t(
                "Punkts {point}, darbvieta {device}: jaunas rindas {lines}, ar piezīmi {remarks}. Atbilde: {name}.",
                point=done.point,
                device=done.device,
                lines=done.lines,
                remarks=done.remarks,
                name=args.reply_to.name,
            )
        )
    return ExitCode.ATTENTION if done.remarks or done.disagreement else ExitCode.DONE
