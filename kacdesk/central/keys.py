"""This file is the place where the central store's own keys lie: of carried files, and the escrow's public one."""

from sqlalchemy import Connection, insert, select

from kacdesk.central.tables import SETTING
from kacdesk.vault.sealing import new_keypair

COURIER, COURIER_PUBLIC, ESCROW = "courier", "courier_public", "escrow"


def ensure_courier_keys(connection: Connection) -> None:
    """Make the pair that parcels are sealed to, unless it is there; it lives as long as the database."""
    if setting(connection, COURIER) is None:
        private, public = new_keypair()
        rows = [{"name": COURIER, "value": private}, {"name": COURIER_PUBLIC, "value": public}]
        connection.execute(insert(SETTING), rows)


def setting(connection: Connection, name: str) -> bytes | None:
    """Return a key; None when it was never made, or is not for the asking role."""
    found: bytes | None = connection.execute(
        select(SETTING.c.value).where(SETTING.c.name == name)
    ).scalar_one_or_none()
    return found


def courier_public(connection: Connection) -> str | None:
    """Return the public key that parcels are sealed to, as hex."""
    key = setting(connection, COURIER_PUBLIC)
    return key.hex() if key else None
