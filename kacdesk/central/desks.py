"""This file is the place where an administrator sees every desk, and where a desk is drained, lost or let go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, update

from kacdesk.central.devices import ACTIVE, ADMITTED, DRAINING, LOST, READER, RETIRED, REVOKED
from kacdesk.central.feed import scope_head
from kacdesk.central.grants import end_all_grants
from kacdesk.central.tables import DEVICE, FEED, RECORD, STREAM
from kacdesk.core.calendar import Calendar
from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.core.workdays import add_working_days
from kacdesk.wire.signing import fingerprint
from kacdesk.wire.versions import point_scope

SILENT_DAYS = 3
"""Working days without a word after which a desk is told as silent (docs/cli.md, `overview`)."""

_CALENDAR = Calendar()
"""Public holidays only: a point's own days off do not travel to the central store as a calendar."""


@dataclass(frozen=True, slots=True)
class DeskState:
    """A desk as an administrator sees it, as it last told of itself; nothing of its records.

    `forks` how often it began another stream · `cursor_lag` entries of the point's feed that it has not read ·
    `clock_offset_ms` its clock against ours at its last hello · `only_here` operations on its disk alone.
    """

    device: str
    point: str
    status: str
    fingerprint: str
    confirmed: bool
    series: tuple[str, ...]
    forks: int
    last_seq: int
    safe_seq: int
    last_seen_ms: int | None
    silent: bool
    unsent: int
    oldest_unsent_ms: int | None
    only_here: int
    files_waiting: int
    cursor_lag: int | None
    clock_offset_ms: int | None
    disk_free: int | None
    app: str
    sv: int
    escrow: bool
    grants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WasOnIt:
    """What a lost desk held, as far as we know: records by register, and what it had not sent by its own word."""

    device: str
    point: str
    escrow: bool
    registers: Mapping[str, int]
    unsent: int
    oldest_unsent_ms: int | None
    last_seen_ms: int | None


def list_desks(connection: Connection, *, now_ms: int, point: str | None = None) -> list[DeskState]:
    """Return every desk at its own point, by point and time of enrolment."""
    streams: dict[tuple[str, UUID], list[Row[Any]]] = {}
    for row in connection.execute(select(STREAM).order_by(STREAM.c.opened_ms)):
        streams.setdefault((row.point, row.device), []).append(row)
    query = select(DEVICE).where(DEVICE.c.granted_from.is_(None))
    if point is not None:
        query = query.where(DEVICE.c.point == point)
    desks = connection.execute(query.order_by(DEVICE.c.point, DEVICE.c.enrolled_ms, DEVICE.c.id)).all()
    heads = {of: scope_head(connection, of, point_scope(of)) for of in {row.point for row in desks}}
    return [_state(row, streams.get((row.point, row.id), []), heads[row.point], now_ms) for row in desks]


def drain_desk(connection: Connection, row: Row[Any]) -> None:
    """Let a desk only send what it still holds, for a person to look at; raises Refused for a retired one."""
    if row.status == RETIRED:
        raise _not_from(row.status)
    _set(connection, row, DRAINING, closed_ms=None)


def admit_desk(connection: Connection, row: Row[Any], *, reader: bool) -> None:
    """Let a desk work again, or only read; raises Refused for one that was shut out, lost or retired."""
    if row.status not in ADMITTED:
        raise _not_from(row.status)
    _set(connection, row, READER if reader else ACTIVE, closed_ms=None)


def lose_desk(connection: Connection, row: Row[Any], *, now_ms: int) -> WasOnIt:
    """Shut out a desk whose PC is gone, with its grants, and tell what was on it."""
    _set(connection, row, LOST, closed_ms=now_ms)
    end_all_grants(connection, row.id, now_ms=now_ms)
    report = row.report or {}
    cursor = report.get("cursors", {}).get(point_scope(row.point), 0)
    return WasOnIt(
        device=str(row.id),
        point=row.point,
        escrow=row.escrow is not None,
        registers=_read_by(connection, row.point, cursor),
        unsent=report.get("pending", {}).get("changes", 0),
        oldest_unsent_ms=report.get("pending", {}).get("oldest_ms"),
        last_seen_ms=row.last_seen_ms,
    )


def shut_out(connection: Connection, row: Row[Any], *, now_ms: int) -> None:
    """Shut a desk out with its grants; what it holds unsent stays on it."""
    _set(connection, row, REVOKED, closed_ms=now_ms)
    end_all_grants(connection, row.id, now_ms=now_ms)


def let_go(connection: Connection, row: Row[Any], *, even_so: str, now_ms: int) -> None:
    """Retire a desk whose PC did not do it itself; raises Refused while it said that something is unsent.

    `even_so` is the reason why that does not matter; the caller writes it down with the act.
    """
    unsent = (row.report or {}).get("pending", {}).get("changes", 0)
    if unsent and not even_so.strip():
        raise Refused(
            t("Darbvieta {device} nav nosūtījusi {count} izmaiņas.", device=row.id, count=unsent),
            effect=t("Tā nav izņemta no lietošanas."),
            remedy=t("Vispirms nosūtiet tās (kacdesk sync) vai norādiet iemeslu ar --even-so."),
        )
    _set(connection, row, RETIRED, closed_ms=now_ms)
    end_all_grants(connection, row.id, now_ms=now_ms)


def is_silent(status: str, last_seen_ms: int | None, *, now_ms: int) -> bool:
    """Say whether an admitted desk has not been heard of for more than three working days."""
    if status not in ADMITTED or last_seen_ms is None:
        return False
    seen = riga_day(datetime.fromtimestamp(last_seen_ms / 1000, UTC))
    today = riga_day(datetime.fromtimestamp(now_ms / 1000, UTC))
    return today > add_working_days(_CALENDAR, seen, SILENT_DAYS)


def _set(connection: Connection, row: Row[Any], status: str, *, closed_ms: int | None) -> None:
    place = (DEVICE.c.point == row.point, DEVICE.c.id == row.id)
    connection.execute(update(DEVICE).where(*place).values(status=status, closed_ms=closed_ms))


def _not_from(status: str) -> Refused:
    return Refused(
        t("Darbvieta ir stāvoklī “{status}”, un no tā šis nav iespējams.", status=status),
        effect=t("Nekas nav mainīts."),
        remedy=t("Izsniedziet punktam jaunu kodu un piesakiet datoru no jauna."),
    )


def _read_by(connection: Connection, point: str, cursor: int) -> dict[str, int]:
    """Return how many records of each register a desk had read that had come up to a cursor."""
    told = (FEED.c.point == point, FEED.c.scope == point_scope(point), FEED.c.cur <= cursor)
    read = select(FEED.c.rid).where(*told, FEED.c.rid.is_not(None))
    query = (
        select(RECORD.c.reg, func.count())
        .where(RECORD.c.point == point, RECORD.c.rid.in_(read))
        .group_by(RECORD.c.reg)
        .order_by(RECORD.c.reg)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _state(row: Row[Any], streams: list[Row[Any]], head: int, now_ms: int) -> DeskState:
    report = row.report or {}
    pending = report.get("pending", {})
    cursor = report.get("cursors", {}).get(point_scope(row.point))
    wall = report.get("wall")
    return DeskState(
        device=str(row.id),
        point=row.point,
        status=row.status,
        fingerprint=fingerprint(row.pubkey),
        confirmed=row.confirmed_ms is not None,
        series=tuple(stream.series for stream in streams),
        forks=sum(stream.forked_from is not None for stream in streams),
        last_seq=streams[-1].last_seq if streams else 0,
        safe_seq=streams[-1].safe_seq if streams else 0,
        last_seen_ms=row.last_seen_ms,
        silent=is_silent(row.status, row.last_seen_ms, now_ms=now_ms),
        unsent=pending.get("changes", 0),
        oldest_unsent_ms=pending.get("oldest_ms"),
        only_here=report.get("only_here", 0),
        files_waiting=pending.get("blobs", 0),
        cursor_lag=head - cursor if cursor is not None else None,
        clock_offset_ms=wall - row.last_seen_ms if wall and row.last_seen_ms is not None else None,
        disk_free=report.get("disk_free"),
        app=row.app,
        sv=row.sv,
        escrow=row.escrow is not None,
        grants=tuple(row.grants or ()),
    )
