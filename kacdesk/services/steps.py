"""This file is the place where it is known what can be done with a saved record at one stroke: its steps.

A step changes fields of progress only, so it asks for no reason; the change stands in the log like any other.
"""

from collections.abc import Mapping
from uuid import UUID

from kacdesk.core.errors import Refused
from kacdesk.core.text import later, t
from kacdesk.services.context import Context, Role
from kacdesk.services.institutions import (
    agreements,
    institution_notices,
    local_presence,
    receptions,
    referrals,
)
from kacdesk.services.keeping import privacy_rules
from kacdesk.services.local.local_steps import LOCAL
from kacdesk.services.papers import batch_rules, custody, letter_rules
from kacdesk.services.people import absences, opening_hours
from kacdesk.services.quality.quality_steps import QUALITY
from kacdesk.services.records import correct
from kacdesk.services.requests import delegation, email_replies, feedback_steps
from kacdesk.services.step import Step as Step
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import row_of

STEPS: Mapping[str, tuple[Step, ...]] = {
    custody.DOCUMENT: (
        Step("copied", later("Nokopēts"), custody.may_be_copied, custody.copied),
        Step("returned", later("Atdots iesniedzējam"), custody.is_here, custody.returned),
        Step("handed_on", later("Nodots adresātam"), custody.is_here, custody.handed_on),
        Step("confirmed", later("Adresāts saņēmis"), custody.may_be_confirmed, custody.confirmed),
        Step("answered", later("Atbildēts"), custody.is_answer_awaited, custody.answered),
        Step("came_back", later("Atkal centrā"), custody.may_come_back, custody.came_back, aside=True),
    ),
    custody.BATCH: (
        Step("sent", later("Nosūtīts"), batch_rules.may_be_sent, batch_rules.sent),
        Step(
            "acknowledged",
            later("Saņemšana apstiprināta"),
            batch_rules.may_be_acknowledged,
            batch_rules.acknowledged,
        ),
    ),
    letter_rules.OUTGOING: (
        Step("sent", later("Nosūtīts"), letter_rules.is_unsent, letter_rules.sent_today),
        Step("answered", later("Atbilde saņemta"), letter_rules.awaits_answer, letter_rules.answered_today),
    ),
    letter_rules.ISSUED: (
        Step(
            "handed_over",
            later("Identitāte pārbaudīta, izsniegts pret parakstu"),
            letter_rules.is_fetched,
            letter_rules.handed_over,
        ),
        Step("posted", later("Nosūtīts pa pastu"), letter_rules.goes_by_post, letter_rules.delivered_today),
        Step(
            "e_address",
            later("Nosūtīts e-adresē"),
            letter_rules.goes_by_e_address,
            letter_rules.delivered_today,
        ),
    ),
    letter_rules.ORAL: (
        Step(
            "signed", later("Nolasīts un parakstīts"), letter_rules.is_unsigned, letter_rules.read_and_signed
        ),
    ),
    "institution_notice": institution_notices.STEPS,
    "local_presence": local_presence.STEPS,
    referrals.REGISTER: referrals.STEPS,
    receptions.REGISTER: receptions.STEPS,
    "cooperation_agreement": agreements.STEPS,
    "absence": (
        Step("approve", later("Saskaņot"), absences.is_asked, absences.approve, supervised=True),
        Step("reject", later("Noraidīt"), absences.is_asked, absences.reject, supervised=True),
    ),
    "publication": (
        Step("checked", later("Pārbaudīts, viss aktuāls"), opening_hours.is_kept, opening_hours.checked),
    ),
    **QUALITY,
    **LOCAL,
    delegation.REGISTER: delegation.STEPS,
    email_replies.REGISTER: email_replies.STEPS,
    "feedback": feedback_steps.STEPS,
    "contest": feedback_steps.CONTEST_STEPS,
    "own_error": feedback_steps.ERROR_STEPS,
    "quality_check": feedback_steps.CHECK_STEPS,
    "data_request": (
        Step("answered", later("Atbildēts"), privacy_rules.request_is_open, privacy_rules.answered),
    ),
    "retention_hold": (
        Step(
            "lift",
            later("Vairs neapturēt"),
            privacy_rules.hold_is_open,
            privacy_rules.lifted,
            supervised=True,
            aside=True,
        ),
    ),
    "destruction_act": (
        Step(
            "done", later("Iznīcināts"), privacy_rules.act_is_open, privacy_rules.carried_out, supervised=True
        ),
    ),
    "archive_transfer": (
        Step(
            "accepted",
            later("Arhīvs pieņēmis"),
            privacy_rules.transfer_is_open,
            privacy_rules.accepted,
            supervised=True,
        ),
    ),
}
"""Register → its steps, in the order in which they usually come."""


def steps_of(register: str, values: Values, *, supervisor: bool) -> tuple[Step, ...]:
    """Return the steps that somebody can take with a record of these values."""
    if values.get("status") == Status.VOIDED:
        return ()
    known = STEPS.get(register, ())
    return tuple(step for step in known if (supervisor or not step.supervised) and step.applies(values))


def take(context: Context, register: str, record: UUID, step: str, *, rev: int | None = None) -> int:
    """Take a step and return the record's new revision.

    Refused when it does not apply (any more) and when the actor may not, Invalid when a rule is against it, Stale when
    the record was changed since `rev`.
    """
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, register, record)
    may = steps_of(register, row, supervisor=context.actor.role is Role.SUPERVISOR)
    found = next((each for each in may if each.name == step), None)
    if found is None:
        raise Refused(
            t("Ar šo ierakstu to tagad nevar izdarīt."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Atveriet ierakstu vēlreiz: kāds to, iespējams, jau izdarīja."),
        )
    changes = found.changes(context, row)
    return correct(context, register, record, changes, rev=row["rev"] if rev is None else rev, reason=None)
