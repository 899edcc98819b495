"""This file is the place where e-services applied for in another person's name are counted, and their attestations.

S003 27-29: the attestation on paper is kept three months after the service is completed, and then destroyed (27.3).
"""

from dataclasses import dataclass
from typing import Final

from kacdesk.figures.at_end import AtEnd
from kacdesk.figures.count import Count, count
from kacdesk.figures.reads import Reads
from kacdesk.figures.rows import Counting

_DELEGATED: Final = "delegated_application"

READS: Final = (Reads(_DELEGATED, days=("identity_checked_at",), open_while=("destroyed_on",)),)
"""The steps follow each other: what happened in the period was begun before its end, and destroyed not before it."""


@dataclass(frozen=True, slots=True)
class DelegationFigures:
    """Applications `made` (registered in the portal), `completed`, `withdrawn` and attestations `destroyed` in the
    period; attestations `held` at its end, and `overdue` those of them that should have been destroyed."""

    made: Count
    completed: Count
    withdrawn: Count
    destroyed: Count
    held: Count
    overdue: Count


def count_delegation(counting: Counting, end: AtEnd) -> DelegationFigures:
    """Count the applications and attestations of a period."""
    rows = counting.living(_DELEGATED)
    held = [
        row
        for row in rows
        if end.has_come(row.get("attested_on")) and not end.has_come(row.get("destroyed_on"))
    ]
    return DelegationFigures(
        made=end.within(_DELEGATED, rows, "registered_on"),
        completed=end.within(_DELEGATED, rows, "completed_on"),
        withdrawn=end.within(_DELEGATED, rows, "withdrawn_on"),
        destroyed=end.within(_DELEGATED, rows, "destroyed_on"),
        held=count(_DELEGATED, held),
        overdue=count(_DELEGATED, (row for row in held if end.is_overdue(row.get("destroy_on")))),
    )
