"""This file is the place where sending a customer, or a matter, on to a specialist is a register."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.models.checks import one_of
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import choices_of
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Clock, Group

REFERRAL_WAY = choices_of(
    ("CUSTOMER_SENT", "Klients nosūtīts pie speciālista"),
    ("MATTER_PASSED", "Jautājums nodots speciālistam"),
    ("ADVICE_ASKED", "Lūgts padoms speciālistam"),
)
"""The customer goes himself (S002 5.2.3), the centre routes the matter (S004 3.3) or draws somebody in (S000 2.3)."""

REFERRAL_REASON = choices_of(
    ("OTHER_COMPETENCE", "Nav centra kompetencē"),
    ("OFFICIAL_PRESENT", "Iestādes darbinieks ir centrā"),
    ("DEEPER_KNOWLEDGE", "Vajag speciālista zināšanas"),
    ("CONFLICT_OF_INTEREST", "Interešu konflikts"),
    ("OTHER", "Cits iemesls"),
)

REFERRAL_OUTCOME = choices_of(
    ("SERVED", "Speciālists apkalpoja"),
    ("ANSWERED", "Speciālists atbildēja"),
    ("NOT_REACHED", "Speciālistu sastapt neizdevās"),
    ("RETURNED", "Atgriezts centram"),
)
"""How it ended, as far as the centre got to know it; open while nothing is chosen."""

_WAITED_FOR = ("MATTER_PASSED", "ADVICE_ASKED")


@register(
    "Nosūtīšana pie speciālista",
    singular="Nosūtījums",
    listed=(
        "sent_at",
        "way",
        "to_name",
        "to_post",
        "institution_id",
        "reason",
        "answer_by",
        "outcome",
        "status",
    ),
    checks=(
        one_of(
            "specialist_id",
            "to_name",
            "to_post",
            sentence=lambda: t("Izvēlieties speciālistu vai ierakstiet viņa vārdu vai amatu."),
        ),
    ),
    named_by=("sent_at", "to_name", "to_post"),
    ordered_by="sent_at",
    group=Group.INSTITUTIONS,
    clocks=(
        Clock(due="answer_by", what="Jānoskaidro, kā speciālists atbildējis", while_={"outcome": (None,)}),
    ),
)
class Referral(Record):
    """A customer sent, or a matter handed over, to a specialist, with the six particulars of S002 5.2.3.

    They are filled from the chosen specialist and may be changed. The record has no personal data of the customer:
    those are in the visit or the call that it links.
    """

    __tablename__ = "referral"

    sent_at: Mapped[datetime] = field("Kad", section="Kas nosūtīts", synonyms=("Laiks", "Datums"))
    way: Mapped[str] = field("Kā", choices=REFERRAL_WAY, default="CUSTOMER_SENT")
    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service")
    matter: Mapped[str | None] = field("Jautājums", longest=300, hint="Īsi, bez klienta datiem")
    reason: Mapped[str] = field("Iemesls", choices=REFERRAL_REASON, default="OTHER_COMPETENCE")
    reason_note: Mapped[str | None] = field(
        "Iemesla skaidrojums", longest=300, when=When("reason", ("OTHER",)), needed=True
    )
    refusal_explained: Mapped[bool] = field("Atteikums klientam izskaidrots", default=False)
    specialist_id: Mapped[UUID | None] = field(
        "Speciālists",
        refers_to="specialist",
        section="Pie kā",
        hint="Tukšie lauki zemāk tiks aizpildīti no kontaktiem",
    )
    to_name: Mapped[str | None] = field("Vārds, uzvārds", longest=120)
    to_post: Mapped[str | None] = field("Amats", longest=160)
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    to_unit: Mapped[str | None] = field("Struktūrvienība vai uzņēmums", longest=200)
    to_place: Mapped[str | None] = field("Vieta", longest=200)
    to_phone: Mapped[str | None] = field("Tālrunis", kind=Kind.PHONE, longest=40)
    to_hours: Mapped[str | None] = field("Pieņemšanas laiks", longest=300)
    answer_by: Mapped[date | None] = field(
        "Atbilde gaidāma līdz",
        progress=True,
        indexed=True,
        when=When("way", _WAITED_FOR),
        section="Kā beidzās",
    )
    outcome: Mapped[str | None] = field("Iznākums", choices=REFERRAL_OUTCOME, progress=True)
    outcome_on: Mapped[date | None] = field("Iznākuma diena", progress=True)
    outcome_note: Mapped[str | None] = field(
        "Speciālista atbilde", longest=1000, progress=True, personal=True
    )
    visit_id: Mapped[UUID | None] = field(
        "Apmeklējums", refers_to="visit", searched=False, section="Saistība"
    )
    call_id: Mapped[UUID | None] = field(
        "Tālruņa konsultācija", refers_to="phone_consultation", searched=False
    )
    clerk_id: Mapped[UUID | None] = field("Nosūtīja", refers_to="staff", synonyms=("Darbinieks",))
