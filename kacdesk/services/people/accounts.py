"""This file is the place where it is decided who acts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Missing, Refused, Usage
from kacdesk.core.ids import new_id
from kacdesk.core.policy import NOTHING, Policy
from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.models.fields import NO_ONE
from kacdesk.models.rules import problems, tidy
from kacdesk.services.context import Actor, Context, Role
from kacdesk.services.people import pins
from kacdesk.services.people.pin_rules import require_good
from kacdesk.services.people.pins import Kept, OneTimePin
from kacdesk.services.preferences import preferences_of
from kacdesk.store.obeyed import obeyed_by
from kacdesk.store.session import Store


@dataclass(frozen=True, slots=True)
class Door:
    """What the sign-in page is made from.

    `people` may sit down, in the order they were entered, `kept` tells of their PINs · `asks_pin` the desk asks for
    them · `idle_minutes` without key or mouse after which it locks itself, 0 for never · `set_by_it` what nobody
    changes here, because IT has set it for the computer.
    """

    people: tuple[Actor, ...]
    kept: dict[UUID, Kept]
    asks_pin: bool
    idle_minutes: int
    set_by_it: Policy = NOTHING


@dataclass(frozen=True, slots=True)
class Reset:
    """A PIN that was given by command: whose, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody has sat down. `resets` is what a supervisor has not been told of yet."""

    context: Context
    resets: tuple[Reset, ...] = ()


def staff(store: Store) -> list[Actor]:
    """Return the people who work at the point, in the order they were entered."""
    with store.read() as connection:
        return _staff(connection, store)


def _staff(connection: Connection, store: Store) -> list[Actor]:
    c = store.catalog.table("staff").c
    rows = connection.execute(
        select(c.id, c.name, c.role, c.acting_from, c.acting_to)
        .where(c.active.is_(True), c.status != "voided")
        .order_by(c.n)
    )
    return [Actor(row.id, row.name, _role(row.role), row.acting_from, row.acting_to) for row in rows]


def _role(code: str) -> Role:
    return Role(code) if code in set(Role) else Role.NOBODY


def door(context: Context) -> Door:
    """Return what the sign-in page is made from."""
    store = context.store
    kept = dict(pins.kept(store))
    idle_minutes = preferences_of(store).idle_minutes
    return Door(tuple(staff(store)), kept, bool(kept), idle_minutes, obeyed_by(store))


def act_as(store: Store, name: str | None = None, *, pin: str | None = None) -> Context:
    """Return the context of the person called `name`; without a name, of the point's first supervisor.

    Names are compared without case and garumzīmes. Missing when nobody has the name. Where the desk asks for PINs a
    name and its PIN must be given: Usage without, Refused as `pins.check`.
    """
    people = staff(store)
    asks = pins.required(store)
    if asks and (name is None or pin is None):
        raise Usage(
            t("Šī darbvieta prasa PIN."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet, kas rīkojas, un datni ar PIN: --as VĀRDS --pin-file DATNE."),
        )
    if name is None:
        chosen = next((person for person in people if person.own_role is Role.SUPERVISOR), None)
        chosen = chosen or next(iter(people), None)
    else:
        chosen = next((person for person in people if fold(person.name) == fold(name)), None)
    if chosen is None:
        raise _nobody_called_so()
    if asks and pin is not None:
        pins.check(store, chosen.id, pin)
    return Context(store, chosen)


def person_called(store: Store, name: str) -> Actor:
    """Return the person of that name, compared as `act_as` does; Missing when nobody has it."""
    chosen = next((person for person in staff(store) if fold(person.name) == fold(name)), None)
    if chosen is None:
        raise _nobody_called_so()
    return chosen


def _nobody_called_so() -> Missing:
    return Missing(
        t("Šādas personas starp punkta darbiniekiem nav."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Pārbaudiet vārdu; punkta darbiniekus rāda “kacdesk staff”."),
    )


def arrive(store: Store, name: str | None = None, *, pin: str | None = None) -> Context:
    """Return the context a window opens with: of nobody where the desk asks for PINs and none was given."""
    if pin is None and pins.required(store):
        return Context(store, Actor(NO_ONE, "", Role.NOBODY))
    return act_as(store, name, pin=pin)


def sign_in(
    context: Context, person: UUID, *, pin: str = "", new: str | None = None, confirmed: bool = False
) -> Arrival:
    """Let a person of the point sit down, by their PIN where the desk asks for one.

    Refused as `pins.check`. A PIN that was given for one use is changed to `new` at once: OneTimePin without, Invalid
    for one that is easily guessed.
    """
    chosen = _person(context, person)
    store = context.store
    if not pins.required(store):
        return Arrival(replace(context, actor=chosen))
    try:
        pins.check(store, person, pin)
    except OneTimePin:
        if new is None or new == pin:
            raise
        pins.put(store, chosen, new, by=person, confirmed=confirmed)
    return _arrived(context, chosen)


def first_pin(
    context: Context, person: UUID, new: str, *, witness: UUID, witness_pin: str, confirmed: bool = False
) -> Arrival:
    """Let a person without a PIN choose one and sit down; a supervisor confirms with theirs that it is they.

    Whoever only stands in for the supervisor confirms clerks alone. WrongPin is about the supervisor's.
    """
    chosen, supervisor = _person(context, person), _person(context, witness)
    store = context.store
    if person in pins.kept(store):
        raise Refused(t("Šai personai jau ir PIN."), effect=t("Nekas nav mainīts."))
    role = supervisor.role if chosen.own_role is Role.CLERK else supervisor.own_role
    if role is not Role.SUPERVISOR:
        raise Refused(
            t("Pirmo PIN apstiprina vadītājs."),
            effect=t("Darbs nav sākts."),
            remedy=t("Lūdziet vadītāju ievadīt savu PIN."),
        )
    require_good(new, name=chosen.name, confirmed=confirmed)
    pins.check(store, witness, witness_pin)
    pins.put(store, chosen, new, by=witness, confirmed=True)
    return _arrived(context, chosen)


def witnesses(people: Iterable[Actor], kept: dict[UUID, Kept], person: Actor) -> list[Actor]:
    """Return who may confirm a person's first PIN: supervisors with a PIN of their own."""
    ready = [each for each in people if each.id in kept and not kept[each.id].one_time]
    if person.own_role is Role.CLERK:
        return [each for each in ready if each.role is Role.SUPERVISOR]
    return [each for each in ready if each.own_role is Role.SUPERVISOR]


def _arrived(context: Context, person: Actor) -> Arrival:
    store = context.store
    before = pins.entered(store, person.id)
    if person.own_role is not Role.SUPERVISOR:
        return Arrival(replace(context, actor=person))
    names = {each.id: each.name for each in staff(store)}
    told = tuple(Reset(names.get(who, ""), at) for who, at in pins.resets_since(store, before))
    return Arrival(replace(context, actor=person), told)


def refreshed(context: Context) -> Arrival:
    """Return the same person as the register has them now; Missing when they no longer work here."""
    return Arrival(replace(context, actor=_person(context, context.actor.id)))


def _person(context: Context, person: UUID) -> Actor:
    found = next((each for each in staff(context.store) if each.id == person), None)
    if found is None:
        raise Missing(
            t("Šī persona vairs nestrādā šajā punktā."),
            effect=t("Darbs nav sākts."),
            remedy=t("Izvēlieties citu personu."),
        )
    return found


def add_first_person(store: Store, name: str) -> Context:
    """Enter the first person of a new point, a supervisor, and act as that person; Invalid for a name that is none."""
    spec, record = store.catalog.spec("staff"), new_id()
    given = {"name": name, "role": str(Role.SUPERVISOR), "active": True}
    values = {field: tidy(spec.by_name[field], value) for field, value in given.items()}
    found = problems(spec, values)
    if found:
        raise Invalid(
            found, effect=t("Nekas nav izveidots."), remedy=t("Ierakstiet personas vārdu un uzvārdu.")
        )
    with store.unit(NO_ONE) as unit:
        if _staff(unit.connection, store):
            raise Refused(t("Punktam jau ir darbinieki."))
        made = {"status": "registered", "made_at": clock.now_utc(), "made_by": NO_ONE}
        unit.insert("staff", record, values | made)
    return Context(store, Actor(record, values["name"], Role.SUPERVISOR))


def swap(context: Context, name: str) -> Context:
    """Return the same desk with another person at it, where no PINs are asked for."""
    return replace(context, actor=act_as(context.store, name).actor)
