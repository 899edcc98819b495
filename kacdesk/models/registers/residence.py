"""This file is the place where declared residences and the certificates about them are registers (S000 2.1(6)).

Who may declare a residence turns on citizenship or a permit; that is looked at in the document and never kept
(S002 5.3.2).
"""

from datetime import date
from uuid import UUID

from kacdesk.models.checks import not_before
from kacdesk.models.delivery import DELIVERY, delivery_is_possible
from kacdesk.models.fees import HasFee, exempt_pays_nothing
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.register import register
from kacdesk.models.vocabulary import IDENTITY_DOCUMENT
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group

DECLARED_BY = (
    Choice("SELF", "Pati persona"),
    Choice("LEGAL_REPRESENTATIVE", "Likumiskais pārstāvis"),
    Choice("AUTHORISED", "Pilnvarotā persona"),
)

RESIDENCE_GROUND = (
    Choice("OWNER", "Īpašnieks vai kopīpašnieks"),
    Choice("TENANT", "Īres vai nomas līgums"),
    Choice("AGREEMENT", "Īpašnieka piekrišana"),
    Choice("FAMILY", "Laulība, radniecība vai svainība ar īpašnieku"),
    Choice("OTHER", "Cits pamats"),
)

DECLARATION_STATE = (
    Choice("RECEIVED", "Saņemta"),
    Choice("REGISTERED", "Reģistrēta"),
    Choice("REFUSED", "Atteikta"),
    Choice("CANCELLED", "Anulētas ziņas"),
)

CERTIFICATE_KIND = (
    Choice("DECLARATION", "Izziņa par dzīvesvietas deklarēšanu"),
    Choice("RESIDENCE", "Izziņa par deklarēto dzīvesvietu"),
    Choice("PERSONS_AT_ADDRESS", "Izziņa par adresē deklarētajām personām"),
    Choice("OTHER", "Cita izziņa par dzīvesvietu"),
)

CERTIFICATE_STATE = (
    Choice("PREPARED", "Sagatavota"),
    Choice("SIGNED", "Parakstīta"),
    Choice("ISSUED", "Izsniegta"),
    Choice("CANCELLED", "Atsaukta"),
)

_STATE = 60


@register(
    "Dzīvesvietas deklarācijas",
    singular="Dzīvesvietas deklarācija",
    listed=("number", "declared_on", "person_name", "new_address", "fee_paid", "state", "status"),
    checks=(exempt_pays_nothing,),
    group=Group.REQUESTS,
    numbered=True,
    file_index="2-6",
    named_by=("number", "person_name"),
    ordered_by="declared_on",
)
class ResidenceDeclaration(HasFee, NumberedRecord):
    """A declaration of residence taken in at the centre, until it stands in the state's register."""

    __tablename__ = "residence_declaration"

    person_name: Mapped[str | None] = field(
        "Persona", longest=160, personal=True, needed=True, section="Persona", synonyms=("Vārds, uzvārds",)
    )
    person_code: Mapped[str | None] = field("Personas kods", kind=Kind.PARTY_CODE, longest=20, personal=True)
    declared_by: Mapped[str] = field("Deklarē", choices=DECLARED_BY, default="SELF", searched=False)
    declarant_name: Mapped[str | None] = field(
        "Pārstāvis",
        longest=160,
        personal=True,
        when=When("declared_by", ("LEGAL_REPRESENTATIVE", "AUTHORISED")),
        needed=True,
    )
    identity_document: Mapped[str] = field(
        "Identitāte pārbaudīta pēc", choices=IDENTITY_DOCUMENT, default="ID_CARD", searched=False
    )
    also_for: Mapped[str | None] = field(
        "Deklarē arī", longest=400, personal=True, hint="Nepilngadīgie, kurus deklarē reizē"
    )
    contact: Mapped[str | None] = field("Saziņai", longest=200, personal=True)
    new_address: Mapped[str | None] = field(
        "Jaunā adrese", longest=250, personal=True, needed=True, section="Dzīvesvieta"
    )
    previous_address: Mapped[str | None] = field("Iepriekšējā adrese", longest=250, personal=True)
    lives_since: Mapped[date | None] = field("Dzīvo kopš", searched=False)
    ground: Mapped[str] = field(
        "Tiesiskais pamats", choices=RESIDENCE_GROUND, default="OWNER", searched=False
    )
    ground_text: Mapped[str | None] = field(
        "Kāds pamats", longest=200, personal=True, when=When("ground", ("OTHER",)), needed=True
    )
    ground_document: Mapped[str | None] = field(
        "Pamata dokuments", longest=200, personal=True, hint="Līguma vai ieraksta numurs un datums"
    )
    declared_on: Mapped[date | None] = field(
        "Deklarēta", indexed=True, hint="Tukšu aizpilda ar šodienas datumu", section="Gaita", place=_STATE
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False, place=_STATE)
    state: Mapped[str] = field(
        "Gaita", choices=DECLARATION_STATE, default="RECEIVED", progress=True, place=_STATE + 1
    )
    registered_on: Mapped[date | None] = field(
        "Reģistrēta sistēmā",
        progress=True,
        searched=False,
        when=When("state", ("REGISTERED", "CANCELLED")),
        place=_STATE + 2,
    )
    refusal_reason: Mapped[str | None] = field(
        "Kāpēc atteikta",
        longest=300,
        progress=True,
        personal=True,
        when=When("state", ("REFUSED",)),
        needed=True,
        place=_STATE + 3,
    )
    clerk_id: Mapped[UUID | None] = field("Pieņēma", refers_to="staff", place=_STATE + 4)
    note: Mapped[str | None] = field(
        "Piezīmes", kind=Kind.LONG_TEXT, longest=2000, personal=True, place=_STATE + 5
    )


@register(
    "Izziņas par dzīvesvietu",
    singular="Izziņa par dzīvesvietu",
    listed=("number", "issued_on", "kind", "person_name", "delivery", "state", "status"),
    checks=(
        exempt_pays_nothing,
        delivery_is_possible(),
        not_before("issued_on", "delivered_on"),
    ),
    group=Group.DOCUMENTS,
    numbered=True,
    file_index="2-7",
    named_by=("number", "kind"),
    ordered_by="issued_on",
    clocks=(
        Clock(
            due="due_on",
            what="Izsniegt izziņu par dzīvesvietu",
            while_={"state": ("PREPARED", "SIGNED")},
            ahead=1,
        ),
    ),
)
class ResidenceCertificate(HasFee, NumberedRecord):
    """A certificate about declared residence that the municipality gives to its residents, under its own number."""

    __tablename__ = "residence_certificate"

    kind: Mapped[str] = field("Veids", choices=CERTIFICATE_KIND, default="RESIDENCE", section="Izziņa")
    person_name: Mapped[str | None] = field("Kam izsniedz", longest=160, personal=True, needed=True)
    person_code: Mapped[str | None] = field("Personas kods", kind=Kind.PARTY_CODE, longest=20, personal=True)
    address: Mapped[str | None] = field("Adrese", longest=250, personal=True, needed=True)
    declared_since: Mapped[date | None] = field("Deklarēta kopš", searched=False)
    persons: Mapped[str | None] = field(
        "Adresē deklarētās personas",
        kind=Kind.LONG_TEXT,
        longest=2000,
        personal=True,
        when=When("kind", ("PERSONS_AT_ADDRESS",)),
        needed=True,
        hint="Katru personu savā rindā",
    )
    statement: Mapped[str | None] = field(
        "Ko apliecina",
        kind=Kind.LONG_TEXT,
        longest=1000,
        personal=True,
        when=When("kind", ("OTHER",)),
        needed=True,
    )
    purpose: Mapped[str] = field(
        "Iesniegšanai", longest=200, default="pēc pieprasījuma", hint="Kur izziņu iesniegs"
    )
    signatory_name: Mapped[str] = field("Paraksta", longest=120)
    signatory_post: Mapped[str | None] = field("Parakstītāja amats", longest=120)
    issued_on: Mapped[date | None] = field(
        "Izziņas datums", indexed=True, hint="Tukšu aizpilda ar šodienas datumu"
    )
    declaration_id: Mapped[UUID | None] = field(
        "Deklarācija", refers_to="residence_declaration", searched=False
    )
    delivery: Mapped[str] = field(
        "Kā saņems",
        choices=DELIVERY,
        default="IN_PERSON",
        progress=True,
        section="Izsniegšana",
        place=_STATE,
    )
    e_address_active: Mapped[bool] = field(
        "E-adrese aktivizēta", default=False, progress=True, searched=False, place=_STATE + 1
    )
    post_address: Mapped[str | None] = field(
        "Pasta adrese",
        longest=250,
        personal=True,
        progress=True,
        when=When("delivery", ("POST",)),
        needed=True,
        place=_STATE + 2,
    )
    due_on: Mapped[date | None] = field(
        "Izsniegt līdz", progress=True, searched=False, indexed=True, place=_STATE + 3
    )
    state: Mapped[str] = field(
        "Gaita", choices=CERTIFICATE_STATE, default="PREPARED", progress=True, place=_STATE + 4
    )
    delivered_on: Mapped[date | None] = field(
        "Izsniegta",
        progress=True,
        searched=False,
        indexed=True,
        when=When("state", ("ISSUED", "CANCELLED")),
        place=_STATE + 5,
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False, place=_STATE + 6)
    clerk_id: Mapped[UUID | None] = field("Sagatavoja", refers_to="staff", place=_STATE + 7)


index_numbers(ResidenceDeclaration)
index_numbers(ResidenceCertificate)
