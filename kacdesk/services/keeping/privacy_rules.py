"""This file is the place where requests of data subjects get their term, and acts and holds their steps."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.spec.register import Values

DATA_REQUEST = "DATA_REQUEST"


def request_follows(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """A request gets the term of the point's rules (General Data Protection Regulation 12(3)), counted from receipt."""
    if not new or values.get("due_on") is not None:
        return {}
    return {"due_on": proposed_due(context.store, DATA_REQUEST, values["received_on"])}


def request_is_open(values: Values) -> bool:
    """Say whether nobody has answered yet."""
    return values.get("answered_on") is None


def answered(_context: Context, _values: Values) -> Mapping[str, Any]:
    """Mark a request as answered today; what came of it is written beside it."""
    return {"answered_on": clock.today_riga(), "outcome": "MET"}


def hold_is_open(values: Values) -> bool:
    """Say whether the hold is not lifted yet."""
    return values.get("lifted_on") is None


def lifted(_context: Context, _values: Values) -> Mapping[str, Any]:
    """Lift a hold today."""
    return {"lifted_on": clock.today_riga()}


def act_is_open(values: Values) -> bool:
    """Say whether the papers of an act are still there."""
    return values.get("kind") == "DESTRUCTION" and values.get("done_on") is None


def carried_out(context: Context, values: Values) -> Mapping[str, Any]:
    """Say that the papers of an act were destroyed today, approved by whoever says so if by nobody before."""
    return {
        "done_on": clock.today_riga(),
        "approved_by": values.get("approved_by") or context.actor.id,
    }


def transfer_is_open(values: Values) -> bool:
    """Say whether the archive has not accepted the files yet."""
    return values.get("accepted_on") is None


def accepted(context: Context, values: Values) -> Mapping[str, Any]:
    """Say that the archive accepted the files today."""
    return {"accepted_on": clock.today_riga(), "handed_by": values.get("handed_by") or context.actor.id}
