"""This file is the place where a class with typed columns is read off into its table.

The classes say what a table is; nobody makes objects of them (decision 0004). So nothing but the table is made: the
mapper of SQLAlchemy, which would make the way between objects and rows as well, costs more at every start
than the tables themselves do.
"""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, Generic, TypeVar, get_args, get_origin

from sqlalchemy import Column

from kacdesk.models.types import BY_PYTHON

T = TypeVar("T")


class Mapped(Generic[T]):
    """A column of this Python type: `Mapped[str]` is never empty, `Mapped[str | None]` may be."""


@dataclass(frozen=True)
class MappedColumn(Mapped[Any]):
    """What is told of a column beside its type; each table of a class that inherits it makes a column of its own.

    `place` orders the columns, those of the same place stand as they are written · `told` is what else SQLAlchemy's
    `Column` is given.
    """

    name: str | None = None
    place: int = 0
    told: dict[str, Any] = field(default_factory=dict)


def mapped_column(name: str | None = None, *, place: int = 0, **told: Any) -> MappedColumn:
    """Declare a column; `name` when it is not that of the attribute."""
    return MappedColumn(name, place, told)


def columns_of(cls: type[Any]) -> "list[Column[Any]]":
    """Return fresh columns for what a class and those it inherits from declare, in the order of the table."""
    return [
        _column(name, told, kind)
        for name, told, kind in sorted(_declared(cls), key=lambda each: each[1].place)
    ]


def _declared(cls: type[Any]) -> Iterator[tuple[str, MappedColumn, Any]]:
    """Yield attribute, what is told of it, and its Python type; what a class declares hides what it inherits."""
    seen: set[str] = set()
    for owner in cls.__mro__:
        for name, annotation in inspect.get_annotations(owner).items():
            origin: Any = get_origin(annotation)
            if name in seen or origin is not Mapped:
                continue
            seen.add(name)
            told = owner.__dict__.get(name)
            if not isinstance(told, MappedColumn):
                raise TypeError(f"{owner.__name__}.{name} has a type, but no column")
            yield name, told, get_args(annotation)[0]


def _column(attribute: str, mapped: MappedColumn, kind: Any) -> "Column[Any]":
    kinds = [each for each in get_args(kind) or (kind,) if each is not NoneType]
    if len(kinds) != 1 or kinds[0] not in BY_PYTHON:
        raise TypeError(f"{attribute}: no column keeps {kind}")
    nullable = NoneType in get_args(kind)
    return Column(mapped.name or attribute, BY_PYTHON[kinds[0]], nullable=nullable, **mapped.told)
