"""This file is the place where the state of the central store fits on one screen, with what needs a person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from kacdesk.central.attention import INCIDENT_OPEN, PARKED_LINE, QUARANTINED, Item, list_attention
from kacdesk.central.backups import list_backups
from kacdesk.central.desks import DeskState, list_desks
from kacdesk.central.devices import ADMITTED
from kacdesk.central.epoch import current_epoch
from kacdesk.central.receipts import Owed, owed_receipts
from kacdesk.central.verify import DRAINED

_HOUR_MS = 60 * 60 * 1000
UNSENT_LATE_MS = 48 * _HOUR_MS
QUARANTINE_LATE_MS = 24 * _HOUR_MS
PARKED_LATE_MS = 24 * _HOUR_MS
SAFE_LATE_MS = 36 * _HOUR_MS
CLOCK_OFF_MS = 5 * 60 * 1000
"""Limits after which a state becomes an alarm (docs/cli.md, `overview`)."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something for a person: `code` is stable; `point` and `what` say where, `since_ms` since when it is so."""

    code: str
    point: str
    what: str
    since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the central store. `safe_age_ms` is None while no backup of this epoch was ever proved."""

    epoch: str
    desks: Mapping[str, int]
    unsent: int
    oldest_unsent_ms: int | None
    attention: Mapping[str, int]
    receipts_owed: int
    safe_age_ms: int | None
    versions: Mapping[str, int]
    schemas: Mapping[str, int]
    alarms: Sequence[Alarm]


def overview(connection: Connection, *, now_ms: int) -> Overview:
    """Return the state of the central store as of now."""
    desks = list_desks(connection, now_ms=now_ms)
    here = [desk for desk in desks if desk.status in ADMITTED]
    waiting = list_attention(connection)
    owed = owed_receipts(connection)
    proved = [row.made_ms for row in list_backups(connection) if row.current and row.verified_ms is not None]
    safe_age = now_ms - max(proved) if proved else None
    oldest = min((desk.oldest_unsent_ms for desk in here if desk.oldest_unsent_ms is not None), default=None)
    alarms = [
        *_of_desks(here, now_ms),
        *_of_lines(waiting, now_ms),
        *_of_receipts(owed),
        *_of_backups(safe_age, now_ms, any(desk.last_seq for desk in desks)),
    ]
    return Overview(
        epoch=str(current_epoch(connection)),
        desks=dict(Counter(desk.status for desk in desks)),
        unsent=sum(desk.unsent for desk in here),
        oldest_unsent_ms=oldest,
        attention=dict(Counter(item.kind for item in waiting)),
        receipts_owed=len(owed),
        safe_age_ms=safe_age,
        versions=dict(Counter(desk.app for desk in here)),
        schemas=dict(Counter(str(desk.sv) for desk in here)),
        alarms=alarms,
    )


def _of_desks(desks: Sequence[DeskState], now_ms: int) -> list[Alarm]:
    found = []
    for desk in desks:
        if desk.silent:
            found.append(Alarm("silent", desk.point, desk.device, desk.last_seen_ms))
        if desk.oldest_unsent_ms is not None and now_ms - desk.oldest_unsent_ms > UNSENT_LATE_MS:
            found.append(Alarm("unsent-late", desk.point, desk.device, desk.oldest_unsent_ms))
        if desk.clock_offset_ms is not None and abs(desk.clock_offset_ms) > CLOCK_OFF_MS:
            found.append(Alarm("clock-off", desk.point, desk.device, desk.last_seen_ms))
    return found


def _of_lines(waiting: Sequence[Item], now_ms: int) -> list[Alarm]:
    late = [
        Alarm("quarantine-late", item.point, item.ref, item.at_ms)
        for item in waiting
        if item.kind == QUARANTINED and item.at_ms is not None and now_ms - item.at_ms > QUARANTINE_LATE_MS
    ]
    late += [
        Alarm("parked-late", point, str(len(since)), min(since))
        for point, since in sorted(_not_understood(waiting).items())
        if now_ms - min(since) > PARKED_LATE_MS
    ]
    return late + [
        Alarm(item.code, item.point, item.ref, item.at_ms) for item in waiting if item.kind == INCIDENT_OPEN
    ]


def _not_understood(waiting: Sequence[Item]) -> dict[str, list[int]]:
    """Return since when the lines of each point wait that newer desks sent and this version cannot read."""
    found: dict[str, list[int]] = {}
    for item in waiting:
        if item.kind == PARKED_LINE and item.code != DRAINED and item.at_ms is not None:
            found.setdefault(item.point, []).append(item.at_ms)
    return found


def _of_receipts(owed: Sequence[Owed]) -> list[Alarm]:
    return [Alarm("receipt-owed", one.point, f"{one.device} {one.rid}", one.since_ms) for one in owed]


def _of_backups(safe_age: int | None, now_ms: int, has_lines: bool) -> list[Alarm]:
    if safe_age is None:
        return [Alarm("safe-never", "", "")] if has_lines else []
    return [Alarm("safe-late", "", "", now_ms - safe_age)] if safe_age > SAFE_LATE_MS else []
