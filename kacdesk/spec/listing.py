"""This file is the place where it is said which rows of a register a list shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Place:
    """Where a page ended: what its last row is sorted by, and the row's own number on this desk."""

    value: Any
    n: int


@dataclass(frozen=True)
class ListQuery:
    """What a list shows.

    `text` typed by a person · `since`, `until` days on which records count or by which they are listed
    (`RegisterSpec.dated`), both included · `filters` field → value; a field
    of the lines means records that have one line with all such values · `ids` only these records · newest first unless
    `ascending` · `limit` rows `after` the place where the page before ended.
    """

    text: str = ""
    since: date | None = None
    until: date | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    ids: tuple[UUID, ...] | None = None
    with_voided: bool = True
    ascending: bool = False
    limit: int = 200
    after: Place | None = None

    @property
    def narrowed(self) -> bool:
        """Say whether something other than a text narrows the list."""
        return bool(self.filters) or self.since is not None or self.until is not None
