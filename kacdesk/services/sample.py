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
from kacdesk.services import accounts, deadlines, records, reference_data
from kacdesk.services.context import Actor, Context
from kacdesk.services.sample_plan import SampleContact, sample_contacts, with_reference_ids
from kacdesk.services.sample_registers import fill_registers
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
    """Return the made-up contacts, oldest first."""
    rows = read_catalogue(reference_data.shipped_catalogue()).rows
    calendar = Calendar(moved=shipped_moved_days())
    return sample_contacts(SEED, contacts, last_day, rows, partial(is_working_day, calendar))


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
    """Log one visit, one phone consultation and one document received, now, as a clerk would."""
    names = records.read_references(context)
    saved: list[tuple[str, UUID, str | None]] = []
    for contact in _one_of_each(clock.today_riga()):
        values, lines = as_entry(contact, context.actor)
        started = context.catalog.spec(contact.register).counted_from
        if started is not None:
            values[started] = clock.now_utc()
        if "ended_at" in values:
            values["ended_at"] = clock.now_utc()
        values.pop("due_on", None)
        done = records.save(context, contact.register, values, lines, names=names)
        saved.append((contact.register, done.id, done.number))
    return SampleDay(tuple(saved))


def _one_of_each(day: date) -> Iterable[SampleContact]:
    """Return the first made-up contact of each register."""
    rows = read_catalogue(reference_data.shipped_catalogue()).rows
    found: dict[str, SampleContact] = {}
    for contact in sample_contacts(SEED + 1, 400, day, rows, lambda _: True):
        found.setdefault(contact.register, contact)
    return found.values()
