"""This file is the place where it is known which rules speak when a record of a register is saved.

Fields and their checks are the register's own (`models`). What stands here needs more than the record: the calendar,
the catalogue, who is present, another record.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.spec.register import Values

Judge = Callable[[Context, Values], Iterable[Problem]]
"""What forbids to save a record with these values (all fields, tidied); it is told beside the form too, while somebody
types. It only reads."""

Follow = Callable[[Context, Values, bool], Mapping[str, Any]]
"""The fields that follow from these values; it only reads. It is asked for a new record (True), where it may fill what
was left empty too, and after each correction (False), where a person may have emptied a field on purpose."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one register."""

    judge: Judge | None = None
    follow: Follow | None = None


def _due_by_the_kind(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """A document without a term gets the one that the point's rules set for its kind."""
    if not new or values.get("due_on") is not None:
        return {}
    return {"due_on": proposed_due(context.store, str(values.get("kind")), riga_day(values["received_at"]))}


RULES: Mapping[str, Rules] = {
    "received_document": Rules(follow=_due_by_the_kind),
}


def objections(context: Context, register: str, values: Values) -> list[Problem]:
    """Return what the rules of a register have against a record that is otherwise whole."""
    judge = RULES.get(register, Rules()).judge
    return list(judge(context, values)) if judge is not None else []


def consequences(context: Context, register: str, values: Values, *, new: bool) -> Mapping[str, Any]:
    """Return what follows from the values of a record, field → value."""
    follow = RULES.get(register, Rules()).follow
    return follow(context, values, new) if follow is not None else {}
