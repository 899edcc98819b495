"""This file is the place where the command line says what is wrong with a desk, and mends nothing."""

import argparse
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import kacdesk
from kacdesk.care.finding import Finding
from kacdesk.cli.desk import unlock_of
from kacdesk.cli.output import say, say_json
from kacdesk.cli.time_limit import ended_after
from kacdesk.core.errors import DeskError, ExitCode, Unavailable
from kacdesk.core.on_demand import on_demand
from kacdesk.core.settings import named_data_folder, usual_data_folder
from kacdesk.core.text import t
from kacdesk.sync.transport import require_safe_url
from kacdesk.vault.slots import Unlock

if TYPE_CHECKING:
    from kacdesk.care.doctor import examine_each, worst
    from kacdesk.care.ground import Ground
else:
    examine_each, worst = on_demand("kacdesk.care.doctor", "examine_each worst")
    (Ground,) = on_demand("kacdesk.care.ground", "Ground")

BEFORE_INSTALL_S = 120
"""An old PC with a virus scanner and no network takes a fraction; the installers wait for a minute longer than this."""


def doctor(asked: argparse.Namespace) -> ExitCode:
    """Look at the program, the folder, the key, the data and the exchange; the worst finding is the exit code.

    Before an installation only what is bad counts: an installer knows no other answers than go on and stop. Nobody
    sits there, so nothing is asked, and it ends after BEFORE_INSTALL_S whatever does not answer.
    """
    with ended_after(BEFORE_INSTALL_S, _overrun()) if asked.before_install else nullcontext():
        findings = list(_told(asked))
    if asked.json:
        say_json({"version": kacdesk.__version__, "findings": [finding.plain() for finding in findings]})
    code = worst(findings)
    return ExitCode.DONE if asked.before_install and code is ExitCode.ATTENTION else code


def _told(asked: argparse.Namespace) -> Iterator[Finding]:
    """Carry out the looks; without --json each is said as soon as it is known."""
    ground = ground_of(asked, asking=not asked.before_install)
    if asked.central is not None:
        ground.central = require_safe_url(asked.central)
    if asked.ca is not None:
        ground.authority = Path(asked.ca).expanduser()
    for finding in examine_each(ground, before_install=asked.before_install):
        if not asked.json:
            _say(finding)
        yield finding


def ground_of(asked: argparse.Namespace, *, asking: bool = True) -> Ground:
    """Return what a command looks at; slots that cannot be read are a finding, and no reason to ask for anything.

    Without `asking` nobody is asked for a passphrase.
    """
    try:
        folder = named_data_folder(asked.data)
    except DeskError:
        folder = usual_data_folder()  # what IT has set cannot be taken, which has a look of its own
    try:
        unlock = unlock_of(asked, asking=asking)
    except DeskError:
        unlock = Unlock()
    return Ground(folder, unlock)


def _overrun() -> Unavailable:
    return Unavailable(
        t("Datora pārbaude nebeidzās {count} sekundēs.", count=BEFORE_INSTALL_S),
        effect=t("Tā ir pārtraukta; iepriekšējā programmas versija un dati nav mainīti."),
        remedy=t("Pārbaudiet, vai atbild tīkls, diski un atslēgu glabātuve, un sāciet vēlreiz."),
    )


def _say(finding: Finding) -> None:
    say(f"[{finding.state}] {finding.name}: {finding.told.words}")
    if finding.told.remedy:
        say(f"    {finding.told.remedy}")
