"""This file is the place where the command line `kacdesk-central` begins."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kacdesk import __version__
from kacdesk.central import commands
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.text import t


def run(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; the exit codes are those of `core.errors.ExitCode`."""
    args = _parser().parse_args(arguments)
    try:
        args.work(args)
    except DeskError as error:
        for sentence in error.sentences():
            sys.stderr.write(sentence + "\n")
        return int(error.exit_code)
    return int(ExitCode.DONE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kacdesk-central", description=t("kacdesk centrālā krātuve"))
    parser.add_argument("--version", action="version", version=__version__)
    commands_of = parser.add_subparsers(required=True, metavar=t("KOMANDA"))
    common = _common()

    serving = commands_of.add_parser("serve", parents=[common], help=t("pieņemt darbvietu datus"))
    serving.add_argument("--host", default="127.0.0.1", help=t("adrese, kurā klausīties"))
    serving.add_argument("--port", type=int, default=0, help=t("ports; 0 ir jebkurš brīvs"))
    serving.add_argument("--certificate", type=Path, help=t("TLS sertifikāta datne (PEM)"))
    serving.add_argument("--key", type=Path, help=t("TLS atslēgas datne (PEM)"))
    serving.add_argument("--behind-proxy", action="store_true", help=t("TLS nodrošina starpniekserveris"))
    serving.add_argument("--until-eof", action="store_true", help=t("beigt, kad aizveras standarta ievade"))
    serving.set_defaults(work=commands.serve_command)

    migrating = commands_of.add_parser("migrate", parents=[common], help=t("sagatavot tabulas"))
    migrating.set_defaults(work=commands.migrate_command)

    restored = commands_of.add_parser(
        "restored", parents=[common], help=t("pateikt, ka datubāze ir atjaunota no rezerves kopijas")
    )
    restored.set_defaults(work=commands.restored_command)

    points = commands_of.add_parser("point", help=t("pakalpojumu sniegšanas punkti"))
    adding = points.add_subparsers(required=True, metavar=t("DARBĪBA")).add_parser("add", parents=[common])
    adding.add_argument("code", metavar=t("KODS"))
    adding.add_argument("--name", default="", help=t("punkta nosaukums"))
    adding.set_defaults(work=commands.point_add)

    _add_desk_commands(commands_of.add_parser("desk", help=t("darbvietas")), common)

    catalogue = commands_of.add_parser("catalogue", help=t("iestādes, pakalpojumi un punkti"))
    loading = catalogue.add_subparsers(required=True, metavar=t("DARBĪBA")).add_parser(
        "load", parents=[common]
    )
    loading.add_argument("file", type=Path, metavar=t("DATNE"), help=t("mape vai CSV datne"))
    loading.set_defaults(work=commands.catalogue_load)
    return parser


def _add_desk_commands(desks: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    acts = desks.add_subparsers(required=True, metavar=t("DARBĪBA"))
    code = acts.add_parser("code", parents=[common], help=t("izsniegt kodu jaunai darbvietai"))
    code.add_argument("point", metavar=t("PUNKTS"))
    code.set_defaults(work=commands.desk_code)
    listing = acts.add_parser("list", parents=[common], help=t("uzskaitīt darbvietas"))
    listing.add_argument("--json", action="store_true", help=t("JSON formātā"))
    listing.set_defaults(work=commands.desk_list)
    revoking = acts.add_parser("revoke", parents=[common], help=t("slēgt darbvietu"))
    revoking.add_argument("device", metavar=t("DARBVIETA"))
    revoking.set_defaults(work=commands.desk_revoke)
    confirming = acts.add_parser("confirm", parents=[common], help=t("salīdzināt atslēgas nospiedumu"))
    confirming.add_argument("device", metavar=t("DARBVIETA"))
    confirming.add_argument("--fingerprint", help=t("darbvietā redzamais nospiedums; bez tā to parāda"))
    confirming.set_defaults(work=commands.desk_confirm)


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--database",
        default=os.environ.get("KACDESK_DATABASE"),
        help=t("postgresql://… vai sqlite:///CEĻŠ; arī vides mainīgais KACDESK_DATABASE"),
    )
    common.add_argument("--passphrase-file", type=Path, help=t("iegultās krātuves paroles frāzes datne"))
    common.add_argument(
        "--key-beside-data", action="store_true", help=t("atslēga blakus datiem; tikai paraugam")
    )
    return common


if __name__ == "__main__":
    sys.exit(run())
