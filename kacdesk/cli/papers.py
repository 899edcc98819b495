"""This file is the place where the command line finds a record by the code on its slip, and draws slip and stamp."""

import argparse
from pathlib import Path

from kacdesk.cli.desk import reading, register_named
from kacdesk.cli.output import say, say_json
from kacdesk.cli.records import record_named
from kacdesk.core.errors import ExitCode
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.services.papers import short_codes, slips

STAMPED = "received_document"


def find_by_code(asked: argparse.Namespace) -> ExitCode:
    """Print which records have the code that stands on a slip; it tells nothing of the customer."""
    with reading(asked) as context:
        found = short_codes.find(context, asked.code)
    if asked.json:
        rows = [{"register": each.register, "id": each.id, "at": each.at} for each in found]
        say_json({"code": found[0].code, "rows": rows})
    else:
        for each in found:
            say(f"{each.register}\t{each.id}\t{short_moment(each.at)}")
    return ExitCode.DONE


def slip(asked: argparse.Namespace) -> ExitCode:
    """Write the slip for the customer of a contact as a PDF."""
    with reading(asked) as context:
        spec = register_named(context, asked.register)
        record = record_named(context, spec, asked.id)
        slips.keep(context, slips.slip(context, spec.name, record, paper=asked.paper), Path(asked.out))
    say(t("Lapiņa saglabāta: {name}", name=Path(asked.out).name))
    return ExitCode.DONE


def stamp(asked: argparse.Namespace) -> ExitCode:
    """Write the stamp SAŅEMTS of a received document as a PDF."""
    with reading(asked) as context:
        record = record_named(context, context.catalog.spec(STAMPED), asked.id)
        slips.keep(context, slips.stamp(context, record, paper=asked.paper), Path(asked.out))
    say(t("Zīmogs saglabāts: {name}", name=Path(asked.out).name))
    return ExitCode.DONE
