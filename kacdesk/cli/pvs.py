"""This file is the place where the command line lists, notes and hands over what PVS should hold too (docs/pvs.md)."""

import argparse
from datetime import date
from pathlib import Path

from kacdesk.cli.desk import reading, writing
from kacdesk.cli.output import say, say_json
from kacdesk.core.errors import ExitCode, Missing, Usage
from kacdesk.core.ids import parse_id
from kacdesk.core.latvian import counted, short_moment
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.counter.entry import parse_day
from kacdesk.services.local import pvs, pvs_export
from kacdesk.services.local.pvs_queue import Key


def show(asked: argparse.Namespace) -> ExitCode:
    """Print the oldest registrations that wait, and how many there are."""
    with reading(asked) as context:
        found = pvs.page(context, limit=asked.limit)
    if asked.json:
        rows = [
            {
                "register": each.register,
                "id": each.record,
                "at": each.at,
                "institution": each.institution,
                "service_code": each.service_code,
                "service": each.service,
                "kind": each.kind,
                "quantity": each.quantity,
            }
            for each in found.entries
        ]
        say_json({"count": found.count, "rows": rows})
        return ExitCode.DONE
    for each in found.entries:
        what = ": ".join(part for part in (each.institution, each.service) if part)
        say(f"{each.record}\t{short_moment(each.at)}\t{each.kind}\t{what}")
    say(t("Kopā gaida: {count}", count=found.count))
    return ExitCode.DONE


def done(asked: argparse.Namespace) -> ExitCode:
    """Note that a registration stands in PVS."""
    with writing(asked) as context:
        pvs.done(context, _key(context, asked.id), number=asked.number)
    say(t("Atzīmēts."))
    return ExitCode.DONE


def skip(asked: argparse.Namespace) -> ExitCode:
    """Note why a registration is not entered in PVS."""
    with writing(asked) as context:
        pvs.skip(context, _key(context, asked.id), reason=asked.reason)
    say(t("Atzīmēts."))
    return ExitCode.DONE


def reopen(asked: argparse.Namespace) -> ExitCode:
    """Let a registration wait again."""
    with writing(asked) as context:
        pvs.reopen(context, _key(context, asked.id))
    say(t("Atkal gaida."))
    return ExitCode.DONE


def export(asked: argparse.Namespace) -> ExitCode:
    """Write the registrations of some days as CSV."""
    with reading(asked) as context:
        told = pvs_export.export(
            context,
            first=_day(asked.since),
            last=_day(asked.until),
            out=Path(asked.out),
            purpose=asked.purpose,
        )
    rows = counted(told.rows, t("rindu"), t("rinda"), t("rindas"))
    say(
        t(
            "{name}: {rows}, no tām vēl jāievada {count}",
            name=Path(asked.out).name,
            rows=rows,
            count=told.waiting,
        )
    )
    return ExitCode.DONE


def _key(context: Context, text: str) -> Key:
    record = parse_id(text)
    found = pvs.key_of(context, record) if record is not None else None
    if found is None:
        raise Missing(
            t("Ierakstu saraksts “Jāievada PVS” tādu nezina."),
            effect=t("Nekas nav atzīmēts."),
            remedy=t("Paņemiet identifikatoru no “kacdesk pvs”."),
        )
    return found


def _day(text: str) -> date:
    day = parse_day(text)
    if day is None:
        raise Usage(
            t("Datums “{text}” nav nolasāms.", text=text[:20]),
            effect=t("Nekas nav ierakstīts."),
            remedy=t("Rakstiet, piemēram, 2026-11-01."),
        )
    return day
