"""This file is the place where the support bundle counts what a store holds: rows, states, codes, never a value."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, Table, func, select

from kacdesk.core.clock import moment_text
from kacdesk.core.policy import in_force
from kacdesk.core.policy_keys import Name
from kacdesk.services.preferences import preferences_of
from kacdesk.spec.register import Status
from kacdesk.store import tables
from kacdesk.store.copies import read_copies
from kacdesk.store.session import Store, one
from kacdesk.store.standing import read_standing

Section = Callable[[Store], dict[str, Any]]

_CODE = re.compile(r"[a-z][a-z0-9]*([._:-][a-z0-9]+)*")
_LONGEST_CODE = 60
_HIDDEN = "***"
_STATES = frozenset(str(status) for status in Status)
_TOLD_BY_IT = (Name.IDLE_MINUTES, Name.UPDATE_CHANNEL)
"""Settings of IT whose value is told; of the others only that they are set."""


def counts(store: Store) -> dict[str, Any]:
    """Return how many rows every register has in each state, and every table of the desk's own."""
    with store.read() as connection:
        registers = {
            spec.name: _states(connection, store.catalog.table(spec.name)) for spec in store.catalog.specs
        }
        own = {table.name: _rows(connection, table) for table in tables.LOCAL.sorted_tables}
    return {"registers": registers, "own": own}


def settings(store: Store) -> dict[str, Any]:
    """Return how the desk is set; of folders and addresses only that there is one."""
    kept = preferences_of(store)
    policy = in_force()
    told = {name: policy.taken[name].value if name in _TOLD_BY_IT else "set" for name in policy.taken}
    return {
        "look": kept.look,
        "print": kept.print,
        "language": kept.language,
        "idle_minutes": kept.idle_minutes,
        "scan_folder": bool(kept.scan_folder),
        "scan_removed": kept.scan_removed,
        "copies": read_copies(store).folder is not None,
        "by_it": told,
        "faults_by_it": [fault.code for fault in policy.faults],
    }


def exchange(store: Store) -> dict[str, Any]:
    """Return how the desk stands towards the central store, in numbers, moments and codes."""
    with store.read() as connection:
        standing = read_standing(connection)
        sync, desk = one(connection, tables.sync_state), one(connection, tables.desk)
    scheme = urlsplit(standing.central_url or "").scheme
    return {
        "sample": desk["sample"],
        "enrolled": standing.enrolled,
        "scheme": scheme,
        "unsent": standing.unsent,
        "only_here": standing.only_here,
        "oldest_unsent_at": _at(standing.oldest_unsent_at),
        "contacted_at": _at(standing.contacted_at),
        "receipt_at": _at(standing.receipt_at),
        "copied_at": _at(standing.copied_at),
        "copies_late": standing.copies_late,
        "trouble": shown_code(standing.trouble),
        "failures": sync["failures"],
        "clock_offset_ms": standing.clock_offset_ms,
        "refused": standing.refused,
        "conflicts": standing.conflicts,
        "incidents": standing.incidents,
        "files_waiting": standing.files_waiting,
        "files_bytes": standing.files_bytes,
        "next_seq": sync["next_seq"],
        "acked_seq": sync["acked_seq"],
        "pruned_seq": sync["pruned_seq"],
    }


def incidents(store: Store) -> dict[str, Any]:
    """Return what happened to the exchange, counted by its code and register; settled and open."""
    known = {spec.name: frozenset(field.name for field in spec.fields) for spec in store.catalog.specs}

    def named(register: str | None) -> str | None:
        return register if register is None or register in known else _HIDDEN

    def of_field(row: Row[Any]) -> str | None:
        return row.field if row.field is None or row.field in known.get(row.reg, ()) else _HIDDEN

    with store.read() as connection:
        happened = _all(connection, tables.incident)
        refused = _all(connection, tables.exception)
        differing = _all(connection, tables.conflict)
        unread = _all(connection, tables.unread)
    return {
        "incidents": _counted((shown_code(row.code), named(row.reg), _open(row)) for row in happened),
        "refused": _counted(
            (shown_code(row.outcome), shown_code(row.code), named(row.reg), of_field(row), _open(row))
            for row in refused
        ),
        "conflicts": _counted((named(row.reg), of_field(row), _open(row)) for row in differing),
        "unread": _counted((shown_code(row.why),) for row in unread),
    }


def _states(connection: Connection, table: Table) -> dict[str, int]:
    """Return state → rows; a state that only a newer version knows is not named. Reference data have no state."""
    if "status" not in table.c:
        return {"rows": _rows(connection, table)}
    rows = connection.execute(select(table.c.status, func.count()).group_by(table.c.status)).all()
    found: Counter[str] = Counter()
    for state, count in rows:
        found[str(state) if state in _STATES else _HIDDEN] += count
    return dict(found)


def _rows(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _all(connection: Connection, table: Table) -> list[Row[Any]]:
    return list(connection.execute(select(table)).all())


def _counted(rows: Iterable[tuple[str | None, ...]]) -> list[list[Any]]:
    """Return each different row once, with how often it was there, in an order that is always the same."""
    found = Counter(rows)
    return [[*row, count] for row, count in sorted(found.items(), key=lambda item: str(item[0]))]


def _open(row: Row[Any]) -> str:
    return "open" if row.settled_at is None else "settled"


def shown_code(told: str | None) -> str | None:
    """Return a code that looks like one of the program's; what somebody else put in its place is hidden."""
    if not told or (len(told) <= _LONGEST_CODE and _CODE.fullmatch(told)):
        return told
    return _HIDDEN


def _at(moment: datetime | None) -> str | None:
    return moment_text(moment) if moment is not None else None
