"""This file is the place where it is known what each person still has to get acquainted with, and who has not yet.

A new edition of the catalogue, and every document of the library that all must know, in the version that is in force
(S003 14-16, S002 1-4, S000 2.2(4)). What is acknowledged stands in the register `acknowledgement`, which is synced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.clock import riga_day, today_riga
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
_CATALOGUE = "CATALOGUE"
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
    """Return what the person at the desk has not acknowledged yet; nothing for IT and for nobody.

    Of the catalogue each edition since she came, the oldest first, so that nobody who was away misses one.
    """
    if context.actor.role not in (Role.CLERK, Role.SUPERVISOR):
        return ()
    with context.store.read() as connection:
        done, came = _done(connection, context), _came_on(connection, context).get(context.actor.id)
        editions_ = [each for each in _published(connection, context) if each.concerns(came)]
        documents = list(_documents(connection, context))
    unread = [each for each in editions_ if (context.actor.id, each.key) not in done]
    told = [*_news(context, unread), *documents]
    return tuple(each for each in told if (context.actor.id, _key(each)) not in done)


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
    """Return for everything that all must know who knows it and who does not yet, for the supervisor.

    An earlier edition of the catalogue is among it while somebody whom it concerns has not acknowledged it.
    """
    people = [each for each in accounts.staff(context.store) if each.role in (Role.CLERK, Role.SUPERVISOR)]
    with context.store.read() as connection:
        done, came = _done(connection, context), _came_on(connection, context)
        published, documents = _published(connection, context), list(_documents(connection, context))
    found = []
    for edition in published:
        concerned = [person for person in people if edition.concerns(came.get(person.id))]
        if edition.newest or any((person.id, edition.key) not in done for person in concerned):
            found += [_standing(each, concerned, done) for each in _news(context, [edition])]
    return [*found, *(_standing(each, people, done) for each in documents)]


def _standing(matter: ToKnow, people: list[Actor], done: set[tuple[UUID, str]]) -> Standing:
    knows = [person for person in people if (person.id, _key(matter)) in done]
    missing = [person.name for person in people if person not in knows]
    return Standing(matter, tuple(person.name for person in knows), tuple(missing))


@dataclass(frozen=True, slots=True)
class _Published:
    """An edition of the catalogue; `newest` is the one in force."""

    version: str
    published_on: date
    newest: bool

    @property
    def key(self) -> str:
        """Return by what its acknowledgement is found."""
        return _key(ToKnow(_CATALOGUE, self.version, ""))

    def concerns(self, came_on: date | None) -> bool:
        """Say whether somebody who came on that day is to know it: the one in force, and those since."""
        return self.newest or (came_on is not None and came_on <= self.published_on)


def _published(connection: Connection, context: Context) -> list[_Published]:
    every = editions.published(connection, context.catalog)
    return [
        _Published(version, day, newest=place == len(every)) for place, (version, day) in enumerate(every, 1)
    ]


def _came_on(connection: Connection, context: Context) -> dict[UUID, date]:
    """Return on which day in Riga each person was entered in the list of staff."""
    table = context.catalog.table("staff")
    return {row.id: riga_day(row.made_at) for row in connection.execute(select(table.c.id, table.c.made_at))}


def _news(context: Context, published: list[_Published]) -> list[ToKnow]:
    told = [editions.news(context, each.version) for each in published]
    return [_edition(each) for each in told if each is not None and each.is_news]


def _edition(told: EditionNews) -> ToKnow:
    return ToKnow(_CATALOGUE, told.version, changed_words(told))


def changed_words(told: EditionNews) -> str:
    """Return in one sentence what an edition changed."""
    merged = told.counts[Happened.MERGED] - sum(told.split.values())
    parts = (
        (told.counts[Happened.ADDED], (t("jaunu"), t("jauns"), t("jauni"))),
        (told.counts[Happened.ENDED], (t("beidzas"), t("beidzas"), t("beidzas"))),
        (merged, (t("apvienotu"), t("apvienots"), t("apvienoti"))),
        (len(told.split), (t("sadalītu"), t("sadalīts"), t("sadalīti"))),
        (told.counts[Happened.CHANGED], (t("mainītu"), t("mainīts"), t("mainīti"))),
    )
    words = ", ".join(counted(count, *forms) for count, forms in parts if count)
    return t("Katalogs mainījies: {parts}.", parts=words)


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
