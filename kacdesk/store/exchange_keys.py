"""This file is the place where the desk keeps the keys that an exchange tells of.

Its own pair for files that are carried by hand, the central store's public key for them, and its store's key sealed to
the central store's offline escrow key, so that a lost keyring never loses what was not sent.
"""

from uuid import UUID

from sqlalchemy import update

from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.granted import keep_grants
from kacdesk.store.session import Store, one
from kacdesk.vault.escrow import add_escrow_slot
from kacdesk.vault.sealing import new_keypair
from kacdesk.wire.messages import HelloReply


def ensure_courier_key(store: Store) -> None:
    """Make the desk's own pair for carried files, unless it has one."""
    with store.read() as connection:
        if one(connection, tables.sync_state)["courier_key"] is not None:
            return
    with store.unit(NO_ONE, applying=True) as unit:
        private, _ = new_keypair()
        empty = tables.sync_state.c.courier_key.is_(None)
        unit.connection.execute(update(tables.sync_state).where(empty).values(courier_key=private))


def keep_central_key(store: Store, public: str | None) -> None:
    """Keep the central store's public key for carried files (64 hex digits), if it told one."""
    if public is None:
        return
    key = bytes.fromhex(public)
    with store.read() as connection:
        if one(connection, tables.sync_state)["central_key"] == key:
            return
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(central_key=key))


def keep_told(store: Store, reply: HelloReply) -> None:
    """Keep what a hello's reply says of keys and of points that may be read, and do what it asks for."""
    ensure_courier_key(store)
    keep_grants(store, reply.grants, epoch=UUID(reply.epoch))
    keep_central_key(store, reply.courier)
    with store.read() as connection:
        waiting = one(connection, tables.sync_state)["escrow"] is not None
    if reply.escrow is not None:
        _give_in_escrow(store, bytes.fromhex(reply.escrow), waiting=waiting)
    elif waiting:
        with store.unit(NO_ONE, applying=True) as unit:
            unit.connection.execute(update(tables.sync_state).values(escrow=None))


def _give_in_escrow(store: Store, public: bytes, *, waiting: bool) -> None:
    """Seal the store's key to the central store's escrow key; the next hello carries it."""
    with store.read() as connection:
        state, desk = one(connection, tables.sync_state), one(connection, tables.desk)
    if (waiting and state["escrow_key"] == public) or desk["sample"]:
        return
    sealed = add_escrow_slot(store.path.parent, store.key, public=public, device=desk["device"])
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.sync_state).values(escrow_key=public, escrow=sealed))
