"""This file is the place where a register gets the columns of a gapless document number."""

from sqlalchemy import Index

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record, Row
from kacdesk.models.register import table_of
from kacdesk.spec.field import Kind

_PLACE = -50
"""After the identity of the row, before the register's own fields."""


class NumberedRecord(Record):
    """A record with a number of its own: point-series/year/file index/sequence, without gaps, never used again.

    The index is that of the register's file in the file plan (S000 2.2(7)); the number is given at registration.
    """

    number: Mapped[str] = field(
        "Reģistrācijas numurs", kind=Kind.CODE, longest=80, derived=True, indexed=True, place=_PLACE
    )
    series: Mapped[str] = field(
        "Sērija", kind=Kind.CODE, longest=8, derived=True, searched=False, place=_PLACE
    )
    reg_year: Mapped[int] = field("Gads", derived=True, searched=False, place=_PLACE)
    file_index: Mapped[str] = field(
        "Lietas indekss", kind=Kind.CODE, longest=20, derived=True, searched=False, place=_PLACE
    )
    sequence: Mapped[int] = field("Kārtas numurs", derived=True, searched=False, place=_PLACE)


def index_numbers(cls: type[Row]) -> None:
    """Index what the next number of a numbered register is looked up by."""
    columns = table_of(cls).c
    name = f"ix_{cls.__tablename__}_numbered"
    Index(name, columns.series, columns.reg_year, columns.file_index, columns.sequence)
