"""This file is the place where the map of a record's fields to operations (or stamps) becomes a small column.

Most records were made by one operation, so that the same 32 digits would stand beside every field. They are kept the
other way round, value → names of fields; who reads and writes the column sees field → value.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine


class Grouped(TypeDecorator[dict[str, str]]):
    """A JSON column that holds a map of texts to texts grouped by value."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use JSONB on PostgreSQL."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect | None) -> Any:
        """Group a map by its values."""
        return None if value is None else grouped(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, str] | None:
        """Take a grouped map apart; one that was written plainly comes back as it is."""
        if value is None:
            return None
        if all(isinstance(names, list) for names in value.values()):
            return {name: each for each, names in value.items() for name in names}
        return dict(value)


def grouped(values: Mapping[str, str]) -> dict[str, list[str]]:
    """Return value → names, in the order in which they come."""
    if values and len(set(values.values())) == 1:
        return {next(iter(values.values())): list(values)}
    found: dict[str, list[str]] = {}
    for name, value in values.items():
        if value in found:
            found[value].append(name)
        else:
            found[value] = [name]
    return found
