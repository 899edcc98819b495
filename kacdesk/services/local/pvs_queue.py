"""This file is the place where it is known which registrations the state's system does not hold yet.

S000 2.1(2), S003 17 and 18: what the centre registers for state services stands in the service management system (PVS)
too. Nothing tells that of a row but the row itself, so the registers are read once after the start, from the day on
which the point began to keep the list, and then only what was changed.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from kacdesk.core.clock import from_riga
from kacdesk.models.catalog import Catalog
from kacdesk.services import point_settings
from kacdesk.services.catalogue.service_rows import every_service
from kacdesk.spec.register import Status
from kacdesk.store.session import Changes, Store

VISIT_LINE, CALL, DELEGATED, NOTICE = (
    "visit_service",
    "phone_consultation",
    "delegated_application",
    "institution_notice",
)
STATE_CATEGORIES = frozenset({"BASKET", "AGREEMENT"})
_STATE_INSTITUTIONS = frozenset({"state", "system_holder"})
_OF_THE_PORTAL = ("E_SERVICE_CONSULT", "E_ADDRESS_CONSULT", "DELEGATED_E_SERVICE")
"""Kinds that are a task of the centre itself, where neither service nor institution is named (S001 17.3, 17.4)."""

_ALWAYS = "DELEGATED_E_SERVICE"
"""The kind that is registered whatever the service (S003 27.4)."""

_HOURS_CHANGE = "B_HOURS_CHANGE"
_DECIDING = frozenset({"point_settings", "institution", "service", "local_service"})
"""What decides whose service is the state's, and since when the list is kept."""

_AT_ONCE = 400
_ANEW_FROM = 5000
"""So many touched records (an import, a new desk being filled) are not asked for one by one."""

Key = tuple[str, UUID]
"""The register of a row and its identity; of a visit it is the line."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that waits: of which record it is, and the moment by which the list is ordered."""

    key: Key
    root: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class _State:
    """What is the state's: services by category, institutions by kind."""

    services: tuple[UUID, ...]
    institutions: tuple[UUID, ...]

    def holds(self, columns: Any) -> ColumnElement[bool]:
        """Return the condition that a row with a service and an institution is of a state service."""
        of_institution = and_(columns.service_id.is_(None), columns.institution_id.in_(self.institutions))
        return or_(columns.service_id.in_(self.services), of_institution)


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows of one register. `root` is the register whose record they belong to · `ask` selects id, root and moment of
    those that wait since a day · `owner` the column that names the record."""

    register: str
    root: str
    ask: Callable[[Catalog, _State, date], Select[Any]]
    owner: Callable[[Catalog], ColumnElement[Any]]


def _lines(catalog: Catalog, state: _State, since: date) -> Select[Any]:
    line, visit = catalog.table(VISIT_LINE).c, catalog.table("visit").c
    bare = line.service_id.is_(None) & line.institution_id.is_(None) & line.kind.in_(_OF_THE_PORTAL)
    return (
        select(line.id, line.visit_id.label("root"), visit.started_at.label("at"))
        .join_from(catalog.table("visit"), catalog.table(VISIT_LINE), line.visit_id == visit.id)
        .where(visit.counted_on >= since, visit.status != Status.VOIDED, line.status != Status.VOIDED)
        .where(line.pvs_on.is_(None), line.pvs_skip.is_(None))
        .where(state.holds(line) | bare | (line.kind == _ALWAYS))
    )


def _calls(catalog: Catalog, state: _State, since: date) -> Select[Any]:
    call = catalog.table(CALL).c
    return (
        select(call.id, call.id.label("root"), call.started_at.label("at"))
        .where(call.counted_on >= since, call.status != Status.VOIDED, call.call_state != "MISSED")
        .where(call.pvs_on.is_(None), call.pvs_skip.is_(None))
        .where(state.holds(call) | call.helpline)
    )


def _delegated(catalog: Catalog, _state: _State, since: date) -> Select[Any]:
    """An application made during a visit is entered with the visit's line."""
    made = catalog.table(DELEGATED).c
    return (
        select(made.id, made.id.label("root"), made.identity_checked_at.label("at"))
        .where(made.registered_on >= since, made.status != Status.VOIDED, made.visit_id.is_(None))
        .where(made.pvs_on.is_(None), made.pvs_skip.is_(None))
    )


def _notices(catalog: Catalog, _state: _State, since: date) -> Select[Any]:
    """A change of an institution's hours is placed in PVS (S003 26.1.9bis); its own day says that it was."""
    notice = catalog.table(NOTICE).c
    return (
        select(notice.id, notice.id.label("root"), notice.received_at.label("at"))
        .where(notice.made_at >= from_riga(datetime.combine(since, time.min)), notice.status != Status.VOIDED)
        .where(notice.kind == _HOURS_CHANGE, notice.posted_on.is_(None))
    )


SOURCES: tuple[_Source, ...] = (
    _Source(VISIT_LINE, "visit", _lines, lambda catalog: catalog.table(VISIT_LINE).c.visit_id),
    _Source(CALL, CALL, _calls, lambda catalog: catalog.table(CALL).c.id),
    _Source(DELEGATED, DELEGATED, _delegated, lambda catalog: catalog.table(DELEGATED).c.id),
    _Source(NOTICE, NOTICE, _notices, lambda catalog: catalog.table(NOTICE).c.id),
)


class _Watch:
    """What waits in one open store; what a commit touched is read again when it is next asked."""

    def __init__(self, store: Store) -> None:
        self._waiting: dict[UUID, list[Waiting]] = {}
        self._since: date | None = None
        self._anew = True
        self._state = _State((), ())
        self._touched: dict[str, set[UUID]] = {}
        self._noting = threading.Lock()
        self._reading = threading.Lock()
        store.on_change(self._hear)

    def waiting(self, store: Store) -> list[Waiting]:
        """Return what waits now. What was touched is taken before the snapshot is opened, so nothing slips between."""
        with self._reading:
            with self._noting:
                touched, self._touched = self._touched, {}
                anew, self._anew = self._anew or sum(map(len, touched.values())) > _ANEW_FROM, False
            try:
                self._take(store, touched, anew=anew)
            except BaseException:
                with self._noting:
                    self._anew = True
                raise
            return [each for rows in self._waiting.values() for each in rows]

    def _hear(self, changes: Changes) -> None:
        roots = {source.root for source in SOURCES}
        with self._noting:
            self._anew = self._anew or not _DECIDING.isdisjoint(changes.records)
            for register in roots & changes.records.keys():
                self._touched.setdefault(register, set()).update(changes.records[register])

    def _take(self, store: Store, touched: dict[str, set[UUID]], *, anew: bool) -> None:
        if anew:
            self._since, self._waiting = point_settings.of(store).pvs_since, {}
        since = self._since
        if since is None:
            return
        with store.read() as connection:
            if anew:
                self._state = _state_of(connection, store.catalog)
                for source in SOURCES:
                    self._put(source, connection.execute(source.ask(store.catalog, self._state, since)))
                return
            for source in SOURCES:
                self._renew(connection, store.catalog, source, since, touched.get(source.root, set()))

    def _renew(
        self, connection: Connection, catalog: Catalog, source: _Source, since: date, roots: set[UUID]
    ) -> None:
        for root in roots:
            self._waiting.pop(root, None)
        asked = source.ask(catalog, self._state, since)
        for some in _chunks(list(roots)):
            self._put(source, connection.execute(asked.where(source.owner(catalog).in_(some))))

    def _put(self, source: _Source, rows: Iterable[Any]) -> None:
        for row in rows:
            entry = Waiting((source.register, row.id), row.root, row.at)
            self._waiting.setdefault(row.root, []).append(entry)


def _chunks(records: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (records[place : place + _AT_ONCE] for place in range(0, len(records), _AT_ONCE))


def _state_of(connection: Connection, catalog: Catalog) -> _State:
    institution = catalog.table("institution").c
    mine = tuple(
        connection.scalars(select(institution.id).where(institution.kind.in_(sorted(_STATE_INSTITUTIONS))))
    )
    known = frozenset(mine)
    services = tuple(
        row["id"]
        for row in every_service(connection, catalog)
        if row["category"] in STATE_CATEGORIES or (row["category"] is None and row["institution_id"] in known)
    )
    return _State(services, mine)


_watches: "WeakKeyDictionary[Store, _Watch]" = WeakKeyDictionary()
_making = threading.Lock()


def waiting(store: Store) -> list[Waiting]:
    """Return what waits to be entered in PVS, in no order; nothing while the point does not keep the list."""
    with _making:
        watch = _watches.get(store)
        if watch is None:
            watch = _watches[store] = _Watch(store)
    return watch.waiting(store)
