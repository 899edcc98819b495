"""This file is the place where it is read how the desk stands towards the central store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from kacdesk.core import clock
from kacdesk.store import tables
from kacdesk.store.copies import copy_state
from kacdesk.store.files import waiting_files
from kacdesk.store.obeyed import obeyed_in
from kacdesk.store.session import one

_DRAINING = "draining"
"""The code under which the central store holds what a desk sends that is being closed down."""


@dataclass(frozen=True)
class Standing:
    """How the desk stands; moments in UTC.

    `central_url` where the central store is: as IT has set it, else as it was at enrolment; None when not enrolled ·
    `unsent` operations without a receipt and when the oldest of them was made · `refused` operations that the
    central store keeps but did not apply · `conflicts` not settled · `receipt_at` when it last acknowledged
    something · `contacted_at` when it last answered · `trouble` the stable type of what stopped the last cycle ·
    `only_here` operations that lie on this disk alone, neither acknowledged nor in a proved copy (`store.copies`) ·
    `copied_at` when the last copy was made, `copies_late` that it should have been made since ·
    `files_waiting` files whose bytes are on this disk alone, `files_bytes` what of them has not been sent ·
    `incidents` that nobody has closed (`store.incidents`) · `held` refused operations that only wait for a person
    at the central store, because this desk is being closed down · `clock_offset_ms` how far the central store's clock
    was ahead of this computer's at the last contact.
    """

    enrolled: bool
    central_url: str | None
    epoch: str | None
    unsent: int
    oldest_unsent_at: datetime | None
    refused: int
    conflicts: int
    contacted_at: datetime | None
    receipt_at: datetime | None
    trouble: str | None
    only_here: int
    copied_at: datetime | None
    copies_late: bool
    files_waiting: int
    files_bytes: int
    incidents: int
    held: int
    clock_offset_ms: int

    @property
    def all_sent(self) -> bool:
        """Say whether the central store has given a receipt for everything, and has all files too."""
        return self.enrolled and self.unsent == self.files_waiting == 0 and self.receipt_at is not None

    @property
    def to_look_at(self) -> int:
        """Return how many things wait for a person: refusals, conflicts, incidents."""
        return self.refused + self.conflicts + self.incidents


def read_standing(connection: Connection) -> Standing:
    """Read it from a snapshot."""
    sync = one(connection, tables.sync_state)
    files_waiting, files_bytes = waiting_files(connection)
    sealed = sync["next_seq"] - 1 - sync["acked_seq"]
    unsealed: int = connection.execute(select(func.count()).select_from(tables.capture)).scalar_one()
    return Standing(
        enrolled=sync["token"] is not None,
        central_url=_address(connection, sync),
        epoch=str(sync["epoch"]) if sync["epoch"] else None,
        unsent=sealed + unsealed,
        oldest_unsent_at=_oldest(connection, sync["acked_seq"]),
        refused=_open(connection, tables.exception),
        conflicts=_open(connection, tables.conflict),
        contacted_at=sync["contacted_at"],
        receipt_at=sync["receipt_at"],
        trouble=sync["trouble"],
        only_here=max(sync["next_seq"] - 1 - max(sync["acked_seq"], sync["copied_seq"]), 0) + unsealed,
        copied_at=sync["copied_at"],
        copies_late=copy_state(sync, unsealed).late(clock.now_utc()),
        files_waiting=files_waiting,
        files_bytes=files_bytes,
        incidents=_open(connection, tables.incident),
        held=_open(connection, tables.exception, tables.exception.c.code == _DRAINING),
        clock_offset_ms=sync["clock_offset_ms"] or 0,
    )


def _address(connection: Connection, sync: Mapping[str, Any]) -> str | None:
    """Return where the central store is. IT may have moved it since this desk enrolled."""
    if sync["central_url"] is None:
        return None
    return obeyed_in(connection).central or sync["central_url"]


def _open(connection: Connection, table: Table, *narrowed: ColumnElement[bool]) -> int:
    """Count the rows that nobody has settled."""
    count: int = connection.execute(
        select(func.count()).select_from(table).where(table.c.settled_at.is_(None), *narrowed)
    ).scalar_one()
    return count


def _oldest(connection: Connection, acked: int) -> datetime | None:
    """Return when the oldest operation without a receipt was made."""
    outbox, capture = tables.outbox.c, tables.capture.c
    op = connection.scalars(select(outbox.op).where(outbox.seq > acked).order_by(outbox.seq).limit(1)).first()
    if op is None:
        op = connection.scalars(select(capture.op).order_by(capture.cid).limit(1)).first()
    # An operation's identifier is a UUIDv7: its first 48 bits are the milliseconds at which it was made.
    return datetime.fromtimestamp((op.int >> 80) / 1000, UTC) if op is not None else None
