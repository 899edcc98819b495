"""This file is the place where e-mails are shown to have their two terms, and each step to end the right one."""

from datetime import date
from typing import Any

import pytest

from kacdesk.core.errors import Invalid
from kacdesk.services import deadlines, onward, records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts, hints
from tests.helpers import desk
from tests.services.requests import NOON, at, offered, progress, refused_fields, row, save, step

R = "email_intake"


@pytest.fixture
def context(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A desk with the dated rules, on 21 November 2026."""
    deadlines.seed(context)
    desk.hold_clock(monkeypatch.setattr, NOON)
    return context


def letter(**more: Any) -> dict[str, Any]:
    return {
        "received_at": at(date(2026, 11, 13), 16),
        "sender": "Izdomātā Sūtītāja",
        "subject": "Par parauga pakalpojumu",
        **more,
    }


@pytest.mark.clause("003-22")
def test_an_e_mail_of_friday_is_answered_within_three_working_days_over_a_holiday(context: Context) -> None:
    kept = row(context, R, save(context, R, **letter()))
    assert (kept["reply_due_on"], kept["statutory_due_on"]) == (date(2026, 11, 19), None)
    assert kept["number"].endswith("/2026/1-7/1")


@pytest.mark.clause("003-22")
def test_a_submission_has_both_terms_side_by_side(context: Context) -> None:
    kept = row(context, R, save(context, R, **letter(kind="SUBMISSION")))
    assert (kept["reply_due_on"], kept["statutory_due_on"]) == (date(2026, 11, 19), date(2026, 11, 30))
    older = row(context, R, save(context, R, **letter(kind="SUBMISSION", received_at=at(date(2026, 2, 10)))))
    assert older["statutory_due_on"] == date(2026, 3, 10)  # the month of before 1 March 2026


@pytest.mark.clause("003-22")
def test_late_in_the_evening_it_is_still_that_day_in_riga(context: Context) -> None:
    kept = row(context, R, save(context, R, **letter(received_at=at(date(2026, 11, 16), 23))))
    assert kept["reply_due_on"] == date(2026, 11, 20)


@pytest.mark.clause("003-22")
def test_the_form_tells_both_terms_before_it_is_saved(context: Context) -> None:
    form = {**letter(kind="SUBMISSION"), "signed": False}
    assert {hint.path: hint.sentence for hint in hints.ask(context, hints.Sketch(R, form))} == {
        "received_at": "Jāatbild līdz 19.11.2026.",
        "kind": "Pēc likuma atbildams pēc būtības līdz 30.11.2026.",
    }


def test_an_answer_ends_a_question(context: Context) -> None:
    record = save(context, R, **letter())
    assert offered(context, R, record) == ["answered", "registered"]
    kept = step(context, R, record, "answered")
    assert (kept["state"], kept["answered_on"], kept["answered_by"], kept["answered_how"]) == (
        "ANSWERED",
        date(2026, 11, 21),
        context.actor.id,
        "EMAIL",
    )


def test_an_interim_answer_ends_the_first_clock_of_a_submission_only(context: Context) -> None:
    record = save(context, R, **letter(kind="SUBMISSION"))
    kept = step(context, R, record, "interim")
    assert (kept["state"], kept["substance_on"]) == ("INTERIM", None)
    first, second = context.catalog.spec(R).clocks
    assert not all(kept[name] in values for name, values in first.while_.items())
    assert all(kept[name] in values for name, values in second.while_.items())
    kept = step(context, R, record, "answered")
    assert (kept["state"], kept["substance_on"]) == ("ANSWERED", date(2026, 11, 21))


def test_what_is_registered_as_a_document_goes_on_there(context: Context) -> None:
    record = save(context, R, **letter(kind="SUBMISSION", sender_email="izdomata@example.lv"))
    draft = onward.begin(context, R, record, "document")
    assert (draft.register, draft.values["title"], draft.values["kind"], draft.values["form"]) == (
        "received_document",
        "Par parauga pakalpojumu",
        "SUBMISSION",
        "ELECTRONIC",
    )
    document = drafts.save(context, draft)
    due = row(context, "received_document", document.id)["due_on"]
    kept = progress(context, R, record, registered_on=date(2026, 11, 21), document_no=document.number)
    assert (kept["state"], kept["statutory_due_on"]) == ("REGISTERED", due)
    assert "document" not in [each.name for each in onward.onward_of(R, kept)]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"answered_on": date(2026, 11, 12)}, "answered_on"),
        ({"substance_on": date(2026, 11, 16)}, "answered_on"),
        ({"answered_on": date(2026, 11, 17), "substance_on": date(2026, 11, 16)}, "substance_on"),
        ({"answered_on": date(2026, 11, 17), "no_reply_ground": "Reklāma"}, "no_reply_ground"),
    ],
)
def test_what_cannot_be_is_refused(context: Context, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        save(context, R, **letter(**more))
    assert list(refused_fields(invalid.value)) == [field]


def test_an_advertisement_needs_no_answer_and_waits_for_none(context: Context) -> None:
    record = save(context, R, **letter(no_reply_ground="Reklāma"))
    kept = row(context, R, record)
    assert kept["state"] == "NO_REPLY"
    assert offered(context, R, record) == []
    for clock in context.catalog.spec(R).clocks:
        assert not all(kept[name] in values for name, values in clock.while_.items())


def test_a_changed_rule_changes_the_term_of_letters_that_come_later(context: Context) -> None:
    rule = next(
        each for each in desk.registered(context.store, "deadline_rule") if each["matter"] == "EMAIL_REPLY"
    )
    records.correct(context, "deadline_rule", rule["id"], {"count": 5}, rev=rule["rev"], reason="nolemts")
    assert row(context, R, save(context, R, **letter()))["reply_due_on"] == date(2026, 11, 23)
