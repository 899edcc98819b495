"""This file is the place where the sample point gets made-up e-mails, complaints, attestations, mistakes and checks."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.clock import from_riga, today_riga
from kacdesk.services import records
from kacdesk.services.context import Context, Role
from kacdesk.services.people import accounts

_BACK = timedelta(days=1)


def make(context: Context) -> None:
    """Save a few records of each of these registers near today."""
    _emails(context)
    _complaints(context)
    _attestations(context)
    _checks(context)


def _at(days_ago: int, hour: int = 10, minute: int = 0) -> datetime:
    return from_riga(datetime.combine(today_riga() - days_ago * _BACK, time(hour, minute)))


def _on(days_ago: int) -> date:
    return today_riga() - days_ago * _BACK


def _save(context: Context, register: str, **values: Any) -> UUID:
    return records.save(context, register, values).id


def _emails(context: Context) -> None:
    letters: tuple[Mapping[str, Any], ...] = (
        {
            "received_at": _at(1, 9, 12),
            "sender": "Piemērs Vēstulnieks",
            "sender_email": "piemers.vestulnieks@example.lv",
            "subject": "Par darba laiku svētku dienās",
            "text": "Vai centrs strādā 30. decembrī?",
        },
        {
            "received_at": _at(8, 16, 40),
            "sender": "Izdomātā Sūtītāja",
            "sender_email": "izdomata.sutitaja@example.lv",
            "subject": "Iesniegums par ielas apgaismojumu",
            "kind": "SUBMISSION",
            "signed": True,
            "answered_on": _on(6),
            "answered_how": "EMAIL",
            "answered_by": context.actor.id,
        },
        {
            "received_at": _at(9, 11, 5),
            "sender": "Paraugs Jautātājs",
            "subject": "Par pabalsta pieteikšanu",
            "answered_on": _on(8),
            "substance_on": _on(8),
            "answered_by": context.actor.id,
            "answered_how": "EMAIL",
        },
        {
            "received_at": _at(12, 8, 30),
            "sender": "Izdomāts Veikals",
            "subject": "Reklāma",
            "kind": "OTHER",
            "no_reply_ground": "Reklāma",
        },
    )
    for letter in letters:
        _save(context, "email_intake", **letter)


def _complaints(context: Context) -> None:
    clerk = next(actor for actor in accounts.staff(context.store) if actor.own_role is Role.CLERK)
    contested = _save(
        context,
        "feedback",
        received_at=_at(30, 14),
        kind="COMPLAINT",
        category="ATTITUDE",
        subject="Nepieklājīga atbilde pie lodziņa",
        about="EMPLOYEE_ACTION",
        staff_id=clerk.id,
        customer_name="Paraugs Sūdzētājs",
        customer_contact="Parauga iela 1, Balvi",
        assigned_on=_on(29),
        assigned_to=context.actor.id,
        answered_on=_on(21),
        answered_by=context.actor.id,
        answered_how="POST",
        finding="PARTLY",
        reply_text="Esam pārrunājuši notikušo ar darbinieku un atvainojamies par radītajām neērtībām.",
    )
    _save(
        context,
        "contest",
        feedback_id=contested,
        subject="Nepieklājīga atbilde pie lodziņa",
        received_on=_on(6),
        instance="DIRECTOR",
        grounds="Atbilde nav par būtību.",
        handed_on=_on(5),
    )
    others: tuple[Mapping[str, Any], ...] = (
        {
            "received_at": _at(2, 12),
            "kind": "COMPLAINT",
            "category": "WAITING",
            "subject": "Ilgi jāgaida pie iestādes darbinieka",
            "about": "STATE_SERVICE",
            "institution_id": _institution(context, "VSAA"),
            "customer_name": "Izdomātā Iesniedzēja",
            "customer_contact": "izdomata@example.lv",
        },
        {
            "received_at": _at(4, 15, 20),
            "kind": "PROPOSAL",
            "source": "QUESTIONNAIRE",
            "category": "PREMISES",
            "subject": "Vajag sēdvietu pie publiskā datora",
            "anonymous": True,
        },
        {
            "received_at": _at(20, 9, 45),
            "kind": "COMPLAINT",
            "source": "TRUST_LINE",
            "category": "DISCRIMINATION",
            "subject": "Atšķirīga attieksme pret apmeklētājiem",
            "about": "HEAD_ACTION",
            "customer_name": "Piemērs Iesniedzējs",
            "customer_contact": "+371 20000000",
            "assigned_on": _on(19),
            "extension": "COMPLEX",
            "extended_on": _on(15),
            "extension_reason": "Jāuzklausa visi iesaistītie.",
            "extension_notice_on": _on(15),
        },
        {
            "received_at": _at(5, 10, 10),
            "kind": "COMPLIMENT",
            "subject": "Paldies par palīdzību ar e-adresi",
            "customer_name": "Paraugs Pateicīgais",
            "closed_on": _on(5),
            "closed_how": "NOTED",
        },
    )
    for values in others:
        _save(context, "feedback", **values)


def _attestations(context: Context) -> None:
    service = _service(context)
    known = {
        "identity_document": "ID_CARD",
        "document_valid_until": today_riga() + 900 * _BACK,
        "service_id": service,
    }
    done = {
        "stated_data": "Konta numurs un deklarētā dzīvesvieta norādīti manā vārdā.",
        "portal_as_authorised": True,
    }
    _save(
        context,
        "delegated_application",
        **known,
        person_name="Paraugs Pilnvarotājs",
        person_code="321234-56789",
        identity_checked_at=_at(1, 11),
    )
    for days, name, completed in (
        (3, "Piemērs Seniors", None),
        (60, "Izdomātā Seniore", 50),
        (150, "Paraugs Kungs", 140),
    ):
        more: dict[str, Any] = {"completed_on": _on(completed)} if completed else {}
        _save(
            context,
            "delegated_application",
            **known,
            **done,
            **more,
            person_name=name,
            identity_checked_at=_at(days, 13),
            attested_on=_on(days),
            shelf_mark="Mape A, 3. plaukts",
            portal_no=f"EP-PARAUGS-{days}",
            registered_on=_on(days),
            delivery="IN_PERSON",
        )


def _checks(context: Context) -> None:
    _save(
        context,
        "own_error",
        happened_on=_on(7),
        noted_on=_on(6),
        what="Izsniegta izziņa ar nepareizu datumu",
        consequence="Klientam bija jānāk vēlreiz",
        apologised=True,
        informed_of_right=True,
        remedy="Izsniegta jauna izziņa, vecā iznīcināta klienta klātbūtnē",
        remedied_on=_on(5),
        seen_on=_on(4),
    )
    _save(
        context,
        "own_error",
        noted_on=_on(1),
        what="Klients nosūtīts uz nepareizu kabinetu",
        found_by="CUSTOMER",
        apologised=True,
        remedy_by=today_riga() + 2 * _BACK,
    )
    _save(
        context,
        "quality_check",
        subject="Atbilde uz iesniegumu par ceļa seguma remontu",
        checked_on=_on(10),
    )
    _save(
        context,
        "quality_check",
        subject="Vēstule par pabalsta pieteikšanu",
        checked_on=_on(2),
        quality="REMARKS",
        remark="Nav norādīts, kur atbildi var apstrīdēt.",
        outcome="TO_MEND",
        mend_by=today_riga() + 3 * _BACK,
    )


def _institution(context: Context, abbr: str) -> UUID | None:
    columns = context.catalog.table("institution").c
    with context.store.read() as connection:
        return connection.scalars(select(columns.id).where(columns.abbr == abbr)).first()


def _service(context: Context) -> UUID | None:
    """Return the first service of the catalogue that may be applied for in another person's name."""
    columns = context.catalog.table("service").c
    wanted = select(columns.id).where(columns.delegation_supported.is_(True)).order_by(columns.n).limit(1)
    with context.store.read() as connection:
        return connection.scalars(wanted).first()
