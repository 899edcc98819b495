"""Who looked at a person's data, and why: by record, by person, by day, for the supervisor alone."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Refused
from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.services.keeping import looked
from kacdesk.services.keeping.looked import LookQuery
from kacdesk.services.people import accounts
from tests.helpers import desk as made
from tests.helpers.desk import hold_clock
from tests.services.desk import CLERK, SUPERVISOR

pytestmark = pytest.mark.clause("002-12", "000-42")


@pytest.fixture
def seen(desk: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A desk where two people have looked at two visits on two days."""
    held = hold_clock(monkeypatch.setattr, datetime(2031, 11, 20, 21, 30, tzinfo=UTC))  # 23:30 in Riga
    clerk = accounts.act_as(desk.store, CLERK)
    first = records.save(desk, "visit", made.visit(customer_name="Kāda Izdomātā")).id
    held.at += timedelta(seconds=1)  # two records of one millisecond have one code
    second = records.save(desk, "visit", made.visit(customer_name="Kāda Izdomātā")).id
    lists.open_record(clerk, "visit", first, purpose="=Apkalpošana")
    held.at += timedelta(hours=1)
    lists.open_record(desk, "visit", second, purpose="Pārbaude")
    return desk


def test_by_record_by_person_and_by_the_day_in_riga(seen: Context) -> None:
    first, second = (row["id"] for row in made.registered(seen.store, "visit"))
    everything = looked.looks(seen, LookQuery())
    assert [look.purpose for look in everything] == ["Pārbaude", "=Apkalpošana"]
    assert [look.record for look in looked.looks(seen, LookQuery(record=first))] == [first]
    assert [look.who for look in looked.looks(seen, LookQuery(actor=seen.actor.id))] == [SUPERVISOR]
    day = riga_day(everything[0].at)
    assert [look.record for look in looked.looks(seen, LookQuery(since=day))] == [second]
    assert [look.record for look in looked.looks(seen, LookQuery(until=day - timedelta(days=1)))] == [first]
    older = looked.looks(seen, LookQuery(before=everything[0].row, limit=1))
    assert [look.record for look in older] == [first]


def test_a_record_is_named_by_its_code_and_found_by_it(seen: Context) -> None:
    (look, *_) = looked.looks(seen, LookQuery(limit=1))
    assert "Izdomātā" not in look.what
    assert looked.record_of(seen, look.what) == look.record


def test_neither_a_clerk_nor_it_reads_it(seen: Context) -> None:
    records.save(seen, "staff", {"name": "Paraugs Datorists", "role": "IT", "active": True})
    for name in (CLERK, "Paraugs Datorists"):
        with pytest.raises(Refused):
            looked.looks(accounts.act_as(seen.store, name), LookQuery())


@pytest.mark.parametrize(("count", "told"), [(1, "1 ieraksts"), (2, "2 ieraksti"), (11, "11 ierakstu")])
def test_many_records_at_once_are_counted_in_words(seen: Context, count: int, told: str) -> None:
    lists.log_many(seen, "export", "visit", count, None, purpose="Pārbaude")
    assert looked.looks(seen, LookQuery(limit=1))[0].what == told


def test_it_is_taken_out_as_a_file_without_formulas_and_that_is_written_down(
    seen: Context, tmp_path: Path
) -> None:
    assert looked.export_looks(seen, LookQuery(), tmp_path / "kas.csv") == 2
    with (tmp_path / "kas.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0][0] == "Laiks"
    assert rows[2][5] == "'=Apkalpošana"
    assert looked.looks(seen, LookQuery(limit=1))[0].act == "Skatīja piekļuves žurnālu"
