"""This file is the place where it is found what has changed in a period since its report was closed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from kacdesk.figures.count import Count, Row

_LEFT_OUT = "voided."
"""Below this are records that count no more."""

_BY_RANK = "services."
"""Below this a record may change its place without being touched: another service was asked for more often."""


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """One figure of the closed report that is another one now.

    `was` as it was last reported, `now` as it is counted today; None where it was not counted, or had no line of its
    own · `came` and `went` the rows with their weights: was + came - went = now, except in what is no sum (a median).
    A figure may keep its value while its rows change.
    """

    key: str
    was: int | None
    now: int | None
    came: Count
    went: Count


@dataclass(frozen=True, slots=True)
class CorrectedRecords:
    """The records of one register, each counted as one; `key` is the register.

    `came` count now and did not then · `went` were voided or belong to another period now · `changed` count in other
    figures or with another weight.
    """

    key: str
    came: Count
    went: Count
    changed: Count


@dataclass(frozen=True, slots=True)
class CorrectionFigures:
    """What has changed in a closed period, that no later closed report has told yet.

    `period` is written as `Period` writes it, `edition` the one that was closed, `closing` the hash of its snapshot.
    In a report of the same period these are the changes against its edition before.
    """

    period: str
    edition: int
    closing: str
    changed: tuple[ChangedFigure, ...]
    records: tuple[CorrectedRecords, ...]


@dataclass(frozen=True, slots=True)
class State:
    """The figures of a period as they stood at some time: every number by its key, and the rows of those that are
    sums of rows."""

    numbers: Mapping[str, int | None]
    rows: Mapping[str, tuple[Row, ...]]


def compared(
    period: str, edition: int, closing: str, *, before: State, now: State
) -> CorrectionFigures | None:
    """Return what differs, in the order of the report; None when nothing does."""
    changed = tuple(_changes(before, now))
    if not changed:
        return None
    return CorrectionFigures(period, edition, closing, changed, tuple(_records(before, now)))


def corrected(before: State, reported: Iterable[CorrectionFigures]) -> State:
    """Return the figures with corrections that were reported since, in their order.

    A correction that rests on one which was taken back (its report was reopened) still gives a sound state: rows are
    a set of what was reported, and a sum is always that of its rows.
    """
    numbers, rows = dict(before.numbers), dict(before.rows)
    for correction in reported:
        for change in correction.changed:
            if change.now is None and change.key in rows:
                del rows[change.key]
                del numbers[change.key]
            elif change.key in rows or change.came or change.went:
                kept = (Counter(rows.get(change.key, ())) - Counter(change.went.rows)) | Counter(
                    change.came.rows
                )
                rows[change.key] = tuple(kept.elements())
                numbers[change.key] = sum(row.weight for row in rows[change.key])
            else:
                numbers[change.key] = change.now
    return State(numbers, rows)


def _changes(before: State, now: State) -> Iterator[ChangedFigure]:
    for key in dict.fromkeys((*now.numbers, *before.numbers)):
        was, becomes = before.numbers.get(key), now.numbers.get(key)
        then, today = Counter(before.rows.get(key, ())), Counter(now.rows.get(key, ()))
        if was != becomes or then != today:
            yield ChangedFigure(key, was, becomes, _counted(today - then), _counted(then - today))


def _counted(rows: Counter[Row]) -> Count:
    return Count(sorted(rows.elements(), key=_place))


def _place(row: Row) -> tuple[str, bytes, int]:
    return row.register, row.id.bytes, row.weight


def _records(before: State, now: State) -> Iterator[CorrectedRecords]:
    shared = {
        key
        for key in now.rows.keys() & before.rows.keys()
        if not key.startswith((_LEFT_OUT, _BY_RANK)) or (key.startswith(_BY_RANK) and key.endswith(".count"))
    }
    then, today = _memberships(before, shared), _memberships(now, shared)
    were, are = _everybody(before), _everybody(now)
    for register in sorted({register for register, _record in (*were, *are)}):
        came = [row for row in are if row not in were and row[0] == register]
        went = [row for row in were if row not in are and row[0] == register]
        changed = [
            row for row in are if row in were and row[0] == register and then.get(row) != today.get(row)
        ]
        if came or went or changed:
            yield CorrectedRecords(register, _ones(came), _ones(went), _ones(changed))


def _memberships(state: State, keys: Iterable[str]) -> dict[tuple[str, UUID], set[tuple[str, int]]]:
    """Return in which figures each record counts, and with which weight."""
    found: dict[tuple[str, UUID], set[tuple[str, int]]] = {}
    for key in keys:
        for row in state.rows[key]:
            found.setdefault((row.register, row.id), set()).add((key, row.weight))
    return found


def _everybody(state: State) -> dict[tuple[str, UUID], None]:
    """Return the records that count."""
    return dict.fromkeys(
        (row.register, row.id)
        for key, rows in state.rows.items()
        if not key.startswith(_LEFT_OUT)
        for row in rows
    )


def _ones(records: Iterable[tuple[str, UUID]]) -> Count:
    return Count(
        Row(register, record) for register, record in sorted(records, key=lambda each: each[1].bytes)
    )
