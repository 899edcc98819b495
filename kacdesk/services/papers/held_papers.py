"""This file is the place where it is known which documents are still at the point, without reading them all each time.

No index tells where a document is. So the register is read once after the start, and then only what was changed.
"""

import threading
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, select

from kacdesk.spec.register import Status
from kacdesk.store.rows import rows_of, rows_where
from kacdesk.store.session import Changes, Store

REGISTER = "received_document"
AT_CENTRE = "AT_CENTRE"
"""The custody of a document that nobody has handed on yet."""

_COLUMNS = ("id", "number", "kind", "addressee_id", "counted_on", "due_on")
_ASKED = (*_COLUMNS, "custody", "status")
_ANEW_FROM = 5000
"""So many touched records (an import, a new desk being filled) are not asked for one by one."""


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A document that is still here. `due_on` by when it is to be answered or handed on, None without a term."""

    record: UUID
    number: str
    kind: str
    addressee: UUID | None
    received_on: date
    due_on: date | None


class _Watch:
    """The documents of one open store; what a commit touched is read again when it is next asked."""

    def __init__(self, store: Store) -> None:
        self._held: dict[UUID, HeldPaper] = {}
        self._known = False
        self._touched: set[UUID] = set()
        self._noting = threading.Lock()
        self._reading = threading.Lock()
        store.on_change(self._hear)

    def held(self, store: Store) -> list[HeldPaper]:
        """Return them as of now. What was touched is taken before the snapshot is opened, so nothing slips between."""
        with self._reading:
            with self._noting:
                touched, self._touched = self._touched, set()
            try:
                with store.read() as connection:
                    self._take(connection, store, touched)
            except BaseException:
                with self._noting:
                    self._touched |= touched
                raise
            return list(self._held.values())

    def _hear(self, changes: Changes) -> None:
        records = changes.records.get(REGISTER)
        if records:
            with self._noting:
                self._touched |= records

    def _take(self, connection: Connection, store: Store, touched: set[UUID]) -> None:
        table = store.catalog.table(REGISTER)
        if not self._known or len(touched) > _ANEW_FROM:
            here = (table.c.custody == AT_CENTRE, table.c.status != Status.VOIDED)
            found = rows_of(connection, table, select(*(table.c[name] for name in _ASKED)).where(*here))
            self._held, self._known = {}, True
        else:
            found = rows_where(connection, table, "id", list(touched)) if touched else []
        for record in touched:
            self._held.pop(record, None)
        for row in found:
            if row["custody"] == AT_CENTRE and row["status"] != Status.VOIDED:
                self._held[row["id"]] = HeldPaper(*(row[name] for name in _COLUMNS))


_watches: "WeakKeyDictionary[Store, _Watch]" = WeakKeyDictionary()
_making = threading.Lock()


def held_papers(store: Store) -> list[HeldPaper]:
    """Return the documents that are still here, in no order."""
    with _making:
        watch = _watches.get(store)
        if watch is None:
            watch = _watches[store] = _Watch(store)
    return watch.held(store)
