"""This file is the place where operations on one record are merged field by field; pure, without a database.

The rules, in this order, for an arriving op `o` against the op `w` that gave the current value:
no `w` → applied; `o` was made seeing `w` → applied, whatever the clocks say; `o` is already the base of
another op → an ancestor that comes late, set aside quietly; otherwise the two did not see each other: a void
wins over an edit and over a restore; an op made upon one that was lost with a restored backup wins, because
`w` may be its ancestor; else the higher effective stamp does (if equal, the later arrival). The loser is kept
as a conflict for a person, unless both say the same. When an op that was lost comes back and takes its place, what
had been made upon it and had lost meanwhile takes its own place after it.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kacdesk.spec.register import Status
from kacdesk.wire.line import LineKind
from kacdesk.wire.stamp import LARGEST_STAMP, read_stamp, stamp_text

STATUS = "status"


@dataclass(frozen=True, slots=True)
class Loser:
    """An op that lost a field to `winner`; its value and effective stamp."""

    op: UUID
    winner: UUID
    value: Any
    effective: int


@dataclass
class RecordState:
    """A record as the central store holds it.

    `fields` the values · `ops` field → op (32 hex digits) that gave it · `stamps` field → effective stamp ·
    `unknown` fields that this version does not know · `bases` (field, op) pairs that some op was made upon ·
    `losers` (field, op) → what was made upon that op and lost, in the order of arrival.
    """

    register: str
    fields: dict[str, Any] = field(default_factory=dict)
    ops: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, Any] = field(default_factory=dict)
    bases: set[tuple[str, str]] = field(default_factory=set)
    cur: int = 0
    losers: dict[tuple[str, str], list[Loser]] = field(default_factory=dict)

    @property
    def voided(self) -> bool:
        """Say whether the record is voided."""
        return self.fields.get(STATUS) == Status.VOIDED


@dataclass(frozen=True, slots=True)
class Change:
    """What one operation asks: JSON values by field, the ops it was made upon, its effective stamp.

    `lost` are those of the ops it was made upon that the central store does not have (any more) · `refused` op → what
    it was made upon itself, of ops that never took effect · `half` its other fields were merged when it came, and with
    them it was judged whether it met a void that it had not seen.
    """

    op: UUID
    kind: LineKind
    effective: int
    base: Mapping[str, UUID]
    fields: Mapping[str, Any]
    lost: Set[UUID] = frozenset()
    refused: Mapping[UUID, Mapping[str, UUID]] = field(default_factory=dict)
    half: bool = False

    def stands_upon(self, name: str) -> UUID | None:
        """Return the op that a field's value was really made upon: what was refused on the way never stood."""
        return standing(self.base.get(name), name, self.refused)


def standing(base: UUID | None, name: str, refused: Mapping[UUID, Mapping[str, UUID]]) -> UUID | None:
    """Return `base`, or what it was made upon itself for that field, and so on, as long as it was refused."""
    passed = set[UUID]()
    while base is not None and base in refused and base not in passed:
        passed.add(base)
        base = refused[base].get(name)
    return base


@dataclass(frozen=True, slots=True)
class Clash:
    """Two ops on one field that did not see each other; `value` is the loser's."""

    field: str
    winner: UUID
    loser: UUID
    value: Any


@dataclass
class Merged:
    """What an operation changed: fields that took its value, clashes, bases that were new, highest stamp.

    `after` field → another op that took its place after it, having lost before; `won` has its value then. `closed` are
    the clashes that are none any more thereby.
    """

    won: dict[str, Any] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    after: dict[str, UUID] = field(default_factory=dict)
    closed: list[Clash] = field(default_factory=list)
    new_bases: set[tuple[str, str]] = field(default_factory=set)
    stamp: int = 0
    touched_forgotten: bool = False


def merge(state: RecordState, change: Change) -> Merged:
    """Merge one operation into `state`, which is changed in place, and return what it did."""
    merged = Merged(stamp=change.effective)
    if not state.ops and not change.base and change.kind is not LineKind.FORGET:
        _begin(state, change, merged)
        return merged
    was_voided_by = UUID(state.ops[STATUS]) if state.voided and STATUS in state.ops else None
    for name, value in change.fields.items():
        stands_upon = change.stands_upon(name)
        for base in (change.base.get(name), stands_upon):
            if base is not None and (name, base.hex) not in state.bases:
                state.bases.add((name, base.hex))
                merged.new_bases.add((name, base.hex))
        _merge_field(state, change, merged, name, value, base=stands_upon)
    edits = change.kind in (LineKind.INS, LineKind.SET, LineKind.FILE) and not change.half
    if was_voided_by is not None and edits and STATUS not in change.fields and change.fields:
        merged.clashes.append(Clash(STATUS, was_voided_by, change.op, None))
    return merged


def _begin(state: RecordState, change: Change, merged: Merged) -> None:
    """Give a record that is not here yet its first values; most operations are such, and nothing can clash."""
    state.fields = dict(change.fields)
    state.ops = dict.fromkeys(change.fields, change.op.hex)
    state.stamps = dict.fromkeys(change.fields, stamp_text(change.effective))
    merged.won = dict(change.fields)


def _merge_field(
    state: RecordState, change: Change, merged: Merged, name: str, value: Any, *, base: UUID | None
) -> None:
    current = state.ops.get(name)
    if current is None:
        _take(state, change, merged, name, value, stamp=change.effective)
        return
    stamp = read_stamp(state.stamps[name])
    forgotten = stamp == LARGEST_STAMP
    late = (name, change.op.hex) in state.bases
    if (change.kind is LineKind.FORGET and not late) or (base is not None and base.hex == current):
        _take(
            state,
            change,
            merged,
            name,
            value,
            stamp=change.effective if forgotten else max(change.effective, stamp),
        )
        if late:
            _follow(state, merged, name)
        return
    if forgotten:
        merged.touched_forgotten = True
        return
    if late:
        return
    wins = _wins(state, change, base, current, stamp)
    if value != state.fields.get(name):
        winner, loser = (change.op, UUID(current)) if wins else (UUID(current), change.op)
        merged.clashes.append(Clash(name, winner, loser, state.fields.get(name) if wins else value))
    if wins:
        _take(state, change, merged, name, value, stamp=change.effective)
    elif base is not None:
        lost = Loser(change.op, UUID(current), value, change.effective)
        state.losers.setdefault((name, base.hex), []).append(lost)


def _follow(state: RecordState, merged: Merged, name: str) -> None:
    """Let what was made upon an op that has come back, and upon that in turn, take the place that it lost."""
    while losers := state.losers.pop((name, state.ops[name]), None):
        first, *others = losers
        for each in losers:
            merged.closed.append(Clash(name, each.winner, each.op, each.value))
        for each in others:
            won, lost = (each, first) if each.effective >= first.effective else (first, each)
            if won.value != lost.value:
                merged.clashes.append(Clash(name, won.op, lost.op, lost.value))
            first = won
        stamp = max(first.effective, read_stamp(state.stamps[name]))
        state.fields[name], state.ops[name] = first.value, first.op.hex
        state.stamps[name] = stamp_text(stamp)
        merged.stamp = max(merged.stamp, stamp)
        merged.won[name], merged.after[name] = first.value, first.op


def _wins(state: RecordState, change: Change, base: UUID | None, current: str, stamp: int) -> bool:
    if change.kind is LineKind.VOID:
        return True
    if state.voided and current == state.ops.get(STATUS):
        return False
    return base in change.lost or change.effective >= stamp


def _take(state: RecordState, change: Change, merged: Merged, name: str, value: Any, *, stamp: int) -> None:
    if change.kind is LineKind.FORGET:
        stamp = LARGEST_STAMP
    else:
        merged.stamp = max(merged.stamp, stamp)
    state.fields[name] = value
    state.ops[name] = change.op.hex
    state.stamps[name] = stamp_text(stamp)
    merged.won[name] = value
