"""This file is the place where it is held that what was purged is gone everywhere (I7)."""

from typing import TYPE_CHECKING

from sqlalchemy import text

from tests.simulation.failure import Broken
from tests.simulation.ledger import Ledger
from tests.simulation.pictures import CentralPicture, DeskPicture

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation


def hold_central(central: CentralPicture, ledger: Ledger) -> None:
    """Raise Broken when the central store still holds something of a purged record."""
    if not central.purged:
        return
    alive = central.purged & {rid for _, rid in central.records}
    if alive:
        raise Broken("I7", f"the purged record {min(alive)} is alive at the central store")
    secrets = _secrets(central, ledger)
    told = [row.line for row in [*central.ops, *central.quarantine] if row.line is not None]
    told += [str(row.body).encode() for entries in central.feed.values() for row in entries]
    told += [str(row.lose_value).encode() for row in central.conflicts]
    _nowhere(secrets, b"\n".join(told), "the central store")


def hold_desk(number: int, desk: DeskPicture, central: CentralPicture, simulation: "Simulation") -> None:
    """Raise Broken when a desk still holds something of a purged record."""
    if not central.purged:
        return
    alive = central.purged & {record for _, record in desk.shown}
    if alive:
        raise Broken("I7", f"the purged record {min(alive)} is alive on desk {number}")
    secrets = _secrets(central, simulation.ledger)
    with simulation.desks[number].store.read() as connection:
        names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type='table'")).all()
        kept = [name for name in names if not name.startswith(("search_", "sqlite_"))]
        told = [str(row) for name in kept for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
    _nowhere(secrets, "\n".join(told).encode(), f"desk {number}")


def _secrets(central: CentralPicture, ledger: Ledger) -> set[str]:
    """Return the texts that were ever entered into purged records; all of them were drawn at random."""
    return {
        value[-10:]
        for deed in ledger.deeds.values()
        if deed.record in central.purged
        for value in deed.fields.values()
        if isinstance(value, str) and "teksts" in value
    }


def _nowhere(secrets: set[str], told: bytes, where: str) -> None:
    for secret in sorted(secrets):
        if secret.encode() in told:
            raise Broken("I7", f"{where} still holds what was purged")
