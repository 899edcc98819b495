"""This file is the place where the simulation remembers what was really done, beside everything the program keeps."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from kacdesk.store import tables
from kacdesk.store.session import Store


@dataclass(frozen=True)
class Deed:
    """One operation as it was made: by which desk, on what, with which values."""

    op: str
    desk: int
    point: str
    register: str
    record: str
    kind: str
    fields: dict[str, Any]
    poison: bool


@dataclass
class Ledger:
    """All operations that were durable on a disk once, and what each of them had seen.

    `seen` holds (op, field) → the ops that the clerk had seen in that field, directly or through others.
    """

    deeds: dict[str, Deed] = field(default_factory=dict)
    seen: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def note(self, store: Store, *, desk: int, poison: bool = False) -> int:
        """Write down what was captured on a desk and is not known yet; return how much that was."""
        with store.read() as connection:
            found = connection.execute(select(tables.capture).order_by(tables.capture.c.cid)).all()
        count = 0
        for row in found:
            op = row.op.hex
            if op in self.deeds:
                continue
            count += 1
            fields = msgspec.json.decode(row.f)
            self.deeds[op] = Deed(op, desk, row.point, row.reg, row.rid.hex, row.kind, fields, poison)
            for name, base in msgspec.json.decode(row.b).items():
                if base:
                    self.seen[op, name] = frozenset((base,)) | self.seen.get((base, name), frozenset())
        return count

    def saw(self, op: str, name: str) -> frozenset[str]:
        """Return the ops that an operation had seen in a field."""
        return self.seen.get((op, name), frozenset())


def sealed_on(store: Store) -> set[str]:
    """Return the operations made on a desk that its disk still knows of."""
    log = tables.change_log.c
    with store.read() as connection:
        found: list[UUID | None] = list(connection.scalars(select(log.op).where(log.origin == "desk")))
    return {op.hex for op in found if op is not None}
