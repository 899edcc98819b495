"""This file is the place where a command line gets its encoding, and what the library says of it our sentences."""

import argparse
import sys
from typing import NoReturn

from kacdesk.core.errors import Usage
from kacdesk.core.text import t

_FEW = 8
"""More words than these are read in the help, not in a complaint."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one of ours, with its three sentences and exit code."""

    def error(self, message: str) -> NoReturn:
        """Raise Usage that names the word of the command line which the library complains of."""
        raise Usage(
            _complaint(message),
            effect=t("Nekas nav darīts."),
            remedy=t("Komandas un to opcijas rāda “{prog} --help”.", prog=self.prog),
        )

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Say which word was not understood, and the ones that are where they are few."""
        choices = [str(choice) for choice in action.choices or ()]
        if not choices or value in (action.choices or ()):
            return
        raise Usage(
            t("Komandrindā vārds “{word}” nav derīgs.", word=str(value)[:60]),
            effect=t("Nekas nav darīts."),
            remedy=t("Komandas un to opcijas rāda “{prog} --help”.", prog=self.prog)
            if len(choices) > _FEW
            else t("Derīgi ir: {words}.", words=", ".join(choices)),
        )


def speak_utf8() -> None:
    """Let Latvian through on both outputs, also where the console or a pipe has another code page.

    A frozen program does not look at PYTHONIOENCODING, and a pipe of Windows has the code page of the country.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _complaint(message: str) -> str:
    """Return the library's complaint as a sentence; what it says beyond these forms differs between its versions."""
    head, _, names = message.partition(": ")
    match head.split(" "):
        case ["argument", *name]:
            return t("Komandrindā nav derīgs: {name}.", name=" ".join(name))
        case ["the", "following", *_]:
            return t("Komandrindā trūkst: {names}.", names=names)
        case ["one", "of", "the", *names_of]:
            return t("Komandrindā trūkst: {names}.", names=" ".join(names_of[1:-2]))
        case ["unrecognized", *_]:
            return t("Komandrindā ir kas nepazīstams: {names}.", names=names)
    return t("Komandrinda nav saprotama.")
