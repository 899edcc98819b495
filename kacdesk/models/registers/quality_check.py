"""This file is the place where the supervisor's checks of what the staff prepared are a register."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group, Values

QUALITY = (Choice("GOOD", "Laba"), Choice("REMARKS", "Ir piezīmes"), Choice("POOR", "Nepietiekama"))

LAWFULNESS = (
    Choice("LAWFUL", "Atbilst tiesību aktiem"),
    Choice("DOUBTFUL", "Jāprecizē"),
    Choice("UNLAWFUL", "Neatbilst tiesību aktiem"),
)

CHECK_OUTCOME = (
    Choice("ACCEPTED", "Pieņemts"),
    Choice("TO_MEND", "Jālabo"),
    Choice("DISCUSSED", "Pārrunāts ar darbinieku"),
)


def remark_for_what_is_not_good(values: Values) -> Problem | None:
    """Ask what is wrong, for whoever has to mend it."""
    fine = values.get("quality") == "GOOD" and values.get("lawfulness") == "LAWFUL"
    if fine and values.get("outcome") == "TO_MEND":
        return Problem("outcome", t("Ja piezīmju nav, nav ko labot; pārbaudiet vērtējumu."), "order")
    if fine or values.get("remark"):
        return None
    return Problem("remark", t("Pierakstiet, kas nav kārtībā."), "required")


@register(
    "Dokumentu kvalitāte",
    singular="Dokumenta pārbaude",
    listed=(
        "checked_on",
        "subject",
        "staff_id",
        "quality",
        "lawfulness",
        "outcome",
        "mend_by",
        "mended_on",
        "status",
    ),
    checks=(remark_for_what_is_not_good, not_before("checked_on", "mended_on")),
    group=Group.QUALITY,
    supervised=True,
    named_by=("checked_on", "subject"),
    ordered_by="checked_on",
    clocks=(Clock("mend_by", "Izlabot pēc pārbaudes", {"mended_on": (None,)}, ahead=1),),
)
class QualityCheck(Record):
    """The head's evaluation of the quality and legality of a document that the staff prepared (S000 3.3(6))."""

    __tablename__ = "quality_check"

    subject: Mapped[str] = field(
        "Kas pārbaudīts", longest=300, hint="Dokumenta numurs vai nosaukums", section="Dokuments"
    )
    document_id: Mapped[UUID | None] = field(
        "Saņemtais dokuments", refers_to="received_document", searched=False
    )
    outgoing_id: Mapped[UUID | None] = field(
        "Nosūtītais dokuments", refers_to="outgoing_document", searched=False
    )
    issued_id: Mapped[UUID | None] = field(
        "Izsniegtais dokuments", refers_to="issued_document", searched=False
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    feedback_id: Mapped[UUID | None] = field("Sūdzība", refers_to="feedback", searched=False)
    email_id: Mapped[UUID | None] = field("E-pasta vēstule", refers_to="email_intake", searched=False)
    delegated_id: Mapped[UUID | None] = field(
        "Pieteikums citas personas vārdā", refers_to="delegated_application", searched=False
    )
    staff_id: Mapped[UUID | None] = field("Sagatavoja", refers_to="staff")
    checked_on: Mapped[date | None] = field(
        "Pārbaudīts", section="Vērtējums", hint="Tukšu aizpilda ar šodienas datumu."
    )
    clerk_id: Mapped[UUID | None] = field("Pārbaudīja", refers_to="staff")
    quality: Mapped[str] = field("Kvalitāte", choices=QUALITY, default="GOOD")
    lawfulness: Mapped[str] = field("Tiesiskums", choices=LAWFULNESS, default="LAWFUL")
    remark: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=2000)
    outcome: Mapped[str] = field("Iznākums", choices=CHECK_OUTCOME, default="ACCEPTED")
    mend_by: Mapped[date | None] = field(
        "Izlabot līdz", when=When("outcome", ("TO_MEND",)), needed=True, searched=False, indexed=True
    )
    mended_on: Mapped[date | None] = field(
        "Izlabots", when=When("outcome", ("TO_MEND",)), progress=True, searched=False
    )
