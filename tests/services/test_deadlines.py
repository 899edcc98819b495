"""The point's own calendar and deadline rules, and what they propose."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from kacdesk.core.clock import from_riga
from kacdesk.core.workdays import is_working_day
from kacdesk.services import accounts, deadlines, lists, records
from kacdesk.services.context import Context
from kacdesk.spec.listing import ListQuery
from kacdesk.store import opening
from kacdesk.vault.slots import Unlock


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    """A new point with the rules that come with the program."""
    point = opening.PointInfo(code="BALVI", title="Balvi", type="regional", sample=True)
    store = opening.create(tmp_path / "data", Unlock(beside_data=True), point)
    made = accounts.add_first_person(store, "Paraugs Vadītājs")
    deadlines.seed(made)
    yield made
    store.close()


def _due(context: Context, day: date, at: str = "10:00", kind: str = "SUBMISSION", **given: object) -> object:
    values = {
        "received_at": from_riga(datetime.fromisoformat(f"{day}T{at}")),
        "title": "Par ceļu",
        "kind": kind,
        **given,
    }
    saved = records.save(context, "received_document", values)
    return lists.open_record(context, "received_document", saved.id, purpose=None).values["due_on"]


def test_a_submission_is_due_in_ten_working_days(context: Context) -> None:
    assert _due(context, date(2026, 11, 13)) == date(2026, 11, 30)


def test_a_submission_of_the_old_law_is_due_in_a_month(context: Context) -> None:
    assert _due(context, date(2026, 2, 27)) == date(2026, 3, 27)


def test_the_day_in_riga_counts_and_not_the_day_in_utc(context: Context) -> None:
    assert _due(context, date(2026, 11, 13), "00:30") == _due(context, date(2026, 11, 13), "23:30")


def test_a_term_that_a_person_takes_away_stays_away(context: Context) -> None:
    values = {"received_at": from_riga(datetime.fromisoformat("2026-11-13T10:00")), "title": "Par ceļu"}
    record = records.save(context, "received_document", values | {"due_on": None}).id
    assert lists.open_record(context, "received_document", record, purpose=None).values["due_on"] == date(
        2026, 11, 30
    )
    records.correct(context, "received_document", record, {"due_on": None}, rev=0, reason=None)
    assert lists.open_record(context, "received_document", record, purpose=None).values["due_on"] is None


def test_other_documents_and_a_term_given_by_a_person_are_left_alone(context: Context) -> None:
    assert _due(context, date(2026, 11, 13), kind="LETTER") is None
    assert _due(context, date(2026, 11, 13), due_on=date(2026, 12, 24)) == date(2026, 12, 24)


def test_a_changed_rule_changes_the_next_proposal(context: Context) -> None:
    rows, _ = lists.found(context, "deadline_rule", ListQuery(), masked=False)
    (rule,) = (row["id"] for row in rows if row["unit"] == "WORKING_DAYS")
    records.correct(context, "deadline_rule", rule, {"count": 5}, rev=0, reason="jauns noteikums")
    assert _due(context, date(2026, 11, 13)) == date(2026, 11, 23)


def test_a_day_off_of_the_point_is_no_working_day(context: Context) -> None:
    values = {"day": date(2026, 11, 20), "kind": "DAY_OFF", "title": "Novada svētki"}
    records.save(context, "calendar_day", values)
    assert not is_working_day(deadlines.calendar_of(context.store), date(2026, 11, 20))
    assert _due(context, date(2026, 11, 13)) == date(2026, 12, 1)


def test_a_point_that_voids_a_moved_day_does_not_follow_it(context: Context) -> None:
    assert not is_working_day(deadlines.calendar_of(context.store), date(2026, 6, 22))
    (moved,) = lists.page(context, "calendar_day", ListQuery(text="22.06.2026")).ids
    records.void(context, "calendar_day", moved, reason="pašvaldība neseko")
    calendar = deadlines.calendar_of(context.store)
    assert is_working_day(calendar, date(2026, 6, 22))
    assert not is_working_day(calendar, date(2026, 6, 27))
