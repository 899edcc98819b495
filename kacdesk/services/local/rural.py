"""This file is the place where it is known how a rural development consultation goes on (S000 2.1(9))."""

from collections.abc import Iterator, Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.local.switches import refusal
from kacdesk.spec.register import Values

CONSULTATION = "rural_consultation"


def judge(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse where the point has no such consultant, and one that goes on without a day."""
    began = values.get("started_at")
    day = clock.riga_day(began) if began is not None else None
    yield from refusal(context.store, CONSULTATION, "topic", on=day)
    if values.get("outcome") == "TO_FOLLOW" and values.get("follow_up_on") is None:
        yield Problem("follow_up_on", t("Norādiet, kad konsultāciju turpināt."), "required")


def follow(_context: Context, values: Values, _new: bool) -> Mapping[str, Any]:
    """Fill in when it began."""
    return {"started_at": values.get("started_at") or clock.now_utc()}


def followed_up(_context: Context, _values: Values) -> Mapping[str, Any]:
    """Return the fields of a consultation that was gone on with today."""
    return {"followed_up_on": clock.today_riga()}


def is_to_follow(values: Values) -> bool:
    """Say whether it is to be gone on with and was not yet."""
    return values.get("follow_up_on") is not None and values.get("followed_up_on") is None


def of_visit(visit: Values) -> Mapping[str, Any]:
    """Return what a consultation takes over from a visit."""
    return {
        "started_at": visit.get("started_at"),
        "channel": visit.get("channel"),
        "farm_kind": visit.get("customer_kind"),
        "farm_name": visit.get("customer_name"),
        "farm_code": visit.get("customer_code"),
        "farm_contact": visit.get("customer_contact"),
        "visit_id": visit["id"],
    }


def of_call(call: Values) -> Mapping[str, Any]:
    """Return what a consultation takes over from a call."""
    return {
        "started_at": call.get("started_at"),
        "channel": "PHONE",
        "topic": call.get("topic"),
        "farm_name": call.get("caller_name"),
        "farm_contact": call.get("caller_phone"),
    }
