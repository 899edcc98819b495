"""This file is the place where the command line tells what a person must look at, closes it, and finds a record."""

import argparse
from dataclasses import asdict

from kacdesk.cli.desk import reading, writing
from kacdesk.cli.output import say, say_json
from kacdesk.core.errors import ExitCode
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.services import attention, whereabouts
from kacdesk.services.attention import CONFLICT, REFUSAL, Item
from kacdesk.services.reporting.closings import REGISTER as CLOSED_REPORTS
from kacdesk.services.whereabouts import Step

_SHORT = 12


def show(asked: argparse.Namespace) -> ExitCode:
    """List refusals, conflicts and incidents; personal values only with a purpose. 1 when there is any."""
    with reading(asked) as context:
        items = attention.open_items(context, purpose=asked.purpose)
    if asked.json:
        say_json([asdict(item) for item in items])
    elif not items:
        say(t("Nav nekā, kas jāapskata."))
    else:
        for item in items:
            say(f"{item.id[:_SHORT]}  {short_moment(item.at)}  {_words(item)}")
    return ExitCode.ATTENTION if items else ExitCode.DONE


def _words(item: Item) -> str:
    place = " ".join(str(part) for part in (item.register, item.number or item.record) if part)
    if item.kind == REFUSAL:
        where = f" ({item.field})" if item.field else ""
        return t("Krātuve nepieņēma: {place} {code}", place=place, code=item.code + where)
    if item.kind == CONFLICT:
        return t(
            "Atšķiras divi labojumi: {place} {field}: rāda “{value}”, zaudēja “{other}”",
            place=place,
            field=str(item.field),
            value="" if item.value is None else str(item.value),
            other="" if item.other is None else str(item.other),
        )
    return t("Notikums: {code} {place}", code=_incident(item), place=place).strip()


def _incident(item: Item) -> str:
    """Return what an incident is, in words; an unknown one is shown as its code."""
    if item.code == "number-reused" and item.register == CLOSED_REPORTS:
        return t("divas darbvietas noslēgušas vienu periodu")
    known = {
        "forked": t("disks nav tas, ko krātuve pazina; sākta jauna numuru sērija"),
        "number-reused": t("viens numurs ir diviem dokumentiem"),
        "healed": t("dati atšķīrās no krātuves un ir salīdzināti"),
        "orphan": t("krātuve pēc atjaunošanas nezināja ierakstus; tie atdoti no šī datora"),
        "missing": t("krātuvē nav ierakstu, kas ir šeit"),
        "pin-reset": t("PIN dots ar datora komandu"),
    }
    return known.get(item.code, item.code)


def settle(asked: argparse.Namespace) -> ExitCode:
    """Close one of them."""
    with writing(asked) as context:
        item = attention.settle(
            context, asked.id, take_mine=asked.take_mine, resend=asked.resend, reason=asked.reason
        )
    say(t("Noslēgts: {words}", words=item.id[:_SHORT]))
    return ExitCode.DONE


def where(asked: argparse.Namespace) -> ExitCode:
    """Tell how far a record has got; 1 when something of it is refused or in conflict."""
    with reading(asked) as context:
        told = whereabouts.whereabouts(context, asked.number)
    if asked.json:
        say_json(asdict(told))
    else:
        say(f"{told.register} {told.number or told.record}".strip())
        if told.erased:
            say(t("Ieraksts ir dzēsts ar lēmumu."))
        for step in told.steps:
            say(f"  {short_moment(step.at)} {step.kind}: {_state(step)}")
        if told.conflicts:
            say(t("Pretrunas: {count}.", count=told.conflicts))
    stuck = told.conflicts or any(step.state == "refused" for step in told.steps)
    return ExitCode.ATTENTION if stuck else ExitCode.DONE


def _state(step: Step) -> str:
    place = f" ({step.seq})" if step.seq is not None else ""
    match step.state:
        case "unsealed" | "waiting":
            return t("tikai šajā datorā, gaida sūtīšanu{place}", place=place)
        case "acknowledged":
            return t("krātuve apstiprinājusi{place}", place=place)
        case "told":
            return t("krātuvē, redzams visiem{place}", place=place)
        case "safe":
            return t("krātuvē un pārbaudītā rezerves kopijā{place}", place=place)
        case "refused":
            return t("krātuve nepieņēma: {code}{place}", code=step.code, place=place)
    return t("no krātuves")
