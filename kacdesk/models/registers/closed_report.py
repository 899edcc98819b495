"""This file is the place where the closing of a report is a register: which period, which edition, under what hash."""

from datetime import datetime
from uuid import UUID

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import index_numbers
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.register import Group

CLOSED, REOPENED = "CLOSED", "REOPENED"

REPORT_STATE = (Choice(CLOSED, "Noslēgts"), Choice(REOPENED, "Atvērts no jauna"))

PERIOD_KIND = (Choice("MONTH", "Mēnesis"), Choice("QUARTER", "Ceturksnis"), Choice("YEAR", "Gads"))


@register(
    "Noslēgtie pārskati",
    singular="Noslēgtais pārskats",
    listed=("number", "file_index", "state", "closed_at", "closed_by", "reopened_at", "hash"),
    named_by=("number",),
    ordered_by="closed_at",
    numbered=True,
    supervised=True,
    by_program=True,
    group=Group.QUALITY,
)
class ClosedReport(Record):
    """One edition of a report that was closed; its figures, their rows and the paper are files of the record.

    The number is the period and the edition, "2026-09/1", and its parts stand in the fields that make a number unique:
    the central store tells the desks when two of them have closed one period, and which of them came second. `hash` is
    that of the whole snapshot, `counted_hash` that of its figures and rows alone, which two desks may have in common;
    `paper_hash` is that of the PDF as it was drawn.
    """

    __tablename__ = "closed_report"

    number: Mapped[str] = field(
        "Pārskats", kind=Kind.CODE, longest=80, derived=True, indexed=True, hint="Periods un redakcija"
    )
    series: Mapped[str] = field("Periods", kind=Kind.CODE, longest=8, derived=True)
    reg_year: Mapped[int] = field("Gads", derived=True, searched=False)
    file_index: Mapped[str] = field("Perioda veids", choices=PERIOD_KIND, derived=True, searched=False)
    sequence: Mapped[int] = field("Redakcija", derived=True, searched=False)
    state: Mapped[str] = field("Pārskata stāvoklis", choices=REPORT_STATE, derived=True, progress=True)
    closed_at: Mapped[datetime] = field("Noslēgts", derived=True, indexed=True, searched=False)
    closed_by: Mapped[UUID] = field("Noslēdza", refers_to="staff", derived=True, searched=False)
    reopened_at: Mapped[datetime | None] = field("Atvērts no jauna", derived=True, searched=False)
    reopened_by: Mapped[UUID | None] = field("Atvēra", refers_to="staff", derived=True, searched=False)
    reopen_reason: Mapped[str | None] = field("Kāpēc atvērts no jauna", longest=500, derived=True)
    hash: Mapped[str] = field("Kontrolsumma (SHA-256)", longest=64, derived=True)
    counted_hash: Mapped[str] = field(
        "Skaitļu kontrolsumma (SHA-256)", longest=64, derived=True, searched=False
    )
    paper_hash: Mapped[str] = field("PDF kontrolsumma (SHA-256)", longest=64, derived=True, searched=False)


index_numbers(ClosedReport)
