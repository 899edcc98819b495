"""This file is the place where requests and complaints become papers: attestation, reply, the customer's card."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.clock import riga_day, today_riga
from kacdesk.core.latvian import counted
from kacdesk.core.on_demand import on_demand
from kacdesk.core.terms import Unit
from kacdesk.core.text import t
from kacdesk.models.contest_routes import ROUTES, STATE_SERVICE, first_instance
from kacdesk.services.context import Context
from kacdesk.services.deadlines import rule_of
from kacdesk.services.letterhead import letterhead
from kacdesk.services.references import current_references
from kacdesk.services.requests import contesting, delegation, feedback_rules
from kacdesk.spec.register import Values
from kacdesk.store import tables
from kacdesk.store.session import one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.attestation import Attestation, draw_attestation
    from kacdesk.reports.registration_card import RegistrationCard, draw_card
    from kacdesk.reports.reply_letter import ReplyLetter, draw_reply
else:
    Attestation, draw_attestation = on_demand("kacdesk.reports.attestation", "Attestation draw_attestation")
    RegistrationCard, draw_card = on_demand("kacdesk.reports.registration_card", "RegistrationCard draw_card")
    ReplyLetter, draw_reply = on_demand("kacdesk.reports.reply_letter", "ReplyLetter draw_reply")


Row = Mapping[str, Any]


def attestation(context: Context, record: UUID) -> bytes:
    """Draw the attestation that the person signs (S003 27.3); Missing when the application is not here."""
    row, sample = _row(context, delegation.REGISTER, record)
    day = row["attested_on"] or today_riga()
    told = Attestation(
        number=row["number"],
        person=row["person_name"] or "",
        code=row["person_code"] or "",
        contact=row["person_contact"] or "",
        identity=_label(context, delegation.REGISTER, "identity_document", row["identity_document"]),
        employee=_name(context, "staff", row["clerk_id"]),
        service=_name(context, "service", row["service_id"]),
        institution=_institution(context, row["institution_id"]),
        stated=row["stated_data"] or "",
        day=day,
        result=_label(context, delegation.REGISTER, "delivery", row["delivery"]),
        kept=_kept_words(context, day),
        sample=sample,
    )
    return draw_attestation(told, letterhead(context))


def _kept_words(context: Context, day: date) -> str:
    """Return how long the paper is kept, as the dated rule says it; '' without a rule in months."""
    rule = rule_of(context.store, delegation.KEEPING, day)
    if rule is None or rule.term.unit is not Unit.MONTHS:
        return ""
    months = counted(rule.term.count, t("mēnešu"), t("mēnesi"), t("mēnešus"))
    return t(
        "Apliecinājumu glabā {months} no e-pakalpojuma izpildes dienas, pēc tam iznīcina.", months=months
    )


def reply(context: Context, record: UUID) -> bytes:
    """Draw the reply to whoever complained, asked or proposed; Missing when it is not here."""
    row, sample = _row(context, feedback_rules.REGISTER, record)
    first = first_instance(row["about"])
    anonymous = t("Anonīms iesniedzējs")
    told = ReplyLetter(
        kind=_label(context, feedback_rules.REGISTER, "kind", row["kind"]),
        number=row["number"],
        received_on=riga_day(row["received_at"]),
        subject=row["subject"],
        recipient=anonymous if row["anonymous"] else row["customer_name"] or "",
        address=row["customer_contact"] or "",
        text=row["reply_text"] or "",
        contesting=contesting.notice(context.store, {**row, "instance": first}),
        signatory=contesting.instance_name(first) if first != "CENTRE" else t("Centra vadītājs"),
        name=_name(context, "staff", row["answered_by"]) if first == "HEAD" else "",
        together_with=_institution(context, row["cohandler_id"]),
        day=row["answered_on"],
        sample=sample,
    )
    return draw_reply(told, letterhead(context))


def may_be_replied(values: Values) -> bool:
    """Say whether the reply is written in the municipality, and not by an institution or the commission."""
    about = str(values.get("about"))
    return values.get("kind") != "COMPLIMENT" and feedback_rules.answered_in_the_municipality(about)


def card(context: Context, record: UUID) -> bytes:
    """Draw the card that the customer takes along; Missing when the complaint is not here."""
    row, sample = _row(context, feedback_rules.REGISTER, record)
    instances = [contesting.instance_name(each) for each in ROUTES[row["about"]]]
    if row["about"] == STATE_SERVICE and row["institution_id"] is not None:
        instances = [_institution(context, row["institution_id"])]
    told = RegistrationCard(
        number=row["number"],
        kind=_label(context, feedback_rules.REGISTER, "kind", row["kind"]),
        received_at=row["received_at"],
        subject=row["subject"],
        due_on=row["due_on"],
        forwarded_by=row["forward_due_on"],
        route=instances,
        contact=_contact(context),
        sample=sample,
    )
    return draw_card(told, letterhead(context))


def _row(context: Context, register: str, record: UUID) -> tuple[Row, bool]:
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, register, record)
        return row, bool(one(connection, tables.desk)["sample"])


def _label(context: Context, register: str, field: str, code: str | None) -> str:
    return t(context.catalog.spec(register).by_name[field].choice_label(code)) if code else ""


def _name(context: Context, register: str, record: UUID | None) -> str:
    return current_references(context.store).name(register, record) if record is not None else ""


def _institution(context: Context, record: UUID | None) -> str:
    """Return an institution's name in full."""
    if record is None:
        return ""
    columns = context.catalog.table("institution").c
    with context.store.read() as connection:
        return connection.scalars(select(columns.title).where(columns.id == record)).first() or ""


def _contact(context: Context) -> str:
    """Return where the point is and its phone, as the catalogue has them."""
    with context.store.read() as connection:
        row = _point(connection, context)
    return " · ".join(part for part in row if part)


def _point(connection: Connection, context: Context) -> tuple[str | None, ...]:
    columns = context.catalog.table("service_point").c
    found = connection.execute(
        select(columns.address, columns.phone).where(columns.code == context.store.point)
    ).first()
    return tuple(found) if found is not None else ()
