"""This file is the place where the command line writes the paper for an outage."""

import argparse
from pathlib import Path

from kacdesk.cli.desk import reading
from kacdesk.cli.output import say
from kacdesk.core.errors import ExitCode
from kacdesk.core.text import t
from kacdesk.services.counter import outage_sheet


def sheet(asked: argparse.Namespace) -> ExitCode:
    """Write the sheet of this desk's services as a PDF."""
    with reading(asked) as context:
        out = outage_sheet.write(context, Path(asked.out))
    say(t("Lapa pārtraukumam saglabāta: {name}", name=out.name))
    return ExitCode.DONE
