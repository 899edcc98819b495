"""This file is the place where the timetable of institutions is read from the store, and held until it changes."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, select

from kacdesk.core.timetable import Person, Served, Timetable
from kacdesk.figures.timetable_rows import away_from, people_from, slots_from
from kacdesk.services import point_settings
from kacdesk.services.deadlines import calendar_of
from kacdesk.spec.register import Status
from kacdesk.store.session import Changes, Store, lines_of

_BASKET = "BASKET"
_READ = frozenset(
    {
        "presence",
        "local_presence",
        "institution_notice",
        "specialist",
        "point_settings",
        "calendar_day",
        "service",
        "service_point",
    }
)
"""The registers of which something is held."""


@dataclass(frozen=True)
class Centre:
    """What rule 20.8/20.9 needs to know of a centre.

    `basket` service → institution, services of the basket only · `people` the contacts by their record.
    """

    centre_type: str
    basket: Mapping[UUID, UUID]
    timetable: Timetable
    people: Mapping[UUID, Person]


class _Watch:
    """What is held of one open store; read again after a commit that touched one of its registers."""

    def __init__(self, store: Store) -> None:
        self._held: Centre | None = None
        self._changes = 0
        self._noting = threading.Lock()
        store.on_change(self._hear)

    def centre(self, store: Store) -> Centre:
        with self._noting:
            held, changes = self._held, self._changes
        if held is None:
            held = read_centre(store)
            with self._noting:
                if changes == self._changes:
                    self._held = held
        return held

    def _hear(self, changes: Changes) -> None:
        if not _READ.isdisjoint(changes.records):
            with self._noting:
                self._changes += 1
                self._held = None


_watches: "WeakKeyDictionary[Store, _Watch]" = WeakKeyDictionary()
_making = threading.Lock()


def centre_of(store: Store) -> Centre:
    """Return what is known of the centre now. Any thread."""
    with _making:
        watch = _watches.get(store)
        if watch is None:
            watch = _watches[store] = _Watch(store)
    return watch.centre(store)


def read_centre(store: Store) -> Centre:
    """Read it from a snapshot."""
    calendar, settings = calendar_of(store), point_settings.of(store)
    with store.read() as connection:
        people = people_from(_rows(connection, store, "specialist"))
        timetable = Timetable(
            tuple(slots_from(_rows(connection, store, "presence"), people)),
            tuple(away_from(_rows(connection, store, "institution_notice"), people)),
            tuple(_served(connection, store)),
            calendar,
        )
        return Centre(settings.centre_type, _basket(connection, store), timetable, people)


def _rows(connection: Connection, store: Store, register: str) -> list[dict[str, Any]]:
    table = store.catalog.table(register)
    kept = select(table).where(table.c.status != Status.VOIDED).order_by(table.c.n)
    return [dict(row._mapping) for row in connection.execute(kept)]


def _basket(connection: Connection, store: Store) -> dict[UUID, UUID]:
    table = store.catalog.table("service")
    mine = select(table.c.id, table.c.institution_id).where(table.c.category == _BASKET)
    return {row.id: row.institution_id for row in connection.execute(mine)}


def _served(connection: Connection, store: Store) -> Iterable[Served]:
    child = store.catalog.spec("local_presence_service")
    for row in _rows(connection, store, "local_presence"):
        services = None
        if row["services_given"] == "LISTED":
            lines = lines_of(connection, store.catalog, child, row["id"])
            services = frozenset(line["service_id"] for line in lines)
        yield Served(row["institution_id"], row["serves_here"], services, row["valid_from"], row["valid_to"])
