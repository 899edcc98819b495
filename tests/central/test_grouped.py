"""Which operation and stamp gave a field its value is kept in few words, and read however it was once written."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from kacdesk.central.database import Database
from kacdesk.central.devices import Desk
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.grouped import by_field, by_value, listed
from kacdesk.central.reconcile import reconcile
from kacdesk.central.reference import load_reference
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import EPOCH, OP, QUARANTINE, RECORD
from kacdesk.core import clock
from kacdesk.core.ids import new_id, reference_id
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.messages import CompareRequest, FeedSet, PullEnd, decode_pull_line
from kacdesk.wire.sums import Sums
from tests.central.administering import second_desk, sent
from tests.central.asking import count, epoch, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, staff_values

_NAMES = st.from_regex(r"[a-z_][a-z0-9_:]{0,9}", fullmatch=True)
_MAPS = st.dictionaries(_NAMES, st.sampled_from(["a" * 32, "b" * 32, "c" * 32, ""]))


WRITTEN: dict[str, Callable[[Mapping[str, str]], Any]] = {"by value": by_value, "plainly": dict}
"""How older versions have written a map."""


def _read_by_the_version_before(kept: Any) -> dict[str, str]:
    """Read a map as the version before did, word for word."""
    if all(isinstance(names, list) for names in kept.values()):
        return {name: each for each, names in kept.items() for name in names}
    return dict(kept)


@given(_MAPS)
def test_a_map_of_all_fields_comes_back(values: dict[str, str]) -> None:
    assert by_field(listed(values, values), list(values)) == values


@given(_MAPS, st.dictionaries(_NAMES, st.none()))
def test_a_map_of_other_fields_than_those_of_its_record_comes_back(
    values: dict[str, str], fields: dict[str, None]
) -> None:
    assert by_field(listed(values, fields), fields) == values


@given(_MAPS, st.sampled_from(sorted(WRITTEN)))
def test_what_older_versions_wrote_is_read(values: dict[str, str], how: str) -> None:
    assert by_field(WRITTEN[how](values), ["some", "fields"]) == values


@given(_MAPS)
def test_the_version_before_reads_what_names_all_fields(values: dict[str, str]) -> None:
    assert _read_by_the_version_before(by_value(values)) == values


@given(_MAPS.filter(bool))
def test_the_version_before_breaks_off_at_what_it_would_misread(values: dict[str, str]) -> None:
    """To take a record for one without operations would let the next change win against all others."""
    kept = listed(values, values)
    assert by_field(kept, values) == values
    with pytest.raises(AttributeError):
        _read_by_the_version_before(kept)


def test_the_fields_that_most_share_are_not_named(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, first = sample.ins("staff", staff_values())
    sent(database, sample)
    (one,) = rows(database, RECORD)
    assert (one.o, [len(stamp) for stamp in one.s]) == ([first.hex], [16])
    second = sample.set("staff", record, {"active": False}, base={"active": first})
    sent(database, sample, first=2)
    (two,) = rows(database, RECORD)
    assert two.o == [first.hex, {second.hex: ["active"]}]
    assert by_field(two.o, two.f) == {name: (second if name == "active" else first).hex for name in two.f}


def test_nothing_that_the_version_before_cannot_read_is_written_as_long_as_it_may_go_on_beside(
    database: Database, store: SqlStore
) -> None:
    now_ms = clock.now_ms()
    with database.whole() as connection:
        connection.execute(update(EPOCH).values(lists_from_ms=now_ms + 1))
        begin_epoch(connection, reason="restored", now_ms=now_ms)
    sample, desk = enrolled(database, "BALVI")
    record, op = sample.ins("staff", staff_values())
    sample.set("staff", record, {"active": False}, base={"active": op})
    store.push(desk, sample.batch(), now_ms=now_ms)
    (early,) = rows(database, RECORD)
    ops, stamps = by_field(early.o, early.f), by_field(early.s, early.f)
    assert [_read_by_the_version_before(kept) for kept in (early.o, early.s)] == [ops, stamps]
    assert ops.keys() == stamps.keys() == early.f.keys()
    sample.set("staff", record, {"active": True}, base={"active": op})
    store.push(desk, sample.batch(3), now_ms=now_ms + 1)
    (late,) = rows(database, RECORD)
    assert (type(late.o), type(late.s)) == (list, list)


def test_names_of_members_are_told_without_their_values(database: Database) -> None:
    objects: list[dict[str, Any]] = [{}, {"name": None}, {"name": "Paraugs", "_file:ab'\"": {"size": 1}}]
    place = {"point": "BALVI", "reg": "staff", "scope": "p:BALVI", "o": {}, "s": {}, "x": {}, "cur": 1}
    with database.whole() as connection:
        made = [{**place, "rid": UUID(int=at), "f": each} for at, each in enumerate(objects)]
        database.put(connection, RECORD, made)
        asked = select(RECORD.c.rid, database.names(RECORD.c.f)).order_by(RECORD.c.rid)
        assert [sorted(names) for _rid, names in connection.execute(asked)] == [
            sorted(each) for each in objects
        ]


@pytest.fixture
def changed(database: Database) -> tuple[SampleDesk, Desk, UUID, UUID]:
    """Two desks, one record that each has changed once, another record, and a row of reference data."""
    sample, desk = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    record, op = sample.ins("staff", staff_values())
    sample.ins("staff", staff_values("Otrs Paraugs"))
    sent(database, sample)
    other.set("staff", record, {"role": "SUPERVISOR"}, base={"role": op})
    assert sent(database, other) == []
    _load(database, "Iestāde AAA")
    return sample, desk, record, op


def _load(database: Database, title: str) -> None:
    with database.whole() as connection:
        row = ("institution", "AAA", {"abbr": "AAA", "title": title})
        load_reference(connection, database, CATALOG, [row], now_ms=1_790_000_000_000)


def _seeded(store: SqlStore, desk: Desk, *, scope: str = "p:BALVI") -> list[bytes]:
    return store.seed(desk, scope=scope, before=None, month=None, limit=100)


def _told(lines: list[bytes]) -> list[FeedSet]:
    entries = [decode_pull_line(line) for line in lines]
    return [entry for entry in entries if isinstance(entry, FeedSet)]


def _written_by_an_older_one(database: Database, how: str) -> None:
    with database.whole() as connection:
        for row in connection.execute(select(RECORD)).all():
            maps = {name: WRITTEN[how](by_field(kept, row.f)) for name, kept in (("o", row.o), ("s", row.s))}
            place = (RECORD.c.point == row.point, RECORD.c.rid == row.rid)
            connection.execute(update(RECORD).where(*place).values(**maps))
    assert all(isinstance(row.o, dict) and isinstance(row.s, dict) for row in rows(database, RECORD))


@pytest.mark.parametrize("how", WRITTEN)
def test_rows_of_an_older_version_are_told_compared_changed_and_recomputed(
    database: Database,
    store: SqlStore,
    changed: tuple[SampleDesk, Desk, UUID, UUID],
    how: str,
) -> None:
    sample, desk, record, op = changed
    seeded = _seeded(store, desk)
    sums = Sums()
    for entry in _told(seeded):
        sums.add(UUID(entry.rid), {name: UUID(each) for name, each in entry.o.items()})
    now, end = epoch(database), decode_pull_line(seeded[-1])
    assert isinstance(end, PullEnd)
    asked = CompareRequest(scope="p:BALVI", cur=end.head, epoch=now.hex, sums=sums.told())
    assert store.compare(desk, asked).same
    _written_by_an_older_one(database, how)
    assert _told(_seeded(store, desk)) == _told(seeded)
    assert store.compare(desk, asked).same

    sample.now_ms += 60_000
    late = sample.set("staff", record, {"role": "CLERK", "active": False}, base={"role": op, "active": op})
    (remark,) = sent(database, sample, first=3)
    assert (remark.o, remark.field) == ("conflict", "role"), "the change of the other desk is still known"
    _load(database, "Iestāde BBB")
    (row,) = rows(database, RECORD, rid=record)
    given = {"role": late.hex, "active": late.hex}
    assert by_field(row.o, row.f) == {name: given.get(name, op.hex) for name in row.f}
    (reference,) = rows(database, RECORD, rid=reference_id("institution", "AAA"))
    ops = by_field(reference.o, reference.f)
    assert (reference.f["title"], ops["title"] != ops["abbr"]) == ("Iestāde BBB", True)
    with database.whole() as connection:
        assert reconcile(connection, CATALOG).faults == []


def _push_each(store: SqlStore, sample: SampleDesk, desk: Desk, start: threading.Barrier) -> None:
    for number in range(1, len(sample.lines) + 1):
        start.wait()
        store.push(desk, sample.batch(number, number), now_ms=clock.now_ms())


def test_a_record_that_two_desks_begin_at_once_keeps_both(database: Database, store: SqlStore) -> None:
    """Who finds no row inserts one without asking again, because both have locked the scope before they looked."""
    desks = [enrolled(database, "BALVI") for _ in range(4)]
    records = [new_id() for _ in range(15)]
    for sample, _ in desks:
        for record in records:
            sample.ins("staff", staff_values(), record=record)
    start = threading.Barrier(len(desks))
    with ThreadPoolExecutor(len(desks)) as pool:
        for done in [pool.submit(_push_each, store, *each, start) for each in desks]:
            done.result()
    assert [row.outcome for row in rows(database, OP)] == ["applied"] * 60
    assert count(database, QUARANTINE) == 0
    assert {row.rid for row in rows(database, RECORD)} == set(records)
