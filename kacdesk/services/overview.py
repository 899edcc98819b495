"""This file is the place where the state of the desk is told: what is kept, what is sent, what waits and why."""

from dataclasses import dataclass

from kacdesk.services.context import Context
from kacdesk.store import tables
from kacdesk.store.query import count_rows
from kacdesk.store.session import Store, one
from kacdesk.store.standing import Standing as Standing
from kacdesk.store.standing import read_standing


@dataclass(frozen=True)
class Overview(Standing):
    """The figures of `kacdesk status`; what concerns the exchange is described at `Standing`.

    `records` by register, voided ones included · `series` of the document numbers given now.
    """

    point: str
    point_title: str
    device: str
    series: str
    sample: bool
    records: dict[str, int]
    schema_version: int


def overview(store: Store) -> Overview:
    """Read the state of the desk from one snapshot."""
    with store.read() as connection:
        desk, sync = one(connection, tables.desk), one(connection, tables.sync_state)
        return Overview(
            **vars(read_standing(connection)),
            point=desk["point"],
            point_title=desk["point_title"],
            device=str(desk["device"]),
            series=desk["series"],
            sample=desk["sample"],
            records={
                spec.name: count_rows(connection, store.catalog, spec.name) for spec in store.catalog.roots
            },
            schema_version=sync["schema_version"],
        )


def standing(context: Context) -> Standing:
    """Return how the desk stands towards the central store: what the badge shows, without counting the records."""
    with context.store.read() as connection:
        return read_standing(connection)
