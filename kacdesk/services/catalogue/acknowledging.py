"""This file is the place where it is known what each person still has to get acquainted with, and who has not yet.

A new edition of the catalogue, and every document of the library that all must know, in the version that is in force
(S003 14-16, S002 1-4, S000 2.2(4)). What is acknowledged stands in the register `acknowledgement`, which is synced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.clock import today_riga
from kacdesk.core.latvian import counted
from kacdesk.core.text import t
from kacdesk.models.catalogue_changes import Happened
from kacdesk.services import records
from kacdesk.services.catalog import is_retired
from kacdesk.services.catalogue import editions
from kacdesk.services.catalogue.editions import EditionNews
from kacdesk.services.context import Actor, Context, Role
from kacdesk.services.people import accounts
from kacdesk.spec.register import Status

REGISTER, LIBRARY = "acknowledgement", "library_item"
_WHAT = {"INTERNAL_RULE": "RULES", "JOB_DESCRIPTION": "RULES", "SAFETY": "SAFETY", "TERMS": "TERMS",
         "AGREEMENT": "TERMS"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToKnow:
    """Something to get acquainted with. `what` a code of `ACKNOWLEDGED` · `subject` which edition or document ·
    `sentence` for the day's page · `item` the document of the library, None for the catalogue."""

    what: str
    subject: str
    sentence: str
    item: UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one thing is known: who has acknowledged it, and who works here and has not."""

    matter: ToKnow
    known_by: tuple[str, ...]
    missing: tuple[str, ...]


def asked(context: Context) -> tuple[ToKnow, ...]:
    """Return what the person at the desk has not acknowledged yet; nothing for IT and for nobody."""
    if context.actor.role not in (Role.CLERK, Role.SUPERVISOR):
        return ()
    every = _every(context)
    if not every:
        return ()
    with context.store.read() as connection:
        done = _done(connection, context)
    return tuple(each for each in every if (context.actor.id, _key(each)) not in done)


def acknowledge(context: Context, matter: ToKnow) -> UUID:
    """Write down that the person at the desk knows it, today; the record's identity is returned."""
    values = {
        "what": matter.what,
        "subject": matter.subject,
        "library_item_id": matter.item,
        "staff_id": context.actor.id,
        "acknowledged_on": today_riga(),
        "signed": False,
    }
    return records.save(context, REGISTER, values).id


def standing(context: Context) -> list[Standing]:
    """Return for everything that all must know who knows it and who does not yet, for the supervisor."""
    people = [each for each in accounts.staff(context.store) if each.role in (Role.CLERK, Role.SUPERVISOR)]
    with context.store.read() as connection:
        done = _done(connection, context)
    return [_standing(each, people, done) for each in _every(context)]


def _standing(matter: ToKnow, people: list[Actor], done: set[tuple[UUID, str]]) -> Standing:
    knows = [person for person in people if (person.id, _key(matter)) in done]
    missing = [person.name for person in people if person not in knows]
    return Standing(matter, tuple(person.name for person in knows), tuple(missing))


def _every(context: Context) -> list[ToKnow]:
    told = editions.news(context)
    with context.store.read() as connection:
        items = list(_documents(connection, context))
    return [*([_edition(told)] if told is not None and told.is_news else []), *items]


def _edition(told: EditionNews) -> ToKnow:
    return ToKnow("CATALOGUE", told.version, changed_words(told))


def changed_words(told: EditionNews) -> str:
    """Return in one sentence what an edition changed."""
    words = {
        Happened.ADDED: lambda n: counted(n, t("jaunu"), t("jauns"), t("jauni")),
        Happened.ENDED: lambda n: counted(n, t("beidzas"), t("beidzas"), t("beidzas")),
        Happened.MERGED: lambda n: counted(n, t("apvienotu"), t("apvienots"), t("apvienoti")),
        Happened.CHANGED: lambda n: counted(n, t("mainītu"), t("mainīts"), t("mainīti")),
    }
    parts = [words[each](count) for each, count in told.counts.items() if count]
    return t("Katalogs mainījies: {parts}.", parts=", ".join(parts))


def _documents(connection: Connection, context: Context) -> Iterator[ToKnow]:
    table, today = context.catalog.table(LIBRARY), today_riga()
    living = select(table).where(table.c.must_know.is_(True), table.c.status != Status.VOIDED)
    for row in connection.execute(living.order_by(table.c.n)):
        if not is_retired(row._mapping, today):
            subject = " ".join(part for part in (row.title, row.version) if part)
            sentence = t("Iepazīstieties: {document}.", document=subject)
            yield ToKnow(_WHAT.get(row.kind, "GUIDANCE"), subject[:300], sentence, row.id)


def _done(connection: Connection, context: Context) -> set[tuple[UUID, str]]:
    table = context.catalog.table(REGISTER)
    columns = (table.c.staff_id, table.c.what, table.c.subject, table.c.library_item_id)
    living = select(*columns).where(table.c.status != Status.VOIDED, table.c.staff_id.is_not(None))
    return {
        (row.staff_id, _key(ToKnow(row.what, row.subject, "", row.library_item_id)))
        for row in connection.execute(living)
    }


def _key(matter: ToKnow) -> str:
    """Return by what an acknowledgement is found again: the document, else what it is called."""
    return matter.item.hex if matter.item is not None else f"{matter.what}/{matter.subject}"
