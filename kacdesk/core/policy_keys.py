"""This file is the place where it is fixed what IT may set for a whole computer, and which values that takes.

docs/policy.md, the example file and the templates for group policy are held against this table by a test.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from kacdesk.core.text import later

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DIRECT = "none"
"""As `proxy`: no proxy at all, whatever the system says."""

LONGEST_IDLE_MINUTES = 24 * 60
_LONGEST_TEXT = 2000
_CHANNEL = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")

_OWN_HOLDS = later("Spēkā ir tas, kas iestatīts programmā.")
_LINE_WAITS = later("Apmaiņa ar centrālo krātuvi gaida; ieraksti ir droši saglabāti šajā datorā.")
_NO_NEWS = later("Jaunas programmas versijas netiek meklētas.")


class Name(StrEnum):
    """What may be set; the same word in the file, in the registry and in `kacdesk policy --json`."""

    CENTRAL = "central"
    PROXY = "proxy"
    CA_FILE = "ca_file"
    COPIES_FOLDER = "copies_folder"
    IDLE_MINUTES = "idle_minutes"
    SCAN_FOLDER = "scan_folder"
    DATA_FOLDER = "data_folder"
    UPDATE_SOURCE = "update_source"
    UPDATE_CHANNEL = "update_channel"


@dataclass(frozen=True)
class Key:
    """One setting. `label` names it to a person · `number` a whole number, else text · `wanted` what its value has to
    be · `fits` whether a value is that · `broken` what it means as long as the value does not fit."""

    name: Name
    label: str
    number: bool
    wanted: str
    fits: Callable[[str], bool]
    broken: str


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an address with a host, None when it is none."""
    if any(letter.isspace() or not letter.isprintable() for letter in address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    return parts if parts.hostname and port != 0 else None


def _is_central(value: str) -> bool:
    parts = _parts(value)
    if parts is None or parts.username or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _is_proxy(value: str) -> bool:
    if value == DIRECT:
        return True
    parts = _parts(value)
    return parts is not None and parts.scheme in ("http", "https") and parts.path in ("", "/")


def _is_path(value: str) -> bool:
    """Say whether it is a whole path. Nothing is filled in: what an environment says, an ordinary user may change."""
    return value.isprintable() and "%" not in value and Path(value).is_absolute()


def _is_source(value: str) -> bool:
    return _is_central(value) if "://" in value else _is_path(value)


def _is_channel(value: str) -> bool:
    return _CHANNEL.fullmatch(value) is not None


def _is_minutes(value: str) -> bool:
    return 0 <= int(value) <= LONGEST_IDLE_MINUTES


_A_PATH = later("vajag pilnu ceļu bez mainīgajiem")

KEYS: tuple[Key, ...] = (
    Key(
        Name.CENTRAL,
        later("Centrālās krātuves adrese"),
        False,
        later("vajag adresi, kas sākas ar https://"),
        _is_central,
        later("Jaunu datoru pieteikt nevar; pieteikts sazinās ar krātuvi tāpat kā līdz šim."),
    ),
    Key(
        Name.PROXY,
        later("Starpniekserveris"),
        False,
        later("vajag adresi, piemēram, http://proxy.example:3128, vai “none”"),
        _is_proxy,
        _LINE_WAITS,
    ),
    Key(
        Name.CA_FILE,
        later("Sertifikātu izdevēja datne"),
        False,
        _A_PATH,
        _is_path,
        _LINE_WAITS,
    ),
    Key(Name.COPIES_FOLDER, later("Kopiju mape"), False, _A_PATH, _is_path, _OWN_HOLDS),
    Key(
        Name.IDLE_MINUTES,
        later("Minūtes līdz aizslēgšanai"),
        True,
        later("vajag veselu skaitli no 0 līdz 1440"),
        _is_minutes,
        _OWN_HOLDS,
    ),
    Key(Name.SCAN_FOLDER, later("Skenera mape"), False, _A_PATH, _is_path, _OWN_HOLDS),
    Key(
        Name.DATA_FOLDER,
        later("Datu mape"),
        False,
        _A_PATH,
        _is_path,
        later("Programma netiek atvērta, lai dati nenonāktu citā mapē."),
    ),
    Key(
        Name.UPDATE_SOURCE,
        later("Jauno versiju avots"),
        False,
        later("vajag adresi, kas sākas ar https://, vai pilnu ceļu uz mapi"),
        _is_source,
        _NO_NEWS,
    ),
    Key(
        Name.UPDATE_CHANNEL,
        later("Jauno versiju kanāls"),
        False,
        later("vajag vienu vārdu no mazajiem burtiem, cipariem un “-”"),
        _is_channel,
        _NO_NEWS,
    ),
)
"""In the order in which they are told to a person."""

BY_NAME: dict[str, Key] = {key.name: key for key in KEYS}


def fitting(key: Key, value: object) -> str | None:
    """Return a value as text without blanks around it, None when it is not what the setting takes.

    A whole number is a number and no text that looks like one, so that file and registry have one form each.
    """
    if key.number:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return str(value) if abs(value) <= LONGEST_IDLE_MINUTES and key.fits(str(value)) else None
    if not isinstance(value, str) or not 0 < len(value.strip()) <= _LONGEST_TEXT:
        return None
    return value.strip() if key.fits(value.strip()) else None
