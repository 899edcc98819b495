"""This file is the place where a new store takes over who the desk already is towards a central store."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from kacdesk.core.ids import new_id, new_series
from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.session import Store
from kacdesk.wire.signing import new_private_key


@dataclass(frozen=True)
class Identity:
    """Who a desk is before it has a store: its device, its first stream, its series and its private key."""

    device: UUID
    stream: UUID
    series: str
    key: bytes


def new_identity() -> Identity:
    """Draw an identity, as a new store does for itself."""
    return Identity(new_id(), new_id(), new_series(), new_private_key())


def take_identity(store: Store, identity: Identity) -> None:
    """Let a store that holds nothing yet be this desk; ValueError once it has made a line of its own."""
    with store.unit(NO_ONE, applying=True) as unit:
        made = unit.connection.execute(tables.capture.select().limit(1)).first()
        if made is not None:
            raise ValueError("the store has operations under another identity")
        unit.connection.execute(update(tables.desk).values(device=identity.device, series=identity.series))
        unit.connection.execute(
            update(tables.sync_state).values(stream=identity.stream, device_key=identity.key)
        )
