"""This file is the place where the PINs of this desk are kept, tried, changed and given anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from kacdesk.core import clock
from kacdesk.core.clock import riga_time
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.fields import NO_ONE
from kacdesk.services.context import Actor, Context, Role
from kacdesk.services.people.acting import require_supervisor_himself
from kacdesk.services.people.pin_rules import one_time_pin, require_good
from kacdesk.store import tables
from kacdesk.store.incidents import keep_incident
from kacdesk.store.session import Store
from kacdesk.vault.pin_hash import fits, hash_pin

PIN_RESET = "pin-reset"
"""Somebody with this computer's key gave a person a new PIN by command; code of the incident."""

FREE_TRIES = 3
WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))
"""After the free tries each wrong one waits longer, the last wait again and again: 12 tries an hour."""

_table = tables.pin


@dataclass(frozen=True, slots=True)
class Kept:
    """What may be known of a PIN; moments in UTC. `one_time` must be changed at first use."""

    one_time: bool
    set_at: datetime
    entered_at: datetime | None


class WrongPin(Refused):
    """The PIN is not that person's, or it is too early for another try, which `until` says."""

    def __init__(self, what: str, *, until: datetime | None) -> None:
        remedy = t("Mēģiniet vēlreiz; ja PIN aizmirsts, lūdziet vadītājam jaunu.")
        if until is not None:
            whole = riga_time(until + timedelta(milliseconds=999))
            remedy = t(
                "Nākamo reizi mēģiniet pēc plkst. {time}; ja PIN aizmirsts, lūdziet vadītājam jaunu.",
                time=f"{whole:%H:%M:%S}",
            )
        super().__init__(what, effect=t("Darbs nav sākts."), remedy=remedy)
        self.until = until


class NoPin(Refused):
    """The person has no PIN yet, and the desk asks for one."""

    def __init__(self) -> None:
        super().__init__(
            t("Šai personai vēl nav PIN."),
            effect=t("Darbs nav sākts."),
            remedy=t("Izvēlieties PIN, pierakstoties kacdesk logā; vadītājs to apstiprina ar savu."),
        )


class OneTimePin(Refused):
    """The PIN was given for one use, and its owner must choose another now."""

    def __init__(self) -> None:
        super().__init__(
            t("Šis PIN ir vienreizējs."),
            effect=t("Darbs nav sākts."),
            remedy=t("Izvēlieties savu PIN, ko zināt tikai jūs."),
        )


def required(store: Store) -> bool:
    """Say whether this desk asks for PINs: from the moment a supervisor has set the first one, for good."""
    with store.read() as connection:
        return connection.execute(select(_table.c.staff).limit(1)).first() is not None


def kept(store: Store) -> Mapping[UUID, Kept]:
    """Return who has a PIN at this desk."""
    columns = (_table.c.staff, _table.c.one_time, _table.c.set_at, _table.c.entered_at)
    with store.read() as connection:
        return {
            row.staff: Kept(row.one_time, row.set_at, row.entered_at)
            for row in connection.execute(select(*columns))
        }


def check(store: Store, person: UUID, given: str) -> None:
    """Hold a PIN against the person's; WrongPin, NoPin, and OneTimePin for a right one that must be changed.

    A try is counted before it is looked at, so that a program ended meanwhile does not get it for nothing. Works on a
    store that was opened for reading too.
    """
    phc, one_time, until = _count_try(store, person)
    if not fits(phc, given):
        raise WrongPin(t("PIN neder."), until=until)
    with store.aside() as connection:
        right = update(_table).where(_table.c.staff == person)
        connection.execute(right.values(tries=0, locked_until=None))
    if one_time:
        raise OneTimePin


def _count_try(store: Store, person: UUID) -> tuple[str, bool, datetime | None]:
    """Return what is kept of the person's PIN, and from when another try is allowed if this one is wrong."""
    now = clock.now_utc()
    with store.aside() as connection:
        # the statement that writes comes first and takes the turn: two programs cannot both have the same try
        mine = update(_table).where(_table.c.staff == person)
        row = connection.execute(mine.values(tries=_table.c.tries + 1).returning(*_table.c)).one_or_none()
        if row is None:
            raise NoPin
        early = row.locked_until is not None and row.locked_until > now
        if early:
            # a wall clock that was set back must not lengthen the wait for ever
            until, tries = min(row.locked_until, now + WAITS[-1]), row.tries - 1
        else:
            wait = _wait_after(row.tries)
            until, tries = (now + wait if wait else None), row.tries
        connection.execute(mine.values(tries=tries, locked_until=until))
    if early:
        raise WrongPin(t("PIN vēl nevar mēģināt: tas vairākas reizes bija nepareizs."), until=until)
    return row.phc, row.one_time, until


def _wait_after(tries: int) -> timedelta | None:
    return WAITS[min(tries - FREE_TRIES, len(WAITS) - 1)] if tries >= FREE_TRIES else None


def entered(store: Store, person: UUID) -> datetime | None:
    """Write down that a person has signed in now; return when they did the time before."""
    with store.aside() as connection:
        mine = update(_table).where(_table.c.staff == person)
        connection.execute(mine.values(tries=_table.c.tries))
        before: datetime | None = connection.execute(
            select(_table.c.entered_at).where(_table.c.staff == person)
        ).scalar_one_or_none()
        connection.execute(mine.values(entered_at=clock.now_utc()))
    return before


def put(store: Store, person: Actor, new: str, *, by: UUID, confirmed: bool, one_time: bool = False) -> None:
    """Keep a new PIN in the place of the old one; Invalid for one that is easily guessed."""
    require_good(new, name=person.name, confirmed=confirmed)
    phc = hash_pin(new)
    with store.aside() as connection:
        _replace(connection, person.id, phc, by=by, one_time=one_time)


def _replace(connection: Connection, person: UUID, phc: str, *, by: UUID, one_time: bool) -> None:
    here = _table.c.staff == person
    touched = connection.execute(update(_table).where(here).values(tries=0)).rowcount
    before = connection.execute(select(_table.c.entered_at).where(here)).scalar_one_or_none()
    if touched:
        connection.execute(delete(_table).where(here))
    row = {"staff": person, "phc": phc, "one_time": one_time, "set_by": by}
    times = {"set_at": clock.now_utc(), "entered_at": before}
    connection.execute(insert(_table).values(**row, **times))


def change_own(context: Context, old: str, new: str, *, confirmed: bool = False) -> None:
    """Change the actor's own PIN, which asks for the old one.

    At a desk without PINs the first one is a supervisor's, and turns them on for everybody. Invalid for a PIN that is
    easily guessed, WrongPin for an old one that is not the actor's.
    """
    store, actor = context.store, context.actor
    if not required(store):
        require_supervisor_himself(context)
    else:
        try:
            check(store, actor.id, old)
        except OneTimePin:
            if old == new:
                raise
    put(store, actor, new, by=actor.id, confirmed=confirmed)


def give(context: Context, person: Actor) -> str:
    """Give somebody a PIN for one use, and return it to be told to them. A supervisor does it.

    Whoever only stands in for the supervisor gives one to clerks alone: with a supervisor's PIN they could make
    themselves supervisor for good.
    """
    context.require(Role.SUPERVISOR)
    if person.own_role is not Role.CLERK:
        require_supervisor_himself(context)
    if context.actor.id not in kept(context.store):
        raise Refused(
            t("Jums pašam vēl nav PIN."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Vispirms izvēlieties savu PIN."),
        )
    new = one_time_pin()
    put(context.store, person, new, by=context.actor.id, confirmed=True, one_time=True)
    return new


def reset(store: Store, person: Actor) -> str:
    """Give a person a PIN for one use by whoever holds this computer's key, and return it.

    It is the way back when the only supervisor has lost theirs. An incident is kept, and every supervisor is told
    when they next sign in.
    """
    if not required(store):
        raise Refused(
            t("Šajā darbvietā PIN nelieto."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pirmo PIN izvēlas vadītājs kacdesk logā, sadaļā “Piekļuve”."),
        )
    new = one_time_pin()
    phc = hash_pin(new)
    with store.aside() as connection:
        _replace(connection, person.id, phc, by=NO_ONE, one_time=True)
        keep_incident(connection, PIN_RESET, record=person.id)
    return new


def resets_since(store: Store, since: datetime | None) -> list[tuple[UUID, datetime]]:
    """Return whose PIN was given by command after a moment, and when; all that nobody has closed without one."""
    incident = tables.incident
    later = incident.c.settled_at.is_(None) if since is None else incident.c.at > since
    statement = select(incident.c.rid, incident.c.at).where(incident.c.code == PIN_RESET, later)
    with store.read() as connection:
        rows = connection.execute(statement.order_by(incident.c.at)).all()
    return [(row.rid, row.at) for row in rows]
