"""This file is the place where the manual pages are made from the parsers of the two programs, in both languages.

No option is written down here; what the parsers do not say (files, the environment, exit codes) stands once for both
languages of the page.
"""

import argparse
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kacdesk.central import __main__ as central
from kacdesk.cli.parser import build_parser
from kacdesk.core.errors import ExitCode
from kacdesk.core.text import use_language


@dataclass(frozen=True)
class Words:
    """The fixed words of a page in one language."""

    name: str
    synopsis: str
    description: str
    options: str
    commands: str
    exits: str
    files: str
    environment: str
    also: str
    codes: tuple[str, ...]
    manual: str


ENGLISH = Words(
    "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "FILES", "ENVIRONMENT", "SEE ALSO",
    ("done", "done, but a person should look", "what was typed cannot be read; nothing was changed",
     "a rule, a role or a key does not allow it; nothing was changed", "disk, network or lock does not answer now",
     "what was written once cannot be read"),
    "User Commands",
)  # fmt: skip
LATVIAN = Words(
    "NOSAUKUMS", "LIETOŠANA", "APRAKSTS", "OPCIJAS", "KOMANDAS", "IZEJAS KODS", "DATNES", "VIDES MAINĪGIE",
    "SKATĪT ARĪ",
    ("izdarīts", "izdarīts, bet cilvēkam jāpaskatās", "ierakstītais nav saprotams; nekas nav mainīts",
     "to neļauj noteikums, loma vai atslēga; nekas nav mainīts", "disks, tīkls vai slēdzene pašlaik neatbild",
     "reiz uzrakstītais nav nolasāms"),
    "Lietotāja komandas",
)  # fmt: skip
LANGUAGES = {"en": ENGLISH, "lv": LATVIAN}


@dataclass(frozen=True)
class Program:
    """A program with a page: what it is for, which files and variables belong to it, by language."""

    name: str
    parser: Callable[[], argparse.ArgumentParser]
    purpose: dict[str, str]
    files: dict[str, dict[str, str]]
    environment: tuple[str, ...]
    also: tuple[str, ...]


def _no_window(_: argparse.Namespace) -> ExitCode:
    raise AssertionError("a manual page opens no window")


PROGRAMS = (
    Program(
        "kacdesk",
        lambda: build_parser(_no_window),
        {
            "en": "the log of a state and municipal customer service centre",
            "lv": "valsts un pašvaldības klientu apkalpošanas centra žurnāls",
        },
        {
            "/etc/kacdesk/policy.toml": {
                "en": "what IT sets for the whole computer",
                "lv": "ko IT nosaka visam datoram",
            },
            "~/.local/share/kacdesk": {
                "en": "the data folder, unless --data or KACDESK_DATA names another",
                "lv": "datu mape, ja --data vai KACDESK_DATA nenosauc citu",
            },
        },
        ("KACDESK_DATA", "KACDESK_LANGUAGE"),
        ("kacdesk-central",),
    ),
    Program(
        "kacdesk-central",
        central._parser,
        {"en": "the central store that desks send to", "lv": "kacdesk centrālā krātuve"},
        {
            "/etc/kacdesk/central.env": {"en": "settings of the service", "lv": "dienesta iestatījumi"},
            "/var/backups/kacdesk-central": {
                "en": "the backup that is made before each upgrade",
                "lv": "rezerves kopija, ko izveido pirms katras jauninātas versijas uzstādīšanas",
            },
        },
        ("KACDESK_DATABASE", "KACDESK_PASSPHRASE_FILE"),
        ("kacdesk", "pg_dump"),
    ),
)


def write_pages(program: str, share: Path, *, version: str, epoch: int) -> None:
    """Write a program's page below `share`/man, in English and in Latvian."""
    (asked,) = (each for each in PROGRAMS if each.name == program)
    for language, words in LANGUAGES.items():
        use_language(language, settled=True)
        lines = _page(asked, words, language, version=version, epoch=epoch)
        folder = share / "man" / ("" if language == "en" else language) / "man1"
        folder.mkdir(parents=True, exist_ok=True)
        _packed(folder / f"{program}.1.gz", "\n".join(lines) + "\n")


def write_service_page(share: Path, source: Path) -> None:
    """Write the page of the command that acts as the service; it has no parser to be made from."""
    folder = share / "man" / "man8"
    folder.mkdir(parents=True, exist_ok=True)
    _packed(folder / f"{source.name}.gz", source.read_text(encoding="utf-8"))


def _packed(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _page(program: Program, words: Words, language: str, *, version: str, epoch: int) -> Iterator[str]:
    parser = program.parser()
    day = datetime.fromtimestamp(epoch, UTC).date().isoformat()
    yield f'.TH {program.name.upper()} 1 "{day}" "kacdesk {version}" "{words.manual}"'
    yield from (f".SH {words.name}", f"{program.name} \\- {_text(program.purpose[language])}")
    yield from (f".SH {words.synopsis}", *_usage(parser))
    yield from (f".SH {words.description}", _text(parser.description or ""))
    yield f".SH {words.options}"
    yield from _options(parser)
    yield f".SH {words.commands}"
    yield from _commands(parser)
    yield f".SH {words.exits}"
    for code, meaning in zip(ExitCode, words.codes, strict=True):
        yield from (".TP", f".B {int(code)}", _text(meaning))
    yield f".SH {words.files}"
    for path, meaning in program.files.items():
        yield from (".TP", f".I {_text(path)}", _text(meaning[language]))
    yield f".SH {words.environment}"
    yield _text(", ".join(program.environment))
    yield f".SH {words.also}"
    yield ", ".join(f"\\fB{_text(name)}\\fR(1)" for name in program.also)


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield every command below a parser with its own options, words that only group others left out."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        told = {each.dest: each.help or "" for each in action._choices_actions}
        for name, below in action.choices.items():
            if any(isinstance(each, argparse._SubParsersAction) for each in below._actions):
                yield from _commands(below)
                continue
            yield from (f".SS {_text(below.prog)}", _text(below.description or told.get(name, "")), ".PP")
            yield from _usage(below)
            yield from _options(below)


def _usage(parser: argparse.ArgumentParser) -> Iterator[str]:
    words = " ".join(parser.format_usage().split()[1:])
    yield f"\\fB{_text(parser.prog)}\\fR {_text(words.removeprefix(parser.prog).strip())}"


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if action.help == argparse.SUPPRESS or isinstance(
            action, (argparse._HelpAction, argparse._SubParsersAction)
        ):
            continue
        value = "" if action.nargs == 0 else f" \\fI{_text(_value(action))}\\fR"
        names = ", ".join(f"\\fB{_text(each)}\\fR" for each in action.option_strings)
        yield from (".TP", f"{names}{value}" if names else value.strip(), _text(action.help or "") or "\\&")


def _value(action: argparse.Action) -> str:
    if action.choices and action.metavar is None:
        return "|".join(str(each) for each in action.choices)
    metavar = action.metavar if action.metavar is not None else action.dest.upper()
    return metavar if isinstance(metavar, str) else " ".join(metavar)


def _text(words: str) -> str:
    """Return text as roff takes it: hyphens that can be copied, no line that begins as a request."""
    plain = " ".join(words.replace("%%", "%").split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
