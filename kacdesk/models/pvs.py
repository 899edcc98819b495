"""This file is the place where a registration gets the fields that say how it was entered in the state's system too.

The service management system (PVS, S000 2.1(2), S003 17) is kept apart from this program. These fields are set by the
worklist „Jāievada PVS” alone: they are no part of a form and cost nobody a key.
"""

from datetime import date
from uuid import UUID

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped

PVS_FIELDS = ("pvs_no", "pvs_on", "pvs_by", "pvs_skip")

_PVS = 80


class HasPvs:
    """Under which number the registration stands in PVS, since when, by whom; or why it does not belong there."""

    pvs_no: Mapped[str | None] = field("PVS numurs", longest=40, derived=True, place=_PVS)
    pvs_on: Mapped[date | None] = field("Ievadīts PVS", derived=True, searched=False, place=_PVS + 1)
    pvs_by: Mapped[UUID | None] = field(
        "PVS ievadīja", refers_to="staff", derived=True, searched=False, place=_PVS + 2
    )
    pvs_skip: Mapped[str | None] = field(
        "Kāpēc PVS nav jāievada", longest=200, derived=True, searched=False, place=_PVS + 3
    )
