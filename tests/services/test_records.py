"""This file is the place where saving, correcting and voiding are shown to keep the rules and leave their trace."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import DeskError, Invalid, Missing, Refused, Stale
from kacdesk.core.ids import new_id, reference_id
from kacdesk.services import records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from tests.helpers import desk

VISIT, CALL, DOCUMENT = "visit", "phone_consultation", "received_document"


def row(context: Context, register: str, record: UUID) -> dict[str, Any]:
    return next(row for row in desk.registered(context.store, register) if row["id"] == record)


def lines(context: Context, record: UUID) -> list[dict[str, Any]]:
    return [row for row in desk.registered(context.store, "visit_service") if row["visit_id"] == record]


def a_visit(context: Context, *service_lines: dict[str, Any], **more: Any) -> UUID:
    return records.save(
        context, VISIT, desk.visit(**more), {"visit_service": service_lines or [desk.line()]}
    ).id


def problems_of(work: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Invalid) as invalid:
        work()
    return {problem.field: problem.code for problem in invalid.value.problems}


def test_an_anonymous_visit_is_allowed(context: Context) -> None:
    saved = row(context, VISIT, a_visit(context))
    assert (saved["customer_name"], saved["customer_code"]) == (None, None)
    assert saved["clerk_id"] == saved["made_by"] == context.actor.id
    assert (saved["status"], saved["rev"], saved["point"]) == ("registered", 0, "BALVI")


def test_defaults_are_filled_and_texts_are_tidied(context: Context) -> None:
    saved = row(context, CALL, records.save(context, CALL, desk.call(topic="  Par  \u0061\u0304  ")).id)
    assert (saved["call_state"], saved["start_quality"]) == ("ANSWERED", "MEASURED")
    assert saved["topic"] == "Par  ā"
    document = row(context, DOCUMENT, records.save(context, DOCUMENT, desk.document()).id)
    assert (document["kind"], document["form"], document["originals"], document["custody"]) == (
        "SUBMISSION",
        "PAPER",
        1,
        "AT_CENTRE",
    )


def test_the_day_of_riga_is_fixed_when_it_is_saved(context: Context) -> None:
    night = clock.from_riga(
        clock.riga_time(clock.now_utc()).replace(tzinfo=None, hour=0, minute=30)
    ) - timedelta(1)
    saved = row(context, VISIT, a_visit(context, started_at=night))
    assert saved["counted_on"] == clock.riga_day(night)


def test_the_institution_follows_from_the_service(context: Context) -> None:
    with context.store.read() as connection:
        service = desk.rows(connection, context.catalog.table("service"))[0]
    record = a_visit(context, {"service_id": service["id"], "kind": "INFORMATION", "quantity": 1})
    assert lines(context, record)[0]["institution_id"] == service["institution_id"]


def test_a_correction_of_the_service_brings_its_institution_too(context: Context) -> None:
    with context.store.read() as connection:
        service = desk.rows(connection, context.catalog.table("service"))[0]
    record = records.save(context, CALL, desk.call()).id
    records.correct(context, CALL, record, {"service_id": service["id"]}, rev=0, reason="precizēts")
    assert row(context, CALL, record)["institution_id"] == service["institution_id"]


def test_lines_are_numbered_and_carry_the_edition_of_the_catalogue(context: Context) -> None:
    record = a_visit(context, desk.line(), desk.line(), desk.line())
    assert [line["line_no"] for line in lines(context, record)] == [1, 2, 3]
    edition = reference_data.edition(context.store)
    assert edition
    assert {line["catalogue_edition"] for line in lines(context, record)} == {edition}


@pytest.mark.parametrize(
    ("register", "values", "field", "code"),
    [
        (VISIT, {"started_at": None}, "started_at", "required"),
        (VISIT, {"channel": "SMOKE"}, "channel", "choice"),
        (VISIT, {"customer_name": "x" * 161}, "customer_name", "longest"),
        (VISIT, {"customer_name": "a\0b"}, "customer_name", "characters"),
        (VISIT, {"customer_name": "a\ud800"}, "customer_name", "characters"),
        (VISIT, {"customer_code": "123"}, "customer_code", "format"),
        (VISIT, {"started_at": "rīt"}, "started_at", "type"),
        (VISIT, {"representative_name": "Pārstāve"}, "representative_basis", "required"),
        (VISIT, {"clerk_id": new_id()}, "clerk_id", "reference"),
        (CALL, {"topic": None}, "topic", "required"),
        (CALL, {"duration_s": -1}, "duration_s", "range"),
        (CALL, {"institution_id": new_id()}, "institution_id", "reference"),
        (DOCUMENT, {"title": "   "}, "title", "required"),
        (DOCUMENT, {"pages": 0}, "pages", "range"),
        (DOCUMENT, {"due_on": date(2001, 1, 1)}, "due_on", "order"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_its_field(
    context: Context, register: str, values: dict[str, Any], field: str, code: str
) -> None:
    base = {VISIT: desk.visit, CALL: desk.call, DOCUMENT: desk.document}[register]()
    before = len(desk.registered(context.store, register))
    found = problems_of(lambda: records.save(context, register, base | values))
    assert found == {field: code}
    assert len(desk.registered(context.store, register)) == before


def test_the_end_of_a_visit_before_its_start_is_refused(context: Context) -> None:
    at = desk.an_hour_ago()
    values = desk.visit(started_at=at, ended_at=at - timedelta(minutes=5))
    assert problems_of(lambda: records.save(context, VISIT, values)) == {"ended_at": "order"}


def test_a_moment_in_the_future_is_refused_and_a_slow_clock_is_forgiven(context: Context) -> None:
    soon = clock.now_utc() + timedelta(minutes=5)
    late = clock.now_utc() + timedelta(minutes=30)
    assert problems_of(lambda: records.save(context, CALL, desk.call(started_at=late))) == {
        "started_at": "future"
    }
    records.save(context, CALL, desk.call(started_at=soon))


def test_problems_of_lines_say_which_line(context: Context) -> None:
    bad: dict[str, Any] = {
        "visit_service": [
            desk.line(),
            desk.line(quantity=0, kind="X"),
            {"kind": "REFERRAL", "quantity": 1, "service_text": "Ārsts"},
        ],
        "visit_wish": [{}],
    }
    found = problems_of(lambda: records.save(context, VISIT, desk.visit(), bad))
    assert found == {
        "visit_service[1].kind": "choice",
        "visit_service[1].quantity": "range",
        "visit_service[2].referral_to": "required",
        "visit_wish": "unknown",
    }
    assert desk.registered(context.store, VISIT) == []


def test_more_lines_than_can_be_numbered_are_refused_at_once(context: Context) -> None:
    many = {"visit_service": [desk.line()] * 1000}
    assert problems_of(lambda: records.save(context, VISIT, desk.visit(), many)) == {"visit_service": "range"}


@pytest.mark.parametrize("register", ["institution", "service", "service_point", "visit_service"])
def test_reference_data_and_lines_are_not_saved_by_themselves(context: Context, register: str) -> None:
    with pytest.raises(Refused):
        records.save(context, register, {"title": "x"})
    with pytest.raises(Refused):
        records.correct(context, register, new_id(), {}, rev=0, reason="x")
    with pytest.raises(Refused):
        records.void(context, register, new_id(), reason="x")


def test_a_correction_asks_for_a_reason_and_keeps_it(context: Context) -> None:
    record = records.save(context, CALL, desk.call()).id
    for reason in (None, "", "  "):
        with pytest.raises(Refused, match="iemeslu"):
            records.correct(context, CALL, record, {"topic": "Cits"}, rev=0, reason=reason)
    assert row(context, CALL, record)["topic"] == "Par pabalstu"
    assert records.correct(context, CALL, record, {"topic": "Cits"}, rev=0, reason=" pārklausījos ") == 1
    assert (row(context, CALL, record)["topic"], row(context, CALL, record)["status"]) == (
        "Cits",
        "corrected",
    )
    assert desk.captured(context.store, record)[-1]["reason"] == "pārklausījos"


def test_progress_needs_no_reason_and_is_no_correction(context: Context) -> None:
    record = records.save(context, DOCUMENT, desk.document()).id
    records.correct(context, DOCUMENT, record, {"custody": "SENT"}, rev=0, reason=None)
    saved = row(context, DOCUMENT, record)
    assert (saved["custody"], saved["status"], saved["rev"]) == ("SENT", "registered", 1)
    assert desk.captured(context.store, record)[-1]["f"] == '{"custody":"SENT"}'


def test_progress_together_with_a_correction_needs_a_reason(context: Context) -> None:
    record = records.save(context, DOCUMENT, desk.document()).id
    with pytest.raises(Refused):
        records.correct(context, DOCUMENT, record, {"custody": "SENT", "title": "Cits"}, rev=0, reason=None)


@pytest.mark.parametrize("reason", ["x" * 501, "a\0b", "a\ud800b"])
def test_a_reason_that_could_not_be_sent_is_refused_before_it_is_written(
    context: Context, reason: str
) -> None:
    record = records.save(context, CALL, desk.call()).id
    with pytest.raises(Refused, match="Iemesls"):
        records.correct(context, CALL, record, {"topic": "Cits"}, rev=0, reason=reason)
    with pytest.raises(Refused, match="Iemesls"):
        records.void(context, CALL, record, reason=reason)
    assert row(context, CALL, record)["rev"] == 0


@pytest.mark.parametrize("name", ["number", "sequence", "status", "void_reason", "made_by", "rev", "mood"])
def test_what_nobody_enters_cannot_be_corrected(context: Context, name: str) -> None:
    record = records.save(context, DOCUMENT, desk.document()).id
    found = problems_of(
        lambda: records.correct(context, DOCUMENT, record, {name: "X"}, rev=0, reason="labots")
    )
    assert found == {name: "unknown"}


def test_a_correction_keeps_the_rules(context: Context) -> None:
    record = records.save(context, CALL, desk.call()).id
    found = problems_of(lambda: records.correct(context, CALL, record, {"topic": None}, rev=0, reason="x"))
    assert found == {"topic": "required"}
    assert row(context, CALL, record)["rev"] == 0


def test_a_corrected_moment_moves_the_day_it_counts_on(context: Context) -> None:
    record = records.save(context, CALL, desk.call()).id
    earlier = desk.an_hour_ago() - timedelta(days=3)
    records.correct(context, CALL, record, {"started_at": earlier}, rev=0, reason="cita diena")
    assert row(context, CALL, record)["counted_on"] == clock.riga_day(earlier)


def test_a_stale_correction_tells_both_values(context: Context) -> None:
    record = records.save(context, CALL, desk.call()).id
    records.correct(context, CALL, record, {"topic": "Pirmais"}, rev=0, reason="x")
    with pytest.raises(Stale) as stale:
        records.correct(context, CALL, record, {"topic": "Otrais", "outcome": "SERVED"}, rev=0, reason="x")
    assert stale.value.exit_code == 3
    assert stale.value.mine == {"topic": "Otrais", "outcome": "SERVED"}
    assert stale.value.theirs == {"topic": "Pirmais", "outcome": None}
    assert row(context, CALL, record)["topic"] == "Pirmais"


def test_lines_are_added_changed_and_removed_by_one_correction(context: Context) -> None:
    record = a_visit(context, desk.line(service_text="Viens"), desk.line(service_text="Divi"))
    first, second = lines(context, record)
    wanted = [desk.line(id=second["id"], service_text="Divi labots"), desk.line(service_text="Trīs")]
    records.correct(context, VISIT, record, {}, {"visit_service": wanted}, rev=0, reason="precizēts")
    now = {line["line_no"]: line for line in lines(context, record)}
    assert [(n, now[n]["service_text"], now[n]["status"]) for n in sorted(now)] == [
        (1, "Viens", "voided"),
        (2, "Divi labots", "corrected"),
        (3, "Trīs", "registered"),
    ]
    assert now[1]["void_reason"] == "precizēts"
    assert now[1]["id"] == first["id"]
    assert row(context, VISIT, record)["status"] == "corrected"


def test_lines_that_stay_as_they_are_are_not_touched(context: Context) -> None:
    record = a_visit(context, desk.line(service_text="Viens"))
    (first,) = lines(context, record)
    kept = {name: first[name] for name in ("id", "institution_id", "service_text", "kind", "quantity")}
    records.correct(context, VISIT, record, {"note": "x"}, {"visit_service": [kept]}, rev=0, reason="x")
    assert lines(context, record) == [first]


def test_lines_of_another_visit_are_not_taken_over(context: Context) -> None:
    mine, other = a_visit(context), a_visit(context, desk.line(service_text="Svešs"))
    (strange,) = lines(context, other)
    wanted = [desk.line(id=strange["id"], service_text="Mans")]
    records.correct(context, VISIT, mine, {}, {"visit_service": wanted}, rev=0, reason="x")
    assert lines(context, other) == [strange]


def test_a_voided_record_stays_with_its_reason(context: Context) -> None:
    record = records.save(context, DOCUMENT, desk.document()).id
    number = row(context, DOCUMENT, record)["number"]
    records.void(context, DOCUMENT, record, reason=" ievadīts divreiz ")
    saved = row(context, DOCUMENT, record)
    assert (saved["status"], saved["void_reason"], saved["number"]) == ("voided", "ievadīts divreiz", number)
    assert desk.captured(context.store, record)[-1]["kind"] == "void"


def test_a_voided_record_can_neither_be_corrected_nor_voided_again(context: Context) -> None:
    record = records.save(context, CALL, desk.call()).id
    records.void(context, CALL, record, reason="kļūda")
    with pytest.raises(Refused, match="labot nevar"):
        records.correct(context, CALL, record, {"topic": "x"}, rev=1, reason="x")
    with pytest.raises(Refused, match="labot nevar"):
        records.correct(context, CALL, record, {"outcome": "SERVED"}, rev=1, reason=None)
    with pytest.raises(Refused, match="jau ir anulēts"):
        records.void(context, CALL, record, reason="x")


def test_voiding_asks_for_a_reason(context: Context) -> None:
    record = records.save(context, CALL, desk.call()).id
    with pytest.raises(Refused, match="iemeslu"):
        records.void(context, CALL, record, reason="  ")


def test_a_record_that_is_not_there_is_missing(context: Context) -> None:
    with pytest.raises(Missing):
        records.correct(context, CALL, new_id(), {"topic": "x"}, rev=0, reason="x")
    with pytest.raises(Missing):
        records.void(context, CALL, new_id(), reason="x")


def test_a_failure_is_told_in_whole_sentences_without_the_values(context: Context) -> None:
    secret = "Slepenais Uzvārds"
    work: list[Callable[[], object]] = [
        lambda: records.save(context, VISIT, desk.visit(customer_name=secret * 20)),
        lambda: records.save(context, VISIT, desk.visit(representative_name=secret)),
        lambda: records.save(context, VISIT, desk.visit(customer_code=secret)),
    ]
    for attempt in work:
        with pytest.raises(DeskError) as failed:
            attempt()
        assert secret not in str(failed.value)
        assert all(sentence.endswith((".", "…")) for sentence in failed.value.sentences())


def test_a_reference_of_the_shipped_catalogue_is_known(context: Context) -> None:
    assert records.read_references(context).knows("institution", reference_id("institution", "VSAA"))


def test_lines_that_a_colleague_changed_meanwhile_are_not_undone(context: Context) -> None:
    record = a_visit(context)
    opened = lines(context, record)
    told = [{"id": opened[0]["id"], "service_text": "no kolēģes", "kind": "INFORMATION"}, desk.line()]
    records.correct(context, VISIT, record, {}, {"visit_service": told}, rev=0, reason="precizēts")
    mine = [{"id": opened[0]["id"], "service_text": "mans", "kind": "INFORMATION"}]
    with pytest.raises(Stale):
        records.correct(context, VISIT, record, {}, {"visit_service": mine}, rev=1, reason="precizēts")
    assert [line["status"] for line in lines(context, record)].count("voided") == 0
