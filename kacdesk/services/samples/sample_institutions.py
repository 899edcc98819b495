"""This file is the place where the sample point gets institutions that come to it, contacts, notices and bookings."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.clock import from_riga
from kacdesk.core.ids import reference_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.institutions.receptions import next_free

_BEGAN = date(2026, 1, 5)
_DAY = timedelta(days=1)

_PEOPLE: tuple[dict[str, Any], ...] = (
    {
        "name": "Paraugs Inspektors",
        "post": "klientu apkalpošanas inspektors",
        "institution": "LAD",
        "topics": "platību maksājumi, EPS, lauku bloki",
        "place": "Parauga iela 14, 2. kabinets",
        "hours": "O. 9:00–12:00 un 13:00–16:00",
        "phone": "20000001",
    },
    {
        "name": "Izdomātā Speciāliste",
        "post": "vecākā speciāliste",
        "institution": "VZD",
        "topics": "kadastrs, kadastrālā uzmērīšana",
        "place": "Parauga iela 14, 3. kabinets",
        "hours": "T. 9.00–13.00",
        "phone": "20000002",
        "remote_means": "Videokonsultācija pēc pieraksta",
    },
    {
        "name": "Piemērs Konsultants",
        "post": "konsultants",
        "institution": "UR",
        "place": "Parauga iela 14, 3. kabinets",
        "hours": "C. 10.00–12.00",
        "phone": "20000003",
    },
    {
        "name": "Izdomāts Deputāts",
        "post": "domes priekšsēdētājs",
        "unit": "Parauga novada dome",
        "place": "Parauga iela 1, 12. kabinets",
        "hours": "P. 14.00–17.00 pēc pieraksta",
        "phone": "20000004",
    },
    {
        "name": "Paraudziņa Sociālā",
        "post": "sociālā darbiniece",
        "unit": "Parauga novada Sociālais dienests",
        "topics": "pabalsti, asistents, dzīvokļa pabalsts",
        "place": "Parauga iela 5, 1. stāvs",
        "hours": "P., C. 8.30–12.00",
        "phone": "20000005",
        "email": "paraugs@example.lv",
    },
)

_TIMES = (
    ("LAD", 0, "TUE", "09:00", "12:00", "2. kabinets"),
    ("LAD", 0, "TUE", "13:00", "16:00", "2. kabinets"),
    ("VZD", 1, "WED", "09:00", "13:00", "3. kabinets"),
    ("UR", 2, "THU", "10:00", "12:00", "3. kabinets"),
)


def make(context: Context) -> None:
    """Save them near the day that is today."""
    people = [_person(context, values) for values in _PEOPLE]
    for abbr, place, weekday, begins, ends, room in _TIMES:
        values = {
            "institution_id": reference_id("institution", abbr),
            "officer_id": people[place],
            "room": room,
            "weekday": weekday,
            "from_time": begins,
            "to_time": ends,
            "valid_from": _BEGAN,
        }
        records.save(context, "presence", values)
    _said_here(context)
    _agreements(context, people)
    _notices(context, people)
    _referrals(context, people)
    _receptions(context, people)


def _person(context: Context, told: dict[str, Any]) -> UUID:
    values = dict(told)
    abbr = values.pop("institution", None)
    if abbr is not None:
        values["institution_id"] = reference_id("institution", abbr)
    return records.save(context, "specialist", values).id


def _said_here(context: Context) -> None:
    for abbr, serves in (("LAD", True), ("VZD", True), ("UR", True), ("VSAA", False)):
        values = {"institution_id": reference_id("institution", abbr), "valid_from": _BEGAN}
        records.save(context, "local_presence", values | {"serves_here": serves})


def _agreements(context: Context, people: list[UUID]) -> None:
    today = clock.today_riga()
    for number, abbr, ends in (("P-2026/1", "LAD", today + 20 * _DAY), ("P-2026/2", "VDI", None)):
        values = {
            "agreement_no": number,
            "institution_id": reference_id("institution", abbr),
            "subject": "Klientu apkalpošana centrā (izdomāts līgums)",
            "signed_on": _BEGAN,
            "valid_from": _BEGAN,
            "valid_to": ends,
            "terms_version": "2026-01",
            "terms_accepted_on": _BEGAN,
            "contact_id": people[0] if abbr == "LAD" else None,
        }
        records.save(context, "cooperation_agreement", values)


def _notices(context: Context, people: list[UUID]) -> None:
    today, now = clock.today_riga(), clock.now_utc() - timedelta(hours=1)
    wednesday = today + ((2 - today.weekday()) % 7) * _DAY
    thursday = today + ((3 - today.weekday()) % 7) * _DAY
    hours = {
        "received_at": now,
        "institution_id": reference_id("institution", "VZD"),
        "kind": "B_HOURS_CHANGE",
        "effective_from": today + 12 * _DAY,
        "hours_text": "T. 10.00–14.00",
    }
    away = {
        "received_at": now,
        "institution_id": reference_id("institution", "UR"),
        "kind": "C_UNCOVERED_ABSENCE",
        "effective_from": thursday,
        "effective_to": thursday,
        "officer_id": people[2],
    }
    instead = {
        "received_at": now,
        "institution_id": reference_id("institution", "VZD"),
        "kind": "D_SUBSTITUTION",
        "effective_from": wednesday,
        "effective_to": wednesday,
        "officer_id": people[1],
        "substitute_name": "Piemēra Aizvietotāja",
        "substitute_post": "speciāliste",
    }
    for values in (hours, away, instead):
        records.save(context, "institution_notice", values)


def _referrals(context: Context, people: list[UUID]) -> None:
    now = clock.now_utc() - timedelta(hours=2)
    sent = {
        "sent_at": now,
        "specialist_id": people[4],
        "reason": "OTHER_COMPETENCE",
        "matter": "Dzīvokļa pabalsts",
        "refusal_explained": True,
    }
    passed = {
        "sent_at": now,
        "specialist_id": people[1],
        "way": "MATTER_PASSED",
        "reason": "DEEPER_KNOWLEDGE",
        "matter": "Zemes robežu neatbilstība",
        "answer_by": clock.today_riga() + 3 * _DAY,
    }
    for values in (sent, passed):
        records.save(context, "referral", values)


def _receptions(context: Context, people: list[UUID]) -> None:
    slot = {"from_time": "14:00", "to_time": "17:00", "valid_from": _BEGAN, "minutes": 20}
    records.save(
        context,
        "reception_slot",
        slot | {"official_id": people[3], "weekday": "MON", "place": "Parauga iela 1, 12. kabinets"},
    )
    records.save(
        context,
        "reception_slot",
        slot | {"official_id": people[4], "weekday": "THU", "nth": "1", "topic": "Konsultāciju diena"},
    )
    when = next_free(context, people[3], clock.today_riga() + _DAY) or [_tomorrow()]
    for at, name, matter in zip(
        when,
        ("Izdomāts Iedzīvotājs", "Paraudziņa Kliente", "Piemērs Lauksaimnieks"),
        ("Par ceļa stāvokli", "Par bērnudārzu", "Par zemes nomu"),
        strict=False,
    ):
        booked = {"official_id": people[3], "at": at, "customer_name": name, "matter": matter}
        records.save(context, "appointment", booked | {"customer_contact": "20000009", "channel": "PHONE"})


def _tomorrow() -> datetime:
    return from_riga(datetime.combine(clock.today_riga() + _DAY, datetime.min.time()) + timedelta(hours=10))
