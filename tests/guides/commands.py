"""This file is the place where the commands that a guide names are read out of it and held against the parsers.

A block marked `sh` or `bat` is what a reader types, so each of its lines that calls one of our programs has to be one
that the program takes: its command, its options, and how many words it wants.
"""

import argparse
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kacdesk.central.__main__ import _parser as central_parser
from kacdesk.cli.parser import build_parser as desk_parser
from kacdesk.core.errors import ExitCode, Usage

_BLOCK = re.compile(r"^```(?:sh|bat)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(?:sudo )?((?:kacdesk|kacdesk-central|kacdesk-central-admin) [^`]*)`")
_BEFORE = re.compile(r"\A(?:sudo |[A-Z_]+=\S+ )*")
_AFTER = re.compile(r"\s(?:[12]?>|\||&&|;|#).*\Z")
_PROGRAMS = {
    "kacdesk": "kacdesk",
    "kacdesk-central": "kacdesk-central",
    "kacdesk-central-admin": "kacdesk-central",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A command as a page names it; `whole` when a reader is to type it as it stands."""

    page: Path
    text: str
    whole: bool


def named_in(page: Path) -> Iterator[Named]:
    """Yield the commands of our programs that stand on a page."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            told = _AFTER.sub("", _BEFORE.sub("", line.strip()))
            if told.partition(" ")[0] in _PROGRAMS:
                yield Named(page, told, whole=True)
    for told in _INLINE.findall(_BLOCK.sub("", text)):
        yield Named(page, " ".join(told.split()), whole=False)


def complaint(named: Named) -> str:
    """Return what the program would say of a command, '' when it takes it."""
    program, *words = shlex.split(named.text)
    parser = _parser(_PROGRAMS[program])
    if not named.whole:
        return "" if _is_there(parser, words) else f"no such command: {named.text}"
    try:
        parser.parse_args(words)
    except Usage as error:
        return f"{named.text}: {error}"
    except SystemExit:  # --help and --version end by themselves
        return ""
    return ""


def _parser(program: str) -> argparse.ArgumentParser:
    return central_parser() if program == "kacdesk-central" else desk_parser(_window)


def _window(_asked: argparse.Namespace) -> ExitCode:
    return ExitCode.DONE


def _is_there(parser: argparse.ArgumentParser, words: list[str]) -> bool:
    """Say whether the words of a command, as far as they are commands and options, are known."""
    for word in words:
        below = _commands(parser)
        if word.startswith("--"):
            if word.partition("=")[0] not in parser._option_string_actions:
                return False
        elif word in below:
            parser = below[word]
        elif below and word.islower():
            return False
    return True


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the commands that may follow; none where a register, a file or a number follows."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}
