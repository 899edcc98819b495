"""This file is the place where the sample contacts are held to their shares, hours and letters."""

import math
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from hashlib import sha256
from statistics import median
from typing import Any

import pytest

from kacdesk.core.calendar import Calendar
from kacdesk.core.clock import from_riga, riga_day, riga_time
from kacdesk.core.resources import resource
from kacdesk.core.workdays import is_working_day
from kacdesk.models.catalog import CATALOG
from kacdesk.models.codes import PartyCode, classify_party
from kacdesk.models.reference_csv import ReferenceRow, read_catalogue
from kacdesk.models.rules import problems, tidy
from kacdesk.models.vocabulary import APPLICATION_KINDS
from kacdesk.services.samples.sample_hours import CLOSES, LIBRARY, LUNCH, OPENS, RESUMES, Profile
from kacdesk.services.samples.sample_people import personal_code
from kacdesk.services.samples.sample_plan import SampleContact, sample_contacts, with_reference_ids
from kacdesk.services.samples.sample_words import words

LAST_DAY = date(2026, 11, 20)
COUNT = 20_000
works: Callable[[date], bool] = partial(is_working_day, Calendar())


@cache
def catalogue_rows() -> tuple[ReferenceRow, ...]:
    return read_catalogue(resource("catalogue")).rows


def made(contacts: int, *, seed: int = 7, profile: Profile | None = None) -> list[SampleContact]:
    arguments: dict[str, Any] = {} if profile is None else {"profile": profile}
    return list(sample_contacts(seed, contacts, LAST_DAY, catalogue_rows(), works, **arguments))


@pytest.fixture(scope="module")
def sample() -> list[SampleContact]:
    return made(COUNT)


def of(sample: Iterable[SampleContact], register: str) -> list[SampleContact]:
    return [contact for contact in sample if contact.register == register]


def moment(contact: SampleContact) -> datetime:
    at: datetime = contact.values["received_at" if contact.register == "received_document" else "started_at"]
    return at


def lines_of(sample: Iterable[SampleContact]) -> list[dict[str, Any]]:
    return [line for contact in sample for line in contact.lines]


def digest(sample: Iterable[SampleContact]) -> str:
    return sha256("\n".join(map(repr, sample)).encode()).hexdigest()


def test_there_are_exactly_as_many_contacts_as_asked_for_oldest_first(sample: list[SampleContact]) -> None:
    assert len(sample) == COUNT
    assert sample[-1].day == LAST_DAY
    assert [moment(contact) for contact in sample] == sorted(moment(contact) for contact in sample)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(sample: list[SampleContact]) -> None:
    assert digest(made(2_000)) == digest(made(2_000))
    assert digest(made(2_000)) != digest(made(2_000, seed=8))


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    program = "from tests.services.test_sample_plan import digest, made; print(digest(made(300)))"
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "4242"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == digest(made(300))


def test_every_value_passes_the_rules_of_its_register(sample: list[SampleContact]) -> None:
    for contact in sample[:2_000]:
        parts = [(contact.register, contact.values), *(("visit_service", line) for line in contact.lines)]
        for register, values in parts:
            spec = CATALOG.spec(register)
            resolved = with_reference_ids(values)
            assert set(resolved) <= set(spec.by_name)
            assert problems(spec, resolved) == []
            assert all(tidy(spec.by_name[name], value) == value for name, value in resolved.items())


def test_every_service_is_in_force_and_given_in_that_way(sample: list[SampleContact]) -> None:
    services = {code: values for register, code, values in catalogue_rows() if register == "service"}
    for contact in of(sample, "visit"):
        for line in contact.lines:
            if line["service"] is None:
                continue
            service = services[line["service"]]
            kind = "INFORMATION" if line["kind"] == "REFERRAL" else line["kind"]
            assert kind in service["kinds"].split(",")
            assert (service["valid_from"] or date.min) <= contact.day <= (service["valid_to"] or date.max)


def test_heating_aid_is_asked_for_only_in_its_winter() -> None:
    winter = sample_contacts(7, 3_000, date(2022, 11, 30), catalogue_rows(), works)
    assert sum(line["service"] == "BNP-ENERGO" for line in lines_of(winter)) > 100
    assert not any(line["service"] == "BNP-ENERGO" for line in lines_of(made(3_000)))


def test_closed_days_are_empty_and_open_days_are_not(sample: list[SampleContact]) -> None:
    days = Counter(contact.day for contact in sample)
    assert all(works(day) for day in days)
    first = min(days)
    every = [first + timedelta(days=number) for number in range((LAST_DAY - first).days + 1)]
    assert {day for day in every if works(day)} == set(days)
    assert date(2026, 11, 18) not in days
    assert all(riga_day(moment(contact)) == contact.day for contact in sample)


def test_contacts_begin_within_opening_hours(sample: list[SampleContact]) -> None:
    for contact in sample:
        at = riga_time(moment(contact)).time()
        assert OPENS <= at < LUNCH or RESUMES <= at < CLOSES
    eve = [contact for contact in sample if contact.day == date(2026, 11, 17)]
    assert max(riga_time(moment(contact)).time() for contact in eve) < time(16)
    assert all(riga_time(contact.values["ended_at"]).time() <= time(17, 1) for contact in of(sample, "visit"))


def test_a_town_has_thirty_to_sixty_contacts_a_day_and_peaks_on_mondays_and_first_days(
    sample: list[SampleContact],
) -> None:
    days = Counter(contact.day for contact in sample)
    del days[min(days)]
    assert all(30 <= count <= 60 for count in days.values())
    mondays = [count for day, count in days.items() if day.weekday() == 0]
    others = [count for day, count in days.items() if day.weekday() != 0]
    early = [count for day, count in days.items() if day.day <= 5]
    late = [count for day, count in days.items() if day.day >= 10]
    assert sum(mondays) / len(mondays) > 1.1 * sum(others) / len(others)
    assert sum(early) / len(early) > 1.1 * sum(late) / len(late)


def test_a_library_has_one_to_three_contacts_a_day_no_helpline_and_no_stand_in() -> None:
    quiet = made(600, profile=LIBRARY)
    assert set(Counter(contact.day for contact in quiet).values()) <= {1, 2, 3}
    assert not any(call.values["helpline"] for call in of(quiet, "phone_consultation"))
    assert {line["stand_in"] for line in lines_of(quiet)} == {None}


@pytest.mark.parametrize(
    ("channels", "share"),
    [
        ({"IN_PERSON", "VIDEO"}, 0.70),
        ({"PHONE"}, 0.18),
        ({"EMAIL"}, 0.07),
        ({"E_ADDRESS"}, 0.03),
        ({"POST"}, 0.02),
    ],
)
def test_channels_keep_their_shares(sample: list[SampleContact], channels: set[str], share: float) -> None:
    found = sum(contact.channel in channels for contact in sample) / COUNT
    assert found == pytest.approx(share, abs=0.012)


def test_half_of_the_registrations_are_applications(sample: list[SampleContact]) -> None:
    lines, calls = lines_of(sample), of(sample, "phone_consultation")
    applications = [line for line in lines if line["kind"] in APPLICATION_KINDS]
    delegated = [line for line in lines if line["kind"] == "DELEGATED_E_SERVICE"]
    referrals = [line for line in lines if line["kind"] == "REFERRAL"]
    assert len(applications) / (len(lines) + len(calls)) == pytest.approx(0.51, abs=0.015)
    assert len(delegated) / len(applications) == pytest.approx(0.05, abs=0.012)
    assert len(referrals) / len(lines) == pytest.approx(0.06, abs=0.01)


def test_consultations_keep_their_shares(sample: list[SampleContact]) -> None:
    kinds = Counter(line["kind"] for line in lines_of(sample))
    consultations = sum(kinds[kind] for kind in ("INFORMATION", "E_SERVICE_CONSULT", "E_ADDRESS_CONSULT"))
    assert kinds["E_SERVICE_CONSULT"] / consultations == pytest.approx(0.40, abs=0.025)
    assert kinds["INFORMATION"] / consultations == pytest.approx(0.50, abs=0.025)
    assert kinds["E_ADDRESS_CONSULT"] / consultations == pytest.approx(0.10, abs=0.02)


@pytest.mark.parametrize(
    ("months", "holder", "share"),
    [
        ({7, 8, 9, 10, 11, 12, 1, 2}, "BNP", 0.45),
        ({7, 8, 9, 10, 11, 12, 1, 2}, "VSAA", 0.20),
        ({7, 8, 9, 10, 11, 12, 1, 2}, "VID", 0.12),
        ({7, 8, 9, 10, 11, 12, 1, 2}, "LAD", 0.07),
        ({7, 8, 9, 10, 11, 12, 1, 2}, "PMLP", 0.06),
        ({7, 8, 9, 10, 11, 12, 1, 2}, "VZD", 0.04),
        ({7, 8, 9, 10, 11, 12, 1, 2}, "NVA", 0.03),
        ({3, 4, 5}, "VID", 0.35),
        ({4, 5, 6}, "LAD", 0.20),
    ],
)
def test_holders_keep_their_shares_by_season(
    sample: list[SampleContact], months: set[int], holder: str, share: float
) -> None:
    lines = lines_of(contact for contact in sample if contact.day.month in months)
    holders = Counter(line["institution"] for line in lines if line["kind"] != "E_ADDRESS_CONSULT")
    assert holders[holder] / holders.total() == pytest.approx(share, abs=0.025)


def test_visits_last_twelve_minutes_in_the_middle_and_rarely_over_forty_five(
    sample: list[SampleContact],
) -> None:
    minutes = sorted(
        (visit.values["ended_at"] - visit.values["started_at"]).total_seconds() / 60
        for visit in of(sample, "visit")
    )
    assert median(minutes) == pytest.approx(12, abs=0.6)
    assert minutes[int(len(minutes) * 0.95)] == pytest.approx(43, abs=3)
    logs = [math.log(value) for value in minutes]
    middle = sum(logs) / len(logs)
    skewness = (
        sum((value - middle) ** 3 for value in logs) / sum((value - middle) ** 2 for value in logs) ** 1.5
    )
    assert abs(skewness * math.sqrt(len(logs))) < 0.25


def test_two_calls_of_five_are_the_helplines(sample: list[SampleContact]) -> None:
    calls = of(sample, "phone_consultation")
    assert sum(call.values["helpline"] for call in calls) / len(calls) == pytest.approx(0.40, abs=0.03)
    missed = [call.values for call in calls if call.values["call_state"] == "MISSED"]
    assert missed
    assert all(call["duration_s"] is None and call["topic"] is None for call in missed)


def test_customers_codes_are_valid_and_keep_their_shares(sample: list[SampleContact]) -> None:
    named = [visit.values for visit in of(sample, "visit") if visit.values["customer_name"]]
    codes = [(visit["customer_code"], visit["customer_kind"]) for visit in named]
    judged = Counter(classify_party(code, kind, today=LAST_DAY) for code, kind in codes if code)
    assert set(judged) == {PartyCode.NEW, PartyCode.LEGACY, PartyCode.REGISTRATION}
    private = judged[PartyCode.NEW] + judged[PartyCode.LEGACY] + codes.count((None, "NATURAL"))
    assert judged[PartyCode.REGISTRATION] / len(named) == pytest.approx(0.05, abs=0.012)
    assert judged[PartyCode.NEW] / private == pytest.approx(0.10, abs=0.015)
    assert codes.count((None, "NATURAL")) / private == pytest.approx(0.03, abs=0.01)


def test_a_code_belongs_to_one_customer_only(sample: list[SampleContact]) -> None:
    owners: dict[str, str] = {}
    for visit in of(sample, "visit"):
        code = visit.values["customer_code"]
        if code:
            assert owners.setdefault(code, visit.values["customer_name"]) == visit.values["customer_name"]
    assert len(owners) > 1_000


def test_personal_codes_follow_the_vectors_of_the_rules() -> None:
    assert personal_code(date(1948, 3, 15), 101) == "150348-11015"
    assert personal_code(date(2000, 1, 1), 7) == "010100-20078"
    assert personal_code(date(1990, 11, 11), 111) == "111190-11115"


def test_nobody_can_take_the_people_for_real(sample: list[SampleContact]) -> None:
    surnames = {*words().men_surnames, *words().women_surnames}
    for visit in of(sample, "visit"):
        name, kind = visit.values["customer_name"], visit.values["customer_kind"]
        if kind == "NATURAL":
            assert set(name.split(" ", 1)[1].split("-")) <= surnames
        elif kind == "LEGAL":
            assert visit.values["customer_code"].startswith("49999")
        contact = visit.values["customer_contact"]
        assert contact is None or contact.startswith("+37120000") or contact.endswith("@piemers.example")


@pytest.mark.parametrize("letter", "āčēģīķļņšūž")
def test_every_latvian_letter_appears_in_the_names_of_both_genders(
    sample: list[SampleContact], letter: str
) -> None:
    names = {
        visit.values["customer_name"]
        for visit in of(sample, "visit")
        if visit.values["customer_kind"] == "NATURAL"
    }
    for first_names in (words().men, words().women):
        assert any(letter in name.casefold() for name in names if name.split(" ")[0] in first_names)


def test_a_basket_service_of_a_regional_centre_says_why_it_was_given(sample: list[SampleContact]) -> None:
    basket = {code for _, code, values in catalogue_rows() if values.get("category") == "BASKET"}
    limited = {"APPLICATION", "INFORMATION", "DELEGATED_E_SERVICE"}
    for line in lines_of(sample):
        assert (line["stand_in"] is not None) == (line["service"] in basket and line["kind"] in limited)


def test_documents_of_the_last_week_are_still_at_the_centre(sample: list[SampleContact]) -> None:
    papers = [contact for contact in of(sample, "received_document") if contact.values["form"] == "PAPER"]
    here = {
        contact.values["custody"] == "AT_CENTRE"
        for contact in papers
        if contact.day > LAST_DAY - timedelta(days=7)
    }
    gone = {
        contact.values["custody"] == "AT_CENTRE"
        for contact in papers
        if contact.day < LAST_DAY - timedelta(days=7)
    }
    assert here == {True}
    assert gone == {False}


def test_submissions_are_due_in_ten_working_days_since_march_2026(sample: list[SampleContact]) -> None:
    due = {
        contact.day: contact.values["due_on"]
        for contact in of(sample, "received_document")
        if contact.values["due_on"]
    }
    recent = [day for day in due if day >= date(2026, 3, 1)]
    assert recent
    for day in recent:
        between = [day + timedelta(days=number) for number in range(1, (due[day] - day).days + 1)]
        assert sum(map(works, between)) == 10
        assert works(due[day])


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="no working day"):
        list(sample_contacts(7, 1, LAST_DAY, catalogue_rows(), lambda _: False))


@pytest.mark.parametrize("hour", ["00:30", "08:36", "08:45", "12:10", "16:59"])
def test_at_any_hour_of_a_working_day_nothing_of_the_sample_lies_ahead(hour: str) -> None:
    until = from_riga(datetime.combine(LAST_DAY, time.fromisoformat(hour)))
    found = list(sample_contacts(7, 300, LAST_DAY, catalogue_rows(), works, until=until))
    assert len(found) == 300
    for contact in found:
        assert moment(contact) < until
        assert contact.values.get("ended_at", moment(contact)) <= until


def test_a_day_that_still_goes_on_has_its_share_of_the_sample() -> None:
    noon = from_riga(datetime.combine(LAST_DAY, time(12, 30)))
    so_far = list(sample_contacts(7, 300, LAST_DAY, catalogue_rows(), works, until=noon))
    whole_day = [each for each in made(300) if each.day == LAST_DAY]
    assert 0 < len([each for each in so_far if each.day == LAST_DAY]) < len(whole_day)
