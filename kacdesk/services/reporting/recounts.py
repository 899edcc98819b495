"""This file is the place where it is remembered how closed periods compare with now, until one is touched.

Comparing a month takes a tenth of a second, and a report asks for every closed month. What is remembered is of one open
store; a store that was opened for reading does not hear of changes, and nothing is remembered of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from kacdesk.core.errors import Missing
from kacdesk.figures.corrections import CorrectionFigures
from kacdesk.figures.period import Period
from kacdesk.figures.reads import wanted
from kacdesk.figures.report import REPORT_READS
from kacdesk.models.catalog import Catalog
from kacdesk.services.context import Context
from kacdesk.store.session import Changes, Store, row_of

MOST_LOOKED_AT: Final = 500
"""More records than these are not looked at one by one: counting anew is as quick."""

_READS = {reads.register: reads for reads in REPORT_READS}

Key = tuple[UUID, ...]
"""A closing, and the closings whose reports have told what changed in it."""

Compared = tuple[CorrectionFigures | None, frozenset[UUID]]
"""What has changed, and the records that count in the period now."""


@dataclass
class _Kept:
    correction: CorrectionFigures | None
    records: frozenset[UUID]
    place: int


@dataclass
class _Memory:
    """What is known of one store; `touched` records in the order in which they were, `kept` up to which of them."""

    touched: list[tuple[str, UUID]] = field(default_factory=list)
    kept: dict[Key, _Kept] = field(default_factory=dict)
    told: dict[UUID, tuple[CorrectionFigures, ...]] = field(default_factory=dict)

    def note(self, changes: Changes) -> None:
        """Hear of a commit. Any thread."""
        self.touched += [(register, record) for register, of in changes.records.items() for record in of]


_memories: "WeakKeyDictionary[Store, _Memory]" = WeakKeyDictionary()


def _memory_of(store: Store) -> _Memory | None:
    if not store.is_for_writing:
        return None
    if store not in _memories:
        memory = _memories.setdefault(store, _Memory())
        store.on_change(memory.note)
    return _memories[store]


def remembered(
    context: Context, key: Key, period: Period, compare: Callable[[], Compared]
) -> CorrectionFigures | None:
    """Return what `compare` finds, or what it found when nothing that counts in the period was touched since."""
    memory = _memory_of(context.store)
    if memory is None:
        return compare()[0]
    place = len(memory.touched)  # before it is read: what is saved meanwhile is looked at the next time
    kept = memory.kept.get(key)
    if kept is None or _is_touched(context, kept, period, memory.touched[kept.place : place]):
        correction, records = compare()
        kept = _Kept(correction, records, place)
    memory.kept[key] = _Kept(kept.correction, kept.records, place)
    return kept.correction


def told_by(
    context: Context, closing: UUID, read: Callable[[], tuple[CorrectionFigures, ...]]
) -> tuple[CorrectionFigures, ...]:
    """Return the corrections that a closed report tells: `read` is asked once, they never change."""
    memory = _memory_of(context.store)
    if memory is None:
        return read()
    if closing not in memory.told:
        memory.told[closing] = read()
    return memory.told[closing]


def _is_touched(context: Context, kept: _Kept, period: Period, touched: Iterable[tuple[str, UUID]]) -> bool:
    """Say whether one of the records counts in the period, or did, or names what is counted there."""
    looked_at = dict.fromkeys(touched)
    if not looked_at:
        return False
    if len(looked_at) > MOST_LOOKED_AT:
        return True
    catalog = context.catalog
    names = {spec.name for spec in catalog.specs if spec in catalog.named or spec.stands_for}
    if any(register in names or record in kept.records for register, record in looked_at):
        return True
    with context.store.read() as connection:
        return any(_is_wanted(connection, catalog, *each, period=period) for each in looked_at)


def _is_wanted(
    connection: Connection, catalog: Catalog, register: str, record: UUID, *, period: Period
) -> bool:
    if register not in _READS:
        return False
    try:
        return wanted(_READS[register], row_of(connection, catalog, register, record), period)
    except Missing:
        return True
