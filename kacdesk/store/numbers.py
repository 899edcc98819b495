"""This file is the place where a document gets its number: without gaps, in the transaction of the record."""

from sqlalchemy import select, update

from kacdesk.store import tables
from kacdesk.store.session import Unit


def next_numbers(unit: Unit, register: str, *, year: int, planned: str | None = None) -> dict[str, object]:
    """Return the number columns of a new record of `year`; the counter commits with it or not at all.

    The number reads point-series/year/file index/sequence. It counts from 1 for each series, year and index; the
    series belongs to one stream of one desk, so two desks of a point never meet in a number. The index is the one that
    the point has `planned`, else the register's own, or the desk's for one without.
    """
    about = unit.connection.execute(select(tables.desk.c.series, tables.desk.c.file_index)).one()
    index = planned or unit.catalog.spec(register).file_index or about.file_index
    counter = tables.number_series
    here = (
        (counter.c.register == register)
        & (counter.c.series == about.series)
        & (counter.c.reg_year == year)
        & (counter.c.file_index == index)
    )
    sequence = unit.connection.execute(
        update(counter).where(here).values(last=counter.c.last + 1).returning(counter.c.last)
    ).scalar_one_or_none()
    if sequence is None:
        sequence = 1
        unit.connection.execute(
            counter.insert(),
            {
                "register": register,
                "series": about.series,
                "reg_year": year,
                "file_index": index,
                "last": sequence,
            },
        )
    return {
        "number": f"{unit.point}-{about.series}/{year}/{index}/{sequence}",
        "series": about.series,
        "reg_year": year,
        "file_index": index,
        "sequence": sequence,
    }
