"""This file is the place where the command line proves who acts, and gives or changes PINs."""

import argparse

from kacdesk.cli.desk import reading_store
from kacdesk.cli.output import say, say_json
from kacdesk.cli.secret_file import secret_in
from kacdesk.cli.terminal import ask_secret, somebody_answers
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.core.latvian import short_date, short_moment
from kacdesk.core.text import t
from kacdesk.services.context import Actor, Context, role_name
from kacdesk.services.people import accounts, pins
from kacdesk.services.people.pins import Kept
from kacdesk.store.session import Store


def show(asked: argparse.Namespace) -> ExitCode:
    """List the people of the point, their roles, and who has a PIN at this desk."""
    with reading_store(asked) as store:
        people, kept = accounts.staff(store), pins.kept(store)
    if asked.json:
        say_json([_as_json(person, kept.get(person.id)) for person in people])
        return ExitCode.DONE
    for person in people:
        say("\t".join((person.name, _role(person), _pin(kept.get(person.id)))))
    return ExitCode.DONE


def _role(person: Actor) -> str:
    until = person.acting_until
    if until is None:
        return role_name(person.role)
    return t("vadītāja p. i. līdz {day}", day=short_date(until))


def _pin(kept: Kept | None) -> str:
    if kept is None:
        return t("PIN vēl nav")
    if kept.one_time:
        return t("PIN vienreizējs, nav lietots")
    return t("PIN ir kopš {at}", at=short_moment(kept.set_at))


def _as_json(person: Actor, kept: Kept | None) -> dict[str, object]:
    """Return the stable form (docs/cli.md)."""
    return {
        "id": person.id,
        "name": person.name,
        "role": str(person.own_role),
        "acting_until": person.acting_until,
        "pin": kept is not None,
        "one_time": kept is not None and kept.one_time,
        "set_at": kept.set_at if kept is not None else None,
        "entered_at": kept.entered_at if kept is not None else None,
    }


def set_own(asked: argparse.Namespace) -> ExitCode:
    """Change the PIN of the person of --as, which asks for the old one; the first one of the desk is a supervisor's."""
    with reading_store(asked) as store:
        context = _unproved(store, asked)
        old = secret_in(asked.pin_file, asked.data) if asked.pin_file else ""
        if not old and pins.required(store):
            old = _typed(t("Līdzšinējais PIN: "))
        new = secret_in(asked.new_pin_file, asked.data) if asked.new_pin_file else _typed(t("Jaunais PIN: "))
        pins.change_own(context, old, new, confirmed=asked.confirm)
    say(t("PIN nomainīts: {name}.", name=context.actor.name))
    return ExitCode.DONE


def _unproved(store: Store, asked: argparse.Namespace) -> Context:
    """Return the person who is named; the old PIN proves them when the new one is kept."""
    if asked.acting is None:
        raise Usage(
            t("Nav norādīts, kura PIN mainīt."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet personu: --as VĀRDS."),
        )
    return Context(store, accounts.person_called(store, asked.acting))


def reset(asked: argparse.Namespace) -> ExitCode:
    """Give a person a PIN for one use and print it; every supervisor is told when they next sign in."""
    with reading_store(asked) as store:
        person = accounts.person_called(store, asked.name)
        given = pins.reset(store, person)
    if asked.json:
        say_json({"name": person.name, "pin": given})
    else:
        say(
            t(
                "Vienreizējais PIN: {pin}. Pasakiet to tikai vienam cilvēkam: {name}.",
                pin=given,
                name=person.name,
            )
        )
    return ExitCode.DONE


def _typed(question: str) -> str:
    if somebody_answers():
        return ask_secret(question)
    raise Usage(
        t("PIN nav kur ierakstīt, jo te nav termināļa."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Norādiet datnes ar PIN: --pin-file DATNE un --new-pin-file DATNE."),
    )
