"""This file is the place where the quarterly review, its findings and reports on demand are registers (S004 5.3)."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.register import Clock, Group

REVIEW_KIND = (Choice("QUARTER", "Ceturkšņa izvērtējums"), Choice("CHECK", "Iekšējā pārbaude"))

FINDING_KIND = (
    Choice("ERROR", "Kļūda"),
    Choice("RISK", "Risks"),
    Choice("GOOD", "Laba prakse"),
    Choice("LAWFUL", "Tiesiskuma pārbaude: atbilst"),
)

ASKED_BY = (
    Choice("CHAIR", "Domes priekšsēdētājs"),
    Choice("DEPUTY", "Priekšsēdētāja vietnieks"),
    Choice("EXECUTIVE", "Izpilddirektors"),
    Choice("COUNCIL", "Dome vai komiteja"),
    Choice("MINISTRY", "Ministrija"),
    Choice("OTHER", "Cits"),
)


@register(
    "Izvērtējumi un pārbaudes",
    singular="Izvērtējums",
    listed=("kind", "period_from", "period_to", "lines", "due_on", "reported_on", "status"),
    checks=(not_before("period_from", "period_to"),),
    named_by=("kind", "period_to"),
    ordered_by="period_to",
    supervised=True,
    group=Group.QUALITY,
    clocks=(Clock("due_on", "Izvērtējums jāiesniedz vadībai", {"reported_on": (None,)}, ahead=10),),
)
class Review(Record):
    """What the head found in a quarter, or in a periodic internal check of lawfulness (S004 5.3, S000 4.1).

    `due_on` is counted from the end of the period (D22).
    """

    __tablename__ = "review"

    kind: Mapped[str] = field("Veids", choices=REVIEW_KIND, default="QUARTER")
    period_from: Mapped[date] = field("No")
    period_to: Mapped[date] = field("Līdz")
    due_on: Mapped[date | None] = field("Jāiesniedz līdz", derived=True, indexed=True)
    summary: Mapped[str | None] = field("Kopsavilkums", kind=Kind.LONG_TEXT, longest=8000)
    reported_to: Mapped[str | None] = field("Kam iesniegts", longest=200, progress=True)
    reported_on: Mapped[date | None] = field("Iesniegts vadībai", progress=True)


@register(
    "Secinājumi",
    singular="Secinājums",
    listed=("what", "action", "due_on", "done_on"),
    parent=("review", "review_id"),
    ordered_by="line_no",
    named_by=("what",),
    clocks=(Clock("due_on", "Pasākums pēc izvērtējuma", {"done_on": (None,)}, ahead=3),),
)
class ReviewFinding(Record):
    """One finding with what is done about it, by whom and by when."""

    __tablename__ = "review_finding"

    review_id: Mapped[UUID] = field("Izvērtējums", refers_to="review", derived=True, indexed=True)
    line_no: Mapped[int] = field("Nr.", derived=True, least=1, most=200, searched=False)
    kind: Mapped[str] = field("Veids", choices=FINDING_KIND, default="ERROR")
    what: Mapped[str] = field("Konstatēts", longest=1000)
    action: Mapped[str | None] = field("Pasākums", longest=1000, progress=True)
    staff_id: Mapped[UUID | None] = field("Atbildīgais", refers_to="staff", progress=True)
    due_on: Mapped[date | None] = field("Līdz", progress=True, indexed=True)
    done_on: Mapped[date | None] = field("Izpildīts", progress=True)


@register(
    "Pieprasītie pārskati",
    singular="Pieprasītais pārskats",
    listed=("asked_at", "asked_by", "period_from", "period_to", "due_on", "delivered_on", "status"),
    checks=(not_before("period_from", "period_to"),),
    named_by=("asked_at", "asked_by"),
    ordered_by="asked_at",
    group=Group.QUALITY,
    clocks=(Clock("due_on", "Pieprasītais pārskats", {"delivered_on": (None,)}, ahead=2),),
)
class ReportRequest(Record):
    """Who asked for a report, when, and when it was given: the leadership may ask at any time (S000 4.4)."""

    __tablename__ = "report_request"

    asked_at: Mapped[datetime] = field("Pieprasīts", indexed=True)
    asked_by: Mapped[str] = field("Kas pieprasīja", choices=ASKED_BY, default="EXECUTIVE")
    asker: Mapped[str | None] = field("Amatpersona", longest=160)
    about: Mapped[str | None] = field("Par ko", longest=500)
    period_from: Mapped[date] = field("Periods no")
    period_to: Mapped[date] = field("Periods līdz")
    due_on: Mapped[date | None] = field("Sniedz līdz", progress=True, indexed=True)
    delivered_on: Mapped[date | None] = field("Sniegts", progress=True)
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=2000, progress=True)
