"""This file is the place where it is said what it is to begin a record from another one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kacdesk.spec.register import Values

Carried = Callable[[Values], Mapping[str, Any]]
"""The values of the record at hand (with its `id`) → those with which the new one begins."""


@dataclass(frozen=True, slots=True)
class Onward:
    """A record of `register` that may be begun from another one."""

    name: str
    label: str
    register: str
    carries: Carried
    applies: Callable[[Values], bool] = lambda _values: True
