"""This file is the place where it is known what follows for an institution that serves in this centre."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.core.text import later
from kacdesk.core.workdays import add_months
from kacdesk.services.context import Context
from kacdesk.services.step import Step
from kacdesk.spec.register import Values

_REVIEW_MONTHS = 1
"""How long published hours count as checked when nobody says otherwise; the day can be changed in the record."""


def follow(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Begin the watch over the published hours of an institution that serves here (S003 26.1.9)."""
    if not new or not values.get("serves_here") or values.get("hours_review_on") is not None:
        return {}
    return {"hours_review_on": add_months(clock.today_riga(), _REVIEW_MONTHS)}


def _checked(_context: Context, _values: Values) -> Mapping[str, Any]:
    today = clock.today_riga()
    return {
        "hours_on_web": True,
        "hours_on_portal": True,
        "hours_checked_on": today,
        "hours_review_on": add_months(today, _REVIEW_MONTHS),
    }


STEPS = (
    Step(
        "hours-checked",
        later("Publicētais laiks pārbaudīts un pareizs"),
        lambda values: bool(values.get("serves_here")),
        _checked,
    ),
)
