"""This file is the place where the state of the desk is told: what is kept, what is sent, what waits and why."""

from dataclasses import dataclass

from kacdesk.store import tables
from kacdesk.store.query import count_rows
from kacdesk.store.session import Store, one
from kacdesk.store.standing import Standing, read_standing


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

    @property
    def all_sent(self) -> bool:
        """Say whether the central store has given a receipt for everything, and has all files too."""
        return self.enrolled and self.unsent == self.files_waiting == 0 and self.receipt_at is not None


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
