"""This file is the place where a column also says what a person sees of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column

from kacdesk.models.mapped import MappedColumn, mapped_column
from kacdesk.models.types import Day, Flag, Id, Moment
from kacdesk.spec.field import Choice, FieldSpec, Kind, When

_INFO = "field"


def field(
    label: str,
    *,
    kind: Kind | None = None,
    longest: int = 250,
    least: int | None = None,
    most: int | None = None,
    choices: tuple[Choice, ...] = (),
    refers_to: str | None = None,
    personal: bool = False,
    derived: bool = False,
    progress: bool = False,
    local: bool = False,
    searched: bool = True,
    default: str | int | bool | None = None,
    hint: str = "",
    synonyms: tuple[str, ...] = (),
    when: When | None = None,
    needed: bool = False,
    section: str = "",
    indexed: bool = False,
    place: int = 0,
) -> MappedColumn:
    """Declare a column together with its description (see `FieldSpec` for the words).

    What can be read off is not said twice: required is `Mapped[str]` against `Mapped[str | None]`, the kind
    follows from the type unless it is a special text. `place` orders columns of abstract classes.
    """
    told = {
        "label": label,
        "kind": kind,
        "longest": longest,
        "least": least,
        "most": most,
        "choices": choices,
        "refers_to": refers_to,
        "personal": personal,
        "derived": derived,
        "progress": progress,
        "local": local,
        "searched": searched,
        "default": default,
        "hint": hint,
        "synonyms": synonyms,
        "when": when,
        "needed": needed,
        "section": section,
    }
    return mapped_column(info={_INFO: told}, index=indexed or None, place=place)


def described(column: "Column[Any]") -> FieldSpec | None:
    """Read the description back off a mapped column; None for a column that only the program knows."""
    told = column.info.get(_INFO)
    if told is None:
        return None
    kind = told["kind"] or _kind_of(column, told)
    return FieldSpec(name=str(column.name), required=not column.nullable, **{**told, "kind": kind})


def _kind_of(column: "Column[Any]", told: dict[str, Any]) -> Kind:
    if told["choices"]:
        return Kind.CHOICE
    if isinstance(column.type, Id):
        return Kind.REFERENCE
    if isinstance(column.type, Day):
        return Kind.DAY
    if isinstance(column.type, Moment):
        return Kind.MOMENT
    if isinstance(column.type, Flag):
        return Kind.FLAG
    return Kind.INTEGER if column.type.python_type is int else Kind.TEXT


NO_ONE = UUID(int=0)
"""The actor of what the program does by itself."""
