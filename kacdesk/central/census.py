"""This file is the place where desks, open matters and marks are counted over all points, without naming anybody."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from kacdesk.central.devices import ACTIVE
from kacdesk.central.tables import BACKUP, CONFLICT, DEVICE, INCIDENT, OP, QUARANTINE, SCOPE_HEAD
from kacdesk.central.verify import PARKED

SILENT_MS = 3 * 24 * 60 * 60 * 1000
_POINT_SCOPE = "p:%"


@dataclass(frozen=True, slots=True)
class Census:
    """Counts by point. `verified_ms` is when the newest backup was made that was restored and compared, if any."""

    desks: Mapping[tuple[str, str], int]
    silent: Mapping[str, int]
    oldest_contact_ms: Mapping[str, int]
    open_matters: Mapping[tuple[str, str], int]
    heads: Mapping[str, int]
    verified_ms: int | None


def take_census(connection: Connection, *, now_ms: int) -> Census:
    """Count; the connection must see every point."""
    desk = DEVICE.c
    heard = func.coalesce(desk.last_seen_ms, desk.enrolled_ms)
    active = (desk.status == ACTIVE, desk.granted_from.is_(None))
    by_status = select(desk.point, desk.status, func.count()).group_by(desk.point, desk.status)
    silent = select(desk.point, func.count()).where(*active, heard < now_ms - SILENT_MS).group_by(desk.point)
    oldest = select(desk.point, func.min(heard)).where(*active).group_by(desk.point)
    heads = select(SCOPE_HEAD.c.point, SCOPE_HEAD.c.cur).where(SCOPE_HEAD.c.scope.like(_POINT_SCOPE))
    matters = {
        (point, kind): count
        for kind, table, is_open in (
            ("quarantine", QUARANTINE, QUARANTINE.c.resolved_ms.is_(None)),
            ("conflict", CONFLICT, CONFLICT.c.resolved_ms.is_(None)),
            ("incident", INCIDENT, INCIDENT.c.resolved_ms.is_(None)),
            ("parked", OP, OP.c.outcome == PARKED),
        )
        for point, count in _counted(connection, table, is_open).items()
    }
    return Census(
        desks={(point, status): count for point, status, count in connection.execute(by_status)},
        silent=_by_point(connection, silent),
        oldest_contact_ms=_by_point(connection, oldest),
        open_matters=matters,
        heads=_by_point(connection, heads),
        verified_ms=connection.execute(
            select(func.max(BACKUP.c.made_ms)).where(BACKUP.c.verified_ms.is_not(None))
        ).scalar(),
    )


def _counted(connection: Connection, table: Table, is_open: ColumnElement[bool]) -> dict[str, int]:
    return _by_point(connection, select(table.c.point, func.count()).where(is_open).group_by(table.c.point))


def _by_point(connection: Connection, asked: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(asked)}
