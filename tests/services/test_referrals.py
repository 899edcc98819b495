"""This file is the place where customers are sent on to specialists and booked for receptions with officials."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core.clock import from_riga, riga_time
from kacdesk.core.errors import Invalid, Refused
from kacdesk.core.ids import reference_id
from kacdesk.services import onward, record_papers, records, steps
from kacdesk.services.context import Context
from kacdesk.services.counter import hints
from kacdesk.services.counter.hints import Sketch
from kacdesk.services.institutions.receptions import free_times, next_free
from kacdesk.store import tables
from tests.helpers import desk as template
from tests.helpers.desk import FixedClock, all_rows, call, hold_clock, line, registered, visit
from tests.reports.pdf_reading import words_of

LAD = reference_id("institution", "LAD")
MONDAY = date(2026, 11, 23)
CUSTOMER = "Izdomāts Iedzīvotājs"
SIX = {
    "to_name": "Paraudziņa Sociālā",
    "to_post": "sociālā darbiniece",
    "to_place": "Parauga iela 5, 1. stāvs",
    "to_phone": "+37120000005",
    "to_hours": "P., C. 8.30–12.00",
    "to_unit": "Sociālais dienests",
}


def riga(day: date, hour: int, minute: int = 0) -> datetime:
    return from_riga(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001 -- local time of Riga


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    return hold_clock(monkeypatch.setattr, riga(date(2026, 11, 20), 15))


@pytest.fixture
def desk(tmp_path: Path, now: FixedClock) -> Iterator[Context]:
    with template.opened(template.copy_desk(tmp_path)) as context:
        yield context


@pytest.fixture
def specialist(desk: Context) -> UUID:
    values = {name.removeprefix("to_"): value for name, value in SIX.items()}
    return records.save(desk, "specialist", values).id


def kept(context: Context, register: str, record: UUID) -> dict[str, Any]:
    return next(row for row in registered(context.store, register) if row["id"] == record)


def refer(context: Context, now: FixedClock, **more: Any) -> dict[str, Any]:
    values = {"sent_at": now.at, "refusal_explained": True, **more}
    return kept(context, "referral", records.save(context, "referral", values).id)


def text_of(drawn: bytes, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(drawn)
    return words_of(file)


@pytest.mark.clause("002-06", "003-09", "000-02")
def test_the_six_particulars_come_from_the_chosen_specialist(
    desk: Context, now: FixedClock, specialist: UUID
) -> None:
    row = refer(desk, now, specialist_id=specialist)
    assert {name: row[name] for name in SIX} == SIX
    own = refer(desk, now, specialist_id=specialist, to_place="Šodien 3. kabinetā")
    assert (own["to_place"], own["to_phone"]) == ("Šodien 3. kabinetā", SIX["to_phone"])


@pytest.mark.clause("002-06")
def test_the_refusal_is_explained_and_somebody_is_named(desk: Context, now: FixedClock) -> None:
    with pytest.raises(Invalid) as unexplained:
        refer(desk, now, to_name="Paraugs", refusal_explained=False)
    assert [problem.field for problem in unexplained.value.problems] == ["refusal_explained"]
    with pytest.raises(Invalid) as nobody:
        refer(desk, now)
    assert [problem.field for problem in nobody.value.problems] == ["specialist_id"]
    with pytest.raises(Invalid) as reason:
        refer(desk, now, to_name="Paraugs", reason="OTHER")
    assert [problem.field for problem in reason.value.problems] == ["reason_note"]


@pytest.mark.clause("002-06")
def test_the_slip_tells_all_six_and_nothing_of_the_customer(
    desk: Context, specialist: UUID, tmp_path: Path
) -> None:
    record = records.save(desk, "visit", visit(customer_name=CUSTOMER), {"visit_service": [line()]}).id
    begun = onward.begin(desk, "visit", record, "referral")
    assert begun.values["visit_id"] == record
    values = {**begun.values, "specialist_id": specialist, "refusal_explained": True}
    referral = records.save(desk, "referral", values).id
    told = text_of(record_papers.paper(desk, "referral", referral, "slip"), tmp_path)
    for words in ("Paraudziņa Sociālā", "sociālā darbiniece", "Parauga iela 5", "20 000 005", "8.30–12.00"):
        assert words in told
    assert CUSTOMER not in told
    assert not desk.catalog.spec("referral").by_name["to_name"].personal
    assert desk.catalog.spec("referral").personal == {"outcome_note"}


@pytest.mark.clause("004-06", "000-23")
def test_a_matter_that_is_passed_on_is_followed_until_its_outcome(
    desk: Context, now: FixedClock, specialist: UUID
) -> None:
    passed = {"way": "MATTER_PASSED", "answer_by": MONDAY, "refusal_explained": False}
    row = refer(desk, now, specialist_id=specialist, **passed)
    (clock,) = desk.catalog.spec("referral").clocks
    assert (clock.due, clock.while_) == ("answer_by", {"outcome": (None,)})
    now.at += timedelta(days=3)
    steps.take(desk, "referral", row["id"], "answered")
    done = kept(desk, "referral", row["id"])
    assert (done["outcome"], done["outcome_on"]) == ("ANSWERED", MONDAY)
    assert steps.steps_of("referral", done, supervisor=False) == ()


def test_a_call_goes_on_to_a_referral_with_its_service(desk: Context) -> None:
    record = records.save(desk, "phone_consultation", call(topic="Dzīvokļa pabalsts")).id
    begun = onward.begin(desk, "phone_consultation", record, "referral")
    assert (begun.values["call_id"], begun.values["matter"]) == (record, "Dzīvokļa pabalsts")


@pytest.mark.clause("002-06")
def test_while_choosing_it_is_told_what_will_be_filled_and_what_is_missing(
    desk: Context, specialist: UUID
) -> None:
    told = {
        hint.path: hint.sentence
        for hint in hints.ask(desk, Sketch("referral", {"specialist_id": specialist}))
    }
    assert "Parauga iela 5, 1. stāvs" in told["specialist_id"]
    bare = records.save(desk, "specialist", {"name": "Piemērs Bez Laika", "institution_id": LAD}).id
    told = {hint.path: hint.sentence for hint in hints.ask(desk, Sketch("referral", {"specialist_id": bare}))}
    assert "pieņemšanas laiks" in told["to_place"]


@pytest.fixture
def official(desk: Context) -> UUID:
    who = records.save(
        desk, "specialist", {"name": "Izdomāts Deputāts", "post": "priekšsēdētājs", "unit": "Parauga dome"}
    ).id
    slot = {
        "official_id": who,
        "from_time": "14:00",
        "to_time": "15:00",
        "minutes": 20,
        "place": "12. kabinets",
    }
    records.save(desk, "reception_slot", {**slot, "weekday": "MON", "valid_from": date(2026, 1, 5)})
    return who


def book(context: Context, official: UUID, at: datetime, name: str = CUSTOMER) -> UUID:
    values = {"official_id": official, "at": at, "customer_name": name, "matter": "Par ceļu"}
    return records.save(context, "appointment", values).id


@pytest.mark.clause("000-13", "004-26")
def test_the_free_times_of_an_official_are_those_nobody_took(desk: Context, official: UUID) -> None:
    times = [riga_time(at).strftime("%H:%M") for at in free_times(desk, official, MONDAY)]
    assert times == ["14:00", "14:20", "14:40"]
    record = book(desk, official, riga(MONDAY, 14, 20))
    assert kept(desk, "appointment", record)["day"] == MONDAY
    assert [riga_time(at).strftime("%H:%M") for at in free_times(desk, official, MONDAY)] == [
        "14:00",
        "14:40",
    ]
    steps.take(desk, "appointment", record, "cancelled")
    assert len(free_times(desk, official, MONDAY)) == 3
    assert next_free(desk, official, MONDAY, count=4)[3] == riga(MONDAY + timedelta(days=7), 14)
    assert free_times(desk, official, MONDAY + timedelta(days=1)) == []


@pytest.mark.clause("000-13")
def test_one_official_receives_one_customer_at_a_time(desk: Context, official: UUID) -> None:
    first = book(desk, official, riga(MONDAY, 14))
    with pytest.raises(Refused):
        book(desk, official, riga(MONDAY, 14), "Piemērs Cits")
    assert len(registered(desk.store, "appointment")) == 1
    row = kept(desk, "appointment", first)
    records.correct(desk, "appointment", first, {"matter": "Par tiltu"}, rev=row["rev"], reason="precizēts")
    steps.take(desk, "appointment", first, "moved")
    second = book(desk, official, riga(MONDAY, 14), "Piemērs Cits")
    again = onward.begin(desk, "appointment", first, "again").values
    assert (again["customer_name"], again["official_id"], again.get("at")) == (CUSTOMER, official, None)
    steps.take(desk, "appointment", second, "came")
    assert kept(desk, "appointment", second)["state"] == "CAME"


@pytest.mark.clause("000-13")
def test_a_moment_outside_the_reception_is_told_beside_the_field(desk: Context, official: UUID) -> None:
    def told(at: datetime | None) -> tuple[str, bool]:
        found = hints.ask(desk, Sketch("appointment", {"official_id": official, "at": at}))
        (hint,) = [each for each in found if each.path == "at"]
        return hint.sentence, hint.asks

    assert "23.11.2026. 14:00" in told(None)[0]
    assert told(riga(MONDAY, 9))[1] is True
    book(desk, official, riga(MONDAY, 14))
    assert "jau kāds" in told(riga(MONDAY, 14))[0]


@pytest.mark.clause("000-13")
def test_the_official_gets_the_list_of_the_day(desk: Context, official: UUID, tmp_path: Path) -> None:
    later = book(desk, official, riga(MONDAY, 14, 40), "Piemērs Vēlākais")
    book(desk, official, riga(MONDAY, 14), "Paraugs Pirmais")
    gone = book(desk, official, riga(MONDAY, 14, 20), "Izdomāts Atceltais")
    steps.take(desk, "appointment", gone, "cancelled")
    drawn = record_papers.paper(desk, "appointment", later, "day")
    told = text_of(drawn, tmp_path)
    assert told.index("Paraugs Pirmais") < told.index("Piemērs Vēlākais")
    assert "Izdomāts Atceltais" not in told
    assert "12. kabinets" in told
    assert "pirmdiena, 14.00–15.00" in told
    assert "14.40 Piemērs Vēlākais" in " ".join(told.split())
    rows = [row["rows"] for row in all_rows(desk.store, tables.access_log) if row["reg"] == "appointment"]
    assert 2 in rows
