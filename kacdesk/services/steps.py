"""This file is the place where it is known what can be done with a saved record at one stroke: its steps.

A step changes fields of progress only, so it asks for no reason; the change stands in the log like any other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context, Role
from kacdesk.services.records import correct
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import row_of

Changes = Callable[[Context, Values], Mapping[str, Any]]
"""The record's values → the progress fields as they become."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done next. `applies` says whether it can be done with a record of these values ·
    `supervised` only a supervisor does it."""

    name: str
    label: str
    applies: Callable[[Values], bool]
    changes: Changes
    supervised: bool = False


STEPS: Mapping[str, tuple[Step, ...]] = {}
"""Register → its steps, in the order in which they usually come."""


def steps_of(register: str, values: Values, *, supervisor: bool) -> tuple[Step, ...]:
    """Return the steps that somebody can take with a record of these values."""
    if values.get("status") == Status.VOIDED:
        return ()
    known = STEPS.get(register, ())
    return tuple(step for step in known if (supervisor or not step.supervised) and step.applies(values))


def take(context: Context, register: str, record: UUID, step: str, *, rev: int | None = None) -> int:
    """Take a step and return the record's new revision.

    Refused when it does not apply (any more) and when the actor may not, Invalid when a rule is against it, Stale when
    the record was changed since `rev`.
    """
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, register, record)
    may = steps_of(register, row, supervisor=context.actor.role is Role.SUPERVISOR)
    found = next((each for each in may if each.name == step), None)
    if found is None:
        raise Refused(
            t("Ar šo ierakstu to tagad nevar izdarīt."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Atveriet ierakstu vēlreiz: kāds to, iespējams, jau izdarīja."),
        )
    changes = found.changes(context, row)
    return correct(context, register, record, changes, rev=row["rev"] if rev is None else rev, reason=None)
