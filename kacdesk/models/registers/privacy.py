"""This file is the place where disclosures, requests of data subjects and hand-overs between clerks are registers."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CHANNEL, IDENTITY_DOCUMENT
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group, Values

DISCLOSURE_OUTCOME = (Choice("DISCLOSED", "Izsniegts"), Choice("REFUSED", "Atteikts"))

DISCLOSED_TO = (
    Choice("SUBJECT", "Pašai personai"),
    Choice("REPRESENTATIVE", "Likumiskajam pārstāvim"),
    Choice("AUTHORISED", "Pilnvarotajai personai"),
    Choice("INSTITUTION", "Iestādei"),
    Choice("COURT", "Tiesai, policijai vai prokuratūrai"),
    Choice("OTHER", "Citam"),
)

DISCLOSURE_GROUND = (
    Choice("OWN", "Persona lūdz savus datus"),
    Choice("AUTHORISATION", "Pilnvara"),
    Choice("REPRESENTATION", "Likumiskā pārstāvība"),
    Choice("LAW", "Likuma norma"),
    Choice("DECISION", "Tiesas vai iestādes lēmums"),
    Choice("CONSENT", "Personas rakstiska piekrišana"),
)

REQUEST_KIND = (
    Choice("ACCESS", "Piekļūt saviem datiem"),
    Choice("RECTIFY", "Labot datus"),
    Choice("ERASE", "Dzēst datus"),
    Choice("RESTRICT", "Ierobežot apstrādi"),
    Choice("OBJECT", "Iebilst pret apstrādi"),
    Choice("COPY", "Saņemt datu kopiju pārnešanai"),
)

REQUEST_OUTCOME = (
    Choice("MET", "Izpildīts"),
    Choice("PARTLY", "Izpildīts daļēji"),
    Choice("REFUSED", "Atteikts"),
    Choice("NOTHING", "Datu par personu nav"),
)

HAND_OVER_REASON = (
    Choice("COMPETENCE", "Vajadzīgas citas zināšanas"),
    Choice("ABSENCE", "Prombūtne"),
    Choice("WORKLOAD", "Noslodze"),
    Choice("CONFLICT", "Interešu konflikts"),
    Choice("OTHER", "Cits iemesls"),
)


def ground_fits_recipient(values: Values) -> Problem | None:
    """Refuse data to a third person on the ground that a person asks for her own, and an authorised one without
    an authorisation (S002 5.6.2)."""
    if values.get("outcome") != "DISCLOSED":
        return None
    to, ground = values.get("to_kind"), values.get("ground")
    if ground == "OWN" and to != "SUBJECT":
        return Problem("ground", t("Ar šādu pamatu datus izsniedz tikai pašai personai."), "ground")
    if to == "AUTHORISED" and ground != "AUTHORISATION":
        return Problem("ground", t("Pilnvarotajai personai vajag pilnvaru."), "ground")
    if to == "REPRESENTATIVE" and ground != "REPRESENTATION":
        return Problem("ground", t("Likumiskajam pārstāvim vajag pārstāvības pamatu."), "ground")
    return None


def authorisation_is_in_force(values: Values) -> Problem | None:
    """Refuse an authorisation that had ended before the data were given out."""
    at, until = values.get("disclosed_at"), values.get("authorised_until")
    if at is None or until is None or values.get("outcome") != "DISCLOSED" or riga_day(at) <= until:
        return None
    return Problem("authorised_until", t("Pilnvara vairs nav spēkā; datus izsniegt nedrīkst."), "order")


def person_is_known(values: Values) -> Problem | None:
    """Ask how it was made sure who stands at the counter before personal data go to a person."""
    to_person = values.get("to_kind") in ("SUBJECT", "REPRESENTATIVE", "AUTHORISED")
    if values.get("outcome") == "DISCLOSED" and to_person and values.get("identity_document") is None:
        return Problem("identity_document", t("Norādiet, pēc kā pārbaudīta saņēmēja identitāte."), "required")
    return None


@register(
    "Datu izsniegšana",
    singular="Datu izsniegšana",
    listed=("disclosed_at", "outcome", "to_kind", "recipient", "what", "ground", "clerk_id", "status"),
    checks=(person_is_known, ground_fits_recipient, authorisation_is_in_force),
    ordered_by="disclosed_at",
    named_by=("disclosed_at", "what"),
    group=Group.KEEPING,
)
class Disclosure(Record):
    """Who was given which personal data, on what ground, or was refused them (S002 5.6.2)."""

    __tablename__ = "disclosure"

    disclosed_at: Mapped[datetime] = field("Laiks", indexed=True, section="Kas lūdz")
    outcome: Mapped[str] = field("Iznākums", choices=DISCLOSURE_OUTCOME, default="DISCLOSED")
    to_kind: Mapped[str] = field("Kam", choices=DISCLOSED_TO, default="SUBJECT")
    recipient: Mapped[str | None] = field("Saņēmējs", longest=160, personal=True)
    institution_id: Mapped[UUID | None] = field(
        "Iestāde", refers_to="institution", when=When("to_kind", ("INSTITUTION",)), needed=True
    )
    identity_document: Mapped[str | None] = field(
        "Identitāte pārbaudīta pēc", choices=IDENTITY_DOCUMENT, searched=False
    )
    subject_name: Mapped[str | None] = field("Kā dati", longest=160, personal=True, section="Kādi dati")
    subject_code: Mapped[str | None] = field("Personas kods", kind=Kind.PARTY_CODE, longest=20, personal=True)
    what: Mapped[str] = field("Kas izsniegts vai lūgts", longest=300)
    channel: Mapped[str] = field("Kā", choices=CHANNEL, default="IN_PERSON", searched=False)
    ground: Mapped[str | None] = field(
        "Pamats",
        choices=DISCLOSURE_GROUND,
        when=When("outcome", ("DISCLOSED",)),
        needed=True,
        section="Pamats",
    )
    ground_detail: Mapped[str | None] = field(
        "Pamata rekvizīti",
        longest=300,
        hint="Likuma pants, pilnvaras vai lēmuma numurs un datums",
        when=When("ground", ("AUTHORISATION", "REPRESENTATION", "LAW", "DECISION", "CONSENT")),
        needed=True,
    )
    authorised_until: Mapped[date | None] = field(
        "Pilnvara spēkā līdz", when=When("ground", ("AUTHORISATION",)), searched=False
    )
    refusal: Mapped[str | None] = field(
        "Atteikuma iemesls", longest=300, when=When("outcome", ("REFUSED",)), needed=True
    )
    clerk_id: Mapped[UUID | None] = field("Izsniedza", refers_to="staff", section="Uzskaite")
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    document_id: Mapped[UUID | None] = field(
        "Saņemtais dokuments", refers_to="received_document", searched=False
    )


@register(
    "Datu subjektu pieprasījumi",
    singular="Datu subjekta pieprasījums",
    listed=("received_on", "kind", "person_name", "due_on", "answered_on", "outcome", "status"),
    checks=(not_before("received_on", "due_on"), not_before("received_on", "answered_on")),
    ordered_by="received_on",
    named_by=("received_on", "kind"),
    group=Group.KEEPING,
    clocks=(
        Clock(
            due="due_on",
            what="Atbildēt uz datu subjekta pieprasījumu",
            while_={"answered_on": (None,)},
            ahead=7,
        ),
    ),
)
class DataRequest(Record):
    """A person asks what is kept of her, or that it be put right or erased (General Data Protection Regulation
    Articles 12, 15 to 21)."""

    __tablename__ = "data_request"

    received_on: Mapped[date] = field("Saņemts", indexed=True, section="Pieprasījums")
    kind: Mapped[str] = field("Ko lūdz", choices=REQUEST_KIND, default="ACCESS")
    channel: Mapped[str] = field("Kanāls", choices=CHANNEL, default="IN_PERSON", searched=False)
    person_name: Mapped[str | None] = field("Vārds, uzvārds", longest=160, personal=True, needed=True)
    person_code: Mapped[str | None] = field("Personas kods", kind=Kind.PARTY_CODE, longest=20, personal=True)
    contact: Mapped[str | None] = field("Saziņai", longest=200, personal=True)
    identity_document: Mapped[str | None] = field(
        "Identitāte pārbaudīta pēc", choices=IDENTITY_DOCUMENT, progress=True, searched=False
    )
    details: Mapped[str | None] = field("Precizējums", kind=Kind.LONG_TEXT, longest=2000, personal=True)
    due_on: Mapped[date | None] = field("Atbildēt līdz", progress=True, section="Atbilde", indexed=True)
    extended_because: Mapped[str | None] = field("Pagarinājuma iemesls", longest=300, progress=True)
    answered_on: Mapped[date | None] = field("Atbildēts", progress=True)
    outcome: Mapped[str | None] = field("Iznākums", choices=REQUEST_OUTCOME, progress=True)
    answer: Mapped[str | None] = field("Kas darīts", longest=500, progress=True, personal=True)
    clerk_id: Mapped[UUID | None] = field("Pieņēma", refers_to="staff")
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)


def hands_to_another(values: Values) -> Problem | None:
    """Refuse to leave a matter with the person who has an interest in it (S002 5.4.5)."""
    if values.get("reason") == "CONFLICT" and values.get("to_id") == values.get("from_id"):
        return Problem("to_id", t("Izvēlieties citu darbinieku nekā to, kurš nodod."), "order")
    return None


@register(
    "Nodošana kolēģim",
    singular="Nodošana kolēģim",
    listed=("handed_at", "from_id", "to_id", "reason", "matter", "status"),
    checks=(hands_to_another,),
    ordered_by="handed_at",
    named_by=("handed_at", "reason"),
    group=Group.KEEPING,
)
class HandOver(Record):
    """A matter that one clerk leaves to another, above all for a conflict of interest (S002 5.4.1 to 5.4.5)."""

    __tablename__ = "hand_over"

    handed_at: Mapped[datetime] = field("Laiks", indexed=True)
    from_id: Mapped[UUID] = field("Nodod", refers_to="staff")
    to_id: Mapped[UUID] = field("Pārņem", refers_to="staff")
    matter: Mapped[str] = field("Kas jāpārņem", longest=250, hint="Lieta vai pakalpojums, bez klienta vārda")
    reason: Mapped[str] = field("Iemesls", choices=HAND_OVER_REASON, default="CONFLICT")
    explanation: Mapped[str | None] = field(
        "Paskaidrojums", longest=300, when=When("reason", ("OTHER",)), needed=True
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False)
    document_id: Mapped[UUID | None] = field(
        "Saņemtais dokuments", refers_to="received_document", searched=False
    )
