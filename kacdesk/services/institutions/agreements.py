"""This file is the place where it is known what is done with a cooperation agreement that comes to its end."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core import clock
from kacdesk.core.text import later
from kacdesk.services.context import Context
from kacdesk.services.step import Step
from kacdesk.spec.register import Values


def _ends(values: Values) -> bool:
    return values.get("valid_to") is not None and not values.get("settled")


def _settled(_context: Context, _values: Values) -> Mapping[str, Any]:
    return {"settled": True}


def _terms_open(values: Values) -> bool:
    return values.get("terms_version") is not None and values.get("terms_accepted_on") is None


def _accepted(_context: Context, _values: Values) -> Mapping[str, Any]:
    return {"terms_accepted_on": clock.today_riga()}


STEPS = (
    Step("settled", later("Pagarināts vai aizstāts"), _ends, _settled, supervised=True),
    Step("terms-accepted", later("Piekrīt noteikumiem"), _terms_open, _accepted, supervised=True),
)
