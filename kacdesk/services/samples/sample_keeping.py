"""This file is the place where the sample point gets a file plan, files, acts and requests, all made up."""

from datetime import timedelta
from uuid import UUID

from kacdesk.core import clock
from kacdesk.services.context import Context
from kacdesk.services.people.accounts import staff
from kacdesk.services.records import save

_PLAN = (
    ("1-1", "Iesniegumi un saņemtie dokumenti", "received_document", True, "SHORT", 5),
    ("1-8", "Pieteikumi citas personas vārdā", "delegated_application", True, "SHORT", 1),
    ("1-14", "Iznīcināšanas akti", "destruction_act", True, "LONG", 75),
    ("1-2", "Rīkojumi un iekšējie noteikumi", None, False, "PERMANENT", None),
)


def make(context: Context) -> None:
    """Save a few records of each register of keeping and protecting."""
    files = _plan(context)
    _volumes(context, files)
    _acts(context, files)
    _people(context)


def _plan(context: Context) -> dict[str, UUID]:
    made = {}
    for index, title, register, numbers, kept, years in _PLAN:
        values = {
            "file_index": index,
            "title": title,
            "register": register,
            "numbers": numbers,
            "retention_class": kept,
            "keep_count": years,
            "keep_unit": "YEARS" if years else None,
            "kept_from": "YEAR_CLOSED",
            "valid_from": clock.today_riga().replace(month=1, day=1),
            "source": "Parauga lietu nomenklatūra",
        }
        made[index] = save(context, "file_plan", values).id
    return made


def _volumes(context: Context, files: dict[str, UUID]) -> None:
    today = clock.today_riga()
    for index, age, shelf in (
        ("1-1", 7, "1. skapis, 2. plaukts"),
        ("1-1", 1, "1. skapis"),
        ("1-2", 6, "Seifs"),
    ):
        year = today.year - age
        values = {
            "file_id": files[index],
            "year": year,
            "volume": 1,
            "form": "PAPER",
            "shelf": shelf,
            "first_on": today.replace(year=year, month=1, day=8),
            "last_on": today.replace(year=year, month=12, day=20),
            "sheets": 120,
            "closed_on": today.replace(year=year, month=12, day=30),
        }
        save(context, "file_volume", values)


def _acts(context: Context, files: dict[str, UUID]) -> None:
    today = clock.today_riga()
    act = {
        "act_on": today - timedelta(days=20),
        "kind": "DESTRUCTION",
        "what": "Iesniegumu kopijas, kuru termiņš beidzies (paraugs)",
        "count": 2,
        "rule": "Parauga lietu nomenklatūra",
        "approval_needed": True,
        "approval_no": "LNA-PARAUGS-7",
        "approved_by": context.actor.id,
        "method": "SHREDDED",
        "done_on": today - timedelta(days=18),
    }
    lines = [
        {
            "register": "received_document",
            "record_number": f"PARAUGS-{place}",
            "kept_until": today - timedelta(days=30),
        }
        for place in (1, 2)
    ]
    save(context, "destruction_act", act, {"destruction_act_line": lines})
    transfer = {
        "transfer_on": today - timedelta(days=5),
        "recipient": "Izdomātais zonālais arhīvs",
        "ground": "Arhīvu likums",
        "handed_by": context.actor.id,
    }
    line = {
        "file_id": files["1-2"],
        "year": today.year - 6,
        "volume": 1,
        "form": "PAPER",
        "retention_class": "PERMANENT",
        "sheets": 120,
    }
    save(context, "archive_transfer", transfer, {"archive_transfer_line": [line]})
    hold = {
        "register": "received_document",
        "record_told": "BALVI-PARAUGS/2000/1-1/1",
        "reason": "CONTEST",
        "explanation": "Parauga apturēšana, ieraksta nav",
        "held_from": today - timedelta(days=10),
        "lifted_on": today - timedelta(days=1),
    }
    save(context, "retention_hold", hold)


def _people(context: Context) -> None:
    now, today = clock.now_utc(), clock.today_riga()
    given = {
        "disclosed_at": now - timedelta(days=2),
        "outcome": "DISCLOSED",
        "to_kind": "SUBJECT",
        "recipient": "Izdomāta Paraugniece",
        "subject_name": "Izdomāta Paraugniece",
        "identity_document": "PASSPORT",
        "what": "Pašas iesnieguma kopija",
        "channel": "IN_PERSON",
        "ground": "OWN",
    }
    save(context, "disclosure", given)
    refused = {
        "disclosed_at": now - timedelta(days=1),
        "outcome": "REFUSED",
        "to_kind": "OTHER",
        "what": "Vai kaimiņš šodien bija centrā",
        "channel": "PHONE",
        "refusal": "Nav pilnvarojuma un likuma pamata",
    }
    save(context, "disclosure", refused)
    asked = {
        "received_on": today - timedelta(days=6),
        "kind": "ACCESS",
        "channel": "IN_PERSON",
        "person_name": "Piemērs Izdomātais",
        "identity_document": "ID_CARD",
    }
    save(context, "data_request", asked)
    others = [person.id for person in staff(context.store) if person.id != context.actor.id]
    if others:
        handed = {
            "handed_at": now - timedelta(days=3),
            "from_id": context.actor.id,
            "to_id": others[0],
            "matter": "Parauga pieteikums par pabalstu",
            "reason": "CONFLICT",
        }
        save(context, "hand_over", handed)
