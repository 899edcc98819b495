"""This file is the place where requests that were said aloud and put in writing at the counter are a register."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import one_of
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.register import register
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Clock, Group, Values


def signed_after_reading_aloud(values: Values) -> Problem | None:
    """Refuse a signature under a text that was not read to the person first."""
    if values.get("signed_on") is None or values.get("read_aloud"):
        return None
    return Problem("read_aloud", t("Pirms parakstīšanas nolasiet tekstu klientam un atzīmējiet to."), "order")


@register(
    "Mutvārdu pieprasījumi",
    singular="Mutvārdu pieprasījums",
    listed=(
        "number",
        "taken_on",
        "requester_name",
        "subject",
        "addressee_id",
        "signed_on",
        "registered_on",
        "status",
    ),
    checks=(
        one_of(
            "addressee_id",
            "addressee_text",
            sentence=lambda: t("Norādiet, kam pieprasījums adresēts."),
        ),
        signed_after_reading_aloud,
    ),
    group=Group.REQUESTS,
    numbered=True,
    file_index="1-13",
    named_by=("number", "subject"),
    ordered_by="taken_on",
    clocks=(Clock(due="signed_on", what="Reģistrēt iesniegumu", while_={"registered_on": (None,)}),),
)
class OralRequest(NumberedRecord):
    """A long or complicated oral request that the centre helped to write down (S002 5.2.2).

    It becomes a submission by the person's name, address for the reply and signature (Law on Submissions), and is
    then registered among the received documents.
    """

    __tablename__ = "oral_request"

    taken_on: Mapped[date | None] = field(
        "Pieņemts", indexed=True, hint="Tukšu aizpilda ar šodienas datumu.", section="Iesniedzējs"
    )
    requester_name: Mapped[str | None] = field("Vārds, uzvārds", longest=160, personal=True, needed=True)
    reply_address: Mapped[str | None] = field(
        "Adrese atbildei", longest=250, personal=True, needed=True, hint="Pasta adrese vai e-pasta adrese."
    )
    requester_phone: Mapped[str | None] = field("Tālrunis", kind=Kind.PHONE, longest=40, personal=True)
    subject: Mapped[str] = field("Par ko", longest=200, section="Pieprasījums")
    asked: Mapped[str | None] = field(
        "Ko klients lūdz",
        kind=Kind.LONG_TEXT,
        longest=4000,
        personal=True,
        needed=True,
        hint="Klienta vārdiem.",
    )
    addressee_id: Mapped[UUID | None] = field("Adresāts", refers_to="institution")
    addressee_text: Mapped[str | None] = field("Cits adresāts", longest=200)
    read_aloud: Mapped[bool] = field(
        "Teksts klientam nolasīts", default=False, progress=True, section="Paraksts un reģistrācija"
    )
    signed_on: Mapped[date | None] = field("Parakstīts", progress=True, indexed=True)
    registered_on: Mapped[date | None] = field("Reģistrēts kā iesniegums", derived=True)
    received_document_id: Mapped[UUID | None] = field(
        "Saņemtais dokuments", refers_to="received_document", derived=True, searched=False
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    clerk_id: Mapped[UUID | None] = field("Pierakstīja", refers_to="staff")
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True)


index_numbers(OralRequest)
