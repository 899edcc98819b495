"""This file is the place where the points lie that this desk may read beside its own.

Each has a store of its own below `points/`, as encrypted as the desk's own; its key lies in the desk's own store, so
that who opens that one opens all, and what destroys its key destroys theirs. No person ever writes there.
"""

import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from kacdesk.core import clock
from kacdesk.core.durable import force_names
from kacdesk.core.errors import Missing
from kacdesk.core.text import t
from kacdesk.models.fields import NO_ONE
from kacdesk.store import opening, tables
from kacdesk.store.old_copies import BACKUPS, copied_at
from kacdesk.store.opening import PointInfo
from kacdesk.store.session import Store, one
from kacdesk.wire.messages import Grant

FOLDER = "points"


def granted_points(store: Store) -> list[str]:
    """Return the codes of the points that this desk may read beside its own."""
    with store.read() as connection:
        return list(connection.scalars(select(tables.granted.c.point).order_by(tables.granted.c.point)))


def keep_grants(store: Store, grants: Iterable[Grant], *, epoch: UUID) -> None:
    """Keep points that were granted, each with an empty store that the exchange will fill; told again, a new token."""
    for grant in grants:
        folder, key = _folder(store, grant.point), _key(store, grant.point)
        if key is None:
            shutil.rmtree(folder, ignore_errors=True)  # nobody has the key of what lies there
            key = _new_key(store, grant)
        if not opening.exists(folder):
            info = PointInfo(code=grant.point, title=grant.point_name, type="municipal")
            opening.create_with_key(folder, key, info, catalog=store.catalog).close()
        _introduce(store, grant, epoch=epoch)


def open_granted(store: Store, point: str, *, writing: bool = False) -> Store:
    """Open the store of a granted point; for writing only for what its feed says. Missing when it is not granted."""
    key = _key(store, point)
    if key is None or not opening.exists(_folder(store, point)):
        raise Missing(
            t("Punktu {code} šis dators nedrīkst lasīt.", code=point),
            effect=t("Nekas nav mainīts."),
            remedy=t("Tiesības piešķir krātuves uzturētājs; pēc tam palaidiet “kacdesk sync”."),
        )
    return opening.open_with_key(_folder(store, point), key, writing=writing, catalog=store.catalog)


def drop_granted(store: Store, point: str) -> None:
    """Forget a point that this desk may not read any more, and all that was kept of it."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(delete(tables.granted).where(tables.granted.c.point == point))
    shutil.rmtree(_folder(store, point), ignore_errors=True)


def give_back_granted(folder: Path, since: str) -> int:
    """Put back the stores of granted points as they were before this version gave them its shape; return how many.

    `since` is when it took the data (`clock.moment_text`). What the central store told meanwhile is told again. May be
    cut off and done again.
    """
    given = 0
    for home in (folder / FOLDER).glob("*"):
        copies = sorted(
            (copied_at(path), path) for path in (home / BACKUPS).glob("*-*.db") if copied_at(path)
        )
        made_since = [path for at, path in copies if at is not None and clock.moment_text(at) >= since]
        if not made_since:
            continue
        for ending in ("-wal", "-shm", "-journal"):
            (home / f"{opening.STORE_NAME}{ending}").unlink(missing_ok=True)
        made_since[0].replace(home / opening.STORE_NAME)
        force_names(home)
        for path in made_since[1:]:
            path.unlink(missing_ok=True)
        given += 1
    return given


def _folder(store: Store, point: str) -> Path:
    return store.path.parent / FOLDER / point


def _key(store: Store, point: str) -> bytes | None:
    with store.read() as connection:
        found: bytes | None = connection.execute(
            select(tables.granted.c.key).where(tables.granted.c.point == point)
        ).scalar_one_or_none()
    return found


def _new_key(store: Store, grant: Grant) -> bytes:
    key = secrets.token_bytes(32)
    row = {"point": grant.point, "title": grant.point_name, "key": key, "at": clock.now_utc()}
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(insert(tables.granted), row)
    return key


def _introduce(store: Store, grant: Grant, *, epoch: UUID) -> None:
    """Let the granted store speak as this desk, with the token for its point."""
    with store.read() as connection:
        desk, sync = one(connection, tables.desk), one(connection, tables.sync_state)
    other = open_granted(store, grant.point, writing=True)
    try:
        with other.unit(NO_ONE, applying=True) as unit:
            unit.connection.execute(update(tables.desk).values(device=desk["device"]))
            unit.connection.execute(
                update(tables.sync_state).values(
                    token=grant.token,
                    central_url=sync["central_url"],
                    device_key=sync["device_key"],
                    clock_offset_ms=sync["clock_offset_ms"],
                    epoch=epoch,
                )
            )
    finally:
        other.close()
