"""Which records a section sees: the desk's question to its database, the central store's, and `wanted` are one."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kacdesk.central.database import open_database
from kacdesk.central.migrate import migrate
from kacdesk.central.record_rows import read_periods
from kacdesk.central.snapshots import Source, snapshot_of
from kacdesk.central.tables import RECORD
from kacdesk.core.clock import from_riga
from kacdesk.core.ids import new_id
from kacdesk.figures.period import Period
from kacdesk.figures.reads import Reads, wanted
from kacdesk.figures.report import REPORT_READS
from kacdesk.models.catalog import CATALOG
from kacdesk.models.fields import NO_ONE
from kacdesk.services.context import Context
from kacdesk.services.reporting.counting import read_rows
from kacdesk.spec.field import Kind
from kacdesk.wire.codec import encode_values
from tests.helpers.desk import BESIDE, copy_desk, opened

DAYS = (
    date(2025, 12, 31),  # the ends of a year and of a leap February
    date(2026, 1, 1),
    date(2024, 2, 29),
    date(2026, 3, 29),  # a day of 23 hours in Riga
    date(2026, 10, 25),  # one of 25
    date(2026, 11, 1),
)
NEAR = (timedelta(), timedelta(milliseconds=-1), timedelta(milliseconds=1), timedelta(hours=3, minutes=30))
DATED = tuple(reads for reads in REPORT_READS if reads.days)
REGISTERS = tuple(reads.register for reads in DATED)
MORE = (
    Reads("email_intake", days=("received_at",), open_while=("answered_on",)),
    Reads("feedback", days=("answered_on",), open_while=("received_at",)),
    Reads("rural_consultation", days=("started_at",)),
    Reads("payment"),
)
"""Combinations that no section asks for today: an open end that is a moment, everything of a journal."""


def _moment(chance: random.Random) -> datetime:
    day = chance.choice(DAYS) + timedelta(days=chance.choice((-1, 0, 0, 1)))
    return from_riga(datetime.combine(day, time())) + chance.choice(NEAR)


def _value(chance: random.Random, kind: Kind, *, may_be_empty: bool) -> Any:
    """Return a moment or a day near an edge, or nothing."""
    if may_be_empty and chance.random() < 0.3:
        return None
    moment = _moment(chance)
    return moment if kind is Kind.MOMENT else moment.date()


def _row(chance: random.Random, register: str) -> dict[str, Any]:
    """Return a record with its days at random and all else as plain as its columns take it."""
    plain: dict[Kind, Any] = {
        Kind.FLAG: False, Kind.REFERENCE: NO_ONE, Kind.INTEGER: 1, Kind.MONEY: 1, Kind.DURATION: 1, Kind.TIME: "08:00",
    }  # fmt: skip
    row: dict[str, Any] = {}
    for field in CATALOG.spec(register).fields:
        empty = bool(CATALOG.table(register).c[field.name].nullable)
        if field.kind in (Kind.DAY, Kind.MOMENT):
            row[field.name] = _value(chance, field.kind, may_be_empty=empty)
        elif field.kind is Kind.CHOICE:
            row[field.name] = None if empty else field.choices[0].code
        else:
            row[field.name] = None if empty else plain.get(field.kind, "Paraugs")
    return row | {"status": "voided" if chance.random() < 0.2 else "registered"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Context, Source]]:
    """A desk and a central store that hold the same records around the edges of days."""
    folder, chance = tmp_path_factory.mktemp("reads"), random.Random(6)
    url = f"sqlite:///{folder / 'central' / 'central.db'}"
    database = open_database(url, unlock=BESIDE, create=True)
    migrate(database)
    with opened(copy_desk(folder)) as context:
        there = []
        with context.store.unit(context.actor.id) as unit:
            for register in REGISTERS:
                for _ in range(60):
                    record, row = new_id(), _row(chance, register)
                    unit.insert(register, record, row)
                    there.append((register, record, encode_values(CATALOG.spec(register), row)))
        with database.whole() as connection:
            place: dict[str, Any] = {
                "point": "BALVI",
                "scope": "p:BALVI",
                "o": {},
                "s": {},
                "x": {},
                "cur": 1,
            }
            records = [{**place, "reg": register, "rid": rid, "f": f} for register, rid, f in there]
            database.put(connection, RECORD, records)
        yield context, Source(database, url, BESIDE)
    database.close()


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Return a period that begins and ends at or beside an edge."""
    near = st.sampled_from(DAYS).flatmap(
        lambda day: st.integers(-2, 2).map(lambda days: day + timedelta(days=days))
    )
    first, last = sorted((draw(near), draw(near)))
    return Period(first, last)


def _alike(context: Context, source: Source, reads: Reads, period: Period) -> None:
    register = reads.register
    with context.store.read() as connection:
        every = read_rows(connection, context.catalog, [Reads(register)], period)[register]
        at_desk = read_rows(connection, context.catalog, [reads], period)[register]
    expected = {row["id"] for row in every if wanted(reads, row, period)}
    assert {row["id"] for row in at_desk} == expected, reads
    with snapshot_of(source, "BALVI") as connection:
        found = read_periods(connection, source.database, CATALOG, "BALVI", {period: [reads]})[period]
    there = {row["id"]: row for row in found.get(register, ())}
    assert there.keys() == expected, reads
    for row in at_desk:
        told = there[row["id"]]
        assert {name: row[name] for name in told if name in row} == {
            name: value for name, value in told.items() if name in row
        }


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(period=periods())
def test_desk_and_central_store_read_what_is_wanted(kept: tuple[Context, Source], period: Period) -> None:
    context, source = kept
    for reads in (*DATED, *MORE):
        _alike(context, source, reads, period)


@pytest.mark.parametrize(
    "period",
    [
        Period.month(2026, 3),
        Period.month(2026, 10),
        Period(date(2026, 3, 29), date(2026, 3, 29)),
        Period(date(2026, 10, 25), date(2026, 10, 25)),
        Period.year(2025),
        Period.month(2024, 2),
    ],
    ids=str,
)
def test_the_edges_of_days_with_a_changed_clock_are_alike(
    kept: tuple[Context, Source], period: Period
) -> None:
    context, source = kept
    for reads in (*DATED, *MORE):
        _alike(context, source, reads, period)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (from_riga(datetime(2026, 11, 1)) - timedelta(milliseconds=1), date(2026, 10, 31)),  # noqa: DTZ001 -- Riga's
        (from_riga(datetime(2026, 11, 1)), date(2026, 11, 1)),  # noqa: DTZ001 -- Riga's
        (from_riga(datetime(2026, 10, 25, 3, 30)) + timedelta(hours=1), date(2026, 10, 25)),  # noqa: DTZ001 -- twice
        (from_riga(datetime(2026, 3, 29, 23, 59)), date(2026, 3, 29)),  # noqa: DTZ001 -- Riga's
        (from_riga(datetime(2026, 1, 1)), date(2026, 1, 1)),  # noqa: DTZ001 -- Riga's
    ],
)
def test_a_moment_belongs_to_its_day_in_riga_alone(moment: datetime, day: date) -> None:
    reads = Reads("rural_consultation", days=("started_at",))
    for offset in (-1, 0, 1):
        other = day + timedelta(days=offset)
        assert wanted(reads, {"started_at": moment}, Period(other, other)) is (offset == 0)
