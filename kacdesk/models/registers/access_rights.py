"""This file is the place where applications for access to the state's system are a register (S001 22, S003 20–23)."""

from datetime import date
from uuid import UUID

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group

ACCESS_KIND = (Choice("GRANT", "Piešķirt"), Choice("CHANGE", "Mainīt"), Choice("REVOKE", "Anulēt"))


@register(
    "Piekļuves tiesības PVS",
    singular="Piekļuves tiesību pieteikums",
    listed=("applied_on", "kind", "staff_id", "due_on", "done_on", "terms_due_on", "terms_on", "status"),
    named_by=("applied_on", "staff_id"),
    ordered_by="applied_on",
    supervised=True,
    group=Group.STAFF,
    clocks=(
        Clock("due_on", "Piekļuves tiesības PVS", {"done_on": (None,)}, ahead=1),
        Clock(
            "terms_due_on",
            "Sadarbības noteikumu pieņemšana",
            {"terms_on": (None,), "kind": ("GRANT",)},
            ahead=2,
        ),
    ),
)
class AccessApplication(Record):
    """An application to grant, change or revoke access to the service management system.

    The maintainer decides within three working days (S003 20.2); who gets access identifies himself, accepts the
    terms of cooperation and names his means of communication within ten (S003 21.2). No password is ever kept here.
    """

    __tablename__ = "access_application"

    kind: Mapped[str] = field("Pieteikums", choices=ACCESS_KIND, default="GRANT")
    staff_id: Mapped[UUID] = field("Darbinieks", refers_to="staff")
    post: Mapped[str | None] = field("Amats", longest=160)
    email: Mapped[str | None] = field("Darba e-pasts", kind=Kind.EMAIL)
    phone: Mapped[str | None] = field("Darba tālrunis", kind=Kind.PHONE, longest=20)
    extent: Mapped[str | None] = field("Tiesību apjoms", longest=300, hint="Loma vai darbības sistēmā")
    addressee: Mapped[str] = field(
        "Kam", longest=200, default="Viedās administrācijas un reģionālās attīstības ministrija"
    )
    applied_on: Mapped[date] = field("Pieteikts")
    due_on: Mapped[date | None] = field("Jāizpilda līdz", derived=True, indexed=True)
    done_on: Mapped[date | None] = field("Izpildīts", progress=True)
    terms_version: Mapped[str | None] = field(
        "Sadarbības noteikumu versija", longest=80, progress=True, when=When("kind", ("GRANT",))
    )
    terms_due_on: Mapped[date | None] = field("Noteikumi jāpieņem līdz", derived=True, indexed=True)
    terms_on: Mapped[date | None] = field("Noteikumi pieņemti", progress=True, when=When("kind", ("GRANT",)))
    note: Mapped[str | None] = field("Piezīmes", longest=500, progress=True)
