"""The point's own calendar and deadline rules, and what they propose."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from kacdesk.core.clock import from_riga
from kacdesk.core.resources import resource
from kacdesk.core.workdays import is_working_day
from kacdesk.models.deadline_matters import DEADLINE_MATTER
from kacdesk.services import deadlines, lists, records
from kacdesk.services.context import Context
from kacdesk.spec.listing import ListQuery
from tests.helpers.desk import copy_desk, opened


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    """A new point with the rules that come with the program."""
    with opened(copy_desk(tmp_path)) as made:
        deadlines.seed(made)
        yield made


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
    (rule,) = (row["id"] for row in rows if row["matter"] == "SUBMISSION" and row["unit"] == "WORKING_DAYS")
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


def test_a_point_that_follows_no_moved_days_says_so_once(context: Context) -> None:
    (settings,) = lists.page(context, "point_settings", ListQuery()).ids
    no = {"follows_moved_days": False}
    records.correct(context, "point_settings", settings, no, rev=0, reason="domes lēmums")
    calendar = deadlines.calendar_of(context.store)
    assert is_working_day(calendar, date(2026, 6, 22))
    assert not is_working_day(calendar, date(2026, 6, 27))


EVENT = date(2026, 11, 13)


WORKED_OUT = [
    ("OFFICER_NOTICE", date(2026, 12, 28), date(2026, 12, 17)),
    ("HOURS_NOTICE", date(2026, 7, 1), date(2026, 6, 25)),
    ("HOURS_POSTING", EVENT, date(2026, 11, 17)),
    ("EMAIL_REPLY", EVENT, date(2026, 11, 19)),
    ("ATTESTATION_KEEPING", date(2026, 11, 30), date(2027, 2, 28)),
    ("ATTESTATION_KEEPING", date(2026, 8, 31), date(2026, 11, 30)),
    ("SURVEY", EVENT, date(2029, 11, 13)),
    ("YEARLY_TRAINING", EVENT, date(2027, 11, 15)),
    ("BASKET_TRAINING", EVENT, date(2026, 12, 14)),
    ("DECISION_TRAINING", EVENT, date(2026, 12, 14)),
    ("GUIDANCE_AFTER_TRAINING", EVENT, date(2026, 11, 30)),
    ("SERVICE_START", EVENT, date(2026, 12, 14)),
    ("EXCLUSION_NOTICE", date(2027, 1, 1), date(2026, 12, 1)),
    ("TRANSFER_MINISTRY", EVENT, date(2026, 12, 14)),
    ("TRANSFER_COMMITTEE", EVENT, date(2026, 12, 14)),
    ("BASKET_MINISTRY", EVENT, date(2026, 11, 23)),
    ("BASKET_HOLDER", EVENT, date(2026, 11, 30)),
    ("BASKET_MAINTAINER", EVENT, date(2026, 11, 17)),
    ("ACCESS_GRANT", EVENT, date(2026, 11, 19)),
    ("ACCESS_TERMS", EVENT, date(2026, 11, 30)),
    ("ACCESS_TERMS_INSTITUTION", EVENT, date(2026, 11, 23)),
    ("ACCESS_APPLICATION", EVENT, date(2026, 11, 30)),
    ("BASKET_REVIEW", EVENT, date(2027, 11, 15)),
    ("COMMITTEE_MEETING", EVENT, date(2027, 5, 13)),
    ("QUARTERLY_REVIEW", EVENT, date(2027, 2, 15)),
    ("CENTRE_CLOSURE", EVENT, date(2027, 5, 13)),
    ("FUNDING_ANSWER", EVENT, date(2026, 11, 30)),
    ("SUBMISSION", EVENT, date(2026, 11, 30)),
    ("SUBMISSION", date(2026, 2, 27), date(2026, 3, 27)),
    ("SUBMISSION_COMPLEX", EVENT, date(2026, 12, 14)),
    ("SUBMISSION_LONGEST", EVENT, date(2027, 3, 15)),
    ("FORWARDING", EVENT, date(2026, 11, 23)),
    ("FORWARDING", date(2026, 2, 27), date(2026, 3, 10)),
    ("ADMINISTRATIVE_ACT", EVENT, date(2026, 12, 14)),
    ("CONTESTING", EVENT, date(2026, 12, 14)),
    ("INFORMATION_REQUEST", EVENT, date(2026, 11, 30)),
    ("LETTER_DELIVERED", EVENT, date(2026, 11, 21)),
    ("REGISTERED_DELIVERED", EVENT, date(2026, 11, 20)),
    ("E_ADDRESS_DELIVERED", EVENT, date(2026, 11, 17)),
    ("ADMINISTRATIVE_ACT_LONGER", EVENT, date(2027, 3, 15)),
    ("ADMINISTRATIVE_ACT_LONGEST", EVENT, date(2027, 11, 15)),
    ("CONTESTING_UNTOLD", EVENT, date(2027, 11, 15)),
    ("INFORMATION_PROCESSING", EVENT, date(2026, 12, 14)),
    ("INFORMATION_REFUSAL", EVENT, date(2026, 11, 20)),
    ("DATA_REQUEST", EVENT, date(2026, 12, 14)),
    ("BATCH_CONFIRMATION", EVENT, date(2026, 11, 23)),
    ("BORDER_TRAFFIC_ANSWER", EVENT, date(2027, 2, 15)),
    ("SURVEY_RESULTS", EVENT, date(2026, 11, 30)),
    ("REVIEW_REPORT", EVENT, date(2026, 11, 30)),
]
"""Matter, the day from which it is counted, the last good day, worked out beforehand."""


@pytest.mark.clause(
    "003-22",
    "003-29",
    "003-33",
    "003-35",
    "001-33",
    "001-34",
    "003-42",
    "003-10",
    "003-12",
    "003-04",
    "003-05",
)
@pytest.mark.parametrize(
    ("matter", "start", "last"),
    WORKED_OUT,
)
def test_every_term_of_the_documents_has_its_day(
    context: Context, matter: str, start: date, last: date
) -> None:
    found = deadlines.due(context.store, matter, start)
    assert found is not None
    assert found.due_on == last
    assert found.source


def test_no_shipped_term_goes_without_a_day_worked_out_for_it() -> None:
    with resource("rules/deadlines.csv").open(encoding="utf-8", newline="") as lines:
        assert {row["matter"] for row in csv.DictReader(lines)} == {matter for matter, _, _ in WORKED_OUT}


def test_every_matter_but_the_other_documents_has_a_rule_today(context: Context) -> None:
    without = {
        choice.code
        for choice in DEADLINE_MATTER
        if deadlines.due(context.store, choice.code, date(2026, 11, 21)) is None
    }
    assert without == {"APPLICATION", "ATTACHMENT", "LETTER", "OTHER"}


def test_a_deadline_says_what_it_would_be_without_the_moved_days(context: Context) -> None:
    july = deadlines.due(context.store, "HOURS_NOTICE", date(2026, 7, 1))
    november = deadlines.due(context.store, "EMAIL_REPLY", EVENT)
    assert july is not None
    assert november is not None
    assert (july.due_on, july.otherwise) == (date(2026, 6, 25), date(2026, 6, 22))
    assert november.otherwise is None
    assert november.by_whom == "centrs"


def test_a_rule_in_a_unit_of_a_newer_version_is_not_guessed_at(context: Context) -> None:
    table = context.catalog.table("deadline_rule")
    with context.store.unit(context.actor.id) as unit:
        rows = unit.connection.execute(table.select().where(table.c.matter == "SURVEY")).mappings().all()
        for row in rows:
            unit.update("deadline_rule", row["id"], {"unit": "MOONS"})
    assert deadlines.due(context.store, "SURVEY", EVENT) is None
