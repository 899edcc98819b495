"""This file is the place where the satisfaction survey and its anonymous answers are registers (S001 17.16)."""

from datetime import date
from uuid import UUID

from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.register import Clock, Group

ANSWER_WAY = (
    Choice("SCREEN", "Pie letes ekrānā"),
    Choice("PAPER", "Papīra anketa"),
    Choice("WEB", "Tīmeklī"),
    Choice("PHONE", "Pa tālruni"),
)

MARKS = ("place", "waiting", "working_time", "attitude", "clarity", "result")
"""The fields with a mark from 1 to 5, in the order of the questionnaire."""


@register(
    "Klientu aptaujas",
    singular="Klientu aptauja",
    listed=(
        "title",
        "opened_on",
        "closed_on",
        "next_due_on",
        "sent_ministry_on",
        "sent_holders_on",
        "status",
    ),
    checks=(not_before("opened_on", "closed_on"),),
    named_by=("title",),
    ordered_by="opened_on",
    supervised=True,
    group=Group.QUALITY,
    clocks=(
        Clock("next_due_on", "Klientu apmierinātības aptauja", {"followed": (False,)}, ahead=90),
        Clock("results_due_on", "Aptaujas rezultātu nosūtīšana", {"sent_ministry_on": (None,)}, ahead=5),
        Clock("results_due_on", "Aptaujas rezultāti iestādēm", {"sent_holders_on": (None,)}, ahead=5),
    ),
)
class Survey(Record):
    """One round of asking; at least one in three years (S001 17.16, 20.12; S003 25.1.9).

    Its results go to the ministry and to the holders of the services, within ten working days of closing by default.
    """

    __tablename__ = "survey"

    title: Mapped[str] = field("Nosaukums", longest=200)
    version: Mapped[str | None] = field("Anketas versija", longest=80)
    opened_on: Mapped[date] = field("Sākta")
    closed_on: Mapped[date | None] = field("Pabeigta", progress=True)
    results_due_on: Mapped[date | None] = field("Rezultāti jānosūta līdz", derived=True, indexed=True)
    sent_ministry_on: Mapped[date | None] = field("Rezultāti nosūtīti ministrijai", progress=True)
    sent_holders_on: Mapped[date | None] = field("Rezultāti nosūtīti iestādēm", progress=True)
    next_due_on: Mapped[date | None] = field("Nākamā līdz", derived=True, indexed=True)
    followed: Mapped[bool] = field("Nākamā jau sākta", default=False, progress=True, searched=False)
    measures: Mapped[str | None] = field(
        "Ko darīsim", kind=Kind.LONG_TEXT, longest=4000, progress=True, hint="Secinājumi un pasākumi"
    )


@register(
    "Aptauju atbildes",
    singular="Aptaujas atbilde",
    listed=("survey_id", "answered_on", "way", *MARKS, "status"),
    named_by=("answered_on",),
    ordered_by="answered_on",
    group=Group.QUALITY,
)
class SurveyAnswer(Record):
    """One person's answer. Anonymous from the start: the day, never the hour, and nothing that tells who."""

    __tablename__ = "survey_answer"

    survey_id: Mapped[UUID] = field("Aptauja", refers_to="survey", indexed=True)
    answered_on: Mapped[date] = field("Diena", indexed=True)
    way: Mapped[str] = field("Kā atbildēts", choices=ANSWER_WAY, default="PAPER")
    institution_id: Mapped[UUID | None] = field("Par kuru iestādi", refers_to="institution")
    place: Mapped[int | None] = field("Telpas un atrašanās vieta", least=1, most=5, hint="1–5")
    waiting: Mapped[int | None] = field("Gaidīšanas laiks", least=1, most=5, hint="1–5")
    working_time: Mapped[int | None] = field("Darba laiks", least=1, most=5, hint="1–5")
    attitude: Mapped[int | None] = field("Darbinieku attieksme", least=1, most=5, hint="1–5")
    clarity: Mapped[int | None] = field("Informācijas skaidrība", least=1, most=5, hint="1–5")
    result: Mapped[int | None] = field("Rezultāts", least=1, most=5, hint="1–5")
    remark: Mapped[str | None] = field(
        "Ko uzlabot", kind=Kind.LONG_TEXT, longest=2000, hint="Vārdus un kodus nerakstiet"
    )
