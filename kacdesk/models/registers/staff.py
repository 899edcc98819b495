"""This file is the place where the people who work at the point are a register."""

from sqlalchemy.orm import Mapped

from kacdesk.models.fields import field
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import ROLE


@register(
    "Darbinieki",
    singular="Darbinieks",
    listed=("name", "role", "active"),
    named_by=("name",),
    ordered_by="name",
    supervised=True,
)
class Staff(Record):
    """A person who works at the point, with the role that decides what is allowed."""

    __tablename__ = "staff"

    name: Mapped[str] = field("Vārds, uzvārds", longest=120)
    role: Mapped[str] = field("Loma", choices=ROLE, default="CLERK")
    active: Mapped[bool] = field("Strādā", default=True, progress=True)
