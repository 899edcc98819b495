"""This file is the place where the command line `kacdesk-central` begins."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kacdesk import __version__
from kacdesk.central import (
    commands,
    commands_admins,
    commands_attention,
    commands_backups,
    commands_courier,
    commands_desks,
    commands_escrow,
    commands_files,
    commands_grants,
    commands_purges,
    commands_report,
    commands_serve,
    self_check,
)
from kacdesk.core.command_line import Parser, speak_utf8
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.text import t


def run(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; the exit codes are those of `core.errors.ExitCode`."""
    speak_utf8()
    try:
        args = _parser().parse_args(arguments)
        done: ExitCode | None = args.work(args)
    except DeskError as error:
        for sentence in error.sentences():
            sys.stderr.write(sentence + "\n")
        return int(error.exit_code)
    return int(ExitCode.DONE if done is None else done)


def _parser() -> Parser:
    parser = Parser(prog="kacdesk-central", description=t("kacdesk centrālā krātuve"))
    parser.add_argument("--version", action="version", version=__version__)
    adding = parser.add_subparsers(required=True, metavar=t("KOMANDA"))
    common = _common()
    commands_serve.add_commands(adding, common)
    commands.add_commands(adding, common)
    desks = commands_desks.add_commands(adding, common)
    commands_grants.add_commands(desks, common)
    commands_escrow.add_commands(adding, common)
    commands_courier.add_commands(adding, common)
    commands_admins.add_commands(adding, common)
    commands_attention.add_commands(adding, common)
    commands_purges.add_commands(adding, common)
    commands_backups.add_commands(adding, common)
    commands_files.add_commands(adding, common)
    commands_report.add_commands(adding, common)
    self_check.add_commands(adding)
    return parser


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--database",
        default=os.environ.get("KACDESK_DATABASE"),
        help=t("postgresql://… vai sqlite:///CEĻŠ; arī vides mainīgais KACDESK_DATABASE"),
    )
    common.add_argument(
        "--passphrase-file",
        type=Path,
        default=os.environ.get("KACDESK_PASSPHRASE_FILE"),
        help=t("iegultās krātuves paroles frāzes datne; arī vides mainīgais KACDESK_PASSPHRASE_FILE"),
    )
    common.add_argument(
        "--key-beside-data", action="store_true", help=t("atslēga blakus datiem; tikai paraugam")
    )
    return common


if __name__ == "__main__":
    sys.exit(run())
