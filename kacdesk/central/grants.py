"""This file is the place where a desk is allowed to read another point than its own.

A grant is a row of the desk in the other point: the same desk, the same key, a token of its own, and it may only read.
So every key still begins with the point, and the fence between points stays where it is.
"""

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from kacdesk.central.database import Database
from kacdesk.central.devices import READER, REVOKED, TOKEN_MS, Desk, new_token
from kacdesk.central.tables import DEVICE, POINT
from kacdesk.core.errors import Missing, Refused
from kacdesk.core.text import t
from kacdesk.wire.messages import Grant


def grant_point(connection: Connection, home: Row[Any], point: str, *, now_ms: int) -> None:
    """Let the desk of the row `home` read `point`; given again it gets a new token. Missing, Refused."""
    if connection.execute(select(POINT.c.point).where(POINT.c.point == point)).first() is None:
        raise Missing(
            t("Punkta {code} centrālajā krātuvē nav.", code=point),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pievienojiet to ar “kacdesk-central point add {code}”.", code=point),
        )
    home = _locked(connection, home)
    place = (DEVICE.c.point == point, DEVICE.c.id == home.id)
    there = connection.execute(select(DEVICE).where(*place).with_for_update(key_share=True)).one_or_none()
    if point == home.point or (there is not None and there.granted_from is None):
        raise Refused(
            t("Punkts {code} šai darbvietai ir savējais.", code=point),
            effect=t("Nekas nav mainīts."),
            remedy=t("Lasīšanas tiesības vajag tikai citu punktu darbvietām."),
        )
    values = {
        "status": READER,
        "pubkey": home.pubkey,
        "token_hash": bytes(32),
        "token_issued_ms": now_ms,
        "token_until_ms": now_ms,
        "token_hash_prev": None,
        "token_prev_until_ms": None,
        "app": home.app,
        "sv": home.sv,
        "granted_from": home.point,
        "closed_ms": None,
        "last_seen_ms": None,
    }
    if there is None:
        row = {"point": point, "id": home.id, "enrolled_ms": now_ms, "confirmed_ms": now_ms, **values}
        connection.execute(insert(DEVICE).values(row))
    else:
        connection.execute(update(DEVICE).where(*place).values(values))
    _set_grants(connection, home, sorted({*(home.grants or ()), point}))


def end_grant(connection: Connection, home: Row[Any], point: str, *, now_ms: int) -> None:
    """Take the right to read a point away; the desk drops what it holds of it when it next asks. Missing."""
    home = _locked(connection, home)
    place = (DEVICE.c.point == point, DEVICE.c.id == home.id, DEVICE.c.granted_from == home.point)
    done = connection.execute(update(DEVICE).where(*place).values(status=REVOKED, closed_ms=now_ms))
    if done.rowcount == 0:
        raise Missing(
            t("Darbvietai nav tiesību lasīt punktu {code}.", code=point),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sarakstu parāda “kacdesk-central desk list”."),
        )
    _set_grants(connection, home, sorted(set(home.grants or ()) - {point}))


def end_all_grants(connection: Connection, device: UUID, *, now_ms: int) -> None:
    """Take every grant of a desk away, because the desk itself is shut out, lost or retired."""
    granted = (DEVICE.c.id == device, DEVICE.c.granted_from.is_not(None), DEVICE.c.status == READER)
    connection.execute(update(DEVICE).where(*granted).values(status=REVOKED, closed_ms=now_ms))


def told_grants(connection: Connection, database: Database, desk: Desk, *, now_ms: int) -> list[Grant]:
    """Return the grants that a desk has not used yet, each with a new token: an earlier answer may have been lost."""
    place = (DEVICE.c.point == desk.point, DEVICE.c.id == desk.device)
    points: list[str] = connection.execute(select(DEVICE.c.grants).where(*place)).scalar_one() or []
    told = []
    for point in points:
        database.enter_point(connection, point)
        there = (DEVICE.c.point == point, DEVICE.c.id == desk.device, DEVICE.c.status == READER)
        unused = (*there, DEVICE.c.last_seen_ms.is_(None))
        if connection.execute(select(DEVICE.c.id).where(*unused)).first() is not None:
            token = new_token(point, desk.device)
            hashed = hashlib.sha256(token.encode()).digest()
            fresh = {"token_hash": hashed, "token_issued_ms": now_ms, "token_until_ms": now_ms + TOKEN_MS}
            connection.execute(update(DEVICE).where(*there).values(fresh))
            name: str = connection.execute(select(POINT.c.name).where(POINT.c.point == point)).scalar_one()
            told.append(Grant(point=point, point_name=name, token=token))
    if points:
        database.enter_point(connection, desk.point)
    return told


def _locked(connection: Connection, home: Row[Any]) -> Row[Any]:
    """Return the row of a desk at its home as it is now, locked before those of the points that it may read."""
    place = (DEVICE.c.point == home.point, DEVICE.c.id == home.id)
    return connection.execute(select(DEVICE).where(*place).with_for_update(key_share=True)).one()


def _set_grants(connection: Connection, home: Row[Any], points: list[str]) -> None:
    place = (DEVICE.c.point == home.point, DEVICE.c.id == home.id)
    connection.execute(update(DEVICE).where(*place).values(grants=points or None))
