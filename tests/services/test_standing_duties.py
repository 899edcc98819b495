"""What the centre owes by the calendar alone stands on the first page though nobody has begun a record of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, update

from kacdesk.core.ids import reference_id
from kacdesk.services import deadlines, records, steps
from kacdesk.services.context import Context
from kacdesk.services.keeping import retention_run
from kacdesk.services.people import accounts
from kacdesk.services.today import Due, DueKind, today
from kacdesk.store import tables
from tests.helpers import desk as made
from tests.helpers.desk import FixedClock, hold_clock
from tests.services.desk import CLERK

BEGUN = datetime(2026, 11, 23, 7, tzinfo=UTC)
CHECKED = "Ikdienas pārbaude"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """The wall clock, which the test moves; it is the Monday on which the desk was set up."""
    return hold_clock(monkeypatch.setattr, BEGUN)


@pytest.fixture
def ruled(held: FixedClock, desk: Context) -> Context:
    """A desk of that day with the rules that come with the program."""
    deadlines.seed(desk)
    with desk.store.unit(desk.actor.id) as unit:
        unit.connection.execute(update(tables.desk).values(made_at=BEGUN))
    return desk


def _on(held: FixedClock, day: date) -> None:
    held.at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _owed(context: Context) -> list[Due]:
    page = today(context)
    return [due for due in (*page.dues, *page.coming) if due.kind is DueKind.OWED]


def _told(context: Context) -> list[tuple[str, str, date]]:
    return [(due.what, due.whose, due.due_on) for due in _owed(context)]


def _save(context: Context, register: str, **values: Any) -> UUID:
    return records.save(context, register, values).id


@pytest.mark.clause("004-29")
def test_each_quarter_asks_for_its_review_once_it_has_ended(ruled: Context, held: FixedClock) -> None:
    _on(held, date(2026, 12, 31))
    assert _told(ruled) == []
    _on(held, date(2027, 1, 4))
    last = ("Ceturkšņa izvērtējums", "par laiku līdz 31.12.2026.", date(2027, 1, 15))
    assert _told(ruled) == [last]
    assert last[0] in [due.what for due in today(ruled).coming]
    _on(held, date(2027, 2, 1))
    (late,) = _owed(ruled)
    assert (late.register, late.record, late.late_days(date(2027, 2, 1))) == ("review", None, 17)
    period = {"period_from": date(2026, 10, 1), "period_to": date(2026, 12, 31)}
    check = _save(ruled, "review", kind="CHECK", **period)
    assert _told(ruled) == [last], "an internal check is no review of the quarter"
    review = _save(ruled, "review", kind="QUARTER", **period)
    assert _told(ruled) == []
    for record in (check, review):
        steps.take(ruled, "review", record, "reported")
    _on(held, date(2027, 4, 1))
    assert [whose for _what, whose, _due in _told(ruled)] == ["par laiku līdz 31.03.2027."]
    records.void(ruled, "review", review, reason="kļūda")
    assert [whose for _what, whose, _due in _told(ruled)] == ["par laiku līdz 31.12.2026."]


@pytest.mark.clause("001-30", "001-48")
def test_the_first_survey_is_asked_for_within_three_years(ruled: Context, held: FixedClock) -> None:
    _save(ruled, "review", kind="QUARTER", period_from=date(2029, 4, 1), period_to=date(2029, 6, 30))
    for institution in ("LAD", "NVA", "UR", "PMLP", "VID", "VSAA", "VZD"):
        _trained(ruled, institution)
    _on(held, date(2029, 8, 24))
    assert "Klientu apmierinātības aptauja" not in [what for what, _whose, _due in _told(ruled)]
    _on(held, date(2029, 8, 26))
    assert ("Klientu apmierinātības aptauja", "", date(2029, 11, 23)) in _told(ruled)
    _save(ruled, "survey", title="Aptauja", opened_on=date(2029, 8, 26))
    assert "Klientu apmierinātības aptauja" not in [what for what, _whose, _due in _told(ruled)]


def _trained(context: Context, institution: str) -> UUID:
    return _save(
        context,
        "training",
        title="Ikgadējās",
        kind="YEARLY",
        institution_id=reference_id("institution", institution),
        held_on=date(2026, 11, 23),
    )


@pytest.mark.clause("001-31")
def test_an_institution_that_never_trained_owes_it_after_a_year(ruled: Context, held: FixedClock) -> None:
    _trained(ruled, "VSAA")
    _on(held, date(2027, 10, 23))
    assert [whose for what, whose, _due in _told(ruled) if what == "Iestādes ikgadējās mācības"] == []
    _on(held, date(2027, 10, 25))
    told = [(whose, due_on) for what, whose, due_on in _told(ruled) if what == "Iestādes ikgadējās mācības"]
    assert ("LAD", date(2027, 11, 23)) in told
    assert "VSAA" not in [whose for whose, _due in told], "its next one follows from the one it held"


@pytest.mark.clause("001-20", "001-47")
def test_the_morning_asks_for_its_check_where_there_is_equipment_and_the_point_is_open(
    ruled: Context, held: FixedClock
) -> None:
    assert _told(ruled) == [], "a point without an inventory is asked nothing"
    _save(ruled, "equipment", title="Klientu dators", kind="PUBLIC_PC")
    assert _told(accounts.act_as(ruled.store, CLERK)) == [(CHECKED, "", date(2026, 11, 23))]
    check = _save(ruled, "equipment_check", checked_on=date(2026, 11, 23))
    assert _told(ruled) == []
    records.void(ruled, "equipment_check", check, reason="kļūda")
    assert [due.register for due in _owed(ruled)] == ["equipment_check"]
    _on(held, date(2026, 11, 28))
    assert _told(ruled) == [], "nobody is there on a Saturday"


@pytest.mark.clause("000-20")
def test_what_only_a_supervisor_lets_be_forgotten_is_asked_of_her_when_its_time_is_over(
    ruled: Context, held: FixedClock
) -> None:
    paper = made.document(received_at=datetime(2026, 11, 23, 6, tzinfo=UTC), answered_on=date(2026, 11, 23))
    record = records.save(ruled, "received_document", paper | {"submitter_name": "Paraugs Izdomātais"}).id
    clerk = accounts.act_as(ruled.store, CLERK)
    over = ("Beidzies glabāšanas termiņš", "Saņemtie dokumenti", date(2032, 1, 1))
    _on(held, date(2031, 12, 31))
    assert over not in _told(ruled)
    _on(held, date(2032, 1, 1))
    assert over in _told(ruled)
    assert over not in _told(clerk)
    assert "Izdomātais" not in repr(_owed(ruled))
    hold = retention_run.hold(ruled, "received_document", record, reason="COURT")
    assert over not in _told(ruled), "what is held back is nothing to do"
    steps.take(ruled, "retention_hold", hold, "lift")
    _on(held, date(2032, 1, 2))
    rule = next(due for due in _owed(ruled) if due.what == over[0])
    assert (rule.register, rule.record) == ("retention_rule", None)


def test_a_long_register_is_not_read_again_on_a_day_on_which_nothing_goes(
    ruled: Context, held: FixedClock
) -> None:
    asked: list[str] = []
    _on(held, date(2027, 1, 4))
    assert [due.register for due in _owed(ruled)] == ["review"]
    with watched(ruled, asked):
        assert [due.register for due in _owed(ruled)] == ["review"]
    assert [each for each in asked if "outgoing_document" in each and "recipient_name" in each] == []
    _on(held, date(2027, 1, 5))
    with watched(ruled, asked):
        _owed(ruled)
    assert [each for each in asked if "outgoing_document" in each and "recipient_name" in each] != []


@contextmanager
def watched(context: Context, asked: list[str]) -> Iterator[None]:
    """Note every question that is asked of the store."""

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(context.store._reader, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(context.store._reader, "before_cursor_execute", note)


def test_a_closed_centre_owes_no_review_and_no_check(ruled: Context, held: FixedClock) -> None:
    _save(ruled, "equipment", title="Klientu dators", kind="PUBLIC_PC")
    (settings,) = made.registered(ruled.store, "point_settings")
    closed = {"closed_on": date(2026, 11, 23)}
    records.correct(
        ruled, "point_settings", settings["id"], closed, rev=settings["rev"], reason="domes lēmums"
    )
    _on(held, date(2027, 2, 1))
    assert _told(ruled) == []
