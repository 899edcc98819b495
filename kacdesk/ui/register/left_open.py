"""This file is the place where it is decided how a contact goes on that was left half-entered: never by guessing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from kacdesk.core.clock import riga_day
from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services.counter.drafts import Draft
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.register.plans import EDITED, LEFT_OPEN, MEASURED, FormPlan, plan_of

_LEFT_AFTER = timedelta(minutes=10)
"""A draft last touched longer ago than this, and not put aside, was left open."""


class Ending(Enum):
    """How a contact that was left open ended: AS_IT_IS decides by when somebody last typed, and tells it."""

    AS_IT_IS = auto()
    AT_LAST_TYPING = auto()
    OTHER_TIME = auto()


@dataclass(frozen=True)
class GoingOn:
    """How a draft is gone on with: values that change, from where the stopwatch runs on (None: it does not), what the
    person is told, and the field that she is to fill."""

    values: Mapping[str, Any] = field(default_factory=dict)
    run_from_s: int | None = None
    words: str = ""
    caret: str = ""


def was_left_open(spec: RegisterSpec, draft: Draft, *, now: datetime) -> bool:
    """Say whether a draft is a contact of an earlier day whose end nobody has entered: a person must be asked."""
    if draft.record is not None or riga_day(draft.begun_at) >= riga_day(now):
        return False
    ending = plan_of(spec).ends_on_save
    return draft.measured_s is not None or (ending is not None and draft.values.get(ending) is None)


def going_on(spec: RegisterSpec, draft: Draft, ending: Ending, *, now: datetime) -> GoingOn:
    """Return how a draft goes on.

    What was put aside goes on as it is: every second that was served was measured. What was left by accident a moment
    ago goes on too, but its stopwatch has a gap and says so. What was left longer ago ends when somebody last typed
    in it, or at another time that the person is to enter.
    """
    plan = plan_of(spec)
    if ending is Ending.OTHER_TIME:
        return GoingOn(caret=plan.ends_on_save or plan.stopwatch or "")
    left = not draft.parked and now - draft.kept_at > _LEFT_AFTER
    if ending is Ending.AT_LAST_TYPING or left:
        return _ended(spec, plan, draft)
    if draft.measured_s is None:
        return GoingOn()
    return GoingOn({} if draft.parked else _measured_as(spec, plan, draft, EDITED), draft.measured_s)


def _ended(spec: RegisterSpec, plan: FormPlan, draft: Draft) -> GoingOn:
    """Let the contact end where it was left, and say so, because nobody may have meant it."""
    ending = plan.ends_on_save
    if ending is not None and draft.values.get(ending) is None:
        label = t(spec.by_name[ending].label)
        words = t(
            "Laukā “{label}” ierakstīts, kad pēdējoreiz rakstījāt: {time}. Ja beidzāt citā laikā, izlabojiet.",
            label=label,
            time=clock_time(draft.kept_at),
        )
        return GoingOn({ending: draft.kept_at, plan.timed[ending]: LEFT_OPEN}, words=words)
    if plan.stopwatch is not None and draft.measured_s is not None:
        return GoingOn(_measured_as(spec, plan, draft, LEFT_OPEN))
    return GoingOn()


def _measured_as(spec: RegisterSpec, plan: FormPlan, draft: Draft, quality: str) -> dict[str, Any]:
    """Return what a stopwatch with a gap was worth; a time that was not measured before stays what it was."""
    name = plan.timed.get(spec.counted_from or "")
    return {name: quality} if name and draft.values.get(name) == MEASURED else {}
