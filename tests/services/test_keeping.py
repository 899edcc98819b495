"""The rules of keeping: what is due, what is held back, what goes, and the act of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.services import deadlines, records, steps
from kacdesk.services.context import Context
from kacdesk.services.keeping import looked, retention_run
from kacdesk.services.keeping.retention_due import due, due_records
from kacdesk.services.keeping.retention_rules import KeepingRule, rules_in_force
from kacdesk.services.keeping.retention_run import Course
from kacdesk.services.keeping.retention_words import rule_words
from kacdesk.services.people import accounts
from kacdesk.store import tables
from kacdesk.store.sealing import seal
from tests.helpers import desk as made
from tests.helpers.desk import FixedClock, hold_clock
from tests.services.desk import CLERK
from tests.store.test_purging import CANARY, words

pytestmark = pytest.mark.clause("000-20", "002-11")

BORDER = "border_traffic_application"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """The wall clock, which the test moves."""
    return hold_clock(monkeypatch.setattr, datetime(2027, 1, 10, 9, tzinfo=UTC))


@pytest.fixture
def ruled(held: FixedClock, desk: Context) -> Context:
    """A desk with the rules that come with the program."""
    deadlines.seed(desk)
    return desk


def _rule(context: Context, register: str, action: str = "FORGET") -> KeepingRule:
    today = clock.today_riga()
    return next(
        rule
        for rule in rules_in_force(context.store, today)
        if (rule.register, rule.action) == (register, action)
    )


def _visit(context: Context, **more: Any) -> UUID:
    return records.save(context, "visit", made.visit(customer_name=CANARY, **more)).id


def test_every_shipped_rule_can_be_carried_out(ruled: Context) -> None:
    rules = rules_in_force(ruled.store, clock.today_riga())
    assert {rule.wrong for rule in rules} == {""}
    assert all("[" not in rule.source for rule in rules)
    assert all(rule_words(ruled.catalog, rule).words for rule in rules)
    named = {rule.register for rule in rules if rule.action == "FORGET"}
    personal = {
        spec.name
        for spec in ruled.catalog.roots
        if any(part.personal for part in ruled.catalog.parts(spec.name))
    }
    assert personal <= named, "a register with personal fields has no rule by which they go"


def test_a_contact_is_due_the_day_after_its_last_day(ruled: Context, held: FixedClock) -> None:
    record = _visit(ruled)
    rule = _rule(ruled, "visit")
    assert due_records(ruled, rule, date(2028, 1, 31)) == []
    found = due_records(ruled, rule, date(2028, 2, 1))
    assert [(each.record, each.kept_until) for each in found] == [(record, date(2028, 1, 31))]
    counts = {each.rule.register: each.count for each in due(ruled, date(2028, 2, 1))}
    assert counts["visit"] == 1


def test_pages_of_what_is_due_follow_each_other(ruled: Context) -> None:
    every = [_visit(ruled) for _ in range(5)]
    rule, seen, after = _rule(ruled, "visit"), [], 0
    while page := due_records(ruled, rule, date(2029, 1, 1), after=after, limit=2):
        seen += [each.record for each in page]
        after = page[-1].n
    assert seen == every


def test_a_supervisor_runs_a_rule_and_the_act_lists_what_went(ruled: Context, held: FixedClock) -> None:
    _visit(ruled, note="Piezīme")
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    fresh = _visit(ruled)
    done = retention_run.run_rule(ruled, _rule(ruled, "visit").id)
    assert (done.records, done.fields, done.held, len(done.acts)) == (1, 2, 0, 1)
    (act,) = made.registered(ruled.store, "destruction_act")
    (line,) = made.registered(ruled.store, "destruction_act_line")
    assert (act["count"], act["done_on"], act["approved_by"]) == (1, date(2028, 2, 1), ruled.actor.id)
    assert (line["register"], line["kept_until"]) == ("visit", date(2028, 1, 31))
    rows = {row["id"]: row["customer_name"] for row in made.registered(ruled.store, "visit")}
    assert rows[fresh] == CANARY
    assert sum(name is None for name in rows.values()) == 1
    assert retention_run.run_rule(ruled, _rule(ruled, "visit").id).records == 0


def test_nobody_but_a_supervisor_runs_a_rule(ruled: Context) -> None:
    clerk = accounts.act_as(ruled.store, CLERK)
    with pytest.raises(Refused):
        retention_run.run_rule(clerk, _rule(ruled, "visit").id)


def test_a_stopped_run_leaves_an_act_with_which_the_next_goes_on(ruled: Context, held: FixedClock) -> None:
    for _ in range(45):
        _visit(ruled)
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    rule = _rule(ruled, "visit").id
    first = retention_run.run_rule_slice(ruled, rule, Course())
    assert first.stopped
    assert first.records < 45
    (act,) = made.registered(ruled.store, "destruction_act")
    assert (act["count"], act["done_on"]) == (first.records, None)
    rest = retention_run.run_rule(ruled, rule)
    assert first.records + rest.records == 45
    (act,) = made.registered(ruled.store, "destruction_act")
    assert (act["count"], act["done_on"]) == (45, date(2028, 2, 1))
    assert len(made.registered(ruled.store, "destruction_act_line")) == 45


def test_the_window_runs_the_rules_that_need_nobody_in_slices(ruled: Context, held: FixedClock) -> None:
    for _ in range(25):
        _visit(ruled)
    document = records.save(ruled, "received_document", made.document(submitter_name=CANARY)).id
    held.at = datetime(2035, 2, 1, 9, tzinfo=UTC)
    rounds, course = 1, Course()
    while retention_run.run_slice(ruled, course):
        rounds += 1
    assert rounds > 1
    assert all(row["customer_name"] is None for row in made.registered(ruled.store, "visit"))
    (kept,) = made.registered(ruled.store, "received_document")
    assert (kept["id"], kept["submitter_name"]) == (document, CANARY), "documents wait for the supervisor"
    assert {act["approved_by"] for act in made.registered(ruled.store, "destruction_act")} == {None}


def test_what_is_held_stays_until_the_hold_is_lifted(ruled: Context, held: FixedClock) -> None:
    record = _visit(ruled)
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    hold = retention_run.hold(ruled, "visit", record, reason="CONTEST")
    done = retention_run.run_automatic(ruled.store)
    assert (done.records, done.held) == (0, 1)
    steps.take(ruled, "retention_hold", hold, "lift")
    assert retention_run.run_automatic(ruled.store).records == 1


def test_a_hold_on_a_record_that_is_not_found_holds_the_whole_register(
    ruled: Context, held: FixedClock
) -> None:
    _visit(ruled)
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    values = {"register": "visit", "record_told": "XXX-000", "reason": "OTHER", "held_from": date(2028, 1, 1)}
    records.save(ruled, "retention_hold", values)
    assert retention_run.run_automatic(ruled.store).records == 0


def test_a_request_that_is_not_answered_keeps_the_visit_it_came_from(
    ruled: Context, held: FixedClock
) -> None:
    record = _visit(ruled)
    asked = {
        "received_on": date(2027, 1, 10),
        "kind": "ACCESS",
        "channel": "IN_PERSON",
        "person_name": "Piemērs Izdomātais",
        "visit_id": record,
    }
    request = records.save(ruled, "data_request", asked).id
    (row,) = made.registered(ruled.store, "data_request")
    assert row["due_on"] == date(2027, 2, 10), "the term of one month was not set"
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    assert retention_run.run_automatic(ruled.store).held == 1
    steps.take(ruled, "data_request", request, "answered")
    assert retention_run.run_automatic(ruled.store).records == 1


def _border_application(context: Context) -> UUID:
    (settings,) = made.registered(context.store, "point_settings")
    if not settings["border_traffic"]:
        on = {"border_traffic": True}
        records.correct(context, "point_settings", settings["id"], on, rev=settings["rev"], reason="Paraugs")
    named = {
        "person_name": CANARY,
        "passport_no": "LV0000000",
        "residence": "Parauga pagasts",
        "years_resident": 10,
    }
    return records.save(context, BORDER, named).id


def test_a_record_without_the_day_that_its_rule_counts_from_is_kept_from_the_day_it_was_made(
    ruled: Context, held: FixedClock
) -> None:
    """An application for the list of local border traffic that no list ever took, and one that was voided."""
    waiting, voided = (_border_application(ruled) for _ in range(2))
    records.void(ruled, BORDER, voided, reason="ievadīts divreiz")
    rule = _rule(ruled, BORDER)
    assert due_records(ruled, rule, date(2028, 1, 10)) == []
    found = due_records(ruled, rule, date(2028, 1, 11))
    assert [(each.record, each.started_on) for each in found] == [
        (waiting, date(2027, 1, 10)),
        (voided, date(2027, 1, 10)),
    ]
    told = {each.rule.register: (each.count, each.oldest) for each in due(ruled, date(2028, 1, 11))}
    assert told[BORDER] == (2, date(2027, 1, 10))
    seal(ruled.store)
    held.at = datetime(2028, 1, 11, 9, tzinfo=UTC)
    assert retention_run.run_automatic(ruled.store).records == 2
    assert set(words(ruled.store)) <= {"outbox"}, "lines that were never sent go when they are settled"


def test_what_waits_for_its_list_to_be_answered_is_not_forgotten_before(
    ruled: Context, held: FixedClock
) -> None:
    record = _border_application(ruled)
    period = {"period_from": date(2027, 1, 1), "period_to": date(2027, 1, 10)}
    listed = records.save(ruled, "border_traffic_list", period).id
    for step in ("gathered", "approved", "handed_over"):
        steps.take(ruled, "border_traffic_list", listed, step)
    (waits,) = due_records(ruled, _rule(ruled, BORDER), date(2028, 1, 11))
    assert (waits.record, bool(waits.held)) == (record, True)
    held.at = datetime(2028, 1, 11, 9, tzinfo=UTC)
    steps.take(ruled, "border_traffic_list", listed, "answered")
    assert due_records(ruled, _rule(ruled, BORDER), date(2029, 1, 11)) == []
    assert len(due_records(ruled, _rule(ruled, BORDER), date(2029, 1, 12))) == 1


def test_a_rule_of_a_few_fields_leaves_the_others(ruled: Context, held: FixedClock) -> None:
    rule = next(row for row in made.registered(ruled.store, "retention_rule") if row["register"] == "visit")
    changed = {"fields_told": "Klients, Piezīmes"}
    records.correct(ruled, "retention_rule", rule["id"], changed, rev=rule["rev"], reason="Punkta kārtība")
    _visit(ruled, note="Piezīme", customer_contact="20000008")
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    retention_run.run_automatic(ruled.store)
    (row,) = made.registered(ruled.store, "visit")
    assert (row["customer_name"], row["note"], row["customer_contact"]) == (None, None, "20000008")


def test_a_rule_with_an_unknown_field_is_shown_wrong_and_touches_nothing(
    ruled: Context, held: FixedClock
) -> None:
    rule = next(row for row in made.registered(ruled.store, "retention_rule") if row["register"] == "visit")
    changed = {"fields_told": "Klients, Kurpju izmērs"}
    records.correct(ruled, "retention_rule", rule["id"], changed, rev=rule["rev"], reason="Punkta kārtība")
    _visit(ruled)
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    assert "Kurpju izmērs" in _rule(ruled, "visit").wrong
    assert retention_run.run_automatic(ruled.store).records == 0


def test_reasons_purposes_and_half_filled_forms_lose_the_name_too(ruled: Context, held: FixedClock) -> None:
    record = _visit(ruled)
    records.correct(ruled, "visit", record, {"channel": "POST"}, rev=0, reason=f"Tā teica {CANARY}")
    twice = _visit(ruled)
    records.void(ruled, "visit", twice, reason=f"{CANARY} ievadīts divreiz")
    row = {
        "at": clock.now_utc(),
        "actor": ruled.actor.id,
        "act": "export",
        "reg": "visit",
        "rid": None,
        "rows": 2,
    }
    with ruled.store.aside() as connection:
        connection.execute(insert(tables.access_log), {**row, "purpose": f"Meklē: {CANARY}"})
        connection.execute(insert(tables.access_log), {**row, "purpose": "Mēneša pārbaude"})
    seal(ruled.store)
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    retention_run.run_automatic(ruled.store)
    tables_left = set(words(ruled.store)) - {"outbox"}  # lines that were never sent go when they are settled
    assert tables_left == set()
    purposes = [row["purpose"] for row in made.all_rows(ruled.store, tables.access_log)]
    assert "Mēneša pārbaude" in purposes


def test_the_access_log_is_cut_after_its_time_with_an_act(ruled: Context, held: FixedClock) -> None:
    record = _visit(ruled)
    row = {
        "at": clock.now_utc(),
        "actor": ruled.actor.id,
        "act": "show",
        "reg": "visit",
        "rid": record,
        "rows": 1,
    }
    ruled.store.append(tables.access_log, {**row, "purpose": "Pārbaude"})
    held.at = datetime(2029, 1, 10, 9, tzinfo=UTC)
    retention_run.run_automatic(ruled.store)
    assert len(looked.looks(ruled, looked.LookQuery())) == 1
    held.at = datetime(2029, 1, 11, 9, tzinfo=UTC)
    retention_run.run_automatic(ruled.store)
    assert looked.looks(ruled, looked.LookQuery()) == []
    acts = [act for act in made.registered(ruled.store, "destruction_act") if "Piekļuves" in act["what"]]
    assert [(act["count"], act["done_on"]) for act in acts] == [(1, date(2029, 1, 11))]


def test_a_rule_that_a_newer_one_replaces_is_not_in_force(ruled: Context) -> None:
    shipped = _rule(ruled, "visit")
    values = {
        "register": "visit",
        "action": "FORGET",
        "keep_count": 6,
        "keep_unit": "MONTHS",
        "counted_to": "MONTH_END",
        "start_told": "Uzskaites diena",
        "automatic": True,
        "approval_needed": False,
        "valid_from": date(2027, 1, 1),
    }
    records.save(ruled, "retention_rule", values)
    now = _rule(ruled, "visit")
    assert (now.count, now.start) == (6, "counted_on")
    assert replace(now, id=shipped.id, count=12, source=shipped.source) == shipped
