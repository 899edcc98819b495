"""This file is the place where a record that was left without its day gets today's."""

from collections.abc import Callable, Mapping
from typing import Any

from kacdesk.core.clock import today_riga
from kacdesk.services.context import Context
from kacdesk.spec.register import Values


def today_when_empty(name: str) -> Callable[[Context, Values, bool], Mapping[str, Any]]:
    """Return a rule that fills an empty day of a record with today's in Riga."""

    def follow(_context: Context, values: Values, _new: bool) -> Mapping[str, Any]:
        return {} if values.get(name) is not None else {name: today_riga()}

    return follow
