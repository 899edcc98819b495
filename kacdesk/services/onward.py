"""This file is the place where it is known which record is begun from another, so that nothing is asked twice."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kacdesk.core.errors import Refused
from kacdesk.core.text import later, t
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.institutions import institution_notices, receptions, referrals
from kacdesk.services.keeping import privacy_onward
from kacdesk.services.lists import log_access
from kacdesk.services.local import border_lists, payments, residence, rural
from kacdesk.services.onward_entry import Onward as Onward
from kacdesk.services.papers import papers_onward
from kacdesk.services.requests import request_onward
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import row_of

ONWARD: Mapping[str, tuple[Onward, ...]] = {
    "institution_notice": (
        Onward(
            "timetable",
            later("Jauns laiks grafikā"),
            "presence",
            institution_notices.presence_of,
            institution_notices.changes_timetable,
        ),
        Onward(
            "specialist",
            later("Pievienot kontaktiem"),
            "specialist",
            institution_notices.specialist_of,
            institution_notices.names_a_new_person,
        ),
    ),
    "specialist": (
        Onward("referral", later("Nosūtīt pie šī speciālista"), referrals.REGISTER, referrals.of_specialist),
    ),
    receptions.REGISTER: (
        Onward("again", later("Cits laiks"), receptions.REGISTER, receptions.again, receptions.was_not_held),
    ),
    "visit": (
        Onward("referral", later("Nosūtīt pie speciālista"), referrals.REGISTER, referrals.of_visit),
        Onward("appointment", later("Pierakstīt pie amatpersonas"), receptions.REGISTER, receptions.of_visit),
        Onward("document", later("Pieņemt dokumentu"), "received_document", papers_onward.document_of_visit),
        Onward("issue", later("Izsniegt dokumentu"), "issued_document", papers_onward.issue_of_visit),
        Onward(
            "oral_request",
            later("Noformēt mutvārdu pieprasījumu"),
            "oral_request",
            papers_onward.oral_request_of_visit,
        ),
        Onward(
            "declaration",
            later("Deklarēt dzīvesvietu"),
            residence.DECLARATION,
            residence.declaration_of_visit,
        ),
        Onward(
            "certificate",
            later("Izziņa par dzīvesvietu"),
            residence.CERTIFICATE,
            residence.certificate_of_visit,
        ),
        Onward(
            "border",
            later("Pierobežas satiksmes iesniegums"),
            border_lists.APPLICATIONS,
            border_lists.application_of_visit,
        ),
        Onward("rural", later("Lauku attīstības konsultācija"), rural.CONSULTATION, rural.of_visit),
        Onward("payment", later("Maksājums"), payments.PAYMENT, payments.of_visit),
        Onward("disclosure", later("Izsniegt datus"), "disclosure", privacy_onward.disclosure_of_visit),
        Onward(
            "data_request",
            later("Pieprasījums par saviem datiem"),
            "data_request",
            privacy_onward.request_of_visit,
        ),
        Onward("hand_over", later("Nodot kolēģim"), "hand_over", privacy_onward.hand_over_of_visit),
        *request_onward.BEGUN["visit"],
    ),
    "received_document": (
        Onward("reply", later("Sagatavot atbildi"), "outgoing_document", papers_onward.reply_to),
        Onward("result", later("Izsniegt rezultātu"), "issued_document", papers_onward.result_of),
        Onward("request", later("Pieprasīt informāciju"), "outgoing_document", papers_onward.request_about),
        Onward("disclosure", later("Izsniegt datus"), "disclosure", privacy_onward.disclosure_of_document),
        Onward("hand_over", later("Nodot kolēģim"), "hand_over", privacy_onward.hand_over_of_document),
        *request_onward.BEGUN["received_document"],
    ),
    "outgoing_document": (
        Onward(
            "answer",
            later("Reģistrēt atbildi"),
            "received_document",
            papers_onward.answer_to,
            papers_onward.asks_something,
        ),
        *request_onward.BEGUN["outgoing_document"],
    ),
    "oral_request": (
        Onward(
            "submission",
            later("Reģistrēt kā iesniegumu"),
            "received_document",
            papers_onward.submission_of,
            papers_onward.may_be_registered,
        ),
    ),
    residence.DECLARATION: (
        Onward(
            "certificate",
            later("Izziņa par deklarēšanu"),
            residence.CERTIFICATE,
            residence.certificate_of_declaration,
        ),
    ),
    "phone_consultation": (
        Onward("referral", later("Nosūtīt pie speciālista"), referrals.REGISTER, referrals.of_call),
        Onward("appointment", later("Pierakstīt pie amatpersonas"), receptions.REGISTER, receptions.of_call),
        Onward("rural", later("Lauku attīstības konsultācija"), rural.CONSULTATION, rural.of_call),
        *request_onward.BEGUN["phone_consultation"],
    ),
    "email_intake": request_onward.BEGUN["email_intake"],
    "issued_document": request_onward.BEGUN["issued_document"],
    "delegated_application": request_onward.BEGUN["delegated_application"],
    "feedback": request_onward.BEGUN["feedback"],
    "own_error": request_onward.BEGUN["own_error"],
}
"""Register → what is begun from its records."""


def onward_of(register: str, values: Values) -> tuple[Onward, ...]:
    """Return what can be begun from a record of these values; nothing from a voided one."""
    if values.get("status") == Status.VOIDED:
        return ()
    return tuple(each for each in ONWARD.get(register, ()) if each.applies(values))


def begin(context: Context, register: str, record: UUID, name: str) -> Draft:
    """Return a new draft with what is known already; it is not kept until somebody goes on with it.

    The customer's data go into it, so the access is logged.
    """
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, register, record)
    found = next((each for each in onward_of(register, row) if each.name == name), None)
    if found is None:
        raise Refused(
            t("No šī ieraksta to sākt nevar."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sāciet jaunu ierakstu tā sadaļā."),
        )
    spec = context.catalog.spec(found.register)
    log_access(context, "onward", register, [record], purpose=t(spec.singular))
    values: dict[str, Any] = {each.name: each.default for each in spec.entered}
    if "clerk_id" in values:
        values["clerk_id"] = context.actor.id
    return drafts.begin(found.register, {**values, **found.carries(row)})
