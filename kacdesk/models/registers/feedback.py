"""This file is the place where complaints, questions and proposals are a register with numbers and terms."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.models.contest_routes import ABOUT, ACT, EMPLOYEE, INSTANCE, STATE_SERVICE
from kacdesk.models.feedback_checks import (
    days_follow_receipt,
    extension_is_whole,
    nobody_judges_himself,
    reporter_or_anonymous,
    stages_in_order,
)
from kacdesk.models.feedback_words import (
    CLOSED_HOW,
    EXTENSION,
    FEEDBACK_CATEGORY,
    FEEDBACK_KIND,
    FEEDBACK_SOURCE,
    FEEDBACK_STATE,
    FINDING,
)
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.parties import code_matches_kind
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CHANNEL, PARTY_KIND
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Clock, Group

_EXTENDED = When("extension", ("COMPLEX", "LONGEST"))
_FOR_INSTITUTION = When("about", (STATE_SERVICE,))
_SIGNED = When("anonymous", (False,))


@register(
    "Sūdzības, jautājumi un priekšlikumi",
    singular="Sūdzība, jautājums vai priekšlikums",
    listed=("number", "received_at", "kind", "subject", "about", "instance", "due_on", "state", "status"),
    checks=(
        reporter_or_anonymous,
        code_matches_kind("customer_kind", "customer_code"),
        nobody_judges_himself,
        stages_in_order,
        extension_is_whole,
        days_follow_receipt,
    ),
    group=Group.REQUESTS,
    numbered=True,
    file_index="1-6",
    named_by=("number", "subject"),
    ordered_by="received_at",
    clocks=(
        Clock("due_on", "Atbilde", {"answered_on": (None,), "closed_on": (None,)}, ahead=3),
        Clock(
            "forward_due_on",
            "Pārsūtīt iestādei",
            {"about": (STATE_SERVICE,), "forwarded_on": (None,), "closed_on": (None,)},
            ahead=2,
        ),
        Clock(
            "forward_due_on",
            "Nodot apstrīdēšanas komisijai",
            {"about": (ACT,), "assigned_on": (None,), "closed_on": (None,)},
            ahead=2,
        ),
        Clock(
            "institution_due_on",
            "Iestādes atbilde",
            {"institution_answered_on": (None,), "closed_on": (None,)},
        ),
    ),
)
class Feedback(NumberedRecord):
    """A complaint, question, proposal, request or compliment about service at the centre (S001 17.13; S002 10.1).

    What stands in a kept draft is only received; saving registers it. The state follows from what is recorded:
    REGISTERED → ASSIGNED → ANSWERED | FORWARDED | EXTENDED → CLOSED, and CONTESTED while the next instance has it. The
    instance follows from the subject (`contest_routes`) and from what was contested. One day for the answer: the
    dated rule SUBMISSION, or a later one when the term was extended before it was over, with a notice. What others
    answer (an institution, the commission) has the term of forwarding instead.
    """

    __tablename__ = "feedback"

    state: Mapped[str] = field("Stadija", choices=FEEDBACK_STATE, derived=True, default="REGISTERED")
    instance: Mapped[str] = field("Izskata instance", choices=INSTANCE, derived=True, default="CENTRE")
    contested_on: Mapped[date | None] = field("Apstrīdēts", derived=True, searched=False)
    contest_open: Mapped[bool] = field(
        "Apstrīdēšana nav pabeigta", derived=True, default=False, searched=False
    )

    received_at: Mapped[datetime] = field("Saņemts", indexed=True, section="Kas saņemts")
    kind: Mapped[str] = field("Veids", choices=FEEDBACK_KIND, default="COMPLAINT")
    source: Mapped[str] = field("Avots", choices=FEEDBACK_SOURCE, default="COUNTER")
    category: Mapped[str | None] = field("Temats", choices=FEEDBACK_CATEGORY)
    subject: Mapped[str] = field("Īsumā", longest=300, hint="Bez vārdiem un kodiem: tas redzams sarakstos")
    text: Mapped[str | None] = field("Teksts", kind=Kind.LONG_TEXT, longest=6000, personal=True)

    anonymous: Mapped[bool] = field("Anonīmi", default=False, section="Iesniedzējs", searched=False)
    customer_kind: Mapped[str | None] = field(
        "Iesniedzēja veids", choices=PARTY_KIND, when=_SIGNED, searched=False
    )
    customer_name: Mapped[str | None] = field(
        "Iesniedzējs", longest=160, personal=True, when=_SIGNED, needed=True
    )
    customer_code: Mapped[str | None] = field(
        "Personas kods vai reģ. Nr.", kind=Kind.PARTY_CODE, longest=20, personal=True, when=_SIGNED
    )
    customer_contact: Mapped[str | None] = field(
        "Adrese atbildei", longest=250, personal=True, when=_SIGNED, hint="Pasts, e-pasts vai e-adrese"
    )

    about: Mapped[str] = field("Par", choices=ABOUT, default="CENTRE", section="Par ko")
    staff_id: Mapped[UUID | None] = field(
        "Darbinieks", refers_to="staff", when=When("about", (EMPLOYEE,)), searched=False
    )
    institution_id: Mapped[UUID | None] = field(
        "Iestāde", refers_to="institution", when=_FOR_INSTITUTION, needed=True
    )
    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service")
    cohandler_id: Mapped[UUID | None] = field(
        "Atbildi sagatavo kopā ar",
        refers_to="institution",
        progress=True,
        hint="Iestāde, kas sadarbojas atbildes sagatavošanā",
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    email_id: Mapped[UUID | None] = field("E-pasta vēstule", refers_to="email_intake", searched=False)
    document_id: Mapped[UUID | None] = field(
        "Saņemtais dokuments", refers_to="received_document", searched=False
    )

    due_on: Mapped[date | None] = field("Atbildēt līdz", derived=True, searched=False, indexed=True)
    first_due_on: Mapped[date | None] = field("Sākotnējais termiņš", derived=True, searched=False)
    clerk_id: Mapped[UUID | None] = field("Pieņēma", refers_to="staff", section="Izskatīšana")
    assigned_on: Mapped[date | None] = field("Nodots izskatīšanai", progress=True, searched=False)
    assigned_to: Mapped[UUID | None] = field("Izskata", refers_to="staff", progress=True)
    extension: Mapped[str | None] = field(
        "Termiņš pagarināts", choices=EXTENSION, progress=True, searched=False
    )
    extended_on: Mapped[date | None] = field(
        "Pagarināšanas diena", when=_EXTENDED, needed=True, progress=True, searched=False
    )
    extension_reason: Mapped[str | None] = field(
        "Pagarināšanas iemesls", longest=500, when=_EXTENDED, needed=True, progress=True, searched=False
    )
    extension_notice_on: Mapped[date | None] = field(
        "Iesniedzējs par pagarinājumu informēts", when=_EXTENDED, progress=True, searched=False
    )
    forward_due_on: Mapped[date | None] = field("Pārsūtīt līdz", derived=True, searched=False, indexed=True)
    forwarded_on: Mapped[date | None] = field(
        "Pārsūtīts iestādei", when=_FOR_INSTITUTION, progress=True, searched=False
    )
    forward_told_on: Mapped[date | None] = field(
        "Iesniedzējs par pārsūtīšanu informēts", when=_FOR_INSTITUTION, progress=True, searched=False
    )
    institution_due_on: Mapped[date | None] = field(
        "Iestādei jāatbild līdz", derived=True, searched=False, indexed=True
    )
    institution_answered_on: Mapped[date | None] = field(
        "Iestāde atbildējusi", when=_FOR_INSTITUTION, progress=True, searched=False
    )

    answered_on: Mapped[date | None] = field(
        "Atbilde vai lēmums", progress=True, section="Atbilde", indexed=True
    )
    answered_by: Mapped[UUID | None] = field("Atbildēja", refers_to="staff", progress=True, searched=False)
    answered_how: Mapped[str | None] = field("Atbildes veids", choices=CHANNEL, progress=True, searched=False)
    finding: Mapped[str | None] = field("Iznākums", choices=FINDING, progress=True)
    reply_text: Mapped[str | None] = field(
        "Atbildes teksts", kind=Kind.LONG_TEXT, longest=6000, personal=True, progress=True
    )
    closed_on: Mapped[date | None] = field("Slēgts", progress=True, searched=False)
    closed_how: Mapped[str | None] = field("Kā slēgts", choices=CLOSED_HOW, progress=True, searched=False)
    note: Mapped[str | None] = field(
        "Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True, progress=True
    )


index_numbers(Feedback)
