"""This file is the place where a typed class is declared a register and read off into its description."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Table

from kacdesk.models.fields import described
from kacdesk.models.record import Row
from kacdesk.spec.register import Check, Clock, Direction, Group, RegisterSpec

R = TypeVar("R", bound=type[Row])

_SPECS: dict[type[Row], RegisterSpec] = {}


def register(
    title: str,
    *,
    singular: str,
    listed: tuple[str, ...],
    checks: tuple[Check, ...] = (),
    direction: Direction = Direction.BOTH,
    parent: tuple[str, str] | None = None,
    ordered_by: str | None = None,
    counted_from: str | None = None,
    numbered: bool = False,
    in_sidebar: bool = True,
    supervised: bool = False,
    natural_key: str | None = None,
    named_by: tuple[str, ...] = (),
    group: Group = Group.CATALOGUE,
    file_index: str = "",
    clocks: tuple[Clock, ...] = (),
    stands_for: str = "",
    by_program: bool = False,
) -> Callable[[R], R]:
    """Declare a class a register; a wrong field name in `listed` and the like fails at import.

    `parent` is (register, field) for the lines of another register. The other words: `RegisterSpec`.
    """

    def declare(cls: R) -> R:
        table = table_of(cls)
        fields = tuple(spec for column in table.columns if (spec := described(column)) is not None)
        names = {spec.name for spec in fields}
        told = {*listed, *named_by, *(name for name in (ordered_by, counted_from, natural_key) if name)}
        told |= {name for clock in clocks for name in (clock.due, *clock.while_)}
        told |= {each.when.name for each in fields if each.when is not None}
        told.discard("lines")
        if parent is not None:
            told.add(parent[1])
        unknown = told - names
        if unknown:
            raise TypeError(f"{cls.__name__} names fields it does not have: {', '.join(sorted(unknown))}")
        _SPECS[cls] = RegisterSpec(
            name=str(table.name),
            title=title,
            singular=singular,
            fields=fields,
            listed=listed,
            checks=checks,
            direction=direction,
            parent=parent[0] if parent else None,
            parent_field=parent[1] if parent else None,
            ordered_by=ordered_by,
            counted_from=counted_from,
            numbered=numbered,
            in_sidebar=in_sidebar and parent is None,
            supervised=supervised,
            natural_key=natural_key,
            named_by=named_by or listed[:1],
            group=group,
            file_index=file_index,
            clocks=clocks,
            stands_for=stands_for,
            by_program=by_program,
        )
        return cls

    return declare


def spec_of(cls: type[Row]) -> RegisterSpec:
    """Return the description of a declared class."""
    return _SPECS[cls]


def table_of(cls: type[Row]) -> Table:
    """Return the table of a declared class."""
    return cls.__table__
