"""This file is the place where tests get a made-up month: rows as the registers keep them, and the names."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from kacdesk.core.clock import from_riga, riga_day
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.count import Count, count
from kacdesk.figures.period import Period
from kacdesk.figures.report import ReportFigures, count_report
from kacdesk.figures.rows import InstitutionName, Names, PeriodRows, ServiceName
from kacdesk.figures.totals import count_totals
from kacdesk.spec.register import Values
from tests.figures.made_up_duties import duties

NOVEMBER = Period.month(2026, 11)
_SPACE = UUID("00000000-0000-5000-8000-000000000001")

Row = dict[str, Any]


def an_id(word: str) -> UUID:
    """Return the identifier that belongs to a word, always the same."""
    return uuid5(_SPACE, word)


_INSTITUTIONS = (
    ("LAD", "Lauku atbalsta dienests", "state", True, 7),
    ("NVA", "Nodarbinātības valsts aģentūra", "state", True, 3),
    ("PMLP", "Pilsonības un migrācijas lietu pārvalde", "state", True, 6),
    ("UR", "Latvijas Republikas Uzņēmumu reģistrs", "state", True, 0),
    ("VID", "Valsts ieņēmumu dienests", "state", True, 12),
    ("VSAA", "Valsts sociālās apdrošināšanas aģentūra", "state", True, 20),
    ("VZD", "Valsts zemes dienests", "state", True, 4),
    ("VDEĀVK", "Veselības un darbspēju ekspertīzes ārstu valsts komisija", "state", False, 2),
    ("NVD", "Nacionālais veselības dienests", "state", False, 0),
    ("BNP", "Balvu novada pašvaldība", "municipality", False, 45),
)
_SERVICES = (
    ("VSAA", "Vecuma pensija", 8),
    ("VSAA", "Pabalsts transporta izdevumu kompensēšanai personai ar invaliditāti", 3),
    ("VSAA", "Slimības pabalsts", 6),
    ("VSAA", "Ģimenes valsts pabalsts", 3),
    ("VID", "Gada ienākumu deklarācija", 7),
    ("VID", "Algas nodokļa grāmatiņa", 5),
    ("LAD", "Platību maksājumu pieteikums", 5),
    ("LAD", "Elektroniskās pieteikšanās sistēma (EPS)", 2),
    ("PMLP", "Iepriekšējs pieraksts personu apliecinoša dokumenta saņemšanai", 4),
    ("PMLP", "Dzīvesvietas ziņu pārbaude", 2),
    ("VZD", "Mani dati Kadastrā", 3),
    ("NVA", "Bezdarbnieka statusa piešķiršana", 3),
    ("VDEĀVK", "Invaliditātes ekspertīze", 2),
    ("BNP", "Dzīvesvietas deklarēšana", 12),
    ("BNP", "Nekustamā īpašuma nodokļa samaksa", 11),
    ("BNP", "Mājokļa pabalsta pieteikums apkures sezonai", 9),
    ("BNP", "Izziņa par deklarēto dzīvesvietu", 6),
    ("BNP", "Iesniegums pašvaldībai", 5),
    ("BNP", "Pieteikšanās uz pieņemšanu pie amatpersonas", 2),
)

NAMES = Names(
    institutions={
        an_id(abbr): InstitutionName(abbr, title, in_basket, kind)
        for abbr, title, kind, in_basket, _ in _INSTITUTIONS
    },
    services={an_id(title): ServiceName(title, an_id(abbr)) for abbr, title, _ in _SERVICES},
)

MEASURED = "MEASURED"


def a_visit(word: str, local: datetime, **values: Any) -> Row:
    """Return a visit that began at a local time of Riga and was measured for ten minutes."""
    started = from_riga(local)
    row: Row = {
        "id": an_id(word),
        "started_at": started,
        "start_quality": MEASURED,
        "ended_at": started + timedelta(minutes=10),
        "end_quality": MEASURED,
        "channel": "IN_PERSON",
        "status": "registered",
        "counted_on": riga_day(started),
    }
    return row | values


def a_line(word: str, visit: Row, **values: Any) -> Row:
    """Return a service line of a visit, by default one piece of information of the municipality."""
    row: Row = {
        "id": an_id(f"{word} line"),
        "visit_id": visit["id"],
        "institution_id": an_id("BNP"),
        "service_id": None,
        "service_text": None,
        "kind": "INFORMATION",
        "quantity": 1,
        "stand_in": None,
        "status": "registered",
    }
    return row | values


def a_call(word: str, local: datetime, **values: Any) -> Row:
    """Return an answered call of three minutes."""
    started = from_riga(local)
    row: Row = {
        "id": an_id(word),
        "started_at": started,
        "start_quality": MEASURED,
        "duration_s": 180,
        "call_state": "ANSWERED",
        "helpline": False,
        "institution_id": None,
        "service_id": None,
        "status": "registered",
        "counted_on": riga_day(started),
    }
    return row | values


def a_document(word: str, day: date, **values: Any) -> Row:
    """Return a received document."""
    received = from_riga(datetime.combine(day, time(10)))
    row: Row = {"id": an_id(word), "received_at": received, "status": "registered", "counted_on": day}
    return row | values


def rows_of(
    visits: Sequence[Values] = (),
    visit_services: Sequence[Values] = (),
    phone_consultations: Sequence[Values] = (),
    received_documents: Sequence[Values] = (),
) -> PeriodRows:
    """Return records by their registers."""
    return {
        "visit": visits,
        "visit_service": visit_services,
        "phone_consultation": phone_consultations,
        "received_document": received_documents,
    }


def busy_month(month: Period, *, contacts: int = 1000, seed: int = 1) -> PeriodRows:
    """Return a month shaped like a town centre's: mostly mornings and Mondays, all kinds, some voided.

    The registers of sections 6 to 12 have rows in it and around it.
    """
    chance = random.Random(f"{month} {seed}")
    days = [day for day in month.days if day.weekday() < 5]
    weights = [3 if day.weekday() == 0 or day.day <= 6 else 2 for day in days]
    visits: list[Row] = []
    lines: list[Row] = []
    calls: list[Row] = []
    for place in range(contacts):
        day = chance.choices(days, weights)[0]
        hour = chance.choices(range(8, 18), (5, 9, 10, 8, 4, 5, 7, 6, 3, 1))[0]
        local = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)))
        word = f"{month} {seed} {place}"
        if chance.random() < 0.2:
            calls.append(_some_call(chance, word, local))
            continue
        visit = _some_visit(chance, word, local)
        visits.append(visit)
        lines.extend(
            _some_line(chance, f"{word} {n}", visit) for n in range(chance.choices((1, 2, 3), (80, 15, 5))[0])
        )
    documents = [
        a_document(f"{month} document {place}", chance.choice(days), status=_some_status(chance))
        for place in range(contacts // 12)
    ]
    others = duties(month, list(NAMES.institutions)[:5], seed=seed, most=min(contacts, 12))
    return {**others, **rows_of(visits, lines, calls, documents)}


def _some_status(chance: random.Random) -> str:
    return chance.choices(("registered", "corrected", "voided"), (93, 4, 3))[0]


def _some_visit(chance: random.Random, word: str, local: datetime) -> Row:
    seconds = int(min(chance.lognormvariate(6.6, 0.8), 7000))
    started = from_riga(local)
    later = chance.random() < 0.04
    return a_visit(
        word,
        local,
        ended_at=None if chance.random() < 0.01 else started + timedelta(seconds=seconds),
        start_quality="ENTERED_LATER" if later else MEASURED,
        end_quality=chance.choices((MEASURED, "EDITED", "LEFT_OPEN"), (94, 5, 1))[0],
        channel=chance.choices(("IN_PERSON", "EMAIL", "E_ADDRESS", "POST", "PORTAL"), (82, 10, 4, 3, 1))[0],
        status=_some_status(chance),
    )


def _some_line(chance: random.Random, word: str, visit: Row) -> Row:
    kinds = (
        "APPLICATION",
        "INFORMATION",
        "E_SERVICE_CONSULT",
        "E_ADDRESS_CONSULT",
        "DELEGATED_E_SERVICE",
        "REFERRAL",
    )
    kind = chance.choices((*kinds, "DOCUMENT_ISSUE"), (45, 22, 18, 5, 3, 5, 2))[0]
    values: Row = {"kind": kind, "status": _some_status(chance)}
    named = chance.random()
    if named < 0.85:
        abbr, title, _ = chance.choices(_SERVICES, [weight for *_, weight in _SERVICES])[0]
        values |= {
            "service_id": an_id(title),
            "institution_id": an_id(abbr) if chance.random() < 0.9 else None,
        }
    elif named < 0.93:
        values |= {"institution_id": None, "service_text": "Makšķerēšanas karte"}
    else:
        abbr = chance.choices(_INSTITUTIONS, [weight for *_, weight in _INSTITUTIONS])[0][0]
        values |= {"institution_id": an_id(abbr)}
    if chance.random() < 0.12:
        values["stand_in"] = chance.choices(
            ("OUTSIDE_HOURS", "ABSENT_NO_SUBSTITUTE", "NOT_PRESENT_IN_CENTRE", "OVERRIDE"), (4, 2, 5, 1)
        )[0]
    if chance.random() < 0.05:
        values["quantity"] = chance.randrange(2, 6)
    return a_line(word, visit, **values)


def _some_call(chance: random.Random, word: str, local: datetime) -> Row:
    state = chance.choices(("ANSWERED", "TRANSFERRED", "MISSED", "CALLED_BACK"), (80, 6, 10, 4))[0]
    abbr = chance.choices(_INSTITUTIONS, [weight for *_, weight in _INSTITUTIONS])[0][0]
    return a_call(
        word,
        local,
        call_state=state,
        helpline=chance.random() < 0.35,
        duration_s=None if state == "MISSED" else int(chance.lognormvariate(5.2, 0.7)),
        institution_id=an_id(abbr) if chance.random() < 0.8 else None,
        status=_some_status(chance),
    )


TOLD = Completeness(
    unsent=count("visit", ({"id": an_id(f"unsent {n}")} for n in range(3))),
    refused=Count(),
    desks=("BALVI-1", "BALVI-2"),
    last_contact_at=datetime(2026, 12, 2, 7, 10, tzinfo=UTC),
)


def counted(month: Period = NOVEMBER, *, contacts: int = 1000, sample: bool = True) -> ReportFigures:
    """Return the figures of a busy month beside those of its neighbours."""
    return count_report(
        month,
        busy_month(month, contacts=contacts),
        NAMES,
        previous=count_totals(month.previous(), busy_month(month.previous(), contacts=contacts * 9 // 10)),
        year_ago=count_totals(month.year_ago(), busy_month(month.year_ago(), contacts=contacts * 11 // 10)),
        completeness=TOLD,
        sample=sample,
    )


def empty(month: Period = NOVEMBER) -> ReportFigures:
    """Return the figures of a month in which nothing was recorded, the first of the centre."""
    return count_report(month, {}, NAMES, previous=None, year_ago=None, completeness=Completeness())
