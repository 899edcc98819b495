"""This file is the place where it is shown in which words a person reads what must be looked at."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from kacdesk.core import clock
from kacdesk.services import lists, records
from kacdesk.services.attention import CONFLICT, INCIDENT, REFUSAL, open_items
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.lists import MASK
from kacdesk.services.matter_words import incident_words, refusal_words
from kacdesk.services.matters import Matter, matter, open_matters
from kacdesk.store import incidents, marks, sealing, tables
from kacdesk.store.feed import apply_page
from kacdesk.wire.messages import FeedConflict
from tests.helpers.desk import all_rows, call, captured, document, line, visit


def refuse(
    context: Context, record: UUID, *, field: str | None, code: str, outcome: str = "quarantined"
) -> UUID:
    """Let the central store refuse the first operation of a row; return the operation."""
    sealing.seal(context.store)
    op: UUID = next(row["op"] for row in all_rows(context.store, tables.outbox) if row["rid"] == record)
    with context.store.unit(context.actor.id, applying=True) as unit:
        incidents.keep_exception(
            unit.connection, op=op, outcome=outcome, code=code, field=field, now=clock.now_utc()
        )
    return op


def dispute(context: Context, record: UUID, *, win: UUID, lose: UUID, field: str, value: Any) -> None:
    told = FeedConflict(c=1, r="visit", rid=record.hex, field=field, win=win.hex, lose=lose.hex, value=value)
    apply_page(context.store, "p:BALVI", [told])


def the_matter(context: Context) -> Matter:
    (found,) = open_matters(context)
    return found


def own_op(context: Context, record: UUID) -> UUID:
    op: UUID = captured(context.store, record)[0]["op"]
    return op


def test_a_refused_field_says_where_why_and_can_be_mended(context: Context) -> None:
    record = records.save(context, "phone_consultation", call(duration_s=5)).id
    refuse(context, record, field="duration_s", code="range")
    found = the_matter(context)
    assert (found.kind, found.register, found.record, found.path) == (
        REFUSAL,
        "phone_consultation",
        record,
        "duration_s",
    )
    assert found.title.startswith("Tālruņa konsultācija ")
    assert (found.field, found.why) == ("Ilgums", "Laukā “Ilgums” skaitlis ir ārpus atļautā.")


def test_what_is_wrong_by_the_desks_own_rules_is_said_exactly(context: Context) -> None:
    record = records.save(context, "phone_consultation", call(duration_s=5)).id
    refuse(context, record, field="duration_s", code="range")
    with context.store.unit(context.actor.id, applying=True) as unit:
        unit.update("phone_consultation", record, {"duration_s": -5})
    assert the_matter(context).why == "Laukā “Ilgums” ievadiet vērtību, kas nav mazāka par 0 s."


def test_a_refused_line_is_mended_in_its_record_at_its_place(context: Context) -> None:
    lines = {"visit_service": [line(), line(outcome="SERVED"), line()]}
    record = records.save(context, "visit", visit(), lines).id
    rows = lists.open_record(context, "visit", record, purpose=None).lines["visit_service"]
    refuse(context, rows[2]["id"], field="outcome", code="choice")
    found = the_matter(context)
    assert (found.register, found.record, found.path) == ("visit", record, "visit_service[2].outcome")
    assert found.title.startswith("Apmeklējums ")


@pytest.mark.parametrize(
    ("field", "code", "outcome"),
    [
        ("f", "form", "quarantined"),
        (None, "json", "quarantined"),
        ("made_by", "type", "quarantined"),
        ("zzz", "field-unknown", "parked"),
        ("p", "point", "denied"),
    ],
)
def test_what_no_form_can_mend_offers_no_correction(
    context: Context, field: str | None, code: str, outcome: str
) -> None:
    record = records.save(context, "phone_consultation", call()).id
    refuse(context, record, field=field, code=code, outcome=outcome)
    found = the_matter(context)
    assert not found.can_be_mended
    assert found.why
    assert found.advice
    assert found.record == record


def test_a_voided_record_is_not_to_be_mended(context: Context) -> None:
    record = records.save(context, "phone_consultation", call()).id
    refuse(context, record, field="topic", code="longest")
    records.void(context, "phone_consultation", record, reason="divreiz")
    assert not the_matter(context).can_be_mended


def test_a_refused_document_is_called_by_its_number(context: Context) -> None:
    saved = records.save(context, "received_document", document(submitter_name="Paraugs Iesniedzējs"))
    refuse(context, saved.id, field="submitter_name", code="longest")
    found = the_matter(context)
    assert found.title == f"Saņemtais dokuments {saved.number}"
    assert "Paraugs Iesniedzējs" not in repr(found)


def test_what_a_desk_that_is_closed_down_has_sent_is_one_matter(context: Context) -> None:
    for _ in range(3):
        record = records.save(context, "phone_consultation", call()).id
        refuse(context, record, field=None, code="draining", outcome="parked")
    found = the_matter(context)
    assert (found.count, found.record, found.can_be_mended) == (3, None, False)
    assert "noslēdz" in found.why


def test_a_conflict_tells_both_values_and_which_of_them_is_ours(context: Context) -> None:
    record = records.save(context, "visit", visit(), {"visit_service": [line()]}).id
    dispute(context, record, win=uuid4(), lose=own_op(context, record), field="channel", value="EMAIL")
    found = the_matter(context)
    assert (found.kind, found.now, found.other, found.other_is_ours) == (
        CONFLICT,
        "Klātienē",
        "E-pasts",
        True,
    )
    assert "no šī datora" in found.why


def test_the_value_that_won_may_be_ours_too(context: Context) -> None:
    record = records.save(context, "visit", visit(), {"visit_service": [line()]}).id
    dispute(context, record, win=own_op(context, record), lose=uuid4(), field="channel", value="EMAIL")
    assert the_matter(context).other_is_ours is False


def test_a_conflict_between_other_desks_takes_no_side(context: Context) -> None:
    record = records.save(context, "visit", visit(), {"visit_service": [line()]}).id
    dispute(context, record, win=uuid4(), lose=uuid4(), field="ended_at", value=None)
    found = the_matter(context)
    assert (found.now, found.other, found.other_is_ours) == ("(tukšs)", "(tukšs)", None)


def test_personal_values_are_masked_until_a_purpose_is_stated(context: Context) -> None:
    record = records.save(context, "visit", visit(note="rāda"), {"visit_service": [line()]}).id
    dispute(context, record, win=own_op(context, record), lose=uuid4(), field="note", value="zaudēja")
    hidden = the_matter(context)
    assert (hidden.now, hidden.other, hidden.masked) == (MASK, MASK, True)
    shown = matter(context, hidden.id, purpose="strīds")
    assert shown is not None
    assert (shown.now, shown.other, shown.masked) == ("rāda", "zaudēja", False)
    assert all_rows(context.store, tables.access_log)[-1]["purpose"] == "strīds"


def test_an_incident_is_told_in_words_and_the_oldest_comes_first(context: Context) -> None:
    marks.fork(context.store)
    record = records.save(context, "phone_consultation", call()).id
    refuse(context, record, field="topic", code="longest")
    first, second = open_matters(context)
    assert (first.kind, second.kind) == (INCIDENT, REFUSAL)
    assert "sākta jauna dokumentu sērija" in first.why
    assert matter(context, "0" * 32) is None


@pytest.mark.parametrize(
    "code", ["forked", "number-reused", "healed", "orphan", "missing", "file-damaged", "zzz"]
)
def test_every_incident_has_words_and_advice(code: str) -> None:
    why, advice = incident_words(code, {"series": "HJC", "records": 4, "ids": ["a"]})
    assert why.endswith(".")
    assert advice.endswith(".")
    assert code == "zzz" or code not in why


@pytest.mark.parametrize("outcome", ["quarantined", "parked", "denied"])
@pytest.mark.parametrize(
    "code", ["required", "type", "form", "draining", "read-only", "point", "key-missing", "sequence", ""]
)
def test_no_refusal_is_told_as_a_code(outcome: str, code: str) -> None:
    for part in refusal_words(f"{outcome}:{code}", None):
        assert part.endswith(".")
        assert not code or code not in part


def test_a_correction_sends_the_record_again_in_the_same_unit(context: Context) -> None:
    record = records.save(context, "phone_consultation", call(duration_s=5)).id
    refuse(context, record, field="duration_s", code="range")
    opened = lists.open_record(context, "phone_consultation", record, purpose="labošana")
    begun = drafts.begin("phone_consultation", {"duration_s": 60})
    drafts.keep(context, begun)
    ready = drafts.Draft(
        begun.id, begun.register, begun.begun_at, begun.kept_at, begun.values, record=record, rev=opened.rev
    )
    drafts.correct(context, ready, lines_changed=False, reason=None)
    assert open_items(context) == []
    rows = [row for row in captured(context.store, record) if row["kind"] != "settle"]
    assert [row["kind"] for row in rows] == ["set", "ins"]
    assert len({row["txn"] for row in captured(context.store, record)}) == 1
    assert drafts.mine(context) == []


def test_a_correction_of_another_record_sends_nothing_again(context: Context) -> None:
    refused = records.save(context, "phone_consultation", call(duration_s=5)).id
    other = records.save(context, "phone_consultation", call()).id
    refuse(context, refused, field="duration_s", code="range")
    begun = drafts.begin("phone_consultation", {"duration_s": 60})
    ready = drafts.Draft(
        begun.id, begun.register, begun.begun_at, begun.kept_at, begun.values, record=other, rev=0
    )
    drafts.correct(context, ready, lines_changed=False, reason=None)
    assert [item.record for item in open_items(context)] == [refused]


def test_a_line_that_was_refused_goes_up_again_with_its_records_correction(context: Context) -> None:
    record = records.save(context, "visit", visit(), {"visit_service": [line(quantity=2)]}).id
    opened = lists.open_record(context, "visit", record, purpose="labošana")
    (row,) = opened.lines["visit_service"]
    refuse(context, row["id"], field="quantity", code="range")
    begun = drafts.begin("visit", {})
    ready = drafts.Draft(
        begun.id,
        begun.register,
        begun.begun_at,
        begun.kept_at,
        {},
        {"visit_service": [row | {"quantity": 3}]},
        record,
        opened.rev,
    )
    drafts.correct(context, ready, lines_changed=True, reason="precizēts")
    assert open_items(context) == []
    assert [each["kind"] for each in captured(context.store, row["id"])] == ["set", "ins", "settle"]
