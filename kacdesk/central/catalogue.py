"""This file is the place where an edition of the catalogue enters the central store, with what it changes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from kacdesk.central.database import Database
from kacdesk.central.reference import Loaded, load_reference
from kacdesk.central.tables import RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import Catalog
from kacdesk.models.catalogue_changes import Changes, Known, compared, edition_values
from kacdesk.models.reference_csv import CatalogueFile
from kacdesk.wire.codec import decode_values
from kacdesk.wire.versions import REFERENCE_POINT

_EDITION = "catalogue_edition"
_COMPARED = ("institution", "service")


@dataclass(frozen=True, slots=True)
class LoadedEdition:
    """What loading an edition did: under which version it is known, how many rows differ, what a clerk is told."""

    version: str
    rows: Loaded
    changes: Changes


def load_catalogue(
    connection: Connection, database: Database, catalog: Catalog, file: CatalogueFile, *, now_ms: int
) -> LoadedEdition:
    """Write the rows of a catalogue, and for every desk the edition that tells what they changed.

    The same edition again writes nothing; one that has the version of another gets "/2" behind it. Raises Invalid as
    `load_reference`.
    """
    changes = compared(_known(connection, catalog), file.rows)
    own = file.edition.version
    version = _free_version(connection, own) if changes.any else own
    loaded = load_reference(connection, database, catalog, file.rows, now_ms=now_ms)
    if changes.any or version == _free_version(connection, own):
        day = clock.riga_day(datetime.fromtimestamp(now_ms / 1000, UTC))
        values = edition_values(version, file.edition.title, file.edition.source, changes, day)
        load_reference(connection, database, catalog, [(_EDITION, version, values)], now_ms=now_ms)
    return LoadedEdition(version, loaded, changes)


def _known(connection: Connection, catalog: Catalog) -> Known:
    asked = select(RECORD).where(RECORD.c.point == REFERENCE_POINT, RECORD.c.reg.in_(_COMPARED))
    known = {}
    for row in connection.execute(asked):
        spec = catalog.spec(row.reg)
        values = decode_values(spec, row.f).values
        known[row.reg, str(values[spec.natural_key or ""])] = values
    return known


def _free_version(connection: Connection, version: str) -> str:
    asked = select(RECORD.c.f).where(RECORD.c.point == REFERENCE_POINT, RECORD.c.reg == _EDITION)
    taken = {fields["version"] for fields in connection.scalars(asked)}
    place, found = 1, version
    while found in taken:
        place += 1
        found = f"{version}/{place}"
    return found
