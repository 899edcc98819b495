"""This file is the place where the contesting of an answer is a register: one record for each further instance."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.contest_routes import DIRECTOR, INSTANCE
from kacdesk.models.feedback_words import CONTEST_OUTCOME
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Clock, Group, Values

_OWN = When("instance", (DIRECTOR,))
"""Of the court and of the commission only day and outcome are recorded."""


def decided_with_an_outcome(values: Values) -> Problem | None:
    """Ask for the outcome with the day of a decision, and for the day with an outcome."""
    decided, outcome = values.get("decided_on"), values.get("outcome")
    if decided is not None and outcome is None:
        return Problem("outcome", t("Norādiet, kāds ir lēmums."), "required")
    if outcome is not None and decided is None:
        return Problem("decided_on", t("Norādiet lēmuma dienu."), "required")
    return None


@register(
    "Apstrīdēšana",
    singular="Apstrīdēšana",
    listed=("received_on", "subject", "instance", "due_on", "decided_on", "outcome", "status"),
    checks=(decided_with_an_outcome, not_before("received_on", "decided_on")),
    group=Group.REQUESTS,
    named_by=("received_on", "subject"),
    ordered_by="received_on",
    clocks=(Clock("due_on", "Lēmums par apstrīdēto", {"decided_on": (None,)}, ahead=3),),
)
class Contest(Record):
    """An answer taken to the next instance of its route; levels cannot be skipped (S000 4.2, 4.3; S002 13)."""

    __tablename__ = "contest"

    feedback_id: Mapped[UUID] = field(
        "Par kuru lietu", refers_to="feedback", searched=False, indexed=True, section="Apstrīdēšana"
    )
    subject: Mapped[str] = field("Īsumā", longest=300, hint="Bez vārdiem un kodiem")
    received_on: Mapped[date | None] = field("Saņemta", hint="Tukšu aizpilda ar šodienas datumu.")
    instance: Mapped[str] = field("Kas izskata", choices=INSTANCE)
    grounds: Mapped[str | None] = field(
        "Ko iebilst", kind=Kind.LONG_TEXT, longest=4000, personal=True, when=_OWN
    )
    in_time: Mapped[bool | None] = field("Iesniegta termiņā", derived=True, searched=False)
    due_on: Mapped[date | None] = field("Izskatīt līdz", derived=True, searched=False, indexed=True)
    handed_on: Mapped[date | None] = field("Nodota instancei", progress=True, searched=False)
    decided_on: Mapped[date | None] = field("Lēmuma diena", progress=True, section="Lēmums")
    outcome: Mapped[str | None] = field("Lēmums", choices=CONTEST_OUTCOME, progress=True)
    decision_text: Mapped[str | None] = field(
        "Lēmuma būtība", kind=Kind.LONG_TEXT, longest=4000, personal=True, when=_OWN, progress=True
    )
