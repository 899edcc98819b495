"""This file is the place where document numbers are shown to have no gap and no twin."""

import threading
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kacdesk.core.errors import Invalid
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import marks, tables
from kacdesk.store.numbers import next_numbers
from kacdesk.store.session import Store
from tests.helpers import desk

THREADS, EACH = 8, 12


def test_numbers_run_without_gap_or_twin_under_eight_threads(context: Context) -> None:
    names = records.read_references(context)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(EACH):
                records.save(context, "received_document", desk.document(), names=names)
        except BaseException as error:  # noqa: BLE001 -- told to the test below
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    given = [row["sequence"] for row in desk.registered(context.store, "received_document")]
    assert given == list(range(1, THREADS * EACH + 1))


def test_a_number_says_point_series_year_index_and_sequence(context: Context) -> None:
    saved = records.save(context, "received_document", desk.document())
    (row,) = desk.registered(context.store, "received_document")
    assert saved.number == row["number"]
    assert row["number"] == f"BALVI-{row['series']}/{row['reg_year']}/1-1/1"


def test_a_record_that_was_not_saved_uses_no_number(context: Context) -> None:
    for _ in range(3):
        with pytest.raises(Invalid):
            records.save(context, "received_document", desk.document(title=None))

    def work() -> None:
        with context.store.unit(context.actor.id) as unit:
            assert next_numbers(unit, "received_document", year=2026)["sequence"] == 1
            raise desk.GivenUp

    with pytest.raises(desk.GivenUp):
        work()
    assert records.save(context, "received_document", desk.document()).number is not None
    assert [row["sequence"] for row in desk.registered(context.store, "received_document")] == [1]
    (counter,) = desk.all_rows(context.store, tables.number_series)
    assert counter["last"] == 1


def test_every_series_year_and_index_counts_for_itself(store: Store) -> None:
    given: defaultdict[tuple[object, ...], list[object]] = defaultdict(list)
    for series in ("KTR", "LMN"):
        marks.confirm_series(store, series)
        for index in ("1-1", "2-7"):
            with store.unit(desk.INSTITUTION) as unit:
                unit.connection.execute(tables.desk.update().values(file_index=index))
                for year in (2026, 2027, 2026):
                    made = next_numbers(unit, "received_document", year=year)
                    given[(made["series"], made["reg_year"], made["file_index"])].append(made["sequence"])
    assert len(given) == 8
    assert all(row == list(range(1, len(row) + 1)) for row in given.values())


def test_a_voided_document_keeps_its_number_used(context: Context) -> None:
    first = records.save(context, "received_document", desk.document())
    records.void(context, "received_document", first.id, reason="kļūda")
    second = records.save(context, "received_document", desk.document())
    assert first.number is not None
    assert second.number == first.number[:-1] + "2"


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC), 2026),
        (datetime(2026, 12, 31, 22, 0, 0, tzinfo=UTC), 2027),
        (datetime(2027, 12, 31, 23, 30, 0, tzinfo=UTC), 2028),
    ],
)
def test_the_year_of_a_number_changes_at_midnight_in_riga(
    data: Path, monkeypatch: pytest.MonkeyPatch, moment: datetime, year: int
) -> None:
    desk.hold_clock(monkeypatch.setattr, moment)
    with desk.opened(data) as context:
        saved = records.save(context, "received_document", desk.document(received_at=moment))
    assert saved.number is not None
    assert f"/{year}/1-1/1" in saved.number
