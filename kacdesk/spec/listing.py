"""This file is the place where it is said which rows of a register a list shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ListQuery:
    """What a list shows: `text` typed by a person, days (inclusive, by `counted_on`), equal values by field,
    with or without voided records, newest first unless `ascending`, `limit` rows from `offset`."""

    text: str = ""
    since: date | None = None
    until: date | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    with_voided: bool = True
    ascending: bool = False
    sort: str | None = None
    limit: int = 200
    offset: int = 0
