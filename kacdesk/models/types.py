"""This file is the place where Python values get their column types: what is written comes back the same."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BLOB, INTEGER, TEXT, Dialect
from sqlalchemy.types import TypeDecorator

from kacdesk.core.clock import moment_text


class Id(TypeDecorator[UUID]):
    """A UUID as 16 bytes."""

    impl = BLOB
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=value)


class Day(TypeDecorator[date]):
    """A calendar day as `YYYY-MM-DD`, which sorts as text."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC with whole milliseconds, as text that sorts."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no as 1 or 0."""

    impl = INTEGER
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


BY_PYTHON: dict[Any, Any] = {UUID: Id, date: Day, datetime: Moment, bool: Flag, str: TEXT, int: INTEGER}
"""What `Mapped[...]` means in a register class; every one is allowed in an SQLite STRICT table."""
