"""This file is the place where the command line takes a slot that was handed out from escrow, and the code to it."""

import argparse
from pathlib import Path

from kacdesk.cli.terminal import ask_secret, somebody_answers
from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.vault.slots import Unlock
from kacdesk.wire.tickets import read_ticket


def slot_of(asked: argparse.Namespace) -> Unlock | None:
    """Return the way that --slot names, None without one; a person at a terminal is asked for its code."""
    if asked.slot is None:
        return None
    code = read_ticket(_typed(asked))
    if code is None:
        raise Usage(
            t("Atslēgas datnes kods nav derīgs."),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Pārrakstiet kodu, ko parādīja “kacdesk-central escrow open”."),
        )
    return Unlock(slot_file=Path(asked.slot), passphrase=code)


def _typed(asked: argparse.Namespace) -> str:
    if asked.code_file is not None:
        try:
            return Path(asked.code_file).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Usage(
                t("Koda datni “{name}” nevar nolasīt.", name=Path(asked.code_file).name),
                effect=t("Dati nav atvērti un nav mainīti."),
                remedy=t("Pārbaudiet ceļu aiz --code-file."),
            ) from error
    if somebody_answers():
        return ask_secret(t("Atslēgas datnes kods: "))
    return ""
