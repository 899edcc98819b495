"""This file is the place where the two terms of an e-mail are set, and what is done with it at one stroke."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.core.clock import riga_day
from kacdesk.core.text import later
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.services.step import Step
from kacdesk.spec.register import Values

REGISTER = "email_intake"
REPLY, STATUTORY = "EMAIL_REPLY", "SUBMISSION"


def follow(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Return both terms, by the rules in force on the day of receipt, and how far the letter is."""
    received = riga_day(values["received_at"])
    by_law = values.get("kind") == STATUTORY
    return {
        "state": state_of(values),
        "reply_due_on": proposed_due(context.store, REPLY, received),
        "statutory_due_on": proposed_due(context.store, STATUTORY, received) if by_law else None,
    }


def state_of(values: Values) -> str:
    """Return how far an e-mail is; a submission is answered only in substance, other letters by any answer."""
    if values.get("no_reply_ground"):
        return "NO_REPLY"
    if values.get("substance_on") or (values.get("answered_on") and values.get("kind") != STATUTORY):
        return "ANSWERED"
    if values.get("registered_on"):
        return "REGISTERED"
    return "INTERIM" if values.get("answered_on") else "WAITING"


def _answer(context: Context, values: Values) -> dict[str, Any]:
    """Return an answer sent now; the first one keeps its day and its person."""
    if values.get("answered_on") is not None:
        return {}
    return {
        "answered_on": clock.today_riga(),
        "answered_by": context.actor.id,
        "answered_how": values.get("answered_how") or "EMAIL",
    }


def _in_substance(context: Context, values: Values) -> Mapping[str, Any]:
    return {**_answer(context, values), "substance_on": clock.today_riga()}


def _unanswered(values: Values) -> bool:
    return values.get("answered_on") is None and not values.get("no_reply_ground")


def _is_submission(values: Values) -> bool:
    return values.get("kind") == STATUTORY


STEPS = (
    Step(
        "answered",
        later("Atbildēts"),
        lambda values: not values.get("no_reply_ground") and values.get("substance_on") is None,
        _in_substance,
    ),
    Step(
        "interim",
        later("Nosūtīta starpatbilde"),
        lambda values: _unanswered(values) and _is_submission(values),
        _answer,
    ),
    Step(
        "registered",
        later("Reģistrēts kā saņemtais dokuments"),
        lambda values: values.get("registered_on") is None and not values.get("no_reply_ground"),
        lambda _context, _values: {"registered_on": clock.today_riga()},
    ),
)
