"""This file is the place where rule 20.8/20.9 is shown at the counter: refused, told beside the field, written down."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.clock import from_riga
from kacdesk.core.errors import Invalid
from kacdesk.core.ids import reference_id
from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.services.counter import catch_up, hints
from kacdesk.services.counter.catch_up_line import Line
from kacdesk.services.counter.hints import Sketch
from kacdesk.services.importing import imports
from kacdesk.services.institutions import availability
from kacdesk.services.institutions.presence_store import centre_of
from kacdesk.store import tables
from tests.helpers import desk as template
from tests.helpers.desk import FixedClock, call, hold_clock, registered, visit

TUESDAY = datetime(2026, 11, 24)  # noqa: DTZ001 -- local time of Riga
LAD, VSAA = reference_id("institution", "LAD"), reference_id("institution", "VSAA")
NOTE = "Inspektoram rinda, klients nevar gaidīt"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """A Tuesday morning at ten."""
    return hold_clock(monkeypatch.setattr, from_riga(TUESDAY + timedelta(hours=10)))


@pytest.fixture
def desk(tmp_path: Path, now: FixedClock) -> Iterator[Context]:
    """A regional centre to which LAD comes on Tuesdays from nine to twelve."""
    with template.opened(template.copy_desk(tmp_path)) as context:
        officer = records.save(
            context,
            "specialist",
            {
                "name": "Paraugs Inspektors",
                "post": "inspektors",
                "institution_id": LAD,
                "phone": "20000001",
            },
        ).id
        records.save(context, "presence", timetable_row(officer))
        yield context


def timetable_row(officer: UUID | None, **more: Any) -> dict[str, Any]:
    values = {
        "institution_id": LAD,
        "officer_id": officer,
        "room": "2. kabinets",
        "weekday": "TUE",
        "from_time": "9:00",
        "to_time": "12",
        "valid_from": TUESDAY.date() - timedelta(days=60),
    }
    return {**values, **more}


def service_of(context: Context, institution: UUID, category: str = "BASKET") -> UUID:
    c = context.catalog.table("service").c
    mine = select(c.id).where(c.institution_id == institution, c.category == category).order_by(c.code)
    with context.store.read() as connection:
        found: UUID = connection.scalars(mine.limit(1)).one()
    return found


def moment(hour: int) -> datetime:
    return from_riga(TUESDAY + timedelta(hours=hour))


def save_visit(context: Context, at: datetime, lines: list[dict[str, Any]], **more: Any) -> UUID:
    return records.save(context, "visit", visit(started_at=at, **more), {"visit_service": lines}).id


def line(context: Context, **more: Any) -> dict[str, Any]:
    return {"service_id": service_of(context, LAD), "kind": "INFORMATION", "quantity": 1, **more}


def only_line(context: Context) -> dict[str, Any]:
    (row,) = registered(context.store, "visit_service")
    return row


@pytest.mark.clause("001-45", "001-46", "002-06")
@pytest.mark.parametrize("kind", ["INFORMATION", "APPLICATION"])
def test_a_basket_service_is_refused_while_the_official_is_here(desk: Context, kind: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_visit(desk, moment(10), [line(desk, service_id=service_of(desk, VSAA)), line(desk, kind=kind)])
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("visit_service[1].service_id", "refer")
    for told in ("LAD", "Paraugs Inspektors", "inspektors", "2. kabinets", "12:00", "20 000 001"):
        assert told in problem.sentence
    assert registered(desk.store, "visit") == []


@pytest.mark.clause("001-45")
def test_another_reason_lets_it_be_saved_and_stays_in_the_log(desk: Context) -> None:
    with pytest.raises(Invalid) as unexplained:
        save_visit(desk, moment(10), [line(desk, stand_in="OVERRIDE")])
    assert [problem.field for problem in unexplained.value.problems] == ["visit_service[0].stand_in_note"]
    record = save_visit(desk, moment(10), [line(desk, stand_in="OVERRIDE", stand_in_note=NOTE)])
    assert (only_line(desk)["stand_in"], only_line(desk)["stand_in_note"]) == ("OVERRIDE", NOTE)
    log = template.all_rows(desk.store, tables.change_log)
    assert any(row["rid"] == only_line(desk)["id"] and row["actor"] == desk.actor.id for row in log)
    assert [entry.kind for entry in lists.history(desk, "visit", record)].count("ins") == 2


@pytest.mark.clause("001-45", "001-46", "003-31", "001-05")
@pytest.mark.parametrize(
    ("hour", "institution", "reason"),
    [(8, LAD, "OUTSIDE_HOURS"), (10, VSAA, "NOT_PRESENT_IN_CENTRE")],
)
def test_the_program_writes_why_the_centre_stood_in(
    desk: Context, now: FixedClock, hour: int, institution: UUID, reason: str
) -> None:
    save_visit(desk, moment(hour), [line(desk, service_id=service_of(desk, institution))])
    assert only_line(desk)["stand_in"] == reason


@pytest.mark.clause("001-35", "003-34", "001-36", "003-36")
def test_a_notice_of_absence_lets_the_centre_stand_in_and_a_substitute_ends_that(desk: Context) -> None:
    away = {
        "received_at": moment(9),
        "institution_id": LAD,
        "kind": "C_UNCOVERED_ABSENCE",
        "effective_from": TUESDAY.date(),
        "officer_name": "paraugs inspektors",
    }
    records.save(desk, "institution_notice", away)
    save_visit(desk, moment(10), [line(desk)])
    assert only_line(desk)["stand_in"] == "ABSENT_NO_SUBSTITUTE"
    instead = {
        **away,
        "kind": "D_SUBSTITUTION",
        "effective_to": TUESDAY.date(),
        "substitute_name": "Piemēra Aizvietotāja",
        "substitute_post": "speciāliste",
    }
    records.save(desk, "institution_notice", instead)
    with pytest.raises(Invalid) as refused:
        save_visit(desk, moment(10), [line(desk)])
    assert "Piemēra Aizvietotāja" in refused.value.problems[0].sentence


@pytest.mark.clause("001-35", "001-45", "003-34")
def test_the_absence_of_one_whom_the_contacts_do_not_know_is_not_that_of_the_other(desk: Context) -> None:
    away = {
        "received_at": moment(9),
        "institution_id": LAD,
        "kind": "C_UNCOVERED_ABSENCE",
        "effective_from": TUESDAY.date(),
        "officer_name": "Cits Izdomātais",
    }
    records.save(desk, "institution_notice", away)
    with pytest.raises(Invalid) as refused:
        save_visit(desk, moment(10), [line(desk)])
    assert "Paraugs Inspektors" in refused.value.problems[0].sentence
    records.save(desk, "institution_notice", {**away, "officer_name": None})
    save_visit(desk, moment(10), [line(desk)])
    assert only_line(desk)["stand_in"] == "ABSENT_NO_SUBSTITUTE"


@pytest.mark.clause("001-49", "001-17", "001-18", "001-15", "001-16")
def test_what_the_rule_does_not_limit_is_saved_without_a_reason(desk: Context) -> None:
    kinds = ("E_SERVICE_CONSULT", "E_ADDRESS_CONSULT", "REFERRAL")
    for kind in kinds:
        told = {"referral_to": "LAD inspektors"} if kind == "REFERRAL" else {}
        save_visit(desk, moment(10), [line(desk, kind=kind, **told)])
    assert {row["stand_in"] for row in registered(desk.store, "visit_service")} == {None}
    c = desk.catalog.table("point_settings").c
    with desk.store.read() as connection:
        there = connection.execute(select(c.id, c.rev)).first()
    if there is None:
        records.save(desk, "point_settings", {"centre_type": "municipal"})
    else:
        records.correct(
            desk,
            "point_settings",
            there.id,
            {"centre_type": "municipal"},
            rev=there.rev,
            reason="maina veidu",
        )
    save_visit(desk, moment(10), [line(desk)])
    assert {row["stand_in"] for row in registered(desk.store, "visit_service")} == {None}


@pytest.mark.clause("001-46")
def test_on_the_phone_too_the_caller_is_sent_on(desk: Context) -> None:
    service = service_of(desk, LAD)
    with pytest.raises(Invalid) as refused:
        records.save(desk, "phone_consultation", call(started_at=moment(10), service_id=service))
    assert [problem.code for problem in refused.value.problems] == ["refer"]
    for state in ({"call_state": "TRANSFERRED"}, {"outcome": "REFERRED"}, {"helpline": True}):
        records.save(desk, "phone_consultation", call(started_at=moment(10), service_id=service, **state))
    records.save(desk, "phone_consultation", call(started_at=moment(8), service_id=service))
    told = [row["stand_in"] for row in registered(desk.store, "phone_consultation")]
    assert told == [None, None, None, "OUTSIDE_HOURS"]
    because = {"stand_in": "OVERRIDE", "stand_in_note": NOTE}
    records.save(desk, "phone_consultation", call(started_at=moment(10), service_id=service, **because))


def test_a_call_that_stays_as_it_is_is_not_judged_again(desk: Context) -> None:
    service = service_of(desk, VSAA)
    record = records.save(
        desk, "phone_consultation", call(started_at=moment(10), service_id=service, topic="Par pabalstu")
    ).id
    records.save(desk, "presence", timetable_row(None, institution_id=VSAA))
    rev = records.correct(
        desk, "phone_consultation", record, {"topic": "Par pensiju"}, rev=0, reason="labots"
    )
    (kept,) = registered(desk.store, "phone_consultation")
    assert (kept["topic"], kept["stand_in"]) == ("Par pensiju", "NOT_PRESENT_IN_CENTRE")
    with pytest.raises(Invalid):
        records.correct(
            desk,
            "phone_consultation",
            record,
            {"service_id": service_of(desk, LAD)},
            rev=rev,
            reason="cits pakalpojums",
        )


def test_what_is_entered_after_an_outage_is_never_lost(desk: Context) -> None:
    typed = Line(day=TUESDAY.date(), time="9:30", service=service_of(desk, LAD))
    catch_up.keep(desk, [typed])
    catch_up.save(desk, typed.id)
    row = only_line(desk)
    assert row["stand_in"] == "OVERRIDE"
    assert "vēlāk" in row["stand_in_note"]


@pytest.mark.clause("001-45", "001-46")
def test_it_is_told_beside_the_field_while_the_line_is_filled(desk: Context) -> None:
    values = visit(started_at=moment(10))
    told = hints.ask(desk, Sketch("visit", values, {"visit_service": [line(desk)]}))
    assert [(hint.path, hint.asks) for hint in told if "Paraugs Inspektors" in hint.sentence] == [
        ("visit_service[0].service_id", True)
    ]
    later = hints.ask(desk, Sketch("visit", visit(started_at=moment(8)), {"visit_service": [line(desk)]}))
    assert not [hint for hint in later if "Paraugs Inspektors" in hint.sentence]


@pytest.mark.clause("002-06")
def test_who_is_here_is_told_where_it_is_written_to_whom_the_customer_goes(desk: Context) -> None:
    sent = {"visit_service": [line(desk, kind="REFERRAL")]}
    told = hints.ask(desk, Sketch("visit", visit(started_at=moment(10)), sent))
    assert [hint.path for hint in told if "Paraugs Inspektors, inspektors" in hint.sentence] == [
        "visit_service[0].referral_to"
    ]


def test_lines_that_stay_as_they_are_are_not_judged_again(desk: Context, now: FixedClock) -> None:
    record = save_visit(desk, moment(8), [line(desk)])
    early = timetable_row(None, from_time="08:00", to_time="09:00")
    records.save(desk, "presence", early)
    kept = {**only_line(desk)}
    given = [
        {name: kept[name] for name in ("id", "service_id", "kind", "quantity", "stand_in", "institution_id")}
    ]
    rev = records.correct(
        desk,
        "visit",
        record,
        {"note": "Papildināts"},
        {"visit_service": given},
        rev=0,
        reason="papildināts",
    )
    with pytest.raises(Invalid):
        records.correct(
            desk,
            "visit",
            record,
            {},
            {"visit_service": [{**given[0], "kind": "APPLICATION", "stand_in": None}]},
            rev=rev,
            reason="cits veids",
        )


@pytest.mark.clause("001-05")
def test_only_the_services_that_the_institution_gives_here_are_its_own(desk: Context) -> None:
    c = desk.catalog.table("service").c
    with desk.store.read() as connection:
        both = list(
            connection.scalars(
                select(c.id).where(c.institution_id == VSAA, c.category == "BASKET").order_by(c.code).limit(2)
            )
        )
    records.save(desk, "presence", timetable_row(None, institution_id=VSAA))
    records.save(
        desk,
        "local_presence",
        {"institution_id": VSAA, "services_given": "LISTED", "valid_from": TUESDAY.date()},
        {"local_presence_service": [{"service_id": both[0]}]},
    )
    verdicts = [
        availability.availability(desk, service, "APPLICATION", moment(10)).verdict.value for service in both
    ]
    assert verdicts == ["must_refer", "ok"]


def test_what_is_held_of_the_centre_is_read_again_only_after_it_changed(desk: Context) -> None:
    held = centre_of(desk.store)
    save_visit(desk, moment(8), [line(desk)])
    assert centre_of(desk.store) is held
    records.save(desk, "presence", timetable_row(None, weekday="WED"))
    assert len(centre_of(desk.store).timetable.slots) == 2


def test_a_voided_row_of_the_timetable_is_none(desk: Context) -> None:
    (row,) = registered(desk.store, "presence")
    records.void(desk, "presence", row["id"], reason="vairs nenāk")
    save_visit(desk, moment(10), [line(desk)])
    assert only_line(desk)["stand_in"] == "NOT_PRESENT_IN_CENTRE"
    assert clock.riga_time(only_line(desk)["made_at"]).time() == time(10)


def test_records_of_before_are_taken_in_whatever_the_timetable_says_now(
    desk: Context, tmp_path: Path
) -> None:
    file = tmp_path / "vizites.csv"
    code = next(
        row["code"] for row in registered(desk.store, "service") if row["id"] == service_of(desk, LAD)
    )
    file.write_text(
        "Sākums;Sākuma laiks;Pakalpojums;Veids\n"
        f"24.11.2026. 09:30;Mērīts;{code};Informācija\n"
        f"24.11.2026. 09:40;;{code};Pieteikums\n",
        encoding="utf-8",
    )
    report = imports.run(desk, "visit", file, dry_run=False, rejects=None)
    assert (report.added, report.problems) == (2, ())
    assert [row["stand_in"] for row in registered(desk.store, "visit_service")] == [None, "OVERRIDE"]
