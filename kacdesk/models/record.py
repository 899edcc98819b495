"""This file is the place where a table becomes a synced one: identity, status, who made it and when."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.models.base import Base
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped, mapped_column
from kacdesk.models.vocabulary import RECORD_STATUS
from kacdesk.spec.register import Status

_HEAD, _TAIL = -100, 100


class Row(Base):
    """What every row of a register carries for the program itself.

    `n` is the desk's own number of the row, stable under VACUUM, and the key of its search entry · `rev` counts
    the changes seen by this desk · `_o` is JSON: field → operation that gave the shown value, `*` the creating
    one · `_x` is JSON: fields that this version of the program does not know yet.
    """

    n: Mapped[int] = mapped_column(primary_key=True, place=_HEAD)
    id: Mapped[UUID] = mapped_column(unique=True, place=_HEAD)
    rev: Mapped[int] = mapped_column(default=0, server_default="0", place=_TAIL)
    origins: Mapped[str] = mapped_column("_o", default="{}", server_default="{}", place=_TAIL)
    unknown: Mapped[str] = mapped_column("_x", default="{}", server_default="{}", place=_TAIL)


class Record(Row):
    """A row that is made at a point. It is corrected and voided with a reason, never deleted."""

    point: Mapped[str] = mapped_column(place=_HEAD)
    status: Mapped[str] = field(
        "Stāvoklis", choices=RECORD_STATUS, derived=True, default=Status.REGISTERED, place=_TAIL - 5
    )
    void_reason: Mapped[str | None] = field("Anulēšanas iemesls", longest=500, derived=True, place=_TAIL - 4)
    made_at: Mapped[datetime] = field("Ievadīts", derived=True, searched=False, place=_TAIL - 3)
    made_by: Mapped[UUID] = field(
        "Ievadīja", derived=True, refers_to="staff", searched=False, place=_TAIL - 2
    )


class Counted(Record):
    """A record that counts as a contact of one day."""

    counted_on: Mapped[date] = field("Uzskaites diena", derived=True, indexed=True, place=_TAIL - 10)


class Reference(Row):
    """A row of reference data: it comes from the central store and is read-only at a desk."""

    valid_from: Mapped[date | None] = field("Spēkā no", searched=False, place=_TAIL - 3)
    valid_to: Mapped[date | None] = field("Spēkā līdz", searched=False, place=_TAIL - 2)
    source: Mapped[str | None] = field("Avots", longest=500, searched=False, place=_TAIL - 1)
