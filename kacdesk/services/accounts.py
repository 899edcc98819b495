"""This file is the place where it is decided who acts."""

from dataclasses import replace

from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Missing, Refused
from kacdesk.core.ids import new_id
from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.models.fields import NO_ONE
from kacdesk.models.rules import problems, tidy
from kacdesk.services.context import Actor, Context, Role
from kacdesk.store.session import Store


def staff(store: Store) -> list[Actor]:
    """Return the people who work at the point, in the order they were entered."""
    with store.read() as connection:
        return _staff(connection, store)


def _staff(connection: Connection, store: Store) -> list[Actor]:
    table = store.catalog.table("staff")
    rows = connection.execute(
        select(table.c.id, table.c.name, table.c.role)
        .where(table.c.active.is_(True), table.c.status != "voided")
        .order_by(table.c.n)
    )
    return [Actor(row.id, row.name, Role(row.role)) for row in rows]


def act_as(store: Store, name: str | None = None) -> Context:
    """Return the context of the person called `name`; without a name, of the point's first supervisor.

    Names are compared without case and garumzīmes. Missing when nobody has the name.
    """
    people = staff(store)
    if name is None:
        chosen = next((person for person in people if person.role is Role.SUPERVISOR), None)
        chosen = chosen or next(iter(people), None)
    else:
        chosen = next((person for person in people if fold(person.name) == fold(name)), None)
    if chosen is None:
        raise Missing(
            t("Šādas personas starp punkta darbiniekiem nav."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pārbaudiet vārdu aiz --as; darbinieku sarakstu rāda “kacdesk find staff”."),
        )
    return Context(store, chosen)


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
    """Return the same desk with another person at it."""
    return replace(context, actor=act_as(context.store, name).actor)
