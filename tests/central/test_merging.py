"""Two desks and one record: who wins, who is kept for a person to see, and what no clock can change."""

from uuid import UUID

from sqlalchemy import event

from kacdesk.central.database import Database
from kacdesk.central.grouped import by_field
from kacdesk.central.reconcile import reconcile
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import CONFLICT, FEED, OP, RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import FeedConflict, PushReply
from kacdesk.wire.stamp import MOST_AHEAD_MS, read_stamp
from tests.central.asking import pull_all, rows, shown
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, staff_values

YEAR_MS = 365 * 86_400_000


class Two:
    """Two desks of one point that both know one record of staff."""

    def __init__(self, database: Database, store: SqlStore) -> None:
        self.database, self.store = database, store
        self.left, self.seen_left = enrolled(database, "BALVI")
        self.right, self.seen_right = enrolled(database, "BALVI")
        self.left.now_ms = self.right.now_ms = clock.now_ms() - 60_000
        self.record, self.made = self.left.ins("staff", staff_values("Sākums"))
        self.push(self.left)

    def push(self, desk: SampleDesk) -> PushReply:
        """Push the newest line of a desk."""
        seen = self.seen_left if desk is self.left else self.seen_right
        return self.store.push(seen, desk.batch(len(desk.lines)), now_ms=clock.now_ms())

    def rename(self, desk: SampleDesk, name: str, *, base: UUID) -> UUID:
        """Seal another name."""
        return desk.set("staff", self.record, {"name": name}, base={"name": base})

    def void(self, desk: SampleDesk, *, base: UUID) -> UUID:
        """Seal a void."""
        return desk.seal(
            "staff", self.record, LineKind.VOID, {"status": "voided"}, base={"status": base}, reason="kļūda"
        )

    def value(self, field: str) -> object:
        """Return what a desk that pulls everything shows."""
        return shown(pull_all(self.store, self.database, self.seen_left), self.record).get(field)


def test_a_change_made_on_what_is_current_wins_though_its_clock_is_years_behind(
    database: Database, store: SqlStore
) -> None:
    two = Two(database, store)
    two.right.now_ms -= 10 * YEAR_MS
    two.rename(two.right, "Pārdēvēts", base=two.made)
    assert two.push(two.right).exceptions == []
    assert two.value("name") == "Pārdēvēts"
    assert rows(database, CONFLICT) == []


def test_of_two_changes_on_the_same_base_the_later_stamp_wins_in_either_order(
    database: Database, store: SqlStore
) -> None:
    for later_first in (False, True):
        two = Two(database, store)
        two.right.now_ms += 1000
        early = two.rename(two.left, "Agrāk", base=two.made)
        late = two.rename(two.right, "Vēlāk", base=two.made)
        order = (two.right, two.left) if later_first else (two.left, two.right)
        assert two.push(order[0]).exceptions == []
        (remark,) = two.push(order[1]).exceptions
        assert (remark.o, remark.field) == ("conflict", "name")
        assert two.value("name") == "Vēlāk"
        (kept,) = rows(database, CONFLICT, rid=two.record)
        assert (kept.win_op, kept.lose_op, kept.lose_value) == (late, early, "Agrāk")


def test_a_conflict_is_told_to_every_desk_of_the_point(database: Database, store: SqlStore) -> None:
    two = Two(database, store)
    two.right.now_ms += 1000
    early, late = two.rename(two.left, "Agrāk", base=two.made), two.rename(two.right, "Vēlāk", base=two.made)
    two.push(two.left)
    two.push(two.right)
    (told,) = [entry for entry in pull_all(store, database, two.seen_left) if isinstance(entry, FeedConflict)]
    assert (told.field, told.win, told.lose, told.value) == ("name", late.hex, early.hex, "Agrāk")


def test_two_who_say_the_same_do_not_disagree(database: Database, store: SqlStore) -> None:
    two = Two(database, store)
    two.rename(two.left, "Viens", base=two.made)
    two.rename(two.right, "Viens", base=two.made)
    two.push(two.left)
    assert two.push(two.right).exceptions == []
    assert rows(database, CONFLICT) == []


def test_changes_of_different_fields_both_stand(database: Database, store: SqlStore) -> None:
    two = Two(database, store)
    two.rename(two.left, "Cits", base=two.made)
    two.right.set("staff", two.record, {"active": False}, base={"active": two.made})
    two.push(two.left)
    two.push(two.right)
    assert (two.value("name"), two.value("active")) == ("Cits", False)
    assert rows(database, CONFLICT) == []


def test_after_a_restore_the_later_change_wins_in_either_order_whatever_its_clock(
    database: Database, store: SqlStore
) -> None:
    for ancestor_first in (True, False):
        two = Two(database, store)
        two.left.now_ms += 2000
        two.right.now_ms -= 10 * YEAR_MS
        ancestor = two.rename(two.left, "Priekštecis", base=two.made)
        two.rename(two.right, "Pēctecis", base=ancestor)
        for desk in (two.left, two.right) if ancestor_first else (two.right, two.left):
            two.push(desk)
        assert two.value("name") == "Pēctecis"
        assert ancestor not in [row.lose_op for row in rows(database, CONFLICT)]


def test_a_clock_in_2036_counts_ten_minutes_ahead_at_most(database: Database, store: SqlStore) -> None:
    two = Two(database, store)
    two.right.now_ms += 10 * YEAR_MS
    future = two.rename(two.right, "No 2036. gada", base=two.made)
    before = clock.now_ms()
    assert [remark.o for remark in two.push(two.right).exceptions] == ["clamped"]
    (kept,) = rows(database, OP, op=future)
    assert before + MOST_AHEAD_MS <= kept.eff >> 16 <= clock.now_ms() + MOST_AHEAD_MS
    (record,) = rows(database, RECORD, rid=two.record)
    assert read_stamp(by_field(record.s, record.f)["name"]) == kept.eff
    two.rename(two.left, "Tagad", base=future)
    assert two.push(two.left).exceptions == []
    assert two.value("name") == "Tagad"


def test_a_void_wins_over_an_edit_that_did_not_see_it_in_either_order(
    database: Database, store: SqlStore
) -> None:
    for void_first in (True, False):
        two = Two(database, store)
        two.right.now_ms += 5000
        void = two.void(two.left, base=two.made)
        edit = two.right.set(
            "staff",
            two.record,
            {"name": "Labots", "status": "corrected"},
            base={"name": two.made, "status": two.made},
        )
        for desk in (two.left, two.right) if void_first else (two.right, two.left):
            two.push(desk)
        assert (two.value("status"), two.value("name")) == ("voided", "Labots")
        (kept,) = rows(database, CONFLICT, rid=two.record)
        assert (kept.field, kept.win_op, kept.lose_op) == ("status", void, edit)


def test_work_going_on_with_a_voided_record_is_shown_as_a_conflict(
    database: Database, store: SqlStore
) -> None:
    two = Two(database, store)
    void = two.void(two.left, base=two.made)
    two.push(two.left)
    edit = two.right.set("staff", two.record, {"active": False}, base={"active": two.made})
    (remark,) = two.push(two.right).exceptions
    assert (remark.o, remark.field) == ("conflict", "status")
    (kept,) = rows(database, CONFLICT)
    assert (kept.win_op, kept.lose_op) == (void, edit)


def test_only_a_restore_that_saw_the_void_brings_a_record_back(database: Database, store: SqlStore) -> None:
    two = Two(database, store)
    void = two.void(two.left, base=two.made)
    two.push(two.left)
    back = {"status": "registered"}
    two.right.now_ms += 5000
    blind = two.right.seal(
        "staff", two.record, LineKind.RESTORE, back, base={"status": two.made}, reason="vajag"
    )
    two.push(two.right)
    assert two.value("status") == "voided"
    assert [row.lose_op for row in rows(database, CONFLICT)] == [blind]
    two.right.seal("staff", two.record, LineKind.RESTORE, back, base={"status": void}, reason="vajag")
    two.push(two.right)
    assert two.value("status") == "registered"


def test_files_of_two_desks_both_stay(database: Database, store: SqlStore) -> None:
    two = Two(database, store)
    for desk, digit in ((two.left, "a"), (two.right, "b")):
        told = {"sha256": digit * 64, "size": 10, "mime": "application/pdf", "role": "scan"}
        desk.seal("staff", two.record, LineKind.FILE, told)
        assert two.push(desk).exceptions == []
    (record,) = rows(database, RECORD)
    assert {name for name in record.f if name.startswith("_file:")} == {
        "_file:" + "a" * 64,
        "_file:" + "b" * 64,
    }


def test_forgetting_empties_every_copy_and_the_chain_still_verifies(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    canary = "Kanārijs Paraugs"
    values = {"started_at": "2026-03-02T08:00:00.000Z", "start_quality": "MEASURED", "channel": "IN_PERSON"}
    record, op = sample.ins("visit", {**values, "customer_name": canary, "status": "registered"})
    sample.set("visit", record, {"customer_name": canary + " 2"}, base={"customer_name": op})
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    sample.seal("visit", record, LineKind.FORGET, {"customer_name": None}, reason="rule-5y")
    assert store.push(desk, sample.batch(3), now_ms=clock.now_ms()).exceptions == []

    late, late_desk = enrolled(database, "BALVI")
    late.set(
        "visit", record, {"customer_name": canary + " 3", "channel": "PHONE"}, base={"customer_name": op}
    )
    store.push(late_desk, late.batch(), now_ms=clock.now_ms())

    kept = [*rows(database, RECORD), *rows(database, FEED), *rows(database, CONFLICT)]
    assert canary not in str(kept)
    lines = sorted(rows(database, OP, stream=sample.stream), key=lambda row: row.seq)
    assert [row.line is None for row in lines] == [True, True, False]
    assert [bytes(row.chain) for row in lines] == sample.chains[1:]
    assert rows(database, OP, stream=late.stream)[0].line is None
    assert shown(pull_all(store, database, desk), record)["customer_name"] is None


def test_a_record_changed_all_through_a_batch_stands_as_after_its_last_line(
    database: Database, store: SqlStore
) -> None:
    """PostgreSQL writes rows while the next lines are folded; a record waits for the last line that names it."""
    sample, desk = enrolled(database, "BALVI")
    known, seen = sample.ins("staff", staff_values())
    store.push(desk, sample.batch(), now_ms=clock.now_ms())
    begun, made = sample.ins("staff", staff_values())
    others = []
    for number in range(300):
        others.append(sample.ins("staff", staff_values(f"Cits {number}"))[0])
        seen = sample.set("staff", known, {"name": f"Paraugs {number}"}, base={"name": seen})
        made = sample.set("staff", begun, {"name": f"Jauns {number}"}, base={"name": made})
    for _ in range(200):
        others.append(sample.ins("staff", staff_values())[0])
    tried: list[str] = []
    event.listen(database.engine, "savepoint", lambda connection, name: tried.append(name))
    assert store.push(desk, sample.batch(2), now_ms=clock.now_ms()).exceptions == []
    assert len(tried) == 1, "nothing of it had to be tried again in parts"
    held = {row.rid: row for row in rows(database, RECORD)}
    assert held.keys() == {known, begun, *others}
    assert (held[known].f["name"], held[begun].f["name"]) == ("Paraugs 299", "Jauns 299")
    for record, last in ((known, seen), (begun, made)):
        row = held[record]
        assert by_field(row.o, row.f)["name"] == last.hex
        assert max(entry.cur for entry in rows(database, FEED, rid=record)) == row.cur
    with database.whole() as connection:
        assert reconcile(connection, CATALOG).faults == []
