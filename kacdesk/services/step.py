"""This file is the place where it is said what a step is: one thing that is done next with a saved record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kacdesk.services.context import Context
from kacdesk.spec.register import Values

Changes = Callable[[Context, Values], Mapping[str, Any]]
"""The record's values → the progress fields as they become."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done next. `applies` says whether it can be done with a record of these values ·
    `supervised` only a supervisor does it · `aside` it is not what usually comes next (somebody takes it back, an
    outcome of two), so it has a button and never the key."""

    name: str
    label: str
    applies: Callable[[Values], bool]
    changes: Changes
    supervised: bool = False
    aside: bool = False
