"""This file is the place where it is a register what things cost at the point, from when until when."""

from datetime import date

from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.register import Group

FEE_MATTER = (
    Choice("RESIDENCE_DECLARATION", "Dzīvesvietas deklarēšana"),
    Choice("RESIDENCE_CERTIFICATE", "Izziņa par dzīvesvietu"),
    Choice("COPYING", "Kopēšana un izdrukas, par lapu"),
)


@register(
    "Maksas un nodevas",
    singular="Maksa",
    listed=("matter", "amount", "valid_from", "valid_to", "source", "status"),
    checks=(not_before("valid_from", "valid_to"),),
    ordered_by="valid_from",
    supervised=True,
    named_by=("matter", "valid_from"),
    group=Group.CATALOGUE,
)
class FeeRule(Record):
    """A fee by law or by a decision of the council, with the days on which it is in force (S000 2.1(6), S004 2.2).

    What a service of the catalogue costs stands in its own card.
    """

    __tablename__ = "fee_rule"

    matter: Mapped[str] = field("Par ko", choices=FEE_MATTER, default="RESIDENCE_DECLARATION")
    amount: Mapped[int] = field("Summa", kind=Kind.MONEY, least=0, most=10_000_000, searched=False)
    valid_from: Mapped[date] = field("Spēkā no")
    valid_to: Mapped[date | None] = field("Spēkā līdz")
    source: Mapped[str | None] = field("Avots", longest=300)
