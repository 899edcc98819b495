"""This file is the place where the reference data of the service basket have their tables."""

from uuid import UUID

from sqlalchemy.orm import Mapped

from kacdesk.models.fields import field
from kacdesk.models.record import Reference
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CENTRE_ROLE, CENTRE_TYPE, INSTITUTION_KIND, SERVICE_CATEGORY
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Direction


@register(
    "Iestādes",
    singular="Iestāde",
    listed=("abbr", "title", "phone", "email", "in_basket"),
    direction=Direction.DOWN,
    natural_key="abbr",
    named_by=("abbr", "title"),
    ordered_by="abbr",
)
class Institution(Reference):
    """An institution whose services a centre gives or tells of (Cabinet Regulation 401, 8)."""

    __tablename__ = "institution"

    abbr: Mapped[str] = field("Saīsinājums", kind=Kind.CODE, longest=20)
    title: Mapped[str] = field("Nosaukums")
    title_en: Mapped[str | None] = field("Nosaukums angliski")
    kind: Mapped[str | None] = field("Veids", choices=INSTITUTION_KIND)
    registration_no: Mapped[str | None] = field("Reģistrācijas numurs", kind=Kind.CODE, longest=11)
    phone: Mapped[str | None] = field("Tālrunis", longest=60)
    email: Mapped[str | None] = field("E-pasts")
    address: Mapped[str | None] = field("Adrese")
    website: Mapped[str | None] = field("Tīmekļvietne")
    in_basket: Mapped[bool | None] = field("Minimālajā grozā")


@register(
    "Pakalpojumi",
    singular="Pakalpojums",
    listed=("code", "institution_id", "title", "category", "valid_to"),
    direction=Direction.DOWN,
    natural_key="code",
    named_by=("title",),
    ordered_by="code",
)
class Service(Reference):
    """A public administration service, in the catalogue with the days on which it was in force."""

    __tablename__ = "service"

    code: Mapped[str] = field("Kods", kind=Kind.CODE, longest=40)
    institution_id: Mapped[UUID] = field("Iestāde", refers_to="institution", indexed=True)
    title: Mapped[str] = field("Nosaukums", longest=400)
    title_en: Mapped[str | None] = field("Nosaukums angliski", longest=400)
    category: Mapped[str | None] = field("Grupa", choices=SERVICE_CATEGORY)
    in_basket: Mapped[bool | None] = field("Minimālajā grozā")
    kinds: Mapped[str | None] = field("Sniegšanas veidi")
    channels: Mapped[str | None] = field("Kanāli")
    paper_allowed: Mapped[bool | None] = field("Pieņem papīrā")
    delegation_supported: Mapped[bool | None] = field("Var pieteikt citas personas vārdā")
    centre_role: Mapped[str | None] = field("Centra loma", choices=CENTRE_ROLE)
    required_documents: Mapped[str | None] = field(
        "Nepieciešamie dokumenti", kind=Kind.LONG_TEXT, longest=4000
    )
    legal_basis: Mapped[str | None] = field("Tiesiskais pamats", longest=500)
    portal_url: Mapped[str | None] = field("Saite portālā", longest=500)
    synonyms: Mapped[str | None] = field("Citi nosaukumi", longest=1000)


@register(
    "Pakalpojumu sniegšanas punkti",
    singular="Punkts",
    listed=("code", "title", "address", "phone"),
    direction=Direction.DOWN,
    natural_key="code",
    named_by=("title",),
    ordered_by="code",
    in_sidebar=False,
)
class ServicePoint(Reference):
    """A service point of the municipality."""

    __tablename__ = "service_point"

    code: Mapped[str] = field("Kods", kind=Kind.CODE, longest=20)
    title: Mapped[str] = field("Nosaukums")
    type: Mapped[str | None] = field("Centra veids", choices=CENTRE_TYPE)
    address: Mapped[str | None] = field("Adrese")
    phone: Mapped[str | None] = field("Tālrunis", longest=60)
    email: Mapped[str | None] = field("E-pasts")
