"""This file is the place where records leave the central store as rows to be counted, without personal data.

What may name a person never leaves the database: only the members that may be counted are asked for. The rows come in
a stream, those of far-off days are left behind by the database; `figures.reads.wanted` decides about the others.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, or_, select, true

from kacdesk.central.database import Database
from kacdesk.central.tables import RECORD
from kacdesk.figures.period import Period
from kacdesk.figures.reads import Reads, wanted
from kacdesk.figures.rows import LINES, InstitutionName, Names, PeriodRows, ServiceName
from kacdesk.models.catalog import Catalog
from kacdesk.spec.register import Direction, RegisterSpec
from kacdesk.wire.codec import READERS
from kacdesk.wire.versions import REFERENCE_POINT

_AT_ONCE: Final = 1000
_DAY: Final = timedelta(days=1)

Row = dict[str, Any]
Asked = Mapping[Period, Sequence[Reads]]
"""Which records are wanted of which periods."""


def read_periods(
    connection: Connection, database: Database, catalog: Catalog, point: str, asked: Asked
) -> dict[Period, PeriodRows]:
    """Return for each period the records of a point that were asked for, and the lines of its visits."""
    lines = catalog.spec(LINES)
    found: dict[Period, dict[str, list[Row]]] = {period: {} for period in asked}
    periods_of_visits: dict[str, Sequence[Period]] = {}
    for register in sorted({reads.register for of_period in asked.values() for reads in of_period}):
        of_register = {
            period: [reads for reads in of_period if reads.register == register]
            for period, of_period in asked.items()
        }
        wanting = _Wanting(of_register)
        for row in _rows(connection, database, catalog.spec(register), point, _not_far_off(of_register)):
            periods = wanting.periods(row)
            for period in periods:
                found[period].setdefault(register, []).append(row)
            if register == lines.parent and periods:
                periods_of_visits[row["id"].hex] = periods
    for row in _rows(connection, database, lines, point, above=periods_of_visits):
        for period in periods_of_visits[row[lines.parent_field or ""].hex]:
            found[period].setdefault(LINES, []).append(row)
    return {period: dict(rows) for period, rows in found.items()}


class _Wanting:
    """Which periods want a record; records with the same days are asked about once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        every = [reads for of_period in asked.values() for reads in of_period]
        self._names = tuple(dict.fromkeys(name for each in every for name in (*each.days, *each.open_while)))
        self._known: dict[tuple[Any, ...], Sequence[Period]] = {}

    def periods(self, row: Row) -> Sequence[Period]:
        """Return the periods that want a record."""
        days = tuple([row[name] for name in self._names])
        found = self._known.get(days)
        if found is None:
            found = tuple(
                period
                for period, of_period in self._asked.items()
                if any(wanted(reads, row, period) for reads in of_period)
            )
            self._known[days] = found
        return found


def read_names(connection: Connection, database: Database, catalog: Catalog, point: str) -> Names:
    """Return institutions and services, those that the point has of its own among them."""
    services: dict[UUID, ServiceName] = {}
    for spec in catalog.answering("service"):
        for row in _rows(connection, database, spec, point):
            services[row["id"]] = ServiceName(row["title"] or "", row["institution_id"])
    institutions = {
        row["id"]: InstitutionName(row["abbr"] or "", row["title"] or "", bool(row["in_basket"]), row["kind"])
        for row in _rows(connection, database, catalog.spec("institution"), point)
    }
    return Names(institutions, services)


def _rows(
    connection: Connection,
    database: Database,
    spec: RegisterSpec,
    point: str,
    *conditions: ColumnElement[bool],
    above: Container[str] | None = None,
) -> Iterator[Row]:
    """Yield the records of a register with what may be counted of them; a field that never came is None.

    Reference data are those of every point and carry none. `above` names the records (32 hex digits) whose lines are
    wanted, None all.
    """
    is_reference = spec.direction is Direction.DOWN
    home = REFERENCE_POINT if is_reference else point
    fields = [field for field in spec.synced if field.name not in spec.forgettable]
    read = [(field.name, READERS[field.kind]) for field in fields]
    parent = [field.name for field in fields].index(spec.parent_field) if spec.parent_field else None
    members = database.members(RECORD.c.f, [field.name for field in fields])
    query = select(RECORD.c.rid, members).where(
        RECORD.c.point == home, RECORD.c.reg == spec.name, *conditions
    )
    with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as found:
        for rid, values in found:
            if above is not None and parent is not None and values[parent] not in above:
                continue
            row: Row = {"id": rid} if is_reference else {"id": rid, "point": point}
            for (name, reader), value in zip(read, values, strict=True):
                row[name] = None if value is None else reader(value)
            yield row


def _not_far_off(asked: Asked) -> ColumnElement[bool]:
    """Return a condition that holds for every record that is wanted, and for few others.

    Days and moments are texts that begin with the day, and a day in Riga is not two days away from that in UTC.
    """
    every = [(period, reads) for period, of_period in asked.items() for reads in of_period]
    if any(not reads.days for _period, reads in every):
        return true()
    since = str(min(period.first_day for period, _reads in every) - _DAY)
    until = str(max(period.last_day for period, _reads in every) + 2 * _DAY)
    near = [
        _text(name).between(since, until)
        for name in {name for _period, reads in every for name in reads.days}
    ]
    begun = [_text(reads.days[0]) < until for _period, reads in every if reads.open_while]
    return or_(*near, *begun)


def _text(name: str) -> ColumnElement[str]:
    text: ColumnElement[str] = RECORD.c.f[name].as_string()
    return text
