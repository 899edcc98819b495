"""This file is the place where a point that works alone loads a catalogue, and where its edition is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.ids import reference_id
from kacdesk.core.resources import resource
from kacdesk.core.text import t
from kacdesk.models.catalogue_changes import Changes, compared, edition_values
from kacdesk.models.fields import NO_ONE
from kacdesk.models.reference_csv import BadRow, read_catalogue
from kacdesk.services.catalogue import editions
from kacdesk.store import tables
from kacdesk.store.session import Store, one


@dataclass(frozen=True)
class Loaded:
    """What loading a catalogue did; `bad_rows` were left out, each with its place and reason."""

    edition: str
    added: int
    changed: int
    same: int
    bad_rows: tuple[BadRow, ...]
    changes: Changes


def shipped_catalogue() -> Path:
    """Return the folder of the catalogue that comes with the program."""
    return resource("catalogue")


def load(store: Store, path: Path) -> Loaded:
    """Load a catalogue (a folder or a services CSV) into a point that works alone.

    Refused once the point is enrolled: its reference data then come from the central store. Rows that are gone
    from the file stay, because records refer to them; a row is ended by its `valid_to`.
    """
    with store.read() as connection:
        if one(connection, tables.sync_state)["token"] is not None:
            raise Refused(
                t("Katalogs šim punktam nāk no centrālās krātuves."),
                effect=t("Nekas nav mainīts."),
                remedy=t("Lūdziet krātuves uzturētājam: kacdesk-central catalogue load."),
            )
        table = store.catalog.table("institution")
        known = set(connection.scalars(select(table.c.abbr)))
    catalogue = read_catalogue(path, institutions=known) if path.is_file() else read_catalogue(path)
    with store.read() as connection:
        changes = compared(editions.known_rows(connection, store.catalog), catalogue.rows)
        version = editions.free_version(connection, store.catalog, catalogue.edition.version)
    added, changed, same = _write(store, catalogue.rows)
    if changes.any or version == catalogue.edition.version:
        told = catalogue.edition
        row = edition_values(version, told.title, told.source, changes, clock.today_riga())
        _write(store, [(editions.EDITION, version, row)])
    return Loaded(edition(store) or version, added, changed, same, catalogue.bad_rows, changes)


def _write(store: Store, rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> tuple[int, int, int]:
    added = changed = same = 0
    with store.unit(NO_ONE, applying=True) as unit:
        for register, code, values in rows:
            table = store.catalog.table(register)
            record: UUID = reference_id(register, code)
            row = unit.connection.execute(select(table).where(table.c.id == record)).one_or_none()
            if row is None:
                unit.connection.execute(table.insert(), {"id": record, **values})
                added += 1
            elif any(row._mapping[name] != value for name, value in values.items()):
                unit.connection.execute(
                    update(table).where(table.c.id == record).values(rev=row.rev + 1, **values)
                )
                changed += 1
            else:
                same += 1
                continue
            unit.pen.note(register, record)
    return added, changed, same


def edition(store: Store) -> str | None:
    """Return the catalogue edition that records are made under now."""
    with store.read() as connection:
        return editions.current(connection, store.catalog)
