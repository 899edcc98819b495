"""Equipment and its daily check, proposals, suggestions, reports on demand, survey answers and their papers."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import pypdfium2
import pytest

from kacdesk.core.errors import Invalid, Refused
from kacdesk.models.registers.survey import MARKS
from kacdesk.services import deadlines, record_papers, records, steps, today
from kacdesk.services.context import Context
from kacdesk.services.quality.survey_results import results
from tests.helpers.desk import INSTITUTION


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return " ".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", " ")


def survey(context: Context) -> UUID:
    return records.save(context, "survey", {"title": "Aptauja 2026", "opened_on": date(2026, 11, 2)}).id


def answer(context: Context, of: UUID, *marks: int | None, **more: Any) -> None:
    values = {
        "survey_id": of,
        "answered_on": date(2026, 11, 10),
        **dict(zip(MARKS, marks, strict=False)),
        **more,
    }
    records.save(context, "survey_answer", values)


@pytest.mark.clause("001-20", "001-21", "001-19", "001-47", "001-50", "003-19", "000-26")
def test_the_daily_check_asks_what_is_wrong_when_something_does_not_work(context: Context) -> None:
    records.save(context, "equipment_check", {"checked_on": date(2026, 11, 20)})
    broken = {"checked_on": date(2026, 11, 21), "phone_line": False}
    with pytest.raises(Invalid) as refused:
        records.save(context, "equipment_check", broken)
    assert [each.field for each in refused.value.problems] == ["note"]
    records.save(context, "equipment_check", {**broken, "note": "Līnija klusē, paziņots IT"})


@pytest.mark.clause("000-14", "000-26", "001-41", "003-27")
def test_a_fault_is_due_until_it_is_mended(context: Context) -> None:
    desk = {"title": "VSAA darba vieta", "kind": "INSTITUTION_DESK", "institution_id": INSTITUTION}
    thing = records.save(context, "equipment", desk).id
    fault = {
        "noticed_on": date(2026, 11, 3),
        "equipment_id": thing,
        "what": "Nav tīkla",
        "due_on": date(2026, 11, 5),
    }
    done = records.save(context, "equipment_fault", fault)
    assert "Bojājuma novēršana" in {due.what for due in today.today(context).dues}
    steps.take(context, "equipment_fault", done.id, "mended")
    assert "Bojājuma novēršana" not in {due.what for due in today.today(context).dues}
    with pytest.raises(Refused):
        steps.take(context, "equipment_fault", done.id, "mended")


@pytest.mark.clause("000-25", "001-29", "001-53", "002-10", "000-16")
def test_a_proposal_to_an_institution_names_it_and_is_followed_until_it_is_answered(context: Context) -> None:
    values = {"kind": "TRAINING_NEED", "title": "Mācības par e-adresi", "addressee": "INSTITUTION"}
    with pytest.raises(Invalid) as refused:
        records.save(context, "proposal", values)
    assert [each.field for each in refused.value.problems] == ["institution_id"]
    due_on = date(2026, 11, 12)
    done = records.save(context, "proposal", {**values, "institution_id": INSTITUTION, "due_on": due_on})
    assert "Atbilde uz priekšlikumu" in {due.what for due in today.today(context).dues}
    steps.take(context, "proposal", done.id, "sent")
    steps.take(context, "proposal", done.id, "answered")
    assert "Atbilde uz priekšlikumu" not in {due.what for due in today.today(context).dues}


@pytest.mark.clause("002-18")
def test_a_suggestion_of_staff_is_kept_without_a_name(context: Context) -> None:
    spec = context.catalog.spec("staff_suggestion")
    assert not [each.name for each in spec.entered if each.refers_to == "staff" or each.personal]
    records.save(context, "staff_suggestion", {"given_on": date(2026, 11, 5), "text": "Lielāka plāksne"})


@pytest.mark.clause("000-45", "000-03")
def test_who_asked_for_a_report_and_when_it_was_given_is_kept(context: Context) -> None:
    asked = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
    done = records.save(
        context,
        "report_request",
        {
            "asked_at": asked,
            "asked_by": "CHAIR",
            "period_from": date(2026, 9, 15),
            "period_to": date(2026, 11, 17),
            "due_on": date(2026, 11, 20),
        },
    )
    assert "Pieprasītais pārskats" in {due.what for due in today.today(context).dues}
    steps.take(context, "report_request", done.id, "delivered")
    assert "Pieprasītais pārskats" not in {due.what for due in today.today(context).dues}


@pytest.mark.clause("004-10", "002-17", "004-04", "004-37", "001-54")
def test_the_results_of_a_survey_are_those_of_a_plain_count(context: Context) -> None:
    of = survey(context)
    given = [(5, 4, 4, 5, 5, 5), (2, 3, None, 4, 4, 1), (4, 4, 4, 4, None, 5)]
    for place, marks in enumerate(given):
        answer(context, of, *marks, way="SCREEN" if place else "PAPER", institution_id=INSTITUTION)
    found = results(context, of)
    assert (found.answers, found.by_way, found.institutions) == (3, {"PAPER": 1, "SCREEN": 2}, {})
    for place, each in enumerate(found.marks):
        plain = [mark for marks in given if (mark := marks[place]) is not None]
        assert (each.answers, each.mean) == (len(plain), sum(plain) / len(plain))
        assert each.content == sum(mark >= 4 for mark in plain)
    for _ in range(2):
        answer(context, of, 5, institution_id=INSTITUTION)
    assert results(context, of).institutions == {INSTITUTION: 5}


def test_an_answer_says_something_and_falls_into_the_survey(context: Context) -> None:
    of = survey(context)
    with pytest.raises(Invalid) as nothing:
        answer(context, of)
    assert [each.code for each in nothing.value.problems] == ["required"]
    with pytest.raises(Invalid) as early:
        answer(context, of, 5, answered_on=date(2026, 11, 1))
    assert [each.field for each in early.value.problems] == ["answered_on"]


def test_an_answer_holds_nothing_that_tells_whose_it_is(context: Context) -> None:
    spec = context.catalog.spec("survey_answer")
    kinds = {each.name: each.kind for each in spec.entered}
    assert not [name for name, kind in kinds.items() if kind == "moment"]
    assert not [each.name for each in spec.entered if each.personal or each.refers_to in ("staff", "visit")]


@pytest.mark.clause("001-30", "003-24")
def test_the_papers_of_a_survey_say_what_was_found_and_ask_for_no_name(context: Context) -> None:
    of = survey(context)
    answer(context, of, 5, 4, 3, 5, 5, 4, remark="Vairāk krēslu")
    report = words_of(record_papers.paper(context, "survey", of, "results"))
    assert "Klientu apmierinātības aptaujas rezultāti" in report
    assert "Gaidīšanas laiks" in report
    assert "krēslu" not in report
    blank = words_of(record_papers.paper(context, "survey", of, "questionnaire"))
    assert "Aptauja ir anonīma" in blank


@pytest.mark.clause("004-29", "000-42")
def test_the_paper_of_a_review_lists_findings_and_measures(context: Context) -> None:
    deadlines.seed(context)
    values = {
        "kind": "CHECK",
        "period_from": date(2026, 7, 1),
        "period_to": date(2026, 9, 30),
        "summary": "Viss kārtībā.",
    }
    finding = {"what": "Rindas pirmdienās", "action": "Otrs darbinieks", "staff_id": context.actor.id}
    done = records.save(context, "review", values, {"review_finding": [finding]})
    paper = words_of(record_papers.paper(context, "review", done.id, "review"))
    for words in (
        "Iekšējā pārbaude",
        "Rindas pirmdienās",
        "Otrs darbinieks",
        context.actor.name,
        "Centra vadītājs",
    ):
        assert words in paper


@pytest.mark.clause("001-55", "003-08", "003-11")
def test_the_application_for_access_rights_names_the_person_and_never_a_password(context: Context) -> None:
    values = {"staff_id": context.actor.id, "post": "Vadītāja", "applied_on": date(2026, 11, 13)}
    done = records.save(context, "access_application", values)
    paper = words_of(record_papers.paper(context, "access_application", done.id, "application"))
    assert context.actor.name in paper
    assert "sadarbības noteikumiem" in paper
    fields = context.catalog.spec("access_application").by_name
    assert not [name for name in fields if "password" in name or "parole" in name]
