"""This file is the place where life situations are a register: the services that a person needs one after another."""

from uuid import UUID

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Group


@register(
    "Dzīves situācijas",
    singular="Dzīves situācija",
    listed=("title", "lines", "synonyms", "status"),
    named_by=("title",),
    ordered_by="title",
    supervised=True,
    group=Group.CATALOGUE,
)
class LifeSituation(Record):
    """A situation in which a person needs several services (S004 1.4), found by its name wherever a service is."""

    __tablename__ = "life_situation"

    title: Mapped[str] = field("Nosaukums", longest=200)
    synonyms: Mapped[str | None] = field(
        "Citi nosaukumi", longest=500, hint="Vārdi, kādus lieto klienti, atdalīti ar komatu"
    )
    explanation: Mapped[str | None] = field("Paskaidrojums", kind=Kind.LONG_TEXT, longest=2000)


@register(
    "Soļi dzīves situācijā",
    singular="Solis",
    listed=("service_id", "step_note"),
    parent=("life_situation", "situation_id"),
    ordered_by="line_no",
    named_by=("service_id",),
    supervised=True,
)
class LifeSituationStep(Record):
    """One service of a situation, in the order in which it is best applied for."""

    __tablename__ = "life_situation_step"

    situation_id: Mapped[UUID] = field(
        "Dzīves situācija", refers_to="life_situation", derived=True, searched=False, indexed=True
    )
    line_no: Mapped[int] = field("Solis", derived=True, least=1, most=99, searched=False)
    service_id: Mapped[UUID] = field("Pakalpojums", refers_to="service")
    step_note: Mapped[str | None] = field("Kas jāzina", longest=300)
