"""This file is the place where the sample point gets made-up trainings, tasks, surveys, checks and proposals."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.clock import RIGA, now_utc, today_riga
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts

_MARKS = (
    (5, 4, 4, 5, 5, 5),
    (4, 3, 4, 5, 4, 4),
    (5, 5, 3, 5, 5, 5),
    (3, 2, 3, 4, 4, 4),
    (5, 4, 5, 5, 5, 4),
    (4, 4, 4, 5, 3, 5),
)


def make(context: Context) -> None:
    """Save a few records of each of these registers near today."""
    today, back = today_riga(), timedelta(days=1)
    people = accounts.staff(context.store)
    clerk = people[-1].id
    vsaa, lad = (_institution(context, abbr) for abbr in ("VSAA", "LAD"))
    new = records.save
    new(
        context,
        "training",
        {
            "title": "VSAA pakalpojumi: kas mainījies",
            "kind": "YEARLY",
            "institution_id": vsaa,
            "held_on": today - 340 * back,
            "hours": 4,
        },
        {"training_participant": [{"staff_id": person.id} for person in people[:2]]},
    )
    new(
        context,
        "training",
        {
            "title": "Platību maksājumu pieteikšana",
            "kind": "BASKET",
            "institution_id": lad,
            "cause_on": today - 20 * back,
            "planned_on": today + 5 * back,
        },
    )
    new(
        context,
        "training",
        {"title": "Klientu apkalpošanas semināri", "kind": "QUALIFICATION", "held_on": today - 12 * back},
    )
    given = now_utc() - timedelta(hours=30)
    new(
        context,
        "task",
        {
            "what": "Atjaunot informāciju pie ieejas",
            "given_at": given,
            "staff_id": clerk,
            "due_on": today + 2 * back,
        },
    )
    new(
        context,
        "task",
        {
            "what": "Sagatavot ziņas par apmeklējumu skaitu",
            "kind": "DIRECT_ORDER",
            "ordered_by": "EXECUTIVE",
            "given_at": given,
            "staff_id": clerk,
            "due_on": today,
            "priority": "HIGH",
        },
    )
    survey = new(
        context, "survey", {"title": "Klientu aptauja 2026", "version": "1", "opened_on": today - 40 * back}
    )
    for place, marks in enumerate(_MARKS):
        names = ("place", "waiting", "working_time", "attitude", "clarity", "result")
        answer: dict[str, Any] = dict(zip(names, marks, strict=True))
        answer |= {
            "survey_id": survey.id,
            "answered_on": today - (30 - place) * back,
            "way": "SCREEN" if place % 2 else "PAPER",
        }
        new(context, "survey_answer", answer)
    begun = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    ended = begun - back
    started = date(ended.year, ended.month - 2, 1)
    new(
        context,
        "review",
        {
            "kind": "QUARTER",
            "period_from": started,
            "period_to": ended,
            "summary": "Apmeklējumu skaits pieaudzis; gaidīšanas laiks pirmdienās par ilgu.",
        },
        {
            "review_finding": [
                {
                    "what": "Pirmdienu rītos veidojas rinda",
                    "action": "Otrs darbinieks no plkst. 8.30",
                    "staff_id": clerk,
                    "due_on": today + 10 * back,
                    "kind": "RISK",
                }
            ]
        },
    )
    new(
        context,
        "report_request",
        {
            "asked_at": _at(today - 3 * back, 10),
            "asked_by": "EXECUTIVE",
            "about": "VSAA konsultācijas",
            "period_from": today - 90 * back,
            "period_to": today,
            "due_on": today + back,
        },
    )
    printer = new(
        context,
        "equipment",
        {"title": "Daudzfunkciju printeris", "kind": "PRINTER", "inventory_no": "PAR-0001"},
    )
    new(
        context,
        "equipment",
        {"title": "Klientu dators", "kind": "PUBLIC_PC", "inventory_no": "PAR-0002", "place": "Zāle"},
    )
    new(
        context,
        "equipment_check",
        {"checked_on": today, "printer": False, "note": "Printeris ķer papīru, paziņots IT"},
    )
    new(
        context,
        "equipment_fault",
        {
            "noticed_on": today,
            "equipment_id": printer.id,
            "what": "Ķer papīru",
            "reported_to": "IT nodaļa",
            "reported_on": today,
            "due_on": today + back,
        },
    )
    new(
        context,
        "proposal",
        {
            "kind": "TRAINING_NEED",
            "title": "Mācības par e-adresi",
            "addressee": "MINISTRY",
            "sent_on": today - 9 * back,
            "due_on": today + 20 * back,
        },
    )
    new(
        context,
        "service_transfer",
        {
            "direction": "INCLUDE",
            "institution_id": lad,
            "service_text": "Lauku bloku precizēšana (paraugs)",
            "stage": "Pieteikuma pieņemšana",
            "letter_on": today - 25 * back,
        },
    )
    new(
        context,
        "staff_suggestion",
        {"given_on": today - 6 * back, "text": "Pie ieejas vajag lielāku darba laika plāksni."},
    )
    new(
        context,
        "access_application",
        {
            "kind": "GRANT",
            "staff_id": clerk,
            "post": "Klientu apkalpošanas speciāliste",
            "extent": "Reģistrēšana",
            "applied_on": today - 2 * back,
        },
    )


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), RIGA)


def _institution(context: Context, abbr: str) -> UUID | None:
    table = context.catalog.table("institution")
    with context.store.read() as connection:
        return connection.scalars(select(table.c.id).where(table.c.abbr == abbr)).first()
