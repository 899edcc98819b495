"""This file is the place where commands that prepare and fill the central store are carried out."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.central import admin
from kacdesk.central.admins import note_unsigned
from kacdesk.central.catalogue import load_catalogue
from kacdesk.central.console import command, current, group, opened, say
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.migrate import migrate
from kacdesk.central.purge_register import read_register, replay_register
from kacdesk.core import clock
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.models.catalogue_changes import Happened
from kacdesk.models.reference_csv import read_catalogue

if TYPE_CHECKING:
    from kacdesk.central.console import Commands


def add_commands(commands: "Commands", common: argparse.ArgumentParser) -> None:
    """Add `migrate`, `restored`, `point …` and `catalogue …`."""
    command(commands, "migrate", t("sagatavot tabulas"), migrate_command, common)

    words = t("pateikt, ka datubāze ir atjaunota no rezerves kopijas")
    known = command(commands, "restored", words, restored_command, common).add_mutually_exclusive_group(
        required=True
    )
    known.add_argument(
        "--register", type=Path, metavar=t("DATNE"), help=t("dzēšanu reģistrs (“purge register”)")
    )
    known.add_argument("--no-register", action="store_true", help=t("dzēšanu pēc lēmuma nav bijis"))

    points = group(commands, "point", t("pakalpojumu sniegšanas punkti"))
    adding = command(points, "add", t("atvērt punktu"), point_add, common)
    adding.add_argument("code", metavar=t("KODS"))
    adding.add_argument("--name", default="", help=t("punkta nosaukums"))

    catalogue = group(commands, "catalogue", t("iestādes, pakalpojumi un punkti"))
    loading = command(catalogue, "load", t("ielādēt katalogu"), catalogue_load, common)
    loading.add_argument("file", type=Path, metavar=t("DATNE"), help=t("mape vai CSV datne"))


def migrate_command(args: argparse.Namespace) -> None:
    """Bring the tables to the shape of this version."""
    with opened(args, create=True) as database:
        migrate(database)
    say(t("Centrālās krātuves tabulas ir sagatavotas."))


def restored_command(args: argparse.Namespace) -> None:
    """Begin a new life after a backup was put back: desks send again what it lacks and read everything anew.

    Erasures that the backup does not know are carried out first, from the register that lies apart from backups.
    """
    entries = read_register(args.register) if args.register else []
    now_ms = clock.now_ms()
    with current(args) as database:
        erased = replay_register(database, CATALOG, entries)
        with database.whole() as connection:
            epoch = begin_epoch(connection, reason="restored", now_ms=now_ms)
            detail = {"epoch": epoch.hex, "register": bool(args.register), "erased": erased}
            note_unsigned(connection, "restored", detail=detail, now_ms=now_ms)
        if erased and database.embedded:
            database.scrub()
    say(t("Sākts jauns laikmets {epoch}; darbvietas trūkstošo nosūtīs vēlreiz.", epoch=epoch))
    if erased:
        say(t("No jauna izpildītas dzēšanas: {count}.", count=erased))


def point_add(args: argparse.Namespace) -> None:
    """Open a service point."""
    with current(args) as database, database.whole() as connection:
        admin.add_point(connection, args.code, name=args.name, now_ms=clock.now_ms())
    say(t("Punkts {code} ir pievienots.", code=args.code))


def catalogue_load(args: argparse.Namespace) -> None:
    """Load institutions, services and points; rows that could not be read are named on standard error."""
    catalogue = read_catalogue(args.file)
    with current(args) as database, database.whole() as connection:
        loaded = load_catalogue(connection, database, CATALOG, catalogue, now_ms=clock.now_ms())
    for bad in catalogue.bad_rows:
        sys.stderr.write(f"{bad.file}:{bad.line}: {bad.column}: {bad.reason}\n")
    rows, changes = loaded.rows, loaded.changes
    say(t("Katalogs ielādēts: {read} rindas, mainītas {changed}.", read=rows.read, changed=rows.changed))
    if changes.any:
        say(
            t(
                "Redakcija {version}: jauni {added}, beidzas {ended}, mainīti {changed}, apvienoti {merged}.",
                version=loaded.version,
                **{each.value: changes.count(each) for each in Happened},
            )
        )
    for change in changes.told:
        say(f"{change.happened}\t{change.register}\t{change.code}\t{', '.join(change.about)}")
