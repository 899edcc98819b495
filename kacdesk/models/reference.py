"""This file is the place where the reference data of the service basket have their tables."""

from datetime import date
from uuid import UUID

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Reference
from kacdesk.models.register import register
from kacdesk.models.service_standard import ServiceStandard
from kacdesk.models.vocabulary import CENTRE_TYPE, INSTITUTION_KIND, SERVICE_CATEGORY
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
class Service(ServiceStandard, Reference):
    """A public administration service, in the catalogue with the days on which it was in force.

    `institution_id` gives it, `holder_id` answers for it (S001 2.3, 2.5), the same one when empty · `succeeds` the
    codes of the services that became this one, with commas: merged, or split when several name the same. Records keep
    the service they were made under, and are counted under it.
    """

    __tablename__ = "service"

    code: Mapped[str] = field("Kods", kind=Kind.CODE, longest=40)
    institution_id: Mapped[UUID] = field("Iestāde", refers_to="institution", indexed=True)
    holder_id: Mapped[UUID | None] = field("Turētājs", refers_to="institution", searched=False)
    category: Mapped[str | None] = field("Grupa", choices=SERVICE_CATEGORY)
    in_basket: Mapped[bool | None] = field("Minimālajā grozā")
    succeeds: Mapped[str | None] = field("Iepriekšējie kodi", longest=500)
    review_due: Mapped[date | None] = field("Standarts jāpārskata", searched=False, place=12)


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


@register(
    "Kataloga redakcijas",
    singular="Kataloga redakcija",
    listed=("version", "title", "published_on", "added", "ended", "changed", "merged"),
    direction=Direction.DOWN,
    natural_key="version",
    named_by=("version", "title"),
    ordered_by="published_on",
)
class CatalogueEdition(Reference):
    """An edition of the catalogue, and what it changed against the one before (S003 14-16).

    `details` has a line for each row that changed: what happened, register, code, and the fields, with tabs between
    them (`models.catalogue_changes`). The counts are whole even where the lines are not.
    """

    __tablename__ = "catalogue_edition"

    version: Mapped[str] = field("Redakcija", kind=Kind.CODE, longest=40)
    title: Mapped[str] = field("Nosaukums")
    published_on: Mapped[date] = field("Ielādēta")
    added: Mapped[int] = field("Jauni", default=0, searched=False)
    ended: Mapped[int] = field("Beidzas", default=0, searched=False)
    changed: Mapped[int] = field("Mainīti", default=0, searched=False)
    merged: Mapped[int] = field("Apvienoti vai sadalīti", default=0, searched=False)
    details: Mapped[str | None] = field("Izmaiņas", kind=Kind.LONG_TEXT, longest=24_000, searched=False)
