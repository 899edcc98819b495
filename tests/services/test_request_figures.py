"""This file is the place where the figures of e-mails, complaints and attestations are held against a plain count."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from kacdesk.core.clock import riga_day
from kacdesk.figures.count import Count
from kacdesk.figures.delegation import DelegationFigures
from kacdesk.figures.email import EmailFigures
from kacdesk.figures.feedback import ErrorFigures
from kacdesk.figures.period import Period
from kacdesk.services import deadlines, records
from kacdesk.services.context import Context
from kacdesk.services.reporting.counting import figures
from kacdesk.services.samples import sample_requests
from tests.helpers import desk
from tests.services.requests import NOON, at, feedback, save, service

MONTH, TODAY = Period.month(2026, 10), date(2026, 11, 21)
SINCE, UNTIL = MONTH.first_day, MONTH.last_day


@pytest.fixture
def context(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A desk with the dated rules, on 21 November 2026."""
    deadlines.seed(context)
    desk.hold_clock(monkeypatch.setattr, NOON)
    return context


def some_day(rng: Random) -> date:
    return date(2026, 9, 1) + timedelta(days=rng.randrange(80))


def somewhat_later(rng: Random, day: date, *, most: int) -> date | None:
    later = day + timedelta(days=rng.randrange(most))
    return later if rng.random() < 0.7 and later <= TODAY else None


def kept(context: Context, register: str) -> list[dict[str, Any]]:
    return [row for row in desk.registered(context.store, register) if row["status"] != "voided"]


@pytest.mark.clause("003-22")
def test_the_figures_of_e_mails_are_those_of_a_plain_count(context: Context) -> None:
    rng = Random(22)
    for number in range(60):
        day = some_day(rng)
        answered = somewhat_later(rng, day, most=12)
        ground = "Reklāma" if answered is None and rng.random() < 0.2 else None
        record = save(
            context,
            "email_intake",
            received_at=at(day, rng.choice((8, 23))),
            sender="Piemērs",
            subject=f"Par {number}",
            answered_on=answered,
            no_reply_ground=ground,
        )
        if number % 15 == 0:
            records.void(context, "email_intake", record, reason="pārbaude")
    rows = kept(context, "email_intake")
    came = [row for row in rows if SINCE <= riga_day(row["received_at"]) <= UNTIL]
    sent = [row for row in rows if row["answered_on"] and SINCE <= row["answered_on"] <= UNTIL]
    waiting = [
        row
        for row in rows
        if not row["no_reply_ground"]
        and riga_day(row["received_at"]) <= UNTIL
        and (row["answered_on"] is None or row["answered_on"] > UNTIL)
    ]
    told = {
        "received": len(came),
        "without_reply": len([row for row in came if row["no_reply_ground"]]),
        "answered_in_time": len([row for row in sent if row["answered_on"] <= row["reply_due_on"]]),
        "answered_late": len([row for row in sent if row["answered_on"] > row["reply_due_on"]]),
        "waiting": len(waiting),
        "overdue": len([row for row in waiting if row["reply_due_on"] <= UNTIL]),
    }
    found = figures(context, MONTH).email
    assert found == EmailFigures(**{name: Count.told(value) for name, value in told.items()})
    assert found.answered_late > 0 < found.overdue
    assert {row.id for row in found.received.rows} == {row["id"] for row in came}


@pytest.mark.clause("001-27", "002-17", "001-39", "004-04")
def test_the_figures_of_complaints_are_those_of_a_plain_count(context: Context) -> None:
    rng = Random(27)
    for number in range(60):
        day, foreign = some_day(rng), rng.random() < 0.3
        done = somewhat_later(rng, day, most=30)
        values: dict[str, Any] = {
            "received_at": at(day),
            "kind": rng.choice(("COMPLAINT", "QUESTION", "PROPOSAL")),
            "source": rng.choice(("COUNTER", "TRUST_LINE")),
            "category": rng.choice(("ATTITUDE", None)),
        }
        if foreign:
            values |= {"about": "STATE_SERVICE", "institution_id": desk.INSTITUTION, "forwarded_on": done}
        elif done is not None:
            values |= {"about": "EMPLOYEE_ACTION", "assigned_on": day, "answered_on": done}
        record = save(context, "feedback", **feedback(**values))
        if values.get("answered_on") and rng.random() < 0.4:
            more = {"feedback_id": record, "subject": "Par", "received_on": done, "instance": "DIRECTOR"}
            save(context, "contest", **more)
        if number % 15 == 14 and not values.get("answered_on"):
            records.void(context, "feedback", record, reason="pārbaude")
    rows = kept(context, "feedback")
    came = [row for row in rows if SINCE <= riga_day(row["received_at"]) <= UNTIL]
    found = figures(context, MONTH).feedback
    by_kind, by_source, by_category = (
        {row.key: row.count for row in part} for part in (found.by_kind, found.by_source, found.by_category)
    )
    assert found.received == len(came) == sum(by_kind.values()) == sum(by_source.values())
    for kind in ("COMPLAINT", "QUESTION", "PROPOSAL"):
        assert by_kind[kind] == len([row for row in came if row["kind"] == kind])
    assert (
        by_category["ATTITUDE"] == len([row for row in came if row["category"]]) == sum(by_category.values())
    )
    assert found.unnamed == len(came) - by_category["ATTITUDE"]
    answered = [row for row in rows if row["answered_on"] and SINCE <= row["answered_on"] <= UNTIL]
    assert found.answered_in_time == len([row for row in answered if row["answered_on"] <= row["due_on"]])
    assert found.answered_late == len([row for row in answered if row["answered_on"] > row["due_on"]])
    forwarded = [row for row in rows if row["forwarded_on"] and SINCE <= row["forwarded_on"] <= UNTIL]
    assert found.forwarded_in_time + found.forwarded_late == len(forwarded)
    assert found.forwarded_late == len([r for r in forwarded if r["forwarded_on"] > r["forward_due_on"]])
    contests = kept(context, "contest")
    assert found.contested == len([row for row in contests if SINCE <= row["received_on"] <= UNTIL])
    here = [
        row
        for row in rows
        if riga_day(row["received_at"]) <= UNTIL
        and not any(row[name] and row[name] <= UNTIL for name in ("answered_on", "forwarded_on"))
    ]
    assert found.open == len(here)
    assert found.open_overdue == len([row for row in here if row["due_on"] and row["due_on"] <= UNTIL])
    elsewhere = [row for row in here if row["about"] == "STATE_SERVICE"]
    assert found.forward_overdue == len([row for row in elsewhere if row["forward_due_on"] <= UNTIL])
    assert min(found.answered_late, found.forwarded_late, found.contested, found.open_overdue) > 0


@pytest.mark.clause("003-42", "003-43")
def test_the_figures_of_attestations_are_those_of_a_plain_count(context: Context) -> None:
    rng, wanted = Random(42), service(context, delegation=True)
    for number in range(40):
        day = date(2026, 5, 1) + timedelta(days=rng.randrange(190))
        completed = somewhat_later(rng, day, most=20)
        kept_for = completed + timedelta(days=95) if completed else None
        gone = kept_for if kept_for is not None and kept_for <= TODAY and rng.random() < 0.5 else None
        save(
            context,
            "delegated_application",
            person_name="Piemērs Seniors",
            identity_document="PASSPORT",
            document_valid_until=date(2030, 1, 1),
            identity_checked_at=at(day),
            service_id=wanted,
            stated_data="x",
            portal_as_authorised=True,
            attested_on=day if number % 8 else None,
            portal_no="EP" if number % 8 else None,
            registered_on=day if number % 8 else None,
            completed_on=completed if number % 8 else None,
            destroyed_on=gone if number % 8 else None,
            destruction_act="A-1" if gone and number % 8 else None,
        )
    rows = kept(context, "delegated_application")
    signed = [row for row in rows if row["attested_on"] and row["attested_on"] <= UNTIL]
    held = [row for row in signed if row["destroyed_on"] is None or row["destroyed_on"] > UNTIL]

    def within(name: str) -> int:
        return len([row for row in rows if row[name] and SINCE <= row[name] <= UNTIL])

    told = {
        "made": within("registered_on"),
        "completed": within("completed_on"),
        "withdrawn": 0,
        "destroyed": within("destroyed_on"),
        "held": len(held),
        "overdue": len([row for row in held if row["keep_until"] and row["keep_until"] < UNTIL]),
    }
    found = figures(context, MONTH).delegation
    assert found == DelegationFigures(**{name: Count.told(value) for name, value in told.items()})
    assert min(found.made, found.completed, found.held, found.destroyed, found.overdue) > 0


@pytest.mark.clause("002-03")
def test_the_figures_of_mistakes_are_those_of_a_plain_count(context: Context) -> None:
    for number in range(6):
        save(
            context,
            "own_error",
            noted_on=date(2026, 10, 28) + timedelta(days=number),
            what="Par paraugu",
            apologised=number % 2 == 0,
            informed_of_right=number % 3 == 0,
        )
    found = figures(context, MONTH).feedback.errors
    assert found == ErrorFigures(*map(Count.told, (4, 2, 2, 0, 4)))


def test_what_is_due_today_is_not_late_yet(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    save(context, "email_intake", received_at=at(date(2026, 11, 13)), sender="Piemērs", subject="Par")
    for day, late in ((date(2026, 11, 19), 0), (date(2026, 11, 20), 1)):
        desk.hold_clock(monkeypatch.setattr, at(day))
        assert figures(context, Period.month(2026, 11)).email.overdue == late


def test_what_was_answered_after_the_period_was_open_at_its_end(context: Context) -> None:
    day = date(2026, 10, 30)
    save(
        context,
        "email_intake",
        received_at=at(day),
        sender="Piemērs",
        subject="Par",
        answered_on=date(2026, 11, 3),
    )
    october, november = (figures(context, Period.month(2026, month)).email for month in (10, 11))
    assert (october.received, october.waiting, october.overdue, october.answered_in_time) == (1, 1, 0, 0)
    assert (november.received, november.waiting, november.answered_in_time) == (0, 0, 1)


def test_the_sample_leaves_no_page_of_these_registers_empty(context: Context) -> None:
    sample_requests.make(context)
    for register in (
        "email_intake",
        "feedback",
        "contest",
        "delegated_application",
        "own_error",
        "quality_check",
    ):
        rows = desk.registered(context.store, register)
        assert rows, register
