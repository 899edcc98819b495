"""This file is the place where the command line says what is wrong with a desk, and mends nothing."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import kacdesk
from kacdesk.care.finding import Finding
from kacdesk.cli.desk import unlock_of
from kacdesk.cli.output import say, say_json
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.on_demand import on_demand
from kacdesk.core.settings import data_folder, usual_data_folder
from kacdesk.sync.transport import require_safe_url
from kacdesk.vault.slots import Unlock

if TYPE_CHECKING:
    from kacdesk.care.doctor import examine, worst
    from kacdesk.care.ground import Ground
else:
    examine, worst = on_demand("kacdesk.care.doctor", "examine worst")
    (Ground,) = on_demand("kacdesk.care.ground", "Ground")


def doctor(asked: argparse.Namespace) -> ExitCode:
    """Look at the program, the folder, the key, the data and the exchange; the worst finding is the exit code.

    Before an installation only what is bad counts: an installer knows no other answers than go on and stop.
    """
    ground = ground_of(asked)
    if asked.central is not None:
        ground.central = require_safe_url(asked.central)
    if asked.ca is not None:
        ground.authority = Path(asked.ca).expanduser()
    findings = examine(ground, before_install=asked.before_install)
    if asked.json:
        say_json({"version": kacdesk.__version__, "findings": [finding.plain() for finding in findings]})
    else:
        for finding in findings:
            _say(finding)
    code = worst(findings)
    return ExitCode.DONE if asked.before_install and code is ExitCode.ATTENTION else code


def ground_of(asked: argparse.Namespace) -> Ground:
    """Return what a command looks at; slots that cannot be read are a finding, and no reason to ask for anything."""
    try:
        folder = data_folder(asked.data)
    except DeskError:
        folder = usual_data_folder()  # what IT has set cannot be taken, which has a look of its own
    try:
        unlock = unlock_of(asked)
    except DeskError:
        unlock = Unlock()
    return Ground(folder, unlock)


def _say(finding: Finding) -> None:
    say(f"[{finding.state}] {finding.name}: {finding.told.words}")
    if finding.told.remedy:
        say(f"    {finding.told.remedy}")
