"""This file is the place where the centre's equipment, its daily check and faults are registers (S001 17.5–17.7)."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group, Values

EQUIPMENT_KIND = (
    Choice("PUBLIC_PC", "Publiskais dators"),
    Choice("WIFI", "Bezvadu tīkls"),
    Choice("PHONE_LINE", "Tālruņa līnija"),
    Choice("WORKPLACE", "Darbinieka darba vieta"),
    Choice("INSTITUTION_DESK", "Iestādes darbinieka darba vieta"),
    Choice("PRINTER", "Printeris vai skeneris"),
    Choice("OTHER", "Cits inventārs"),
)

CHECKED = ("public_pc", "wifi", "phone_line", "workplaces", "printer")
"""What is looked at every day, in the order of the list."""


def fault_is_told(values: Values) -> Problem | None:
    """Ask what is wrong when something does not work."""
    works = all(values.get(name) is not False for name in CHECKED)
    if works or values.get("note"):
        return None
    return Problem("note", t("Uzrakstiet, kas nedarbojas un kam paziņots."), "required")


@register(
    "Inventārs",
    singular="Inventāra vienība",
    listed=("title", "kind", "inventory_no", "place", "active", "status"),
    named_by=("title",),
    ordered_by="title",
    supervised=True,
    group=Group.QUALITY,
)
class Equipment(Record):
    """A thing in the charge of the centre (S000 2.2(1)); workplaces of institutions too (S001 20.2)."""

    __tablename__ = "equipment"

    title: Mapped[str] = field("Nosaukums", longest=200)
    kind: Mapped[str] = field("Veids", choices=EQUIPMENT_KIND, default="OTHER")
    inventory_no: Mapped[str | None] = field("Inventāra numurs", kind=Kind.CODE, longest=40)
    place: Mapped[str | None] = field("Atrašanās vieta", longest=200, progress=True)
    institution_id: Mapped[UUID | None] = field(
        "Kurai iestādei", refers_to="institution", when=When("kind", ("INSTITUTION_DESK",))
    )
    active: Mapped[bool] = field("Lietošanā", default=True, progress=True)
    note: Mapped[str | None] = field("Piezīmes", longest=500, progress=True)


@register(
    "Ikdienas pārbaudes",
    singular="Ikdienas pārbaude",
    listed=("checked_on", *CHECKED, "clerk_id", "status"),
    checks=(fault_is_told,),
    named_by=("checked_on",),
    ordered_by="checked_on",
    group=Group.QUALITY,
)
class EquipmentCheck(Record):
    """That everything which customers and clerks need works this morning; one line a day is enough."""

    __tablename__ = "equipment_check"

    checked_on: Mapped[date] = field("Diena", indexed=True)
    public_pc: Mapped[bool] = field("Publiskais dators ar piekļuvi portālam", default=True)
    wifi: Mapped[bool] = field("Bezmaksas bezvadu tīkls", default=True)
    phone_line: Mapped[bool] = field("Tālruņa līnija, savienota ar PVS", default=True)
    workplaces: Mapped[bool] = field("Darba vietas", default=True)
    printer: Mapped[bool] = field("Printeris un skeneris", default=True)
    clerk_id: Mapped[UUID | None] = field("Pārbaudīja", refers_to="staff")
    note: Mapped[str | None] = field("Kas nedarbojas", longest=1000)


@register(
    "Bojājumi",
    singular="Bojājums",
    listed=("noticed_on", "equipment_id", "what", "reported_on", "due_on", "mended_on", "status"),
    checks=(not_before("noticed_on", "mended_on"),),
    named_by=("noticed_on", "what"),
    ordered_by="noticed_on",
    group=Group.QUALITY,
    clocks=(Clock("due_on", "Bojājuma novēršana", {"mended_on": (None,)}, ahead=1),),
)
class EquipmentFault(Record):
    """Something that does not work, whom it was told to, and since when it works again (S000 2.3(7))."""

    __tablename__ = "equipment_fault"

    noticed_on: Mapped[date] = field("Pamanīts", indexed=True)
    equipment_id: Mapped[UUID | None] = field("Inventārs", refers_to="equipment")
    what: Mapped[str] = field("Kas nedarbojas", longest=500)
    reported_to: Mapped[str | None] = field("Kam paziņots", longest=200, progress=True)
    reported_on: Mapped[date | None] = field("Paziņots", progress=True)
    due_on: Mapped[date | None] = field("Sola novērst līdz", progress=True, indexed=True)
    mended_on: Mapped[date | None] = field("Novērsts", progress=True)
