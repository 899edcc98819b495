"""This file is the place where documents given to customers are a register: certificates, results, copies."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.delivery import DELIVERY, IN_PERSON, POST, delivery_is_possible
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.parties import code_matches_kind
from kacdesk.models.register import register
from kacdesk.models.vocabulary import IDENTITY_DOCUMENT, PARTY_KIND, REPRESENTATION
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group, Values

ISSUED_KIND = (
    Choice("CERTIFICATE", "Izziņa"),
    Choice("RESULT", "Pakalpojuma rezultāts"),
    Choice("DECISION", "Lēmums"),
    Choice("TRUE_COPY", "Noraksts"),
    Choice("COPY", "Kopija"),
    Choice("EXTRACT", "Izraksts"),
    Choice("DUPLICATE", "Dublikāts"),
    Choice("OTHER", "Cits dokuments"),
)
_DERIVED = ("TRUE_COPY", "COPY", "EXTRACT", "DUPLICATE")


def handed_over_in_person(values: Values) -> Problem | None:
    """Ask who took it: in person it is given to somebody whose identity was checked, against a signature."""
    if values.get("delivery") != IN_PERSON or values.get("delivered_on") is None:
        return None
    if not values.get("identity_checked"):
        return Problem(
            "identity_checked", t("Izsniedzot klātienē, pārbaudiet saņēmēja identitāti."), "required"
        )
    if not values.get("recipient_signed"):
        return Problem(
            "recipient_signed", t("Izsniedzot klātienē, saņēmējs parakstās par saņemšanu."), "required"
        )
    return None


def representative_has_basis(values: Values) -> Problem | None:
    """Ask on what ground somebody receives it for the person."""
    if values.get("representative_name") and not values.get("representative_basis"):
        return Problem("representative_basis", t("Norādiet, uz kāda pamata pārstāvis saņem."), "required")
    return None


@register(
    "Izsniegtie dokumenti",
    singular="Izsniegtais dokuments",
    listed=(
        "number",
        "issued_on",
        "kind",
        "title",
        "recipient_name",
        "delivery",
        "issue_by",
        "delivered_on",
        "status",
    ),
    checks=(
        delivery_is_possible(),
        handed_over_in_person,
        representative_has_basis,
        code_matches_kind("recipient_kind", "recipient_code"),
        not_before("issued_on", "delivered_on"),
    ),
    group=Group.DOCUMENTS,
    numbered=True,
    file_index="1-11",
    named_by=("number", "title"),
    ordered_by="issued_on",
    clocks=(Clock(due="issue_by", what="Izsniegt dokumentu", while_={"delivered_on": (None,)}, ahead=1),),
)
class IssuedDocument(NumberedRecord):
    """The result of a service or a certificate, and how it reached the person (S003 28, S004 3.2(3))."""

    __tablename__ = "issued_document"

    issued_on: Mapped[date | None] = field(
        "Dokumenta datums", indexed=True, hint="Tukšu aizpilda ar šodienas datumu.", section="Dokuments"
    )
    kind: Mapped[str] = field("Veids", choices=ISSUED_KIND, default="RESULT")
    title: Mapped[str] = field("Nosaukums", longest=300)
    own_number: Mapped[str | None] = field("Izdevēja numurs", longest=80)
    original: Mapped[str | None] = field(
        "Oriģināls", longest=200, hint="Numurs un datums.", when=When("kind", _DERIVED), needed=True
    )
    institution_id: Mapped[UUID | None] = field("Izdevējs", refers_to="institution")
    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service")
    signatory: Mapped[str | None] = field("Parakstīja", longest=160)
    pages: Mapped[int | None] = field("Lapas", least=1, most=9999, searched=False)
    received_document_id: Mapped[UUID | None] = field(
        "Pēc saņemtā dokumenta", refers_to="received_document", searched=False
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    recipient_kind: Mapped[str | None] = field(
        "Saņēmēja veids", choices=PARTY_KIND, searched=False, section="Saņēmējs"
    )
    recipient_name: Mapped[str | None] = field("Saņēmējs", longest=160, personal=True, needed=True)
    recipient_code: Mapped[str | None] = field(
        "Personas kods vai reģ. Nr.", kind=Kind.PARTY_CODE, longest=20, personal=True
    )
    representative_name: Mapped[str | None] = field("Saņem pārstāvis", longest=160, personal=True)
    representative_basis: Mapped[str | None] = field(
        "Pārstāvības pamats", choices=REPRESENTATION, searched=False
    )
    e_address_active: Mapped[bool] = field(
        "Personas e-adrese ir aktivizēta", default=False, progress=True, section="Izsniegšana"
    )
    delivery: Mapped[str] = field("Kā izsniedz", choices=DELIVERY, default=IN_PERSON, progress=True)
    postal_address: Mapped[str | None] = field(
        "Pasta adrese",
        longest=200,
        personal=True,
        when=When("delivery", (POST,)),
        needed=True,
        progress=True,
    )
    issue_by: Mapped[date | None] = field("Izsniegt līdz", progress=True, indexed=True)
    identity_checked: Mapped[bool | None] = field(
        "Identitāte pārbaudīta", default=False, when=When("delivery", (IN_PERSON,)), progress=True
    )
    identity_document: Mapped[str | None] = field(
        "Uzrādītais dokuments",
        choices=IDENTITY_DOCUMENT,
        when=When("delivery", (IN_PERSON,)),
        progress=True,
        searched=False,
    )
    recipient_signed: Mapped[bool | None] = field(
        "Saņēmējs parakstījies", default=False, when=When("delivery", (IN_PERSON,)), progress=True
    )
    delivered_on: Mapped[date | None] = field("Izsniegts", progress=True, indexed=True)
    clerk_id: Mapped[UUID | None] = field("Izsniedza", refers_to="staff")
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True)


index_numbers(IssuedDocument)
