"""What the simulation found at the central store, each as the shortest story that shows it."""

from typing import Any
from uuid import UUID

import pytest

from kacdesk.central.database import Database
from kacdesk.central.feed import Held
from kacdesk.central.grouped import by_field
from kacdesk.central.purges import enforce
from kacdesk.central.reconcile import reconcile
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import CONFLICT, FEED, OP, RECORD
from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.line import LineKind, build_gone_line, leaf_of
from kacdesk.wire.messages import FeedEcho, FeedSet
from tests.central.asking import pull_all, rows, shown
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk

VISIT = {
    "started_at": "2026-03-02T08:00:00.000Z",
    "counted_on": "2026-03-02",
    "start_quality": "MEASURED",
    "channel": "IN_PERSON",
    "customer_name": "Kanārijs Paraugs",
    "status": "registered",
}


def _forget(desk: SampleDesk, record: UUID, *, base: UUID, op: UUID | None = None) -> UUID:
    emptied: dict[str, Any] = {"customer_name": None}
    told = {"base": {"customer_name": base}, "reason": "rule-5y", "op": op}
    return desk.seal("visit", record, LineKind.FORGET, emptied, **told)  # type: ignore[arg-type]  # mixed words


def test_a_name_entered_after_a_forget_in_the_same_batch_is_told_to_the_other_desks(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, made = sample.ins("visit", VISIT)
    forgot = _forget(sample, record, base=made)
    sample.set("visit", record, {"customer_name": "Cita Parauga"}, base={"customer_name": forgot})
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    assert shown(pull_all(store, database, desk), record)["customer_name"] == "Cita Parauga"
    (held,) = rows(database, RECORD)
    assert held.f["customer_name"] == "Cita Parauga"
    assert "Kanārijs" not in str([*rows(database, FEED), held])


def test_a_forget_that_comes_after_what_has_seen_it_undoes_nothing_and_still_erases(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, made = sample.ins("visit", VISIT)
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    lost = new_id()
    other, other_desk = enrolled(database, "BALVI")
    other.set("visit", record, {"customer_name": "Cita Parauga"}, base={"customer_name": lost})
    store.push(other_desk, other.batch(), now_ms=clock.now_ms())

    _forget(sample, record, base=made, op=lost)
    store.push(desk, sample.batch(2), now_ms=clock.now_ms())

    assert shown(pull_all(store, database, desk), record)["customer_name"] == "Cita Parauga"
    (held,) = rows(database, RECORD)
    assert held.f["customer_name"] == "Cita Parauga"
    assert "Kanārijs" not in str([*rows(database, FEED), held])


def test_a_forget_empties_what_it_did_not_see_though_that_had_seen_another_forget(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    other, other_desk = enrolled(database, "BALVI")
    record, made = sample.ins("visit", VISIT)
    forgot = _forget(sample, record, base=made)
    sample.set("visit", record, {"customer_name": "Cita Parauga"}, base={"customer_name": forgot})
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    _forget(other, record, base=made)
    store.push(other_desk, other.batch(), now_ms=clock.now_ms())

    assert shown(pull_all(store, database, desk), record)["customer_name"] is None
    assert "Parauga" not in str([*rows(database, FEED), *rows(database, RECORD)])


@pytest.mark.parametrize("erased", [True, False])
def test_what_is_entered_upon_a_refused_value_stands_upon_what_that_stood_upon(
    database: Database, store: SqlStore, *, erased: bool
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, upon = sample.ins("visit", VISIT)
    if erased:
        upon = _forget(sample, record, base=upon)
    else:
        upon = sample.set("visit", record, {"customer_name": "Otra Parauga"}, base={"customer_name": upon})
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    for turn in range(3):
        for words in ("x" * 5000, "y" * 5000, f"Cita Parauga {turn}"):
            upon = sample.set("visit", record, {"customer_name": words}, base={"customer_name": upon})
    store.push(desk, sample.batch(3, 7), now_ms=clock.now_ms())
    store.push(desk, sample.batch(8), now_ms=clock.now_ms())

    assert [row.outcome for row in rows(database, OP)].count("quarantined") == 6
    assert shown(pull_all(store, database, desk), record)["customer_name"] == "Cita Parauga 2"
    assert rows(database, CONFLICT) == []
    with database.whole() as connection:
        found = reconcile(connection, CATALOG, point="BALVI")
    assert (found.faults, found.checked) == ([], 0 if erased else 1)


def test_a_line_of_an_erased_visit_that_comes_late_is_erased_too(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, _ = sample.ins("visit", VISIT)
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    with database.whole() as connection:
        decided = {"point": "BALVI", "rid": record, "reg": "visit", "scope": "p:BALVI", "basis": "17-1-b"}
        people = {"asked_by": "A", "asked_ms": 1, "seconded_by": "B", "at_ms": 2, "cur": None}
        enforce(connection, database, CATALOG, decided | people)

    late, late_desk = enrolled(database, "BALVI")
    line = {"visit_id": record.hex, "line_no": 1, "service_text": "Kanārija jautājums", "kind": "INFORMATION"}
    child, made = late.ins("visit_service", {**line, "quantity": 1, "status": "registered"})
    first = store.push(late_desk, late.batch(), now_ms=clock.now_ms())
    late.set("visit_service", child, {"service_text": "Kanārija otrs"}, base={"service_text": made})
    second = store.push(late_desk, late.batch(2), now_ms=clock.now_ms())

    assert [[told.o for told in reply.exceptions] for reply in (first, second)] == [["purged"], ["purged"]]
    assert rows(database, RECORD) == []
    assert "Kanārij" not in str([*rows(database, OP), *rows(database, FEED)])


def test_an_operation_that_came_as_its_leaf_and_again_whole_from_a_copy_erases_nothing(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, made = sample.ins("visit", VISIT)
    changed = sample.set("visit", record, {"channel": "PHONE"}, base={"channel": made})
    whole = sample.lines.pop()
    sample.chains.pop()
    sample.append(build_gone_line(seq=2, op=changed, leaf=leaf_of(whole)))
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    copy, copied = enrolled(database, "BALVI")
    copy.set("visit", record, {"channel": "PHONE"}, base={"channel": made}, op=changed)
    store.push(copied, copy.batch(), now_ms=clock.now_ms())
    assert {row.kind for row in rows(database, FEED) if row.rid == record} == {"set"}
    assert shown(pull_all(store, database, desk), record)["channel"] == "IN_PERSON"


def test_what_a_clone_has_sent_in_the_same_stream_is_told_in_full(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    sample.ins("visit", VISIT)
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    proved = len(sample.lines)
    sample.ins("visit", VISIT)  # by the clone, which holds the same key
    store.push(desk, sample.batch(2), now_ms=clock.now_ms())
    told = pull_all(store, database, desk, held=Held(sample.stream, first=1, last=proved))
    assert [type(entry) for entry in told] == [FeedEcho, FeedSet]


def test_what_was_made_upon_a_restore_that_was_lost_stands_when_the_restore_comes_back(
    database: Database, store: SqlStore
) -> None:
    """The central store went back to a copy that has the voiding but not the restore; a correction came before it."""
    sample, desk = enrolled(database, "BALVI")
    record, made = sample.ins("visit", VISIT)
    voided = sample.seal(
        "visit", record, LineKind.VOID, {"status": "voided"}, base={"status": made}, reason="Kļūda"
    )
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    restored = new_id()
    others = [enrolled(database, "BALVI") for _ in range(2)]
    corrected = []
    for (other, other_desk), words in zip(others, ("Otra Parauga", "Trešā Parauga"), strict=True):
        upon = {"status": restored, "customer_name": made}
        told = {"status": "corrected", "customer_name": words}
        corrected.append(other.set("visit", record, told, base=upon))
        store.push(other_desk, other.batch(), now_ms=clock.now_ms())
    again = other.set("visit", record, {"status": "registered"}, base={"status": corrected[1]})
    store.push(other_desk, other.batch(2), now_ms=clock.now_ms())
    assert shown(pull_all(store, database, desk), record)["status"] == "voided"

    status = {"status": "registered"}
    upon = {"status": voided}
    sample.seal("visit", record, LineKind.RESTORE, status, base=upon, op=restored, reason="Tomēr ir")
    store.push(desk, sample.batch(3), now_ms=clock.now_ms())

    (held,) = rows(database, RECORD)
    assert (held.f["status"], by_field(held.o, held.f)["status"]) == ("registered", again.hex)
    assert shown(pull_all(store, database, desk), record) == held.f
    open_ones = [row.field for row in rows(database, CONFLICT) if row.resolved_ms is None]
    assert open_ones == ["customer_name"]
    with database.whole() as connection:
        found = reconcile(connection, CATALOG, point="BALVI")
    assert (found.faults, found.checked) == ([], 1)
