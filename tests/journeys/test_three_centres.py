"""A week in a regional, a municipal and a national centre, played through the services to its registers and due list.

The same customers come to all three. What each centre may give them, and what it is asked to do by when, differs by the
rules of its kind (Cabinet Regulation 401; S001 4–6, 17, 20).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.core.clock import from_riga
from kacdesk.core.errors import Invalid
from kacdesk.core.ids import reference_id
from kacdesk.services import deadlines, onward, records, steps, today
from kacdesk.services.context import Context
from kacdesk.services.institutions import availability
from kacdesk.services.institutions.availability import Verdict
from kacdesk.services.institutions.presence_week import check_week
from kacdesk.services.papers import batches
from tests.helpers import desk as template
from tests.helpers.desk import FixedClock, hold_clock, registered

MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=days) for days in range(1, 5))
LAD, VSAA = reference_id("institution", "LAD"), reference_id("institution", "VSAA")

pytestmark = pytest.mark.journey


@dataclass
class Centre:
    """A centre of one kind with its clock; `come` moves the week on."""

    context: Context
    clock: FixedClock

    def come(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Let it be that hour in Riga, and return the moment."""
        self.clock.at = from_riga(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001 -- Riga's
        return self.clock.at

    def save(self, register: str, lines: records.Lines | None = None, **values: Any) -> UUID:
        """Save a record."""
        return records.save(self.context, register, values, lines).id

    def visit(self, *lines: dict[str, Any], **more: Any) -> UUID:
        """Log a visit that begins now."""
        values = {"started_at": self.clock.at, "channel": "IN_PERSON", **more}
        return self.save(
            "visit", {"visit_service": [{"kind": "INFORMATION", **line} for line in lines]}, **values
        )

    def row(self, register: str, record: UUID) -> dict[str, Any]:
        """Return what is kept of a record."""
        return next(row for row in registered(self.context.store, register) if row["id"] == record)

    def go_on(self, register: str, record: UUID, **changes: Any) -> None:
        """Fill fields of progress."""
        records.correct(
            self.context, register, record, changes, rev=self.row(register, record)["rev"], reason=None
        )

    def service(self, institution: UUID, **wanted: bool) -> UUID:
        """Return a basket service of an institution."""
        c = self.context.catalog.table("service").c
        found = select(c.id).where(
            c.institution_id == institution, c.in_basket, *(c[n] == v for n, v in wanted.items())
        )
        with self.context.store.read() as connection:
            return UUID(bytes=connection.scalars(found.order_by(c.code)).first().bytes)  # type: ignore[union-attr]  # it is there

    def become(self, centre_type: str, **more: Any) -> None:
        """Set what kind of centre it is."""
        table = self.context.catalog.table("point_settings")
        with self.context.store.read() as connection:
            known = connection.execute(select(table.c.id, table.c.rev)).first()
        values = {"centre_type": centre_type, **more}
        if known is None:
            self.save("point_settings", **values)
        else:
            records.correct(self.context, "point_settings", known.id, values, rev=known.rev, reason="Paraugs")

    def comes(self, institution: UUID, *weekdays: str) -> None:
        """Let an institution's official receive on these weekdays from nine to twelve."""
        officer = self.save(
            "specialist",
            name="Paraugs Inspektors",
            post="inspektors",
            institution_id=institution,
            place="2. kabinets",
            phone="20000001",
            hours="O. 9.00–12.00",
        )
        for weekday in weekdays:
            self.save(
                "presence",
                institution_id=institution,
                officer_id=officer,
                weekday=weekday,
                from_time="09:00",
                to_time="12:00",
                valid_from=date(2026, 1, 1),
            )

    def counted(self) -> Counter[str]:
        """Return how many records each register holds that the week brought."""
        begun = from_riga(datetime(MONDAY.year, MONDAY.month, MONDAY.day))  # noqa: DTZ001 -- Riga's
        found: Counter[str] = Counter()
        for spec in self.context.catalog.captured:
            table = self.context.catalog.table(spec.name)
            with self.context.store.read() as connection:
                made = [row.made_at for row in connection.execute(select(table.c.made_at))]
            found[spec.name] = sum(at >= begun for at in made)
        return +found

    def coming(self) -> dict[str, date]:
        """Return what the first page says of the days after, with the last good day."""
        return {due.what: due.due_on for due in today.today(self.context).coming}

    def due(self) -> dict[str, int]:
        """Return what the first page asks for, with the days it is late."""
        page = today.today(self.context)
        return {due.what: due.late_days(page.day) for due in page.dues}


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
    made["email"] = centre.save(
        "email_intake",
        received_at=centre.clock.at,
        sender="Paraugs Rakstītājs",
        sender_email="paraugs@example.org",
        subject="Kad strādājat?",
    )
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
    made["complaint"] = centre.save(
        "feedback",
        received_at=centre.come(WEDNESDAY, 15),
        kind="COMPLAINT",
        about="CENTRE",
        subject="Par gaidīšanas laiku",
        customer_name="Paraugs Sūdzētājs",
    )
    centre.come(FRIDAY, 10)
    paper = centre.save(
        "received_document",
        received_at=centre.clock.at,
        kind="APPLICATION",
        title="Pieteikums",
        submitter_name="Piemēra Iesniedzēja",
        addressee_id=VSAA,
        pages=2,
    )
    made["batch"] = batches.prepare(centre.context, [paper], how="COURIER").id
    steps.take(centre.context, "paper_batch", made["batch"], "sent")
    centre.come(FRIDAY, 17)
    return made


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
    centre.come(FRIDAY, 17)
    assert centre.counted() == Counter(
        visit=2, visit_service=2, institution_notice=1, specialist=1, presence=5
    )
