"""This file is the place where it is known what IT has set for this whole computer: values that nobody changes here.

The registry (Windows) goes before the file, setting by setting, and both go before what is set in the program, which
stays stored and holds again when the policy is gone. Read once, at the start; docs/policy.md tells IT how.
"""

import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.core.errors import Refused
from kacdesk.core.on_demand import on_demand
from kacdesk.core.policy_faults import Fault, not_readable
from kacdesk.core.policy_file import ROOT, Found, read_file, sorted_out
from kacdesk.core.policy_keys import BY_NAME, DIRECT
from kacdesk.core.policy_keys import Name as Name
from kacdesk.core.text import t

if sys.platform == "win32":
    from kacdesk.core.policy_windows import REGISTRY_SOURCE, NotReadable, program_data, registry_values

if TYPE_CHECKING:
    from logging import getLogger
else:
    # a program that only hands over to another version of itself reads what IT has set, and writes no log
    (getLogger,) = on_demand("logging", "getLogger")  # noqa: N816 -- its name there

FILE_NAME = "policy.toml"


@dataclass(frozen=True)
class Taken:
    """A value that is in force, as text, and the file or registry key that it came from."""

    value: str
    source: str


@dataclass(frozen=True)
class Policy:
    """What IT has set. Everything is None where IT has set nothing, or nothing usable (`broken`).

    `faults` what is wrong with it · `broken` settings that are named, but with a value that does not fit ·
    `unread` a source is there and could not be read at all: what it sets is not known.
    """

    taken: Mapping[str, Taken] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    broken: frozenset[str] = frozenset()
    unread: bool = False

    @property
    def central(self) -> str | None:
        """Return the address of the central store, without a slash at its end."""
        value = self._text(Name.CENTRAL)
        return value.rstrip("/") if value is not None else None

    @property
    def proxy(self) -> str | None:
        """Return the address of the proxy, '' for none at all, None where the system decides."""
        value = self._text(Name.PROXY)
        return "" if value == DIRECT else value

    @property
    def ca_file(self) -> Path | None:
        """Return the file with the only certificate authorities to trust (PEM)."""
        return self._path(Name.CA_FILE)

    @property
    def copies_folder(self) -> Path | None:
        """Return where copies go; the folder may be away at the moment."""
        return self._path(Name.COPIES_FOLDER)

    @property
    def idle_minutes(self) -> int | None:
        """Return after how many minutes without a touch the desk locks itself, 0 for never."""
        value = self._text(Name.IDLE_MINUTES)
        return int(value) if value is not None else None

    @property
    def scan_folder(self) -> Path | None:
        """Return where the scanner puts its pages."""
        return self._path(Name.SCAN_FOLDER)

    @property
    def data_folder(self) -> Path | None:
        """Return where the data lie."""
        return self._path(Name.DATA_FOLDER)

    @property
    def update_source(self) -> str | None:
        """Return where new versions come from: an https address, or the path of a folder."""
        return self._text(Name.UPDATE_SOURCE)

    @property
    def update_channel(self) -> str | None:
        """Return which line of versions this computer follows."""
        return self._text(Name.UPDATE_CHANNEL)

    @property
    def closes_line(self) -> bool:
        """Say whether nothing may go over a network: it is not known by which way, or whom to trust."""
        return self._hides(Name.PROXY) or self._hides(Name.CA_FILE)

    @property
    def closes_enrolment(self) -> bool:
        """Say whether no desk may enrol: it is not known where IT wants it to."""
        return self._hides(Name.CENTRAL)

    @property
    def closes_new_data(self) -> bool:
        """Say whether no new data folder may be made where nobody named one: IT may want it elsewhere."""
        return self._hides(Name.DATA_FOLDER)

    def locks(self, name: str) -> bool:
        """Say whether a setting is IT's, so that nobody changes it in the program."""
        return name in self.taken

    def source(self, name: str) -> str | None:
        """Return which file or registry key has set it, None when none has."""
        taken = self.taken.get(name)
        return taken.source if taken is not None else None

    def _hides(self, name: str) -> bool:
        """Say whether IT may want a value that is not known."""
        return name in self.broken or (self.unread and name not in self.taken)

    def _text(self, name: str) -> str | None:
        taken = self.taken.get(name)
        return taken.value if taken is not None else None

    def _path(self, name: str) -> Path | None:
        value = self._text(name)
        return Path(value) if value is not None else None


NOTHING = Policy()
"""IT has set nothing."""


def machine_file() -> Path:
    """Return where the file lies on this computer; no environment variable and no command can move it."""
    if sys.platform == "win32":
        return program_data() / "kacdesk" / FILE_NAME
    return Path("/etc/kacdesk") / FILE_NAME


def read_policy(path: Path, *, owner: int | None = ROOT, registry: Found | None = None) -> Policy:
    """Return what a file and, going before it, the registry say. Never fails: what cannot be taken is a fault.

    `owner` the only user of the system who may change the file (on Windows administrators), None to ask for none: a
    draft that is looked at and not obeyed.
    """
    found = [each for each in (registry, read_file(path, owner=owner)) if each is not None]
    taken: dict[str, Taken] = {}
    broken: set[str] = set()
    for each in found:
        for name, value in each.values.items():
            if name not in broken:
                taken.setdefault(name, Taken(value, each.source))
        broken |= each.broken - taken.keys()
    faults = tuple(fault for each in found for fault in each.faults)
    return Policy(taken, faults, frozenset(broken), any(each.unread for each in found))


def _of_registry() -> Found | None:
    """Return what the registry says, None where there is none or nothing in it."""
    if sys.platform == "win32":
        try:
            told = registry_values()
        except NotReadable:
            return Found(REGISTRY_SOURCE, faults=(not_readable(REGISTRY_SOURCE),), unread=True)
        return sorted_out(REGISTRY_SOURCE, told) if told else None
    return None


class _Kept:
    """The policy of this process, once it was read."""

    def __init__(self, policy: Policy | None = None) -> None:
        self._turn = threading.Lock()
        self._policy = policy

    def get(self) -> Policy:
        with self._turn:
            if self._policy is None:
                self._policy = read_policy(machine_file(), registry=_of_registry())
            return self._policy


_kept = _Kept()


def in_force() -> Policy:
    """Return what IT has set for this computer; read once in a process, from any thread."""
    return _kept.get()


def note_in_log(policy: Policy) -> None:
    """Write to the log which settings are IT's and what is wrong with them; values are not written."""
    log = getLogger(__name__)
    for name, taken in policy.taken.items():
        log.info("set by IT key=%s source=%s", name, taken.source)
    for fault in policy.faults:
        log.warning(
            "policy fault=%s key=%s line=%s source=%s", fault.code, fault.key, fault.line, fault.source
        )


def set_by_it() -> str:
    """Return the words that stand beside a setting that is IT's."""
    return t("noteicis IT")


def locked(name: str) -> Refused:
    """Return the refusal to change what is IT's."""
    return Refused(
        t("“{label}”: to visam datoram noteicis IT.", label=t(BY_NAME[name].label)),
        effect=t("Nekas nav mainīts."),
        remedy=t("Ja vajag citu vērtību, lūdziet IT. Visu noteikto parāda “kacdesk policy”."),
    )


def not_known() -> Refused:
    """Return the refusal of what waits until the faults of the policy are mended."""
    return Refused(
        t("IT noteiktajos iestatījumos ir kļūda, tāpēc nav zināms, ko drīkst."),
        effect=t("Nekas nav mainīts un nekas nav nosūtīts."),
        remedy=t("Lūdziet IT palaist “kacdesk policy”: tas parāda, kas jālabo."),
    )


def shown_value(name: str, value: str) -> str:
    """Return a value as it may be shown: without the password that an address may hold."""
    before, at, after = value.rpartition("@")
    if name == Name.PROXY and at:
        return f"{before.partition('://')[0]}://***@{after}"
    return value
