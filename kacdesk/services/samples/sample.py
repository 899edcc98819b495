"""This file is the place where the made-up sample point is filled."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.calendar import Calendar, shipped_moved_days
from kacdesk.core.errors import Invalid
from kacdesk.core.workdays import is_working_day
from kacdesk.models.reference_csv import read_catalogue
from kacdesk.services import deadlines, records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Actor, Context
from kacdesk.services.people import accounts
from kacdesk.services.samples.sample_plan import SampleContact, sample_contacts, with_reference_ids
from kacdesk.services.samples.sample_registers import fill_registers
from kacdesk.store.session import Store

SEED = 20261118
SUPERVISOR = "Paraugs Vadītājs"
CLERKS = ("Izdomātā Darbiniece", "Piemērs Konsultants")
POINT = "BALVI"
_AT_ONCE = 200


@dataclass(frozen=True)
class SampleDay:
    """What one made-up day at the counter left: (register, record, number) in the order it happened."""

    saved: tuple[tuple[str, UUID, str | None], ...]


def fill(
    store: Store, *, contacts: int, last_day: date, progress: Callable[[int], None] | None = None
) -> Context:
    """Fill a new sample store: catalogue, people and `contacts` contacts up to `last_day`; always the same ones."""
    reference_data.load(store, reference_data.shipped_catalogue())
    context = accounts.add_first_person(store, SUPERVISOR)
    deadlines.seed(context)
    for name in CLERKS:
        records.save(context, "staff", {"name": name, "role": "CLERK", "active": True})
    people = accounts.staff(store)
    plan = planned(contacts=contacts, last_day=last_day)
    _write(context, plan, people, progress)
    fill_registers(context)
    return context


def planned(*, contacts: int, last_day: date) -> Iterable[SampleContact]:
    """Return the made-up contacts, oldest first; of today only what could be over by now."""
    rows = read_catalogue(reference_data.shipped_catalogue()).rows
    calendar = Calendar(moved=shipped_moved_days())
    works = partial(is_working_day, calendar)
    return sample_contacts(SEED, contacts, last_day, rows, works, until=clock.now_utc())


def _write(
    context: Context,
    plan: Iterable[SampleContact],
    people: list[Actor],
    progress: Callable[[int], None] | None,
) -> None:
    names = records.read_references(context)
    waiting, done = iter(plan), 0
    while batch := list(islice(waiting, _AT_ONCE)):
        with context.store.unit(context.actor.id) as unit:
            for place, contact in enumerate(batch):
                clerk = people[(done + place) % len(people)]
                values, lines = as_entry(contact, clerk)
                entry = records.Entry(Context(context.store, clerk), contact.register, values, lines, names)
                if entry.problems:
                    raise Invalid(entry.problems)
                records.write_new(context, unit, entry)
        done += len(batch)
        if progress is not None:
            progress(done)


def as_entry(contact: SampleContact, clerk: Actor) -> tuple[dict[str, Any], records.Lines]:
    """Return a made-up contact as values and lines of its register."""
    values = with_reference_ids(contact.values) | {"clerk_id": clerk.id}
    lines = [with_reference_ids(line) for line in contact.lines]
    return values, {"visit_service": lines} if contact.register == "visit" else {}


def play_day(context: Context) -> SampleDay:
    """Log one visit, one phone consultation and one document received, now, as a clerk would.

    What the rules do not let the centre give at this moment is passed over: the institution is here itself.
    """
    names = records.read_references(context)
    saved: dict[str, tuple[str, UUID, str | None]] = {}
    for contact in _contacts_of(clock.today_riga()):
        if contact.register in saved:
            continue
        values, lines = as_entry(contact, context.actor)
        started = context.catalog.spec(contact.register).counted_from
        if started is not None:
            values[started] = clock.now_utc()
        if "ended_at" in values:
            values["ended_at"] = clock.now_utc()
        values.pop("due_on", None)
        if records.Entry(context, contact.register, values, lines, names).problems:
            continue
        done = records.save(context, contact.register, values, lines, names=names)
        saved[contact.register] = (contact.register, done.id, done.number)
    return SampleDay(tuple(saved.values()))


def _contacts_of(day: date) -> Iterable[SampleContact]:
    """Return made-up contacts enough for one of each register."""
    rows = read_catalogue(reference_data.shipped_catalogue()).rows
    return sample_contacts(SEED + 1, 400, day, rows, lambda _: True)
