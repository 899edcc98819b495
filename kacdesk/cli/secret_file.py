"""This file is the place where the command line reads a PIN from a file that only its owner can read."""

import sys
from pathlib import Path

from kacdesk.core.errors import Refused, Usage
from kacdesk.core.settings import data_folder
from kacdesk.core.text import t


def secret_in(file: str, data: str | None) -> str:
    """Return the PIN in a file; Usage or Refused for one that is not fit. `data` is the data folder as given."""
    path = Path(file).expanduser()
    effect = t("Nekas nav mainīts.")
    if not path.is_file():
        raise Usage(
            t("PIN datne “{name}” nav atrasta.", name=path.name),
            effect=effect,
            remedy=t("Pārbaudiet ceļu aiz --pin-file."),
        )
    if path.resolve().is_relative_to(data_folder(data).resolve()):
        raise Refused(
            t("PIN datne atrodas datu mapē, kur to nozagtu kopā ar datiem."),
            effect=effect,
            remedy=t("Pārvietojiet datni ārpus datu mapes."),
        )
    if sys.platform != "win32" and path.stat().st_mode & 0o077:
        raise Refused(
            t("PIN datni var lasīt arī citi datora lietotāji."),
            effect=effect,
            remedy=t("Atļaujiet to lasīt tikai īpašniekam: chmod 600 {name}.", name=path.name),
        )
    try:
        return path.read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(
            t("PIN datni “{name}” nevar nolasīt.", name=path.name),
            effect=effect,
            remedy=t("Tai jābūt teksta datnei UTF-8 kodējumā, ko drīkst lasīt datora lietotājs."),
        ) from error
