"""This file is the place where the commonest step is made: a day that is still empty becomes today."""

from collections.abc import Callable, Mapping
from typing import Any

from kacdesk.core.clock import today_riga
from kacdesk.services.context import Context
from kacdesk.spec.register import Values


def is_empty(name: str, **others: object) -> Callable[[Values], bool]:
    """Return a test that a day has not come yet, and that the other fields have the values given."""

    def test(values: Values) -> bool:
        return values.get(name) is None and all(values.get(other) == value for other, value in others.items())

    return test


def today_in(*names: str, **others: object) -> Callable[[Context, Values], Mapping[str, Any]]:
    """Return a step's changes: today's day in Riga in the fields named, and the values given in others."""

    def changes(_context: Context, _values: Values) -> Mapping[str, Any]:
        return {**dict.fromkeys(names, today_riga()), **others}

    return changes
