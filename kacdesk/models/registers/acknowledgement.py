"""This file is the place where it is a register who has made himself acquainted with what, and when."""

from datetime import date
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.models.checks import one_of
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice
from kacdesk.spec.register import Group

ACKNOWLEDGED = (
    Choice("CATALOGUE", "Pakalpojumu katalogs"),
    Choice("RULES", "Iekšējie noteikumi"),
    Choice("SAFETY", "Darba drošība un ugunsdrošība"),
    Choice("TERMS", "Lietošanas vai sadarbības noteikumi"),
    Choice("GUIDANCE", "Metodiskais materiāls"),
)


@register(
    "Iepazīšanās",
    singular="Iepazīšanās ieraksts",
    listed=("what", "subject", "staff_id", "person", "acknowledged_on", "status"),
    checks=(one_of("staff_id", "person", sentence=lambda: t("Norādiet, kurš ir iepazinies.")),),
    named_by=("what", "subject"),
    ordered_by="acknowledged_on",
    group=Group.STAFF,
)
class Acknowledgement(Record):
    """That somebody knows an edition of the catalogue, rules, terms or a safety instruction (S002 1-4; S001 20.4).

    A person of the point by `staff_id`; an institution's employee, who has no sign-in here, by name.
    """

    __tablename__ = "acknowledgement"

    what: Mapped[str] = field("Ar ko", choices=ACKNOWLEDGED)
    subject: Mapped[str] = field("Dokuments vai redakcija", longest=300)
    library_item_id: Mapped[UUID | None] = field("Materiāls", refers_to="library_item", indexed=True)
    staff_id: Mapped[UUID | None] = field("Darbinieks", refers_to="staff", indexed=True)
    person: Mapped[str | None] = field(
        "Iestādes darbinieks", longest=120, hint="Vārds un uzvārds; ja tas nav centra darbinieks"
    )
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    acknowledged_on: Mapped[date] = field("Iepazinies", searched=False)
    signed: Mapped[bool] = field("Parakstījies uz papīra", default=False, searched=False)
