"""This file is the place where the people who work at the point are a register."""

from datetime import date

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import ROLE
from kacdesk.spec.register import Group, Values


def acting_period_is_whole(values: Values) -> Problem | None:
    """Ask for both ends of an acting supervisor's period, in order, and only for a person who serves people.

    IT sees no personal data, and may not come to them by standing in for somebody who does.
    """
    begins, ends = values.get("acting_from"), values.get("acting_to")
    if begins is None and ends is None:
        return None
    if begins is None:
        return Problem("acting_from", t("Norādiet, no kuras dienas aizvieto vadītāju."), "required")
    if ends is None:
        return Problem("acting_to", t("Norādiet, līdz kurai dienai aizvieto vadītāju."), "required")
    if ends < begins:
        return Problem("acting_to", t("Beigu diena ir pirms sākuma dienas."), "order")
    if values.get("role") == "IT":
        return Problem("acting_from", t("IT darbinieks vadītāju neaizvieto."), "role")
    return None


@register(
    "Darbinieki",
    singular="Darbinieks",
    listed=("name", "post", "role", "acting_from", "acting_to", "active"),
    checks=(acting_period_is_whole, not_before("employed_from", "employed_to")),
    named_by=("name",),
    ordered_by="name",
    supervised=True,
    group=Group.STAFF,
)
class Staff(Record):
    """A person who works at the point, with the role that decides what is allowed.

    From `acting_from` to `acting_to`, both days of Riga included, a clerk has the supervisor's role too. The PIN is
    kept by each desk for itself and is no part of the register (decision 0021).
    """

    __tablename__ = "staff"

    name: Mapped[str] = field("Vārds, uzvārds", longest=120)
    role: Mapped[str] = field("Loma", choices=ROLE, default="CLERK")
    active: Mapped[bool] = field("Strādā", default=True, progress=True)
    post: Mapped[str | None] = field("Amats", longest=120)
    employed_from: Mapped[date | None] = field("Strādā no", searched=False)
    employed_to: Mapped[date | None] = field("Strādā līdz", searched=False)
    acting_from: Mapped[date | None] = field("Vadītāja p. i. no", searched=False)
    acting_to: Mapped[date | None] = field("Vadītāja p. i. līdz", searched=False)
