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
from kacdesk.services.change_words import change_words
from kacdesk.services.context import Context
from kacdesk.services.matter_words import incident_words, refusal_words
from kacdesk.services.matters import value_words
from kacdesk.services.references import current_references
from kacdesk.services.whereabouts import Step
from kacdesk.spec.register import RegisterSpec

_SHORT = 12


def show(asked: argparse.Namespace) -> ExitCode:
    """List refusals, conflicts and incidents; personal values only with a purpose. 1 when there is any."""
    with reading(asked) as context:
        items = attention.open_items(context, purpose=asked.purpose)
        told = [] if asked.json else [(item, _told(context, item)) for item in items]
    if asked.json:
        say_json([asdict(item) for item in items])
    elif not items:
        say(t("Nav nekā, kas jāapskata."))
    else:
        for item, (words, *advice) in told:
            say(f"{item.id[:_SHORT]}  {short_moment(item.at)}  {words}")
            for sentence in advice:
                say(f"    {sentence}")
    return ExitCode.ATTENTION if items else ExitCode.DONE


def _told(context: Context, item: Item) -> list[str]:
    """Return an item as a person reads it: where, what and why, and below it what can be done."""
    spec = _spec(context, item.register)
    field = spec.by_name.get(item.field or "") if spec is not None else None
    place = " ".join(
        str(part) for part in (_singular(spec, item.register), item.number or item.record) if part
    )
    if item.kind == CONFLICT:
        names = current_references(context.store)
        words = t(
            "Atšķiras divi labojumi: {place} {field}: rāda “{value}”, zaudēja “{other}”",
            place=place,
            field=t(field.label) if field is not None else str(item.field),
            value=value_words(field, item.value, names),
            other=value_words(field, item.other, names),
        )
        return [words]
    if item.kind == REFUSAL:
        why, advice = refusal_words(item.code, field)
        why = f"{why} ({item.code})"
    else:
        why, advice = incident_words(item.code, item.detail, register=item.register)
    return [f"{place}: {why}" if place else why, *([advice] if advice else [])]


def _spec(context: Context, register: str | None) -> RegisterSpec | None:
    return context.catalog.spec(register) if register and register in context.catalog else None


def _singular(spec: RegisterSpec | None, register: str | None) -> str:
    """Return what a record of the register is called; one that this version does not know by its name alone."""
    return t(spec.singular) if spec is not None else register or ""


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
        singular = _singular(_spec(context, told.register), told.register)
    if asked.json:
        say_json(asdict(told))
    else:
        say(f"{singular} {told.number or told.record}".strip())
        if told.erased:
            say(t("Ieraksts ir dzēsts ar lēmumu."))
        for step in told.steps:
            say(f"  {short_moment(step.at)} {change_words(step.kind)}: {_state(step)}")
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
