"""This file is the place where one command line is carried out from its words to its exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kacdesk.cli.desk import unlock_of
from kacdesk.cli.global_options import global_options
from kacdesk.cli.output import complain, hush
from kacdesk.cli.secret_file import secret_in
from kacdesk.cli.window import window_program
from kacdesk.core.command_line import Parser, speak_utf8
from kacdesk.core.errors import DeskError, ExitCode, Usage
from kacdesk.core.on_demand import on_demand
from kacdesk.core.settings import window_folder
from kacdesk.core.text import LANGUAGES, t, use_language

if TYPE_CHECKING:
    from kacdesk.cli.parser import build_parser
    from kacdesk.cli.self_check import self_check
else:
    (build_parser,) = on_demand("kacdesk.cli.parser", "build_parser")
    (self_check,) = on_demand("kacdesk.cli.self_check", "self_check")


def run(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command line and return its exit code (docs/cli.md)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    asked_for = _language(words)
    use_language(asked_for or LANGUAGES[0], settled=asked_for is not None)
    speak_utf8()
    try:
        _require_text(words)
        asked = _asked(words)
        return int(self_check() if asked.self_check else asked.run(asked))
    except DeskError as error:
        complain(error)
        return int(error.exit_code)
    except BrokenPipeError:
        hush()
        return int(ExitCode.DONE)
    except KeyboardInterrupt:
        return 130


def _asked(words: list[str]) -> argparse.Namespace:
    """Return what is asked for; where that is only the window, what the commands need is not loaded."""
    alone = Parser(add_help=False)
    global_options(alone, default=None)
    alone.set_defaults(run=_window, self_check=False)
    try:
        known, rest = alone.parse_known_args(words)
    except Usage:
        rest = words  # the whole parser complains of them, with its name
    else:
        if not rest:
            return known
    return build_parser(_window).parse_args(words)


def _language(words: Sequence[str]) -> str | None:
    """Return the language asked for before anything is said: --language, else KACDESK_LANGUAGE; None for neither."""
    early = Parser(add_help=False)
    early.add_argument("--language", choices=LANGUAGES, default=os.environ.get("KACDESK_LANGUAGE"))
    try:
        known, _ = early.parse_known_args(words)
    except Usage:
        return None
    return str(known.language) if known.language else None


def _window(asked: argparse.Namespace) -> ExitCode:
    """Open the window, which asks for a passphrase itself: started by its icon it has a console that nobody sees."""
    app = window_program()
    pin = secret_in(asked.pin_file, asked.data) if asked.pin_file else None
    try:
        folder = window_folder(asked.data)
    except DeskError as error:
        app.refuse(error)
        raise
    unlock = unlock_of(asked, asking=False)
    return ExitCode(app.run(folder, unlock, as_name=asked.acting, pin=pin))


def _require_text(words: Sequence[str]) -> None:
    """Refuse words that the terminal sent in another encoding: they could be neither kept nor shown."""
    if all(word.isascii() or word.encode("utf-8", "replace").decode() == word for word in words):
        return
    raise Usage(
        t("Kādu no komandas vārdiem nevar nolasīt."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Pārbaudiet, vai terminālis raksta UTF-8 kodējumā, un mēģiniet vēlreiz."),
    )
