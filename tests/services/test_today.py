"""This file is the place where it is shown what the first page asks of a day, and that it asks the store quickly."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, event

from kacdesk.core import clock
from kacdesk.core.clock import from_riga, riga_time
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.papers.held_papers import held_papers
from kacdesk.services.today import CALLED_BACK_FOR_DAYS, DueKind, today
from tests.helpers.desk import INSTITUTION, GivenUp, call, document, line, opened, visit
from tests.helpers.desk import copy_desk as copied

BIG = frozenset({"visit", "visit_service", "phone_consultation", "received_document", "change_log", "outbox"})


def days(count: int) -> timedelta:
    return timedelta(days=count)


def ago_in_riga(count: int) -> datetime:
    """Return the same time of day in Riga so many days ago: the clocks may have changed since."""
    return from_riga(riga_time(clock.now_utc()).replace(tzinfo=None) - days(count))


def paper(context: Context, *, received: int, due: int | None, **more: object) -> UUID:
    """Take in a document so many days ago, due in so many days from today; without a term for None."""
    due_on = clock.today_riga() + days(due) if due is not None else None
    values = document(received_at=ago_in_riga(received), due_on=due_on, kind="OTHER", **more)
    return records.save(context, "received_document", values).id


def missed(context: Context, *, ago: int, **more: object) -> UUID:
    values = call(call_state="MISSED", started_at=clock.now_utc() - days(ago), **more)
    return records.save(context, "phone_consultation", values).id


def test_a_day_without_anything_asks_for_nothing(context: Context) -> None:
    read = today(context)
    assert read.asks_for_nothing
    assert (read.papers.count, read.papers.oldest) == (0, ())
    assert set(read.contacts.values()) == {0}


def test_what_is_due_today_or_overdue_is_listed_the_most_overdue_first(context: Context) -> None:
    now, late = paper(context, received=5, due=0), paper(context, received=20, due=-3)
    paper(context, received=1, due=1)
    paper(context, received=1, due=None)
    returned = missed(context, ago=2)
    read = today(context)
    assert [due.record for due in read.dues] == [late, returned, now]
    assert [due.late_days(read.day) for due in read.dues] == [3, 2, 0]
    assert [due.kind for due in read.dues] == [DueKind.PAPER, DueKind.CALL, DueKind.PAPER]


def test_a_call_that_was_returned_or_is_long_ago_is_not_asked_for(context: Context) -> None:
    back = missed(context, ago=1)
    missed(context, ago=CALLED_BACK_FOR_DAYS + 1)
    voided = missed(context, ago=0)
    records.void(context, "phone_consultation", voided, reason="divreiz")
    assert [due.record for due in today(context).dues] == [back]
    records.correct(context, "phone_consultation", back, {"call_state": "CALLED_BACK"}, rev=0, reason=None)
    assert today(context).asks_for_nothing


def test_a_due_call_is_named_by_its_service_and_institution_and_nothing_else(context: Context) -> None:
    missed(
        context, ago=0, caller_name="Paraugs Zvanītājs", topic="Paraugs Zvanītājs", institution_id=INSTITUTION
    )
    (due,) = today(context).dues
    assert due.whose == "VSAA"
    assert "Zvanītājs" not in repr(due)


def test_papers_still_here_are_counted_with_the_oldest(context: Context) -> None:
    oldest = paper(
        context, received=40, due=90, submitter_name="Paraugs Iesniedzējs", addressee_id=INSTITUTION
    )
    for ago in (3, 2, 1):
        paper(context, received=ago, due=None)
    gone = paper(context, received=50, due=-1)
    records.correct(context, "received_document", gone, {"custody": "SENT"}, rev=0, reason=None)
    read = today(context)
    assert (read.papers.count, len(read.papers.oldest)) == (4, 3)
    assert read.papers.oldest[0].record == oldest
    assert read.papers.oldest_on == clock.today_riga() - days(40)
    assert (read.papers.oldest[0].what, read.papers.oldest[0].whose) == ("Cits dokuments", "VSAA")
    assert "Iesniedzējs" not in repr(read)
    assert read.dues == (), "what has left the point is nobody's task here"


def test_a_change_of_a_paper_is_seen_at_once_however_it_is_made(context: Context) -> None:
    first = paper(context, received=1, due=None)
    assert len(held_papers(context.store)) == 1
    second = paper(context, received=2, due=0)
    assert {held.record for held in held_papers(context.store)} == {first, second}
    records.correct(context, "received_document", first, {"custody": "RETURNED"}, rev=0, reason=None)
    records.correct(
        context, "received_document", second, {"due_on": clock.today_riga() + days(1)}, rev=0, reason=None
    )
    (held,) = held_papers(context.store)
    assert (held.record, held.due_on) == (second, clock.today_riga() + days(1))
    records.void(context, "received_document", second, reason="divreiz")
    assert held_papers(context.store) == []


def _give_up(context: Context, record: UUID) -> None:
    with context.store.unit(context.actor.id) as unit:
        unit.update("received_document", record, {"custody": "SENT"})
        raise GivenUp


def test_a_paper_that_was_never_committed_is_not_here(context: Context) -> None:
    first = paper(context, received=1, due=None)
    held_papers(context.store)
    with pytest.raises(GivenUp):
        _give_up(context, first)
    assert [held.record for held in held_papers(context.store)] == [first]


def test_many_changes_at_once_are_read_anew_as_a_whole(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kacdesk.services.papers.held_papers._ANEW_FROM", 1)
    first = paper(context, received=1, due=None)
    held_papers(context.store)
    paper(context, received=1, due=None)
    records.correct(context, "received_document", first, {"custody": "SENT"}, rev=0, reason=None)
    assert len(held_papers(context.store)) == 1


def test_contacts_of_today_are_counted_without_voided_ones(context: Context) -> None:
    for _ in range(2):
        records.save(context, "visit", visit(started_at=clock.now_utc()), {"visit_service": [line()]})
    records.save(context, "visit", visit(started_at=clock.now_utc() - days(1)), {"visit_service": [line()]})
    voided = records.save(context, "phone_consultation", call(started_at=clock.now_utc())).id
    records.void(context, "phone_consultation", voided, reason="divreiz")
    assert today(context).contacts == {"visit": 2, "phone_consultation": 0, "received_document": 0}


def test_a_draft_is_no_contact_yet(context: Context) -> None:
    drafts.keep(context, drafts.begin("visit", {"started_at": clock.now_utc()}))
    assert today(context).contacts["visit"] == 0


def test_no_big_table_is_read_from_end_to_end(context: Context) -> None:
    """The one reading of the documents is done before: it happens once after the start."""
    paper(context, received=1, due=0)
    missed(context, ago=0)
    today(context)
    asked: list[tuple[str, object]] = []

    def note(
        _connection: Connection, _cursor: object, statement: str, parameters: object, *_more: object
    ) -> None:
        asked.append((statement, parameters))

    event.listen(context.store._reader, "before_cursor_execute", note)
    try:
        today(context)
    finally:
        event.remove(context.store._reader, "before_cursor_execute", note)
    with context.store.read() as connection:
        plans = [
            (row[3], statement)
            for statement, parameters in asked
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        ]
    assert any("INDEX" in plan for plan, _ in plans)
    assert [plan for plan, _ in plans if plan.startswith("SCAN") and plan.split()[1] in BIG] == []


def test_two_stores_do_not_share_their_papers(
    context: Context, tmp_path_factory: pytest.TempPathFactory
) -> None:
    paper(context, received=1, due=None)
    with opened(copied(tmp_path_factory.mktemp("other"))) as other:
        assert (len(held_papers(context.store)), held_papers(other.store)) == (1, [])
