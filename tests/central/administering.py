"""This file is the place where tests of administration get administrators with keys and desks that sent things."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kacdesk.central.admins import Signer, add_admin, new_key_file, read_signer
from kacdesk.central.database import Database
from kacdesk.central.devices import Desk
from kacdesk.central.snapshots import Source
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG, Catalog
from kacdesk.spec.register import RegisterSpec
from kacdesk.vault.slots import Unlock
from kacdesk.wire.messages import Outcome
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk


@dataclass(frozen=True)
class Office:
    """Two administrators, and where their key files lie."""

    anna: Signer
    berta: Signer
    keys: dict[str, Path]

    def options(self, name: str) -> list[str]:
        """Return the words of a command line that one of them signs."""
        return ["--as", name, "--key", str(self.keys[name])]


def office(database: Database, folder: Path) -> Office:
    """Add two administrators to a store; the second is signed for by the first."""
    keys = {name: folder / f"{name}.key" for name in ("anna", "berta")}
    publics = {name: new_key_file(path) for name, path in keys.items()}
    signers = {name: read_signer(name, path) for name, path in keys.items()}
    with database.whole() as connection:
        add_admin(connection, "anna", publics["anna"], by=None, now_ms=clock.now_ms())
        add_admin(connection, "berta", publics["berta"], by=signers["anna"], now_ms=clock.now_ms())
    return Office(signers["anna"], signers["berta"], keys)


def sent(
    database: Database, sample: SampleDesk, *, catalog: Catalog = CATALOG, first: int = 1, now_ms: int = 0
) -> list[Outcome]:
    """Push what a sample desk has sealed from line `first` on; return the remarks."""
    store = SqlStore(database, catalog)
    desk = store.recognise(sample.token, now_ms=clock.now_ms())
    return store.push(desk, sample.batch(first), now_ms=now_ms or clock.now_ms()).exceptions


def greeted(database: Database, sample: SampleDesk, *, now_ms: int = 0, **told: Any) -> Any:
    """Say hello as a sample desk and return the reply."""
    store = SqlStore(database, CATALOG)
    desk = store.recognise(sample.token, now_ms=clock.now_ms())
    return store.hello(desk, sample.hello(**told), busy_s=0, now_ms=now_ms or clock.now_ms())


def known(database: Database, sample: SampleDesk) -> Desk:
    """Return a desk as the store sees it now."""
    return SqlStore(database, CATALOG).recognise(sample.token, now_ms=clock.now_ms())


def source_of(database: Database, url: str) -> Source:
    """Return a test's database as backups take it."""
    return Source(database, url, Unlock(beside_data=True))


class Earlier(Catalog):
    """The registers as an earlier version knew them: without some, or without some fields.

    It has the number of today's version, so that what is required is asked for.
    """

    def __init__(
        self, *, without: frozenset[str] = frozenset(), fields: dict[str, frozenset[str]] | None = None
    ) -> None:
        self._whole, self._without = CATALOG, without
        self.version = CATALOG.version
        self._kept: dict[str, RegisterSpec] = {}
        for name, lacking in (fields or {}).items():
            spec = CATALOG.spec(name)
            kept = tuple(field for field in spec.fields if field.name not in lacking)
            self._kept[name] = RegisterSpec(
                name, spec.title, spec.singular, kept, (), direction=spec.direction
            )

    def __contains__(self, name: str) -> bool:
        return name in self._whole and name not in self._without

    def spec(self, name: str) -> RegisterSpec:
        return self._kept.get(name) or self._whole.spec(name)


def second_desk(database: Database, sample: SampleDesk) -> SampleDesk:
    """Return another desk of the same point."""
    other, _ = enrolled(database, sample.point)
    return other


def restreamed(sample: SampleDesk, **more: Any) -> SampleDesk:
    """Return the same desk after it began another stream."""
    return SampleDesk(sample.point, device=sample.device, token=sample.token, private=sample.private, **more)
