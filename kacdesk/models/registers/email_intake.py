"""This file is the place where e-mails to the centre are a register, with the two terms that each may have."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CHANNEL
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group, Values

EMAIL_KIND = (
    Choice("QUESTION", "Jautājums"),
    Choice("SUBMISSION", "Iesniegums"),
    Choice("APPLICATION", "Pieteikums pakalpojumam"),
    Choice("OTHER", "Cita vēstule"),
)

EMAIL_STATE = (
    Choice("WAITING", "Gaida atbildi"),
    Choice("INTERIM", "Nosūtīta starpatbilde"),
    Choice("REGISTERED", "Reģistrēts kā dokuments"),
    Choice("ANSWERED", "Atbildēts"),
    Choice("NO_REPLY", "Atbilde nav vajadzīga"),
)

UNSIGNED_DECISION = (
    Choice("AS_SUBMISSION", "Atbildēt kā uz iesniegumu"),
    Choice("ASK_TO_SIGN", "Lūgt parakstīt"),
    Choice("INFORMALLY", "Atbildēt bez reģistrēšanas"),
)
"""What the head decides on a submission without an e-signature (Law on Submissions 2(4))."""


def answered_after_receipt(values: Values) -> Problem | None:
    """Refuse an answer before the letter came, and one in substance before the first."""
    received = values.get("received_at")
    for name in ("answered_on", "substance_on", "registered_on"):
        day = values.get(name)
        if day is not None and received is not None and day < riga_day(received):
            return Problem(name, t("Šī diena ir pirms vēstules saņemšanas; pārbaudiet datumu."), "order")
    first, whole = values.get("answered_on"), values.get("substance_on")
    if whole is not None and first is None:
        return Problem("answered_on", t("Ierakstiet, kad nosūtīta pirmā atbilde."), "required")
    if whole is not None and whole < first:
        return Problem("substance_on", t("Atbilde pēc būtības nevar būt pirms pirmās atbildes."), "order")
    return None


def no_reply_has_a_ground(values: Values) -> Problem | None:
    """Refuse to say both that there was an answer and that there need not be one."""
    if values.get("no_reply_ground") and values.get("answered_on"):
        return Problem("no_reply_ground", t("Uz vēstuli jau ir atbildēts; iemesls nav vajadzīgs."), "order")
    return None


@register(
    "E-pasta vēstules",
    singular="E-pasta vēstule",
    listed=(
        "number",
        "received_at",
        "kind",
        "subject",
        "sender",
        "reply_due_on",
        "statutory_due_on",
        "state",
        "status",
    ),
    checks=(answered_after_receipt, no_reply_has_a_ground),
    group=Group.REQUESTS,
    numbered=True,
    file_index="1-7",
    named_by=("number", "subject"),
    ordered_by="received_at",
    clocks=(
        Clock(
            "reply_due_on",
            "Atbilde uz e-pasta vēstuli",
            {"answered_on": (None,), "no_reply_ground": (None,)},
            ahead=1,
        ),
        Clock(
            "statutory_due_on",
            "Atbilde uz iesniegumu pēc likuma",
            {"substance_on": (None,), "registered_on": (None,), "no_reply_ground": (None,)},
            ahead=3,
        ),
    ),
)
class EmailIntake(NumberedRecord):
    """An e-mail to the centre, answered within three working days (S003 25.1.7.3).

    A submission has the term of the Law on Submissions beside it: an interim answer ends the first clock, not the
    second. One that is registered as a received document goes on there.
    """

    __tablename__ = "email_intake"

    state: Mapped[str] = field("Stadija", choices=EMAIL_STATE, derived=True, default="WAITING")

    received_at: Mapped[datetime] = field("Saņemta", indexed=True, section="Vēstule")
    sender: Mapped[str | None] = field("Sūtītājs", longest=160, personal=True, needed=True)
    sender_email: Mapped[str | None] = field("Sūtītāja e-pasts", kind=Kind.EMAIL, longest=200, personal=True)
    subject: Mapped[str] = field(
        "Temats", longest=300, hint="Bez personas datiem, piemēram, “Par dzīvesvietas deklarēšanu”"
    )
    kind: Mapped[str] = field("Veids", choices=EMAIL_KIND, default="QUESTION")
    signed: Mapped[bool | None] = field(
        "Parakstīta ar drošu elektronisko parakstu",
        default=False,
        when=When("kind", ("SUBMISSION", "APPLICATION")),
        searched=False,
    )
    unsigned_decision: Mapped[str | None] = field(
        "Ja nav parakstīta, vadītāja lēmums",
        choices=UNSIGNED_DECISION,
        when=When("signed", (False,)),
        progress=True,
        searched=False,
    )
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service")
    text: Mapped[str | None] = field("Saturs", kind=Kind.LONG_TEXT, longest=6000, personal=True)

    reply_due_on: Mapped[date | None] = field("Atbildēt līdz", derived=True, searched=False, indexed=True)
    statutory_due_on: Mapped[date | None] = field(
        "Likuma termiņš", derived=True, searched=False, indexed=True
    )
    clerk_id: Mapped[UUID | None] = field("Pieņēma", refers_to="staff", section="Atbilde")
    answered_on: Mapped[date | None] = field("Pirmā atbilde nosūtīta", progress=True, indexed=True)
    substance_on: Mapped[date | None] = field("Atbildēts pēc būtības", progress=True, searched=False)
    answered_by: Mapped[UUID | None] = field("Atbildēja", refers_to="staff", progress=True)
    answered_how: Mapped[str | None] = field("Atbildes veids", choices=CHANNEL, progress=True, searched=False)
    registered_on: Mapped[date | None] = field(
        "Reģistrēta kā saņemtais dokuments", progress=True, searched=False
    )
    document_no: Mapped[str | None] = field(
        "Dokumenta numurs",
        kind=Kind.CODE,
        longest=80,
        progress=True,
        hint="Saņemtā dokumenta reģistrācijas numurs",
    )
    no_reply_ground: Mapped[str | None] = field(
        "Kāpēc atbilde nav vajadzīga", longest=200, progress=True, hint="Piemēram, reklāma vai paldies"
    )
    note: Mapped[str | None] = field(
        "Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True, progress=True
    )


index_numbers(EmailIntake)
