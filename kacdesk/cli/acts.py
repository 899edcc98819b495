"""This file is the place where the command line takes a step with a record, and draws its papers."""

import argparse
from pathlib import Path

from kacdesk.cli.desk import reading, register_named, writing
from kacdesk.cli.output import say, say_json
from kacdesk.cli.records import record_named
from kacdesk.core.errors import ExitCode
from kacdesk.core.text import t
from kacdesk.services import record_acts, record_papers, steps
from kacdesk.services.papers import slips
from kacdesk.services.record_acts import Act


def show(asked: argparse.Namespace) -> ExitCode:
    """Print what can be done with a record: its steps, papers and what can be begun from it in the window."""
    with reading(asked) as context:
        spec = register_named(context, asked.register)
        found = record_acts.acts_of(context, spec.name, record_named(context, spec, asked.id))
    groups = (("step", found.steps), ("paper", found.papers), ("onward", found.onward))
    if asked.json:
        say_json({kind: [_as_json(act) for act in acts] for kind, acts in groups})
    else:
        for kind, acts in groups:
            for act in acts:
                say(f"{kind}\t{act.name}\t{act.label}")
    return ExitCode.DONE


def step(asked: argparse.Namespace) -> ExitCode:
    """Take a step with a record and print its new revision."""
    with writing(asked) as context:
        spec = register_named(context, asked.register)
        record = record_named(context, spec, asked.id)
        rev = steps.take(context, spec.name, record, asked.step)
    if asked.json:
        say_json({"id": record, "rev": rev})
    else:
        say(t("Ierakstīts: {title}", title=t(spec.singular)))
    return ExitCode.DONE


def paper(asked: argparse.Namespace) -> ExitCode:
    """Write a paper of a record as a PDF."""
    with reading(asked) as context:
        spec = register_named(context, asked.register)
        record = record_named(context, spec, asked.id)
        slips.keep(context, record_papers.paper(context, spec.name, record, asked.name), Path(asked.out))
    say(t("Papīrs saglabāts: {name}", name=Path(asked.out).name))
    return ExitCode.DONE


def _as_json(act: Act) -> dict[str, str]:
    told = {"name": act.name, "label": act.label}
    return told | ({"register": act.register} if act.register else {})
