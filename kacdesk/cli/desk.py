"""This file is the place where a command gets the desk it works on, open for as long as it runs."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kacdesk.cli.secret_file import secret_in
from kacdesk.cli.terminal import ask_secret, somebody_answers
from kacdesk.core.errors import Refused, Usage
from kacdesk.core.settings import data_folder
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.people.accounts import act_as
from kacdesk.services.people.pins import required
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import opening
from kacdesk.store.granted import open_granted
from kacdesk.store.session import Store
from kacdesk.vault.slots import Unlock, asks_passphrase


def unlock_of(asked: argparse.Namespace, *, asking: bool = True) -> Unlock:
    """Return by which slot the store is to be opened; a person at a terminal is asked for a passphrase.

    Without `asking` nobody is: not even at a console, which may be one that nobody sees.
    """
    file = asked.passphrase_file
    if file:
        return Unlock(passphrase_file=Path(file))
    if asking and somebody_answers() and asks_passphrase(data_folder(asked.data)):
        return Unlock(passphrase=ask_secret(t("Paroles frāze: ")))
    return Unlock()


def acting(asked: argparse.Namespace, store: Store) -> Context:
    """Return the person of --as at an open store; a person at a terminal is asked for a PIN where one is needed."""
    return act_as(store, asked.acting, pin=pin_of(asked, store))


def pin_of(asked: argparse.Namespace, store: Store) -> str | None:
    """Return the PIN of --pin-file; without one what a person at a terminal types, or None."""
    if asked.pin_file:
        return secret_in(asked.pin_file, asked.data)
    if asked.acting is not None and somebody_answers() and required(store):
        return ask_secret(t("PIN: "))
    return None


@contextmanager
def writing(asked: argparse.Namespace) -> Iterator[Context]:
    """Open the desk for writing as the person of --as; nobody else may have it open for writing."""
    if getattr(asked, "of_point", None):
        raise Refused(
            t("Cita punkta datus no šīs darbvietas drīkst tikai lasīt."),
            effect=t("Nekas nav mainīts."),
            remedy=t(
                "Rakstīšanai piesakiet otru datu mapi tam punktam: “kacdesk --data MAPE init --point KODS”."
            ),
        )
    store = opening.open_for_writing(data_folder(asked.data), unlock_of(asked))
    try:
        yield acting(asked, store)
    finally:
        store.close()


@contextmanager
def reading(asked: argparse.Namespace) -> Iterator[Context]:
    """Open the desk for reading, also beside an open window; with --point another point that it may read.

    Whoever looks there is a person of the own point, and is written down in what is kept of the other.
    """
    with reading_store(asked) as store:
        context, point = acting(asked, store), getattr(asked, "of_point", None)
        if not point or point == store.point:
            yield context
            return
        other = open_granted(store, point)
        try:
            yield Context(other, context.actor)
        finally:
            other.close()


@contextmanager
def reading_store(asked: argparse.Namespace) -> Iterator[Store]:
    """Open the desk's store for reading, with nobody acting."""
    store = opening.open_for_reading(data_folder(asked.data), unlock_of(asked))
    try:
        yield store
    finally:
        store.close()


def register_named(context: Context, name: str) -> RegisterSpec:
    """Return the register of that name; Usage when there is none."""
    if name in context.catalog and context.catalog.spec(name).parent is None:
        return context.catalog.spec(name)
    raise Usage(
        t("Reģistra “{name}” nav.", name=name),
        effect=t("Nekas nav mainīts."),
        remedy=t("Reģistru vārdus parāda “kacdesk status”."),
    )
