"""This file is the place where a store's file is recognised without being opened as one: its revision, its triggers."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import column, select, table

from kacdesk.models.catalog import CATALOG, Catalog
from kacdesk.store.capture import all_triggers, installed
from kacdesk.store.shape import newest
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.faults import translated

_MASTER = table("sqlite_master", column("type"), column("name"))
_REVISION = table("alembic_version", column("version_num"))


@dataclass(frozen=True)
class Signs:
    """By what a file is recognised. `revision` '' for a file that has none · `triggers` a hash of their text, and
    `same_triggers` that they are this version's · `pages` and `page_bytes` the size of the database."""

    revision: str
    triggers: str
    same_triggers: bool
    pages: int
    page_bytes: int

    @property
    def is_newest(self) -> bool:
        """Say whether the file has the shape of this version."""
        return self.revision == newest()

    @property
    def is_older(self) -> bool:
        """Say whether an older version has written it: revisions are numbers of one length."""
        return self.revision < newest()


def read_signs(path: Path, key: bytes, *, catalog: Catalog = CATALOG) -> Signs:
    """Read them, changing nothing; Damaged or Unavailable for a file that cannot be read with this key."""
    engine = open_engine(path, key, Access(query_only=True, untouched=True))
    try:
        with translated(path), engine.connect() as connection, connection.begin():
            kept = select(_MASTER.c.name).where(_MASTER.c.type == "table", _MASTER.c.name == _REVISION.name)
            told = connection.scalar(kept)
            revision = connection.scalar(select(_REVISION.c.version_num)) if told is not None else None
            triggers = installed(connection)
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            page_bytes = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    finally:
        engine.dispose()
    return Signs(
        revision=str(revision or ""),
        triggers=hash_of(triggers),
        same_triggers=triggers == all_triggers(catalog),
        pages=int(pages),
        page_bytes=int(page_bytes),
    )


def hash_of(triggers: dict[str, str]) -> str:
    """Return a short hash over the names and texts of triggers."""
    told = "\n".join(f"{name}\n{triggers[name]}" for name in sorted(triggers))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
