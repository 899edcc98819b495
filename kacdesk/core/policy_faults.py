"""This file is the place where what is wrong with the settings of IT becomes sentences for a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.policy_keys import KEYS, Key
from kacdesk.core.text import later, t

_UNREAD_EFFECT = later(
    "Apmaiņa ar centrālo krātuvi gaida, un jauna datu mape netiek veidota; ieraksti ir droši saglabāti."
)


class PolicyFault(DeskError):
    """A fault of the machine's settings, as an error of the command line."""

    exit_code = ExitCode.ATTENTION


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `source` the file or registry key · `key` the setting, '' for all of them · `line` in
    the file, None where it is not known · `code` its stable name · `wanted` what the value has to be.

    The sentences are kept as they stand in the source language and told in the language of the screen.
    """

    source: str
    key: str
    line: int | None
    code: str
    what: str
    effect: str
    remedy: str
    values: Mapping[str, object] = field(default_factory=dict)
    wanted: str = ""

    def error(self) -> PolicyFault:
        """Return it as what happened, what it means, what to do."""
        place = (
            self.source if self.line is None else t("{file}, {line}. rinda", file=self.source, line=self.line)
        )
        what = t(self.what, **self.values, wanted=t(self.wanted))
        return PolicyFault(f"{place}: {what}", effect=t(self.effect), remedy=t(self.remedy, **self.values))


UNKNOWN = "unknown"
"""The code of a setting that this program does not know; the others are in force."""


def unknown_key(source: str, name: str, line: int | None) -> Fault:
    """Return the fault of a setting that this program does not know."""
    return Fault(
        source,
        name[:60],
        line,
        UNKNOWN,
        later("Iestatījumu “{key}” šī programma nepazīst."),
        later("Tas netiek ņemts vērā; pārējie ir spēkā."),
        later("Izlabojiet vārdu. Programma pazīst: {known}."),
        {"key": name[:60], "known": ", ".join(key.name for key in KEYS)},
    )


def wrong_value(source: str, key: Key, line: int | None) -> Fault:
    """Return the fault of a value that does not fit; the value is not told, it may hold a password."""
    return Fault(
        source,
        key.name,
        line,
        "value",
        later("“{key}” vērtība neder: {wanted}."),
        key.broken,
        later("Izlabojiet vērtību un palaidiet “kacdesk policy”."),
        {"key": key.name},
        wanted=key.wanted,
    )


def no_authority(source: str, key: Key, line: int | None, path: str) -> Fault:
    """Return the fault of a file of certificates that is not there, not readable, or anybody's to change."""
    return Fault(
        source,
        key.name,
        line,
        "ca-file",
        later("Sertifikātu izdevēja datni “{path}” nevar lasīt, vai to var mainīt ne tikai administrators."),
        key.broken,
        later("Nolieciet tur datni, ko lasa visi, bet maina tikai administrators."),
        {"path": path},
    )


def not_trusted(source: str) -> Fault:
    """Return the fault of a file that others than an administrator may change."""
    return Fault(
        source,
        "",
        None,
        "not-trusted",
        later("Iestatījumu datni vai tās mapi var mainīt ne tikai administrators, tāpēc tā netiek ievērota."),
        _UNREAD_EFFECT,
        later(
            "Linux: “chown root:root” un “chmod go-w” datnei un mapei. "
            "Windows: īpašnieks ir administratori, pārējiem atļauts tikai lasīt."
        ),
    )


def not_readable(source: str) -> Fault:
    """Return the fault of a source that is there and cannot be read."""
    return Fault(
        source,
        "",
        None,
        "not-readable",
        later("Iestatījumus nevar nolasīt."),
        _UNREAD_EFFECT,
        later("Ļaujiet tos lasīt visiem datora lietotājiem; datnei jābūt tekstam UTF-8, īsākam par 64 kB."),
    )


def not_toml(source: str, line: int | None) -> Fault:
    """Return the fault of a file that is not TOML."""
    return Fault(
        source,
        "",
        line,
        "not-toml",
        later("Iestatījumu datne nav pareizi uzrakstīta (TOML)."),
        _UNREAD_EFFECT,
        later("Izlabojiet rindu; Windows ceļus rakstiet vienkāršajās pēdiņās: 'D:\\kopijas'."),
    )
