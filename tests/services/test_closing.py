"""A closed report: the same a year later, corrected in the next one, reopened for a reason, damaged never unseen."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core.errors import Missing, Refused
from kacdesk.figures.period import Period
from kacdesk.figures.plain import as_dict, counts
from kacdesk.figures.snapshot import Snapshot, written
from kacdesk.services import exports, lists, records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.services.reporting import closed_files, closing, counting
from kacdesk.services.reporting.closed_files import DamagedReport
from kacdesk.spec.listing import ListQuery
from kacdesk.store import files
from kacdesk.store.files import SNAPSHOT, folder_of
from kacdesk.store.session import row_of
from tests.helpers import desk
from tests.helpers.desk import FixedClock, hold_clock

SEPTEMBER, OCTOBER, NOVEMBER = (Period.month(2026, month) for month in (9, 10, 11))
AFTER_SEPTEMBER = datetime(2026, 10, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """A wall clock that stands on 2 October 2026 until a test moves it."""
    return hold_clock(monkeypatch.setattr, AFTER_SEPTEMBER)


@pytest.fixture
def context(clock: FixedClock, tmp_path: Path) -> Iterator[Context]:
    """A desk with a September of three visits and a call, seen by its supervisor on 2 October."""
    with desk.opened(desk.copy_desk(tmp_path)) as opened:
        for day in (1, 15, 30):
            a_visit(opened, day)
        records.save(opened, "phone_consultation", desk.call(started_at=at(9, 7)))
        yield opened


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, 30, tzinfo=UTC)


def a_visit(context: Context, day: int, *, month: int = 9, **line: Any) -> UUID:
    lines = {"visit_service": [desk.line(**line)]}
    return records.save(context, "visit", desk.visit(started_at=at(month, day)), lines).id


def rows_of(figures: Any) -> dict[str, list[Any]]:
    return {key: sorted(count.rows) for key, count in counts(figures).items()}


def test_a_closed_month_is_the_same_a_year_later_whatever_was_changed(
    context: Context, clock: FixedClock
) -> None:
    closed = closing.close(context, SEPTEMBER)
    before = closing.closed_figures(context, SEPTEMBER)
    paper = closing.closed_paper(context, SEPTEMBER)
    assert (before.summary.visits, before.summary.calls) == (3, 1)

    clock.at += timedelta(days=365)
    late = a_visit(context, 12, quantity=4)
    voided = next(iter(before.summary.visits.rows)).id
    records.void(context, "visit", voided, reason="kļūda")

    after = closing.closed_figures(context, SEPTEMBER)
    assert as_dict(after) == as_dict(before)
    assert rows_of(after) == rows_of(before)
    heading = {"heading": closed_files.read_snapshot(context, closed).paper["heading"]}
    assert written(Snapshot(after, 1, heading)) == written(Snapshot(before, 1, heading))
    assert closing.report(context, SEPTEMBER) == after
    assert closing.closed_paper(context, SEPTEMBER) == paper
    assert closing.draw_closed(context, SEPTEMBER) == paper

    recounted = closing.report(context, SEPTEMBER, recount=True)
    assert late in {row.id for row in recounted.summary.visits.rows}
    assert recounted.summary.registrations == 3 - 1 + 4


def test_what_came_later_is_told_once_in_the_next_report(context: Context, clock: FixedClock) -> None:
    closed = closing.close(context, SEPTEMBER)
    before = closing.closed_figures(context, SEPTEMBER)
    assert closing.report(context, OCTOBER).corrections == ()

    clock.at += timedelta(days=32)
    late = a_visit(context, 12, kind="APPLICATION", quantity=4)
    gone = before.summary.visits.rows[0].id
    records.void(context, "visit", gone, reason="kļūda")

    (told,) = closing.report(context, OCTOBER).corrections
    assert (told.period, told.edition, told.closing) == ("2026-09", 1, closed.hash)
    changed = {each.key: each for each in told.changed}
    assert (changed["summary.registrations"].was, changed["summary.registrations"].now) == (3, 6)
    visits = changed["summary.visits"]
    assert (visits.was, visits.now) == (3, 3)
    assert ([row.id for row in visits.came.rows], [row.id for row in visits.went.rows]) == ([late], [gone])
    by_register = {each.key: each for each in told.records}
    assert [row.id for row in by_register["visit"].came.rows] == [late]
    assert by_register["visit_service"].came == 1

    closing.close(context, OCTOBER)
    assert closing.report(context, OCTOBER).corrections == (told,)
    assert closing.report(context, NOVEMBER).corrections == ()
    assert closing.report(context, Period.quarter(2026, 4)).corrections == ()

    clock.at += timedelta(days=31)
    a_visit(context, 13, kind="APPLICATION")
    (again,) = closing.report(context, NOVEMBER).corrections
    changed = {each.key: each for each in again.changed}
    assert (changed["summary.visits"].was, changed["summary.visits"].now) == (3, 4)
    assert (changed["summary.registrations"].was, changed["summary.registrations"].now) == (6, 7)


def test_a_desk_that_remembers_tells_what_one_that_counts_everything_anew_does(
    context: Context, clock: FixedClock
) -> None:
    """The store that is open for writing remembers its comparisons; one that is opened for reading never does."""
    elsewhere = a_visit(context, 3, month=8)
    closing.close(context, SEPTEMBER)
    closing.close(context, Period.month(2026, 8))
    clock.at += timedelta(days=32)
    late, other = a_visit(context, 12), a_visit(context, 5, month=10)
    line = desk.registered(context.store, "visit_service")[-1]
    service = {"code": "BALVI-X", "title": "Parauga pakalpojums", "institution_id": desk.INSTITUTION}

    def moved(record: UUID, day: datetime) -> None:
        records.correct(
            context, "visit", record, {"started_at": day}, rev=rev_of(context, record), reason="kļūda"
        )

    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: a_visit(context, 6, month=10),
        lambda: moved(other, at(9, 5)),
        lambda: moved(elsewhere, at(9, 6)),
        lambda: moved(elsewhere, at(8, 6)),
        lambda: records.correct(
            context,
            "visit",
            line["visit_id"],
            {},
            {"visit_service": [{**desk.line(quantity=7), "id": line["id"]}]},
            rev=rev_of(context, line["visit_id"]),
            reason="kļūda",
        ),
        lambda: records.save(context, "local_service", service),
        lambda: records.void(context, "visit", late, reason="kļūda"),
        lambda: records.save(context, "phone_consultation", desk.call(started_at=at(9, 8))),
        lambda: closing.close(context, OCTOBER),
        lambda: a_visit(context, 9),
        lambda: closing.reopen(context, OCTOBER, reason="Vēlreiz"),
    ]
    seen = []
    for change in changes:
        change()
        told = closing.report(context, NOVEMBER).corrections
        with desk.looked_at(context.store.path.parent) as store:
            assert closing.report(Context(store, context.actor), NOVEMBER).corrections == told
        seen.append([(each.period, len(each.changed)) for each in told])
    assert len({str(each) for each in seen}) > 6


def test_a_closed_month_is_counted_anew_only_when_something_in_it_was_touched(
    context: Context, clock: FixedClock
) -> None:
    closing.close(context, SEPTEMBER)
    clock.at += timedelta(days=32)
    late = a_visit(context, 12)
    (first,) = closing.report(context, NOVEMBER).corrections
    a_visit(context, 6, month=10)
    records.save(context, "received_document", desk.document(received_at=at(10, 7)))
    (second,) = closing.report(context, NOVEMBER).corrections
    assert second is first
    records.correct(
        context, "visit", late, {"channel": "EMAIL"}, rev=rev_of(context, late), reason="pa e-pastu"
    )
    (third,) = closing.report(context, NOVEMBER).corrections
    assert third != first


def rev_of(context: Context, record: UUID) -> int:
    with context.store.read() as connection:
        return int(row_of(connection, context.catalog, "visit", record)["rev"])


def test_a_report_that_took_corrections_back_lets_them_be_told_again(
    context: Context, clock: FixedClock
) -> None:
    closing.close(context, SEPTEMBER)
    clock.at += timedelta(days=62)
    a_visit(context, 12)
    closing.close(context, OCTOBER)
    assert closing.report(context, NOVEMBER).corrections == ()
    closing.reopen(context, OCTOBER, reason="Vajag vēlreiz")
    assert [each.period for each in closing.report(context, NOVEMBER).corrections] == ["2026-09"]
    assert [each.period for each in closing.report(context, OCTOBER).corrections] == ["2026-09"]


def test_reopening_needs_a_reason_and_closing_again_makes_an_edition(
    context: Context, clock: FixedClock
) -> None:
    first = closing.close(context, SEPTEMBER)
    with pytest.raises(Refused, match="iemeslu"):
        closing.reopen(context, SEPTEMBER, reason="  ")
    assert closing.state(context, SEPTEMBER).closing == first
    clock.at += timedelta(days=1)
    opened = closing.reopen(context, SEPTEMBER, reason="Aizmirsts apmeklējums")
    assert (opened.is_open_again, opened.reason, opened.reopened_by) == (
        True,
        "Aizmirsts apmeklējums",
        desk.SUPERVISOR,
    )
    assert closing.state(context, SEPTEMBER).may_be_closed
    a_visit(context, 20)
    (own,) = closing.report(context, SEPTEMBER).corrections
    assert (own.period, own.edition) == ("2026-09", 1)

    second = closing.close(context, SEPTEMBER)
    assert second.number == "2026-09/2"
    assert closing.closed_figures(context, SEPTEMBER).corrections == (own,)
    assert closing.closed_figures(context, SEPTEMBER).summary.visits == 4
    assert closing.closed_figures(context, SEPTEMBER, edition=1).summary.visits == 3
    assert closing.draw_closed(context, SEPTEMBER, edition=1) == closing.closed_paper(
        context, SEPTEMBER, edition=1
    )
    assert [each.edition for each in closing.state(context, SEPTEMBER).editions] == [2, 1]
    with pytest.raises(Missing, match=r"nav 3\. redakcijas"):
        closing.closed_figures(context, SEPTEMBER, edition=3)


def test_only_a_whole_period_that_is_over_and_open_is_closed_and_only_by_the_supervisor(
    context: Context,
) -> None:
    for period, words in (
        (OCTOBER, "nav beidzies"),
        (Period.parse("2026-09-02..2026-09-10"), "mēnesi, ceturksni vai gadu"),
        (Period.week(2026, 38), "mēnesi, ceturksni vai gadu"),
    ):
        with pytest.raises(Refused, match=words):
            closing.close(context, period)
    closing.close(context, SEPTEMBER)
    with pytest.raises(Refused, match="jau ir noslēgts"):
        closing.close(context, SEPTEMBER)
    with pytest.raises(Missing, match="nav noslēgts"):
        closing.reopen(context, OCTOBER, reason="Nav ko")
    assert closing.close(context, Period.quarter(2026, 3)).number == "2026-Q3/1"
    clerk = Context(context.store, desk_person(context, desk.CLERK))
    for act in (closing.close, lambda *given: closing.reopen(*given, reason="Gribu")):
        with pytest.raises(Refused, match="vadītājs"):
            act(clerk, SEPTEMBER)
    assert [str(each.period) for each in closing.all_closed(context)] == ["2026-Q3", "2026-09"]


def desk_person(context: Context, name: str) -> Any:
    return accounts.act_as(context.store, name).actor


def test_a_changed_snapshot_is_noticed_by_its_hash(context: Context, clock: FixedClock) -> None:
    closed = closing.close(context, SEPTEMBER)
    (kept,) = closed_files.of_role(context, closed, SNAPSHOT)
    with context.store.read() as connection:
        held = files.find_file(connection, folder_of(context.store), kept.sha256)
    assert held is not None
    assert held.copy is not None
    sealed = bytearray(held.copy.path.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    held.copy.path.write_bytes(sealed)
    with pytest.raises(DamagedReport, match="bojāta vai mainīta"):
        closing.closed_figures(context, SEPTEMBER)
    assert closing.closed_paper(context, SEPTEMBER).startswith(b"%PDF-")

    clock.at += timedelta(days=32)
    assert closing.report(context, OCTOBER).corrections == ()
    with pytest.raises(DamagedReport, match="2026-09/1"):
        closing.close(context, OCTOBER)


def test_another_snapshot_in_its_place_is_noticed_by_its_hash(context: Context) -> None:
    """Somebody who can write into the store puts figures of their own beside the record."""
    closed = closing.close(context, SEPTEMBER)
    genuine = closed_files.read_snapshot(context, closed)
    other = Snapshot(counting.figures(context, OCTOBER), 1, genuine.paper)
    (kept,) = closed_files.of_role(context, closed, SNAPSHOT)
    with (
        closed_files.written(context, [closed_files.packed(written(other))]) as held,
        context.store.unit(context.actor.id) as unit,
    ):
        was = files.find_file(unit.connection, folder_of(context.store), kept.sha256)
        assert was is not None
        files.name_file(unit, "closed_report", closed.id, was, files.REMOVED)
        files.name_file(unit, "closed_report", closed.id, held[0], SNAPSHOT)
    with pytest.raises(DamagedReport, match="kontrolsumma nesakrīt"):
        closing.closed_figures(context, SEPTEMBER)


def test_closings_are_listed_searched_opened_and_exported_as_any_register(
    context: Context, tmp_path: Path
) -> None:
    closed = closing.close(context, SEPTEMBER)
    for text in ("", "2026-09", closed.hash[:12]):
        assert lists.page(context, "closed_report", ListQuery(text=text)).ids == [closed.id]
    assert lists.page(context, "closed_report", ListQuery(text="2026-08")).ids == []
    opened = lists.open_record(context, "closed_report", closed.id, purpose=None)
    assert (opened.values["hash"], opened.values["state"]) == (closed.hash, "CLOSED")
    closing.reopen(context, SEPTEMBER, reason="Aizmirsts apmeklējums")
    kinds = [each.kind for each in lists.history(context, "closed_report", closed.id)]
    assert kinds[0] == "ins"
    assert kinds[-1] == "set"
    out = tmp_path / "closed.csv"
    day = AFTER_SEPTEMBER.date()
    query = ListQuery(since=day, until=day)
    assert exports.export(context, "closed_report", query, format="csv", out=out, purpose=None).rows == 1
    assert "Aizmirsts apmeklējums" in out.read_text(encoding="utf-8-sig")


def test_closings_are_written_by_the_program_only(context: Context) -> None:
    closed = closing.close(context, SEPTEMBER)
    for act in (
        lambda: records.save(context, "closed_report", {}),
        lambda: records.void(context, "closed_report", closed.id, reason="Gribu"),
        lambda: records.correct(context, "closed_report", closed.id, {}, rev=0, reason="Gribu"),
    ):
        with pytest.raises(Refused, match="raksta pati programma"):
            act()
