"""Trainings, surveys, reviews, access rights and transfers get their terms from the point's dated rules."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Invalid
from kacdesk.core.ids import reference_id
from kacdesk.services import deadlines, records, steps, today
from kacdesk.services.context import Context
from kacdesk.store.session import row_of
from tests.helpers.desk import INSTITUTION


@pytest.fixture
def ruled(context: Context) -> Iterator[Context]:
    """A desk with the rules that come with the program."""
    deadlines.seed(context)
    return context  # type: ignore[return-value]  # the fixture is not a generator


def saved(context: Context, register: str, **values: Any) -> dict[str, Any]:
    done = records.save(context, register, values)
    return row(context, register, done.id)


def row(context: Context, register: str, record: UUID) -> dict[str, Any]:
    with context.store.read() as connection:
        return row_of(connection, context.catalog, register, record)


@pytest.mark.clause("003-25", "001-12", "001-13")
def test_a_basket_amendment_opens_a_month_for_training_then_guidance_and_the_service(ruled: Context) -> None:
    made = saved(ruled, "training", title="Groza grozījumi", kind="BASKET", cause_on=date(2026, 11, 2))
    assert made["due_on"] == date(2026, 12, 2)
    assert (made["guidance_due_on"], made["start_due_on"]) == (None, None)
    records.correct(
        ruled, "training", made["id"], {"held_on": date(2026, 11, 20)}, rev=made["rev"], reason=None
    )
    held = row(ruled, "training", made["id"])
    assert held["guidance_due_on"] == date(2026, 12, 4)
    assert held["start_due_on"] == date(2026, 12, 21)  # the 20th is a Sunday


@pytest.mark.clause("001-11")
def test_a_decision_of_the_committee_opens_a_month_for_training(ruled: Context) -> None:
    made = saved(ruled, "training", title="Jauns pakalpojums", kind="DECISION", cause_on=date(2026, 10, 15))
    assert made["due_on"] == date(2026, 11, 16)  # the 15th is a Sunday


@pytest.mark.clause("001-31", "003-25")
def test_an_institution_owes_a_training_a_year_after_its_last_one(ruled: Context) -> None:
    first = saved(
        ruled, "training", title="VSAA", kind="YEARLY", institution_id=INSTITUTION, held_on=date(2025, 9, 10)
    )
    assert (first["next_due_on"], first["followed"]) == (date(2026, 9, 10), False)
    assert "Iestādes ikgadējās mācības" in [due.what for due in today.today(ruled).dues]
    saved(ruled, "training", title="Cita", kind="YEARLY", held_on=date(2026, 10, 1))
    assert row(ruled, "training", first["id"])["followed"] is False
    saved(
        ruled, "training", title="VSAA", kind="YEARLY", institution_id=INSTITUTION, held_on=date(2026, 10, 1)
    )
    assert row(ruled, "training", first["id"])["followed"] is True


@pytest.mark.clause("001-28", "003-23", "004-27", "000-33", "000-24", "001-53")
def test_who_took_part_in_a_training_is_kept_with_it(ruled: Context) -> None:
    done = records.save(
        ruled,
        "training",
        {"title": "Ministrijas mācības", "kind": "MINISTRY", "held_on": date(2026, 11, 3)},
        {"training_participant": [{"staff_id": ruled.actor.id, "certificate": "PAR-7"}]},
    )
    made = row(ruled, "training", done.id)
    assert (made["guidance_due_on"], made["next_due_on"]) == (None, None)


@pytest.mark.clause("001-30", "001-48", "003-24")
def test_a_survey_is_due_again_in_three_years_and_its_results_go_to_two_recipients(ruled: Context) -> None:
    first = saved(ruled, "survey", title="Aptauja", opened_on=date(2023, 10, 2))
    assert first["next_due_on"] == date(2026, 10, 2)
    closed = {"closed_on": date(2023, 10, 31)}
    records.correct(ruled, "survey", first["id"], closed, rev=first["rev"], reason=None)
    first = row(ruled, "survey", first["id"])
    assert (first["results_due_on"], first["next_due_on"]) == (date(2023, 11, 14), date(2026, 11, 2))
    waits = [due.what for due in today.today(ruled).dues]
    assert {
        "Aptaujas rezultātu nosūtīšana",
        "Aptaujas rezultāti iestādēm",
        "Klientu apmierinātības aptauja",
    } <= set(waits)
    steps.take(ruled, "survey", first["id"], "to_ministry")
    steps.take(ruled, "survey", first["id"], "to_holders")
    saved(ruled, "survey", title="Nākamā", opened_on=clock.today_riga())
    assert not set(waits) & {due.what for due in today.today(ruled).dues} & {
        "Aptaujas rezultātu nosūtīšana", "Aptaujas rezultāti iestādēm", "Klientu apmierinātības aptauja"
    }  # fmt: skip


@pytest.mark.clause("004-29", "000-42")
def test_a_review_is_due_to_the_leadership_after_its_quarter_with_findings_and_measures(
    ruled: Context,
) -> None:
    values = {"kind": "QUARTER", "period_from": date(2026, 7, 1), "period_to": date(2026, 9, 30)}
    finding = {"what": "Rindas pirmdienās", "action": "Otrs darbinieks", "due_on": date(2026, 10, 20)}
    done = records.save(ruled, "review", values, {"review_finding": [finding]})
    made = row(ruled, "review", done.id)
    assert made["due_on"] == date(2026, 10, 14)
    assert {"Izvērtējums jāiesniedz vadībai", "Pasākums pēc izvērtējuma"} <= {
        d.what for d in today.today(ruled).dues
    }
    steps.take(ruled, "review", done.id, "reported")
    assert "Izvērtējums jāiesniedz vadībai" not in {d.what for d in today.today(ruled).dues}


@pytest.mark.clause("000-39", "000-28")
def test_a_direct_order_names_who_gave_it_and_asks_to_tell_the_head(ruled: Context) -> None:
    given = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    order = {"what": "Sagatavot ziņas", "kind": "DIRECT_ORDER", "given_at": given}
    with pytest.raises(Invalid) as refused:
        records.save(ruled, "task", order)
    assert [each.field for each in refused.value.problems] == ["ordered_by"]
    made = saved(ruled, "task", **order, ordered_by="CHAIR")
    assert made["given_on"] == date(2026, 11, 21)  # half past midnight in Riga
    assert "Jāinformē vadītājs par tiešo uzdevumu" in {due.what for due in today.today(ruled).dues}
    steps.take(ruled, "task", made["id"], "head_informed")
    assert "Jāinformē vadītājs par tiešo uzdevumu" not in {due.what for due in today.today(ruled).dues}


@pytest.mark.clause("000-22", "000-21", "000-30", "000-36")
def test_a_request_to_a_body_of_the_municipality_says_of_whom_and_is_overdue_after_its_day(
    ruled: Context,
) -> None:
    given = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    asked = {"what": "Izziņa par nodokli", "kind": "REQUEST", "given_at": given, "due_on": date(2026, 11, 10)}
    with pytest.raises(Invalid):
        records.save(ruled, "task", asked)
    saved(ruled, "task", **asked, asked_of="Finanšu nodaļa")
    (due,) = [due for due in today.today(ruled).dues if due.what == "Uzdevums"]
    assert due.late_days(date(2026, 11, 21)) == 11


@pytest.mark.clause("003-10", "003-12", "001-55", "003-14")
def test_access_is_decided_in_three_working_days_and_the_terms_accepted_in_ten(ruled: Context) -> None:
    made = saved(ruled, "access_application", staff_id=ruled.actor.id, applied_on=date(2026, 11, 13))
    assert (made["due_on"], made["terms_due_on"]) == (date(2026, 11, 19), None)  # the 18th is a holiday
    records.correct(
        ruled, "access_application", made["id"], {"done_on": date(2026, 11, 19)}, rev=made["rev"], reason=None
    )
    assert row(ruled, "access_application", made["id"])["terms_due_on"] == date(2026, 12, 3)


@pytest.mark.clause("001-09", "001-10", "001-08")
def test_a_transfer_runs_through_ministry_and_committee(ruled: Context) -> None:
    made = saved(
        ruled, "service_transfer", service_text="Posms", stage="Pieņemšana", letter_on=date(2026, 9, 1)
    )
    assert (made["ministry_due_on"], made["committee_due_on"]) == (date(2026, 9, 29), None)
    records.correct(
        ruled,
        "service_transfer",
        made["id"],
        {"ministry_on": date(2026, 9, 25)},
        rev=made["rev"],
        reason=None,
    )
    assert row(ruled, "service_transfer", made["id"])["committee_due_on"] == date(
        2026, 10, 26
    )  # the 25th: Sunday
    steps.take(ruled, "service_transfer", made["id"], "accepted")
    assert row(ruled, "service_transfer", made["id"])["state"] == "ACCEPTED"


@pytest.mark.clause("001-14")
def test_an_exclusion_is_told_a_month_before_and_never_of_the_basket(ruled: Context) -> None:
    values = {"direction": "EXCLUDE", "letter_on": date(2026, 9, 1), "ends_on": date(2027, 1, 15)}
    made = saved(ruled, "service_transfer", **values, service_text="Pašvaldības pakalpojums")
    assert made["notice_due_on"] == date(2026, 12, 15)
    with ruled.store.read() as connection:
        table = ruled.catalog.table("service")
        of_basket = connection.scalars(
            table.select().with_only_columns(table.c.id).where(table.c.in_basket)
        ).first()
    with pytest.raises(Invalid) as refused:
        records.save(ruled, "service_transfer", {**values, "service_id": of_basket})
    assert [each.code for each in refused.value.problems] == ["basket"]
    assert reference_id("institution", "VSAA") == INSTITUTION
