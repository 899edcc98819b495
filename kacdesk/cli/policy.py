"""This file is the place where the command line tells what IT has set for this computer, and what is wrong with it."""

import argparse
from pathlib import Path

from kacdesk.cli.output import complain, say, say_json
from kacdesk.core.errors import ExitCode, Missing
from kacdesk.core.policy import Policy, Taken, in_force, machine_file, read_policy, shown_value
from kacdesk.core.policy_faults import Fault, no_authority
from kacdesk.core.policy_keys import BY_NAME, KEYS, Name
from kacdesk.core.text import t
from kacdesk.sync.trust import authority_of


def show(asked: argparse.Namespace) -> ExitCode:
    """Tell every setting that is in force with its source, or what a file would set; 1 when something is wrong."""
    policy = _draft(Path(asked.check)) if asked.check else in_force()
    faults = [*policy.faults, *_unreadable_authority(policy)]
    if asked.json:
        say_json(
            {
                "file": str(asked.check or machine_file()),
                "settings": {
                    name: {"value": shown_value(name, taken.value), "source": taken.source}
                    for name, taken in _in_order(policy)
                },
                "faults": [_plain(fault) for fault in faults],
                "unread": policy.unread,
            }
        )
    else:
        if not policy.taken and not policy.faults:
            say(_nothing(asked.check))
        _say(policy)
        for fault in faults:
            complain(fault.error())
    return ExitCode.ATTENTION if faults else ExitCode.DONE


def locked_by_it(policy: Policy) -> dict[str, str]:
    """Return the settings that nobody changes here, each with the file or registry key that sets it."""
    return {name: taken.source for name, taken in _in_order(policy)}


def _draft(path: Path) -> Policy:
    if path.is_file():
        return read_policy(path, owner=None)
    raise Missing(
        t("Datnes “{name}” nav.", name=path.name),
        effect=t("Nekas nav pārbaudīts."),
        remedy=t("Pārbaudiet ceļu."),
    )


def _in_order(policy: Policy) -> list[tuple[str, Taken]]:
    return [(key.name.value, policy.taken[key.name]) for key in KEYS if key.name in policy.taken]


def _nothing(draft: str | None) -> str:
    if draft:
        return t("Datne “{name}” neko nenosaka.", name=Path(draft).name)
    return t("IT šim datoram neko nav noteicis ({file}).", file=machine_file())


def _say(policy: Policy) -> None:
    for name, taken in _in_order(policy):
        label = t(BY_NAME[name].label)
        say(f"{name} = {shown_value(name, taken.value)}  [{label}; {taken.source}]")


def _unreadable_authority(policy: Policy) -> list[Fault]:
    """Return a fault where the file of certificates is there, but holds none that can be used."""
    if policy.ca_file is None or authority_of(policy):
        return []
    source = policy.source(Name.CA_FILE) or ""
    return [no_authority(source, BY_NAME[Name.CA_FILE], None, str(policy.ca_file))]


def _plain(fault: Fault) -> dict[str, object]:
    told = fault.error()
    return {
        "code": fault.code,
        "key": fault.key,
        "line": fault.line,
        "source": fault.source,
        "what": told.what,
        "effect": told.effect,
        "remedy": told.remedy,
    }
