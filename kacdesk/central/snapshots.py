"""This file is the place where a database is read as it was at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from kacdesk.central.database import Database
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.slots import Unlock, obtain_key

_EMBEDDED = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Source:
    """A database that is open, its address, and how an embedded one is unlocked."""

    database: Database
    url: str
    unlock: Unlock

    @property
    def path(self) -> Path:
        """Return the file of an embedded database."""
        return Path(self.url.removeprefix(_EMBEDDED))

    def key(self) -> bytes:
        """Return the key of an embedded database; raises what the vault raises."""
        return obtain_key(self.path.parent, self.unlock)


@contextmanager
def snapshot(source: Source) -> Iterator[Connection]:
    """Open a transaction that sees every point as of now and nothing that comes later."""
    if not source.database.embedded:
        opened = source.database.engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with opened as connection:
            yield connection
        return
    reading = open_engine(source.path, source.key(), Access(query_only=True))
    try:
        with reading.connect() as connection:
            yield connection
    finally:
        reading.dispose()


@contextmanager
def snapshot_of(source: Source, point: str) -> Iterator[Connection]:
    """Open a transaction that sees one point and reference data as of now, behind the fence of that point."""
    with snapshot(source) as connection:
        source.database.fence(connection, point)
        yield connection
