"""This file is the place where visits and their service lines are registers."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Index

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.parties import code_matches_kind
from kacdesk.models.pvs import HasPvs
from kacdesk.models.record import Counted, Record
from kacdesk.models.register import register, table_of
from kacdesk.models.vocabulary import (
    CHANNEL,
    IDENTITY_DOCUMENT,
    OUTCOME,
    PARTY_KIND,
    RECORD_KIND,
    REPRESENTATION,
    STAND_IN,
    TIME_QUALITY,
)
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Group, Values

_LONGEST_VISIT = timedelta(hours=24)


def ends_after_start(values: Values) -> Problem | None:
    """Refuse an end before the start, and a visit that lasts over a day (a mistyped date)."""
    started, ended = values.get("started_at"), values.get("ended_at")
    if started is None or ended is None:
        return None
    if ended < started:
        return Problem("ended_at", t("Beigu laiks ir pirms sākuma laika; pārbaudiet abus."), "order")
    if ended - started > _LONGEST_VISIT:
        return Problem(
            "ended_at", t("Apmeklējums nevar ilgt vairāk par diennakti; pārbaudiet datumus."), "order"
        )
    return None


def representative_has_basis(values: Values) -> Problem | None:
    """Ask on what ground somebody acts for the customer (S003 27.2)."""
    if values.get("representative_name") and not values.get("representative_basis"):
        return Problem("representative_basis", t("Norādiet, uz kāda pamata pārstāvis rīkojas."), "required")
    return None


def says_what(values: Values) -> Problem | None:
    """Ask for a service from the list, an institution, or words of one's own: one of them is enough."""
    if values.get("service_id") or values.get("institution_id") or values.get("service_text"):
        return None
    return Problem(
        "service_id", t("Izvēlieties pakalpojumu vai iestādi, vai aprakstiet saviem vārdiem."), "required"
    )


def referral_names_where(values: Values) -> Problem | None:
    """Ask where the customer was sent (S002 5.2.3)."""
    if values.get("kind") == "REFERRAL" and not values.get("referral_to"):
        return Problem("referral_to", t("Norādiet, pie kura speciālista klients nosūtīts."), "required")
    return None


@register(
    "Apmeklējumi",
    singular="Apmeklējums",
    listed=("started_at", "channel", "lines", "customer_name", "clerk_id", "ended_at", "status"),
    checks=(ends_after_start, representative_has_basis, code_matches_kind("customer_kind", "customer_code")),
    group=Group.CONTACTS,
    counted_from="started_at",
    named_by=("started_at", "channel"),
    ordered_by="started_at",
)
class Visit(Counted):
    """A customer's visit, or a contact by another channel that is served like one; anonymous is allowed."""

    __tablename__ = "visit"

    started_at: Mapped[datetime] = field(
        "Sākums", indexed=True, synonyms=("Laiks", "Datums un laiks", "Laiks no")
    )
    start_quality: Mapped[str] = field(
        "Sākuma laiks", choices=TIME_QUALITY, default="MEASURED", searched=False
    )
    ended_at: Mapped[datetime | None] = field("Beigas", progress=True, synonyms=("Laiks līdz", "Beigu laiks"))
    end_quality: Mapped[str | None] = field(
        "Beigu laiks", choices=TIME_QUALITY, progress=True, searched=False
    )
    channel: Mapped[str] = field("Kanāls", choices=CHANNEL, default="IN_PERSON", synonyms=("Saziņas veids",))
    clerk_id: Mapped[UUID | None] = field("Darbinieks", refers_to="staff", synonyms=("Apkalpoja",))
    customer_kind: Mapped[str | None] = field("Klienta veids", choices=PARTY_KIND, searched=False)
    customer_name: Mapped[str | None] = field(
        "Klients",
        longest=160,
        personal=True,
        hint="Vārds un uzvārds vai nosaukums; informācijai nav obligāti",
        synonyms=("Vārds, uzvārds", "Klienta vārds", "Apmeklētājs"),
    )
    customer_code: Mapped[str | None] = field(
        "Personas kods vai reģ. Nr.",
        kind=Kind.PARTY_CODE,
        longest=20,
        personal=True,
        synonyms=("Personas kods", "Reģ. Nr.", "Reģistrācijas numurs"),
    )
    customer_contact: Mapped[str | None] = field(
        "Saziņai",
        longest=200,
        personal=True,
        hint="Tālrunis, e-pasts vai e-adrese",
        synonyms=("Kontakti", "Kontaktinformācija", "Klienta tālrunis"),
    )
    identity_document: Mapped[str | None] = field(
        "Identitāte pārbaudīta pēc", choices=IDENTITY_DOCUMENT, searched=False
    )
    representative_name: Mapped[str | None] = field("Pārstāvis", longest=160, personal=True)
    representative_basis: Mapped[str | None] = field(
        "Pārstāvības pamats", choices=REPRESENTATION, searched=False
    )
    informed_of_e_channel: Mapped[bool | None] = field("Informēts par e-iespējām", searched=False)
    note: Mapped[str | None] = field(
        "Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True, synonyms=("Piezīme", "Komentārs")
    )


@register(
    "Pakalpojumi apmeklējumā",
    singular="Pakalpojuma rinda",
    listed=("institution_id", "service_id", "kind", "quantity", "outcome"),
    checks=(says_what, referral_names_where),
    parent=("visit", "visit_id"),
    ordered_by="line_no",
    named_by=("service_id", "service_text", "kind"),
)
class VisitService(HasPvs, Record):
    """One service in a visit."""

    __tablename__ = "visit_service"

    visit_id: Mapped[UUID] = field(
        "Apmeklējums", refers_to="visit", derived=True, searched=False, indexed=True
    )
    line_no: Mapped[int] = field("Rinda", derived=True, least=1, most=999, searched=False)
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution", synonyms=("Institūcija",))
    service_id: Mapped[UUID | None] = field(
        "Pakalpojums", refers_to="service", synonyms=("Pakalpojuma kods",)
    )
    service_text: Mapped[str | None] = field(
        "Nav sarakstā",
        longest=300,
        hint="Pakalpojums saviem vārdiem, ja tā nav sarakstā",
        synonyms=("Cits pakalpojums", "Temats"),
    )
    kind: Mapped[str] = field(
        "Veids", choices=RECORD_KIND, default="INFORMATION", synonyms=("Pakalpojuma veids", "Ieraksta veids")
    )
    quantity: Mapped[int] = field("Skaits", least=1, most=999, default=1, searched=False)
    outcome: Mapped[str | None] = field("Iznākums", choices=OUTCOME, progress=True, synonyms=("Rezultāts",))
    stand_in: Mapped[str | None] = field("Aizvietošanas iemesls", choices=STAND_IN, searched=False)
    stand_in_note: Mapped[str | None] = field(
        "Aizvietošanas paskaidrojums",
        longest=300,
        searched=False,
        when=When("stand_in", ("OVERRIDE",)),
        needed=True,
        hint="Kāpēc pieņemat, lai gan iestādes darbinieks ir centrā",
    )
    referral_to: Mapped[str | None] = field("Nosūtīts pie", longest=250)
    catalogue_edition: Mapped[str | None] = field(
        "Kataloga redakcija", derived=True, longest=40, searched=False
    )
    line_note: Mapped[str | None] = field("Rindas piezīme", longest=1000, personal=True)


_lines = table_of(VisitService).c
Index("ix_visit_service_institution", _lines.institution_id, _lines.visit_id)
Index("ix_visit_service_service", _lines.service_id, _lines.visit_id)
