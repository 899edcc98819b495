"""This file is the place where the command line attaches files to records, takes them out of sight and saves them."""

import argparse
import os
from pathlib import Path

from kacdesk.cli import files_shown
from kacdesk.cli.desk import reading, register_named, writing
from kacdesk.cli.output import say, say_json
from kacdesk.cli.records import record_named
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.reports.files import written
from kacdesk.services.papers import attachments
from kacdesk.services.papers.attachments import DamagedCopy, NotHere


def attach(asked: argparse.Namespace) -> ExitCode:
    """Attach a file to a record; it is on the disk, encrypted, before this returns."""
    with writing(asked) as context:
        spec = register_named(context, asked.register)
        record = record_named(context, spec, asked.id)
        done = attachments.attach(context, spec.name, record, Path(asked.file), asked.role)
    if asked.json:
        say_json(files_shown.as_json(done))
    else:
        say(t("Datne pievienota: {words}", words=files_shown.as_text(done)))
    return ExitCode.DONE


def detach(asked: argparse.Namespace) -> ExitCode:
    """Take a file of a record out of sight; its bytes stay."""
    with writing(asked) as context:
        spec = register_named(context, asked.register)
        record = record_named(context, spec, asked.id)
        attachments.detach(context, spec.name, record, _sha(asked.sha256), reason=asked.reason)
    say(t("Datne no ieraksta ir noņemta."))
    return ExitCode.DONE


def save_file(asked: argparse.Namespace) -> ExitCode:
    """Save a file of a record in the clear; one that is not here, or damaged here, is asked for."""
    sha = _sha(asked.sha256)
    out = Path(asked.out)
    if out.exists():
        raise Usage(
            t("“{name}” jau ir.", name=out.name),
            effect=t("Datne nav saglabāta."),
            remedy=t("Norādiet citu nosaukumu."),
        )
    try:
        with reading(asked) as context:
            spec = register_named(context, asked.register)
            record = record_named(context, spec, asked.id)
            opened = attachments.open_file(context, spec.name, record, sha, purpose=asked.purpose)
    except (NotHere, DamagedCopy):
        with writing(asked) as context:
            found = attachments.attachment(context, record, sha)
            attachments.fetch_again(context, found.sha256)
        raise
    with written(out) as beside:
        descriptor = os.open(beside, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(opened.content)
    size = number(len(opened.content) / 1024)
    say(t("Datne saglabāta: {name} ({size} KB)", name=out.name, size=size))
    return ExitCode.DONE


def _sha(text: str) -> bytes:
    """Read the hash of a file, or at least its first four bytes."""
    try:
        sha = bytes.fromhex(text)
    except ValueError:
        sha = b""
    if not 4 <= len(sha) <= 32:
        raise Usage(
            t("“{text}” nav datnes jaucējvērtība.", text=text[:70]),
            effect=t("Nekas nav mainīts."),
            remedy=t("Ieraksta datnes parāda “kacdesk show”; pietiek ar pirmajām astoņām zīmēm."),
        )
    return sha
