"""This file is the place where e-services applied for in another person's name are a register, steps in order."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.latvian import short_date
from kacdesk.core.text import later, t
from kacdesk.models.delivery import DELIVERY, POST, delivery_is_possible
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.pvs import HasPvs
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group, Values

DELEGATION_STATE = (
    Choice("STARTED", "Sākts"),
    Choice("IN_PORTAL", "Portālā identificēts"),
    Choice("ATTESTED", "Apliecinājums parakstīts"),
    Choice("REGISTERED", "Reģistrēts portālā"),
    Choice("COMPLETED", "Pakalpojums izpildīts"),
    Choice("WITHDRAWN", "Atsaukts"),
)

DELEGATION_DOCUMENT = (
    Choice("ID_CARD", "Personas apliecība"),
    Choice("PASSPORT", "Pase"),
    Choice("OTHER", "Cits personu apliecinošs dokuments"),
)
"""What an identity is checked by at the counter; an electronic identity is not shown to anybody (S003 27.1)."""


def document_was_valid(values: Values) -> Problem | None:
    """Refuse an identity document that had run out on the day on which it was checked (S003 27.1)."""
    until, checked = values.get("document_valid_until"), values.get("identity_checked_at")
    if until is None or checked is None or until >= riga_day(checked):
        return None
    sentence = t(
        "Dokuments bija derīgs tikai līdz {day}; ar nederīgu dokumentu e-pakalpojumu piesakīt nedrīkst.",
        day=short_date(until),
    )
    return Problem("document_valid_until", sentence, "expired")


_FIRST_BEFORE_NEXT: tuple[tuple[str, str, str], ...] = (
    (
        "attested_on",
        "portal_as_authorised",
        later("Vispirms portālā identificējieties kā pilnvarotā persona."),
    ),
    ("attested_on", "stated_data", later("Vispirms pierakstiet, kādus datus persona apliecina.")),
    ("portal_no", "attested_on", later("Portāla numuru ieraksta pēc tam, kad apliecinājums ir parakstīts.")),
    (
        "registered_on",
        "attested_on",
        later("Reģistrēt drīkst tikai pēc tam, kad apliecinājums ir parakstīts."),
    ),
    ("registered_on", "portal_no", later("Ierakstiet portāla piešķirto pieteikuma numuru.")),
    ("completed_on", "registered_on", later("Izpildīts var būt tikai reģistrēts pieteikums.")),
    ("delivered_on", "completed_on", later("Rezultātu izsniedz pēc pakalpojuma izpildes.")),
    ("delivered_on", "delivery", later("Norādiet, kā rezultātu izsniedza.")),
)
"""What is not done before what: (field, the one that must be filled first, what is said at the field)."""


def steps_in_order(values: Values) -> Problem | None:
    """Refuse to skip a step: identity, portal, attestation, registration, completion, result (S003 27, 28)."""
    forgotten = values.get("person_name") is None
    for later_one, first, sentence in _FIRST_BEFORE_NEXT:
        if first == "stated_data" and forgotten:
            continue  # what was attested went with the name; the attestation still has to come to its end
        if values.get(later_one) and not values.get(first):
            return Problem(later_one, t(sentence), "order")
    if values.get("completed_on") and values.get("withdrawn_on"):
        return Problem("withdrawn_on", t("Izpildītu pieteikumu vairs nevar atsaukt."), "order")
    return None


def days_in_order(values: Values) -> Problem | None:
    """Refuse days that go backwards from one step to the next."""
    checked = values.get("identity_checked_at")
    before = riga_day(checked) if checked is not None else None
    for name in ("attested_on", "registered_on", "completed_on", "delivered_on"):
        day = values.get(name)
        if day is None:
            continue
        if before is not None and day < before:
            sentence = t(
                "Šis solis ir pirms iepriekšējā ({day}); pārbaudiet datumus.", day=short_date(before)
            )
            return Problem(name, sentence, "order")
        before = day
    return None


@register(
    "Pieteikumi citas personas vārdā",
    singular="Pieteikums citas personas vārdā",
    listed=(
        "number",
        "identity_checked_at",
        "service_id",
        "person_name",
        "state",
        "portal_no",
        "keep_until",
        "status",
    ),
    checks=(document_was_valid, steps_in_order, days_in_order, delivery_is_possible()),
    group=Group.REQUESTS,
    numbered=True,
    file_index="1-8",
    named_by=("number",),
    ordered_by="identity_checked_at",
    clocks=(
        Clock("destroy_on", "Iznīcināt apliecinājumu", {"destroyed_on": (None,)}),
        Clock("finish_by", "Pieteikums nav pabeigts", {"state": ("STARTED", "IN_PORTAL", "ATTESTED")}),
        Clock("finish_by", "Noskaidrot, vai e-pakalpojums ir izpildīts", {"state": ("REGISTERED",)}),
    ),
)
class DelegatedApplication(HasPvs, NumberedRecord):
    """An e-service applied for in the name of a person who authorised the employee (S003 25.1.4, 26.3.5, 27–29).

    The steps stand in their order, and none can be skipped. How the employee signs in to the portal is nowhere kept:
    only that it was as an authorised person. The attestation on paper is kept three months after the service is
    completed (27.3), which is the longest, too.
    """

    __tablename__ = "delegated_application"

    state: Mapped[str] = field("Solis", choices=DELEGATION_STATE, derived=True, default="STARTED")

    person_name: Mapped[str | None] = field(
        "Persona",
        longest=160,
        personal=True,
        needed=True,
        section="1. Identitāte",
        hint="Kuras vārdā piesaka",
    )
    person_code: Mapped[str | None] = field("Personas kods", kind=Kind.PARTY_CODE, longest=20, personal=True)
    person_contact: Mapped[str | None] = field(
        "Saziņai", longest=200, personal=True, hint="Tālrunis, e-pasts vai adrese"
    )
    identity_document: Mapped[str] = field(
        "Identitāte pārbaudīta pēc", choices=DELEGATION_DOCUMENT, searched=False
    )
    document_valid_until: Mapped[date] = field(
        "Dokuments derīgs līdz", searched=False, hint="Ar nederīgu dokumentu turpināt nevar"
    )
    identity_checked_at: Mapped[datetime] = field("Identitāte pārbaudīta", indexed=True)
    clerk_id: Mapped[UUID | None] = field("Pārbaudīja", refers_to="staff")

    service_id: Mapped[UUID] = field(
        "E-pakalpojums", refers_to="service", section="2. Pakalpojums un portāls", indexed=True
    )
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    stated_data: Mapped[str | None] = field(
        "Ko persona apliecina",
        kind=Kind.LONG_TEXT,
        longest=4000,
        personal=True,
        progress=True,
        hint="Dati, kurus iesniedz personas vārdā; tie būs apliecinājumā",
    )
    portal_as_authorised: Mapped[bool] = field(
        "Portālā identificējies kā pilnvarotā persona",
        default=False,
        progress=True,
        hint="Portāla piekļuves datus šeit neraksta",
    )

    attested_on: Mapped[date | None] = field(
        "Apliecinājums parakstīts", progress=True, section="3. Apliecinājums", searched=False
    )
    shelf_mark: Mapped[str | None] = field(
        "Glabājas", longest=80, progress=True, hint="Mape un vieta, kur apliecinājums atrodams"
    )

    portal_no: Mapped[str | None] = field(
        "Portāla numurs", kind=Kind.CODE, longest=60, progress=True, section="4. Reģistrācija"
    )
    registered_on: Mapped[date | None] = field("Reģistrēts portālā", progress=True)
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    completed_on: Mapped[date | None] = field("Pakalpojums izpildīts", progress=True, indexed=True)
    withdrawn_on: Mapped[date | None] = field("Persona atsaukusi", progress=True, searched=False)
    finish_by: Mapped[date | None] = field("Jāpabeidz", derived=True, searched=False, indexed=True)

    e_address_active: Mapped[bool] = field(
        "E-adrese aktivizēta", default=False, progress=True, section="5. Rezultāts", searched=False
    )
    delivery: Mapped[str | None] = field("Rezultātu saņem", choices=DELIVERY, progress=True, searched=False)
    postal_address: Mapped[str | None] = field(
        "Pasta adrese",
        longest=250,
        personal=True,
        progress=True,
        when=When("delivery", (POST,)),
        needed=True,
    )
    delivered_on: Mapped[date | None] = field("Rezultāts izsniegts", progress=True, searched=False)

    kept_from: Mapped[date | None] = field("Apliecinājumu glabā no", derived=True, searched=False)
    keep_until: Mapped[date | None] = field("Apliecinājumu glabā līdz", derived=True, searched=False)
    destroy_on: Mapped[date | None] = field("Iznīcināms no", derived=True, searched=False, indexed=True)
    destroyed_on: Mapped[date | None] = field(
        "Apliecinājums iznīcināts", progress=True, section="6. Glabāšana", searched=False, indexed=True
    )
    destruction_act: Mapped[str | None] = field("Iznīcināšanas akts", longest=80, progress=True)
    note: Mapped[str | None] = field(
        "Piezīmes", kind=Kind.LONG_TEXT, longest=4000, personal=True, progress=True
    )


index_numbers(DelegatedApplication)
