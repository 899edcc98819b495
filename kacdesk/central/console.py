"""This file is the place where commands of `kacdesk-central` get their database, their signer and their words."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from kacdesk.central.admins import Signer, read_signer
from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import require_current
from kacdesk.central.snapshots import Source
from kacdesk.core.clock import riga_time
from kacdesk.core.errors import ExitCode, Unavailable, Usage
from kacdesk.core.text import t
from kacdesk.vault.slots import Unlock

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Any]

Command = Callable[[argparse.Namespace], ExitCode | None]
Parents = Sequence[argparse.ArgumentParser]


def command(
    commands: "Commands", name: str, words: str, work: Command, common: argparse.ArgumentParser
) -> argparse.ArgumentParser:
    """Add a command that takes the options of every command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, parents=[common], help=words, description=words
    )
    parser.set_defaults(work=work)
    return parser


def group(commands: "Commands", name: str, words: str) -> "Commands":
    """Add a word under which several commands stand."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    return parser.add_subparsers(required=True, metavar=t("DARBĪBA"))


def as_json(parser: argparse.ArgumentParser) -> None:
    """Let a command print one line of JSON."""
    parser.add_argument("--json", action="store_true", help=t("JSON formātā"))


def signed(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Let a command be signed by an administrator."""
    parser.add_argument("--as", dest="acting", metavar=t("VĀRDS"), required=required, help=t("kas izlemj"))
    parser.add_argument(
        "--key", dest="acting_key", type=Path, metavar=t("DATNE"), required=required,
        help=t("administratora atslēga"),
    )  # fmt: skip


def signer(args: argparse.Namespace) -> Signer:
    """Return who signs; raises Usage and Refused."""
    return read_signer(args.acting, args.acting_key)


def signer_if_any(args: argparse.Namespace) -> Signer | None:
    """Return who signs where that may be left out."""
    if args.acting is None and args.acting_key is None:
        return None
    if args.acting is None or args.acting_key is None:
        raise Usage(
            t("Parakstam vajag gan vārdu, gan atslēgu."),
            effect=t("Nekas nav darīts."),
            remedy=t("Norādiet gan --as, gan --key."),
        )
    return signer(args)


def unlock_of(args: argparse.Namespace) -> Unlock:
    """Return how an embedded store is unlocked."""
    passphrase = Path(args.passphrase_file) if args.passphrase_file else None
    return Unlock(passphrase_file=passphrase, beside_data=args.key_beside_data)


@contextmanager
def opened(args: argparse.Namespace, *, create: bool = False) -> Iterator[Database]:
    """Open the database that the options name; its failures leave as Unavailable."""
    if not args.database:
        raise Usage(
            t("Nav norādīta datubāze."),
            effect=t("Nekas nav atvērts un nav mainīts."),
            remedy=t("Norādiet --database vai vides mainīgo KACDESK_DATABASE."),
        )
    database = open_database(args.database, unlock=unlock_of(args), create=create)
    try:
        yield database
    except DBAPIError as error:
        raise _silent_database() from error
    finally:
        database.close()


@contextmanager
def current(args: argparse.Namespace) -> Iterator[Database]:
    """Open a database whose tables have the shape of this version."""
    with opened(args) as database:
        require_current(database)
        yield database


@contextmanager
def source(args: argparse.Namespace) -> Iterator[Source]:
    """Open a database with what it takes to read it from elsewhere."""
    with current(args) as database:
        yield Source(database, args.database, unlock_of(args))


def say(text: str) -> None:
    """Print one line of result."""
    sys.stdout.write(text + "\n")


def say_json(value: Any) -> None:
    """Print a value as one line of JSON; identifiers are text."""
    say(json.dumps(value, ensure_ascii=False, default=str))


def say_rows(rows: Iterable[Any], *, json_asked: bool, words: Callable[[Any], str]) -> None:
    """Print rows (dataclasses) for people, one a line, or as one line of JSON."""
    if json_asked:
        say_json([asdict(row) for row in rows])
        return
    for row in rows:
        say(words(row))


def note(text: str) -> None:
    """Print a remark on standard error that is no result."""
    sys.stderr.write(text + "\n")


def moment(at_ms: int | None) -> str:
    """Return a moment as people in Riga read it; `-` for none."""
    if at_ms is None:
        return "-"
    return f"{riga_time(datetime.fromtimestamp(at_ms / 1000, UTC)):%Y-%m-%d %H:%M}"


def _silent_database() -> Unavailable:
    return Unavailable(
        t("Datubāze neatbild vai neļauj šo darbību."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Pārbaudiet datubāzes adresi, lietotāja tiesības un vai serveris darbojas."),
    )
