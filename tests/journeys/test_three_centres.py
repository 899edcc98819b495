"""A week in a regional, a municipal and a national centre, played through the services to its registers and due list.

The same customers come to all three. What each centre may give them, and what it is asked to do by when, differs by the
rules of its kind (Cabinet Regulation 401; S001 4–6, 17, 20).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core.clock import from_riga
from kacdesk.core.errors import Invalid
from kacdesk.core.ids import reference_id
from kacdesk.services import deadlines, onward, steps
from kacdesk.services.institutions import availability
from kacdesk.services.institutions.availability import Verdict
from kacdesk.services.institutions.presence_week import check_week
from kacdesk.services.papers import batches
from tests.helpers import desk as template
from tests.helpers.desk import hold_clock, registered
from tests.journeys.a_centre import MONDAY, Centre

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=days) for days in range(1, 5))
LAD, VSAA = reference_id("institution", "LAD"), reference_id("institution", "VSAA")

pytestmark = pytest.mark.journey


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """A desk with the rules of the program, on the Friday before the week."""
    clock = hold_clock(monkeypatch.setattr, from_riga(datetime(2026, 11, 20, 8)))  # noqa: DTZ001 -- Riga's
    with template.opened(template.copy_desk(tmp_path)) as context:
        deadlines.seed(context)
        yield Centre(context, clock)


def _play_the_week(centre: Centre) -> dict[str, UUID]:
    """Let the same customers come, as far as every kind of centre serves them; return what the story goes on with."""
    made: dict[str, UUID] = {}
    centre.come(MONDAY, 9, 30)
    centre.visit({"service_id": centre.service(VSAA)}, customer_name="Piemēra Pensionāre")
    centre.come(MONDAY, 11)
    made["email"] = _a_letter(centre)
    centre.come(TUESDAY, 13)
    made["afternoon"] = centre.visit(
        {"service_id": centre.service(LAD), "kind": "APPLICATION", "outcome": "ACCEPTED"}
    )
    centre.come(WEDNESDAY, 10)
    service = centre.service(VSAA, delegation_supported=True)
    visit = centre.visit(
        {"service_id": service, "kind": "DELEGATED_E_SERVICE"}, customer_name="Piemērs Seniors"
    )
    begun = onward.begin(centre.context, "visit", visit, "delegated").values
    told = {
        "person_name": "Piemērs Seniors",
        "identity_document": "PASSPORT",
        "service_id": service,
        "document_valid_until": date(2030, 1, 1),
        "identity_checked_at": centre.clock.at,
    }
    made["delegated"] = centre.save("delegated_application", **{**begun, **told})
    told_so_far: dict[str, dict[str, Any]] = {
        "portal": {},
        "attested": {"stated_data": "Konta numurs norādīts."},
        "registered": {"portal_no": "PARAUGS-1", "shelf_mark": "Mape A"},
        "completed": {},
    }
    for step, told_now in told_so_far.items():
        if told_now:
            centre.go_on("delegated_application", made["delegated"], **told_now)
        steps.take(centre.context, "delegated_application", made["delegated"], step)
    centre.come(WEDNESDAY, 15)
    made["complaint"] = _a_complaint(centre)
    centre.come(FRIDAY, 10)
    made["batch"] = _a_paper_that_goes_on(centre)
    centre.come(FRIDAY, 17)
    return made


def _a_letter(centre: Centre) -> UUID:
    return centre.save(
        "email_intake",
        received_at=centre.clock.at,
        sender="Paraugs Rakstītājs",
        sender_email="paraugs@example.org",
        subject="Kad strādājat?",
    )


def _a_complaint(centre: Centre) -> UUID:
    return centre.save(
        "feedback",
        received_at=centre.clock.at,
        kind="COMPLAINT",
        about="CENTRE",
        subject="Par gaidīšanas laiku",
        customer_name="Paraugs Sūdzētājs",
    )


def _a_paper_that_goes_on(centre: Centre) -> UUID:
    """Take a paper in and send it on with its list; nobody confirms it this week."""
    paper = centre.save(
        "received_document",
        received_at=centre.clock.at,
        kind="APPLICATION",
        title="Pieteikums",
        submitter_name="Piemēra Iesniedzēja",
        addressee_id=VSAA,
        pages=2,
    )
    batch = batches.prepare(centre.context, [paper], how="COURIER").id
    steps.take(centre.context, "paper_batch", batch, "sent")
    return batch


@pytest.mark.clause(
    "001-06", "001-45", "001-46", "001-49", "003-31", "003-29", "003-22", "000-07", "000-09", "000-11"
)
def test_a_week_in_balvi_a_regional_centre(centre: Centre) -> None:
    centre.become("regional", helpline=True, residence=True, border_traffic=True, rural=True)
    centre.comes(LAD, "TUE")
    lad = centre.service(LAD)
    centre.come(TUESDAY, 10)
    with pytest.raises(Invalid) as refused:
        centre.visit({"service_id": lad, "kind": "APPLICATION"})
    assert [problem.code for problem in refused.value.problems] == ["refer"]
    assert "Paraugs Inspektors" in refused.value.problems[0].sentence
    sent_on = centre.visit(
        {"service_id": lad, "kind": "REFERRAL", "outcome": "REFERRED", "referral_to": "Paraugs Inspektors"}
    )
    slip = centre.save(
        "referral",
        **{
            **onward.begin(centre.context, "visit", sent_on, "referral").values,
            "to_name": "Paraugs Inspektors",
            "to_post": "inspektors",
            "to_place": "2. kabinets",
            "to_phone": "20000001",
            "to_hours": "O. 9.00–12.00",
            "refusal_explained": True,
            "reason": "OFFICIAL_PRESENT",
        },
    )
    assert centre.row("referral", slip)["visit_id"] == sent_on
    portal = centre.visit({"service_id": lad, "kind": "E_SERVICE_CONSULT"})
    centre.save(
        "phone_consultation", started_at=centre.clock.at, helpline=True, topic="Pieteikšanās latvija.lv"
    )
    made = _play_the_week(centre)
    centre.come(THURSDAY, 9)
    notice = centre.save(
        "institution_notice",
        received_at=centre.clock.at,
        institution_id=LAD,
        kind="B_HOURS_CHANGE",
        effective_from=date(2026, 12, 14),
        hours_text="O. 10.00–14.00",
    )
    centre.come(FRIDAY, 16)
    home = centre.save(
        "residence_declaration", person_name="Piemēra Jauniete", new_address="Parauga iela 3, Balvi"
    )
    steps.take(centre.context, "residence_declaration", home, "paid_card")
    centre.save(
        "border_traffic_application",
        person_name="Paraugs Robežnieks",
        passport_no="LV0000000",
        purpose="RELATIVES",
        entitled_as="RESIDENT",
        residence="Parauga pagasts",
        years_resident=10,
    )
    centre.save(
        "rural_consultation",
        started_at=centre.clock.at,
        topic="Platību maksājumi (paraugs)",
        follow_up_on=FRIDAY,
    )
    centre.come(FRIDAY, 17)

    stood_in = {row["visit_id"]: row["stand_in"] for row in registered(centre.context.store, "visit_service")}
    assert stood_in[made["afternoon"]] == "OUTSIDE_HOURS"
    assert (stood_in[portal], stood_in[sent_on]) == (None, None), "consulting on e-services is never limited"
    assert Counter(stood_in.values())["NOT_PRESENT_IN_CENTRE"] == 2, "VSAA does not come"
    assert centre.counted() == Counter(
        visit=5,
        visit_service=5,
        phone_consultation=1,
        email_intake=1,
        delegated_application=1,
        feedback=1,
        received_document=1,
        paper_batch=1,
        paper_batch_line=1,
        referral=1,
        institution_notice=1,
        residence_declaration=1,
        border_traffic_application=1,
        rural_consultation=1,
    )
    assert centre.row("delegated_application", made["delegated"])["keep_until"] == date(2027, 2, 25)
    assert centre.row("feedback", made["complaint"])["due_on"] == date(2026, 12, 9)
    assert centre.row("institution_notice", notice)["post_by"] == date(2026, 11, 30)
    assert centre.due() == {"Atbilde uz e-pasta vēstuli": 1, "Turpināt lauku attīstības konsultāciju": 0}
    centre.come(MONDAY + timedelta(days=7), 9)
    assert centre.due() == {
        "Atbilde uz e-pasta vēstuli": 4,
        "Turpināt lauku attīstības konsultāciju": 3,
        "Ievietot iestādes paziņojumu PVS": 0,
        "Informēt ministriju par iestādes paziņojumu": 0,
    }
    week = check_week(centre.context, MONDAY)
    assert (week.is_met, week.missing) == (False, 2), "a regional centre has three institutions a week"


@pytest.mark.clause("001-06", "001-15", "001-16", "003-39", "000-07")
def test_a_week_in_vilaka_a_municipal_point(centre: Centre) -> None:
    centre.become("municipal", helpline=False, residence=False, border_traffic=False, rural=False)
    centre.comes(LAD, "TUE")
    centre.come(TUESDAY, 10)
    morning = centre.visit({"service_id": centre.service(LAD), "kind": "APPLICATION"})
    with pytest.raises(Invalid) as helpline:
        centre.save("phone_consultation", started_at=centre.clock.at, helpline=True, topic="Par portālu")
    assert [problem.field for problem in helpline.value.problems] == ["helpline"]
    for register, values in (
        ("residence_declaration", {"person_name": "Piemēra Jauniete", "new_address": "Parauga iela 3"}),
        ("rural_consultation", {"started_at": centre.clock.at, "topic": "Platību maksājumi (paraugs)"}),
    ):
        with pytest.raises(Invalid):
            centre.save(register, **values)
    made = _play_the_week(centre)

    stood_in = {row["visit_id"]: row["stand_in"] for row in registered(centre.context.store, "visit_service")}
    assert set(stood_in.values()) == {None}, "a municipal centre gives every basket service at any time"
    assert {morning, made["afternoon"]} <= stood_in.keys()
    assert centre.counted() == Counter(
        visit=4,
        visit_service=4,
        email_intake=1,
        delegated_application=1,
        feedback=1,
        received_document=1,
        paper_batch=1,
        paper_batch_line=1,
    )
    assert centre.due() == {"Atbilde uz e-pasta vēstuli": 1}
    assert centre.coming() == {}
    assert check_week(centre.context, MONDAY).is_met, "nothing is asked of it"


@pytest.mark.clause("001-04", "001-05", "003-02", "001-45")
def test_a_week_in_a_national_centre(centre: Centre) -> None:
    centre.become("national")
    institutions = [reference_id("institution", abbr) for abbr in ("LAD", "VSAA", "VZD", "NVA")]
    for institution in institutions[1:]:
        centre.comes(institution, "MON", "TUE", "WED", "THU", "FRI")
    centre.come(MONDAY, 9, 30)
    refused = availability.availability(centre.context, centre.service(VSAA), "INFORMATION", centre.clock.at)
    assert refused is not None
    assert refused.verdict is Verdict.MUST_REFER
    assert (check_week(centre.context, MONDAY).is_met, check_week(centre.context, MONDAY).missing) == (
        False,
        1,
    )
    centre.comes(LAD, "MON", "TUE", "WED", "THU", "FRI")
    assert check_week(centre.context, MONDAY).is_met
    centre.come(MONDAY, 11)
    _a_letter(centre)
    centre.come(TUESDAY, 13)
    afternoon = centre.visit(
        {"service_id": centre.service(LAD), "kind": "APPLICATION", "outcome": "ACCEPTED"}
    )
    (line,) = [
        row for row in registered(centre.context.store, "visit_service") if row["visit_id"] == afternoon
    ]
    assert line["stand_in"] == "OUTSIDE_HOURS"
    centre.come(WEDNESDAY, 8)
    centre.save(
        "institution_notice",
        received_at=centre.clock.at,
        institution_id=VSAA,
        kind="C_UNCOVERED_ABSENCE",
        effective_from=WEDNESDAY,
        effective_to=WEDNESDAY,
    )
    centre.come(WEDNESDAY, 10)
    seen = centre.visit({"service_id": centre.service(VSAA)})
    (line,) = [row for row in registered(centre.context.store, "visit_service") if row["visit_id"] == seen]
    assert line["stand_in"] == "ABSENT_NO_SUBSTITUTE"
    assert not check_week(centre.context, MONDAY).is_met, "one day without anybody is enough"
    centre.come(WEDNESDAY, 10, 30)
    override = centre.visit(
        {"service_id": centre.service(LAD), "stand_in": "OVERRIDE", "stand_in_note": "Rinda pie inspektora"}
    )
    (line,) = [
        row for row in registered(centre.context.store, "visit_service") if row["visit_id"] == override
    ]
    assert line["stand_in_note"] == "Rinda pie inspektora"
    centre.come(WEDNESDAY, 15)
    complaint = _a_complaint(centre)
    centre.come(FRIDAY, 10)
    batch = _a_paper_that_goes_on(centre)
    centre.come(FRIDAY, 17)
    assert centre.counted() == Counter(
        visit=3,
        visit_service=3,
        email_intake=1,
        institution_notice=1,
        feedback=1,
        received_document=1,
        paper_batch=1,
        paper_batch_line=1,
        specialist=1,
        presence=5,
    )
    assert centre.row("feedback", complaint)["due_on"] == date(2026, 12, 9)
    assert centre.row("paper_batch", batch)["confirm_by"] == date(2026, 12, 4)
    assert centre.due() == {"Atbilde uz e-pasta vēstuli": 1}
    centre.come(MONDAY + timedelta(days=14), 9)
    assert centre.due() == {"Atbilde uz e-pasta vēstuli": 11, "Saņemt apstiprinājumu": 3}
    assert centre.coming() == {"Atbilde": date(2026, 12, 9)}
