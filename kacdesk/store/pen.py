"""This file is the place where the capture triggers learn who writes, why, and in which operation."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.models.fields import NO_ONE
from kacdesk.vault.encrypted import SqlFunction
from kacdesk.wire.stamp import next_stamp

_RUN = secrets.token_hex(4)
"""Names the run of the program: monotonic times of one run can be compared with each other."""


@dataclass(frozen=True, slots=True)
class Made:
    """An operation that is about to be captured: who it is, its stamp, and when by which clocks."""

    op: UUID
    stamp: int
    wall_ms: int
    mono_ms: int
    boot: str


class Pen:
    """The state behind the `kac_*` functions of the writing connection; used by one unit at a time.

    `hlc` is the hybrid logical clock: milliseconds << 16 | counter, always growing, also when the wall clock
    steps back. `touched` collects (register, record id) of what the unit changed, a line as its record.
    """

    def __init__(self) -> None:
        self.hlc = 0
        self.clock_offset_ms = 0
        self.applying = False
        self.purging = False
        self.actor: UUID = NO_ONE
        self.txn: UUID = NO_ONE
        self.reason: str | None = None
        self.kind: str | None = None
        self.touched: dict[tuple[str, UUID], None] = {}
        self._op = NO_ONE.bytes

    def begin(
        self, *, actor: UUID, reason: str | None, applying: bool = False, kind: str | None = None
    ) -> None:
        """Take up the pen for one transaction."""
        self.actor, self.reason, self.applying, self.kind = actor, reason, applying, kind
        self.purging = False
        self.txn = new_id()
        self.touched = {}

    def tick(self) -> int:
        """Advance the hybrid clock and return it."""
        corrected_ms = clock.now_ms() + self.clock_offset_ms
        self.hlc = next_stamp(self.hlc, corrected_ms)
        return self.hlc

    def saw(self, stamp: int) -> None:
        """Keep the hybrid clock at or above a stamp that came from the central store."""
        self.hlc = max(self.hlc, stamp)

    def operation(self) -> Made:
        """Begin an operation that no trigger makes."""
        op = UUID(bytes=self._new_op())
        return Made(op, self.tick(), clock.now_ms(), clock.monotonic_ms(), _RUN)

    def note(self, register: str, record: UUID) -> None:
        """Remember that the unit touched a record (of a line: the record it belongs to)."""
        self.touched[(register, record)] = None

    def functions(self) -> Mapping[str, SqlFunction]:
        """Return what the triggers call, by name."""
        return {
            "kac_applying": (0, lambda: int(self.applying)),
            "kac_purging": (0, lambda: int(self.purging)),
            "kac_new_op": (0, self._new_op),
            "kac_op": (0, lambda: self._op),
            "kac_txn": (0, lambda: self.txn.bytes),
            "kac_actor": (0, lambda: self.actor.bytes),
            "kac_reason": (0, lambda: self.reason),
            "kac_kind": (0, lambda: self.kind),
            "kac_hlc": (0, self.tick),
            "kac_wall": (0, clock.now_ms),
            "kac_mono": (0, clock.monotonic_ms),
            "kac_boot": (0, lambda: _RUN),
            "kac_touched": (2, self._touched),
        }

    def _new_op(self) -> bytes:
        self._op = new_id().bytes
        return self._op

    def _touched(self, register: Any, record: Any) -> None:
        self.note(register, UUID(bytes=record))
