"""This file is the place where all registers are asked at once: which of them hold anything, and which holds a record.

A statement for each of seventy registers is a dozen milliseconds of work, one for all of them a fraction of one; it is
made once for a catalogue.
"""

from functools import cache
from uuid import UUID

from sqlalchemy import CompoundSelect, Connection, bindparam, exists, literal, select, union_all

from kacdesk.models.catalog import Catalog
from kacdesk.models.types import Id
from kacdesk.spec.register import RegisterSpec


def registers_in_use(connection: Connection, catalog: Catalog) -> tuple[RegisterSpec, ...]:
    """Return the registers of this desk that hold any record, in the order of the catalogue."""
    filled = set(connection.scalars(_filled(catalog)))
    return tuple(spec for spec in catalog.captured if spec.name in filled)


def register_of(connection: Connection, catalog: Catalog, record: UUID) -> str | None:
    """Return the register of this desk that holds a record; None when it is not here."""
    return connection.scalars(_holding(catalog), {"record": record}).first()


@cache
def _filled(catalog: Catalog) -> CompoundSelect[str]:
    tables = ((spec.name, catalog.table(spec.name)) for spec in catalog.captured)
    return union_all(*(select(literal(name)).where(exists(select(table.c.id))) for name, table in tables))


@cache
def _holding(catalog: Catalog) -> CompoundSelect[str]:
    record = bindparam("record", type_=Id)
    tables = ((spec.name, catalog.table(spec.name)) for spec in catalog.captured)
    return union_all(*(select(literal(name)).where(table.c.id == record) for name, table in tables))
