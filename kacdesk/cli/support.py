"""This file is the place where the command line shows and writes the support bundle."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kacdesk.cli.doctor import ground_of
from kacdesk.cli.output import say
from kacdesk.core.errors import ExitCode
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t

if TYPE_CHECKING:
    from kacdesk.care.bundle import as_shown, bundle, save
else:
    as_shown, bundle, save = on_demand("kacdesk.care.bundle", "as_shown bundle save")


def add_commands(commands: Any, make: Any) -> None:
    """Add the command; `commands` is argparse's private type and `make` the parser's own way to add one."""
    told = make(commands, "support-bundle", t("atbalsta pakete bez personas datiem"), support_bundle)
    told.add_argument("--preview", action="store_true", help=t("parāda, kas tajā būs"))
    told.add_argument("--out", metavar="FILE.zip", help=t("kur saglabāt; bez tā tikai parāda"))


def support_bundle(asked: argparse.Namespace) -> ExitCode:
    """Print what a bundle would hold, or write it; it acts for nobody and holds nobody's data."""
    told = bundle(ground_of(asked))
    if asked.preview or asked.out is None:
        say(as_shown(told).rstrip("\n"))
    if asked.out is not None:
        out = Path(asked.out).expanduser()
        save(told, out)
        if not asked.preview:
            say(t("Atbalsta pakete saglabāta: {name}.", name=str(out)))
    return ExitCode.DONE
