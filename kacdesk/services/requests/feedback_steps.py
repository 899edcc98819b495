"""This file is the place where it is said what is done next with a complaint, question or proposal at one stroke."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core.clock import today_riga
from kacdesk.core.text import later
from kacdesk.models.contest_routes import CENTRE, HEAD, STATE_SERVICE, first_instance
from kacdesk.services.context import Context, Role
from kacdesk.services.step import Step
from kacdesk.spec.register import Values


def _is_open(values: Values) -> bool:
    return values.get("closed_on") is None


def _about_an_institution(values: Values) -> bool:
    return values.get("about") == STATE_SERVICE


def _examiner(context: Context, values: Values) -> Any:
    """Return the actor where the route lets him examine: anybody for the centre, the head for employees."""
    first = first_instance(str(values["about"]))
    head = first == HEAD and context.actor.role is Role.SUPERVISOR
    himself = values.get("staff_id") == context.actor.id
    return context.actor.id if (first == CENTRE or head) and not himself else None


def _assign(context: Context, values: Values) -> Mapping[str, Any]:
    return {
        "assigned_on": today_riga(),
        "assigned_to": values.get("assigned_to") or _examiner(context, values),
    }


def _answer(context: Context, values: Values) -> Mapping[str, Any]:
    who = values.get("answered_by") or values.get("assigned_to") or _examiner(context, values)
    return {"answered_on": today_riga(), "answered_by": who}


def _close(context: Context, values: Values) -> Mapping[str, Any]:
    if values.get("institution_answered_on") is not None:
        how = "BY_INSTITUTION"
    else:
        how = "ANSWERED" if values.get("answered_on") is not None else "NOTED"
    return {"closed_on": today_riga(), "closed_how": values.get("closed_how") or how}


def _may_be_closed(values: Values) -> bool:
    answered = values.get("answered_on") or values.get("institution_answered_on")
    if values.get("contest_open"):
        return False
    return _is_open(values) and bool(answered or values.get("kind") == "COMPLIMENT")


STEPS = (
    Step(
        "assigned",
        later("Nodot izskatīšanai"),
        lambda values: (
            _is_open(values)
            and values.get("assigned_on") is None
            and not _about_an_institution(values)
            and values.get("kind") != "COMPLIMENT"
        ),
        _assign,
    ),
    Step(
        "forwarded",
        later("Pārsūtīts iestādei"),
        lambda values: (
            _is_open(values) and _about_an_institution(values) and values.get("forwarded_on") is None
        ),
        lambda _context, _values: {"forwarded_on": today_riga()},
    ),
    Step(
        "told",
        later("Iesniedzējs par pārsūtīšanu informēts"),
        lambda values: (
            _is_open(values)
            and values.get("forwarded_on") is not None
            and values.get("forward_told_on") is None
            and not values.get("anonymous")
        ),
        lambda _context, _values: {"forward_told_on": today_riga()},
    ),
    Step(
        "institution_answered",
        later("Iestāde atbildējusi"),
        lambda values: (
            _is_open(values)
            and values.get("forwarded_on") is not None
            and values.get("institution_answered_on") is None
        ),
        lambda _context, _values: {"institution_answered_on": today_riga()},
    ),
    Step(
        "answered",
        later("Atbilde sniegta"),
        lambda values: (
            _is_open(values)
            and values.get("assigned_on") is not None
            and values.get("answered_on") is None
            and not _about_an_institution(values)
        ),
        _answer,
    ),
    Step("closed", later("Slēgt lietu"), _may_be_closed, _close),
)
"""Extending asks for a reason and a notice, so it is done in the form; contesting is begun onward."""

CONTEST_STEPS = (
    Step(
        "handed",
        later("Nodots instancei"),
        lambda values: values.get("handed_on") is None and values.get("decided_on") is None,
        lambda _context, _values: {"handed_on": today_riga()},
    ),
)

ERROR_STEPS = (
    Step(
        "apologised",
        later("Atvainojāmies"),
        lambda values: not values.get("apologised"),
        lambda _context, _values: {"apologised": True},
    ),
    Step(
        "informed",
        later("Klients informēts par tiesībām sūdzēties"),
        lambda values: not values.get("informed_of_right"),
        lambda _context, _values: {"informed_of_right": True},
    ),
    Step(
        "seen",
        later("Vadītājs iepazinies"),
        lambda values: values.get("seen_on") is None,
        lambda _context, _values: {"seen_on": today_riga()},
        supervised=True,
    ),
)
"""S002 5.1.2; how it was mended is written in the form."""

CHECK_STEPS = (
    Step(
        "mended",
        later("Izlabots"),
        lambda values: values.get("outcome") == "TO_MEND" and values.get("mended_on") is None,
        lambda _context, _values: {"mended_on": today_riga()},
        supervised=True,
    ),
)
