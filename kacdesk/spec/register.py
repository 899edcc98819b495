"""This file is the place where a register is described: its fields, its lines, its checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from kacdesk.core.errors import Problem
from kacdesk.spec.field import FieldSpec, Kind

Values = Mapping[str, Any]
"""Field name → Python value (see `Kind`); `Any` because a register's fields have many types."""

Check = Callable[[Values], Problem | None]
"""A pure cross-field check: the values of one record → what is wrong, or None."""


class Direction(StrEnum):
    """BOTH: made at a point and synced both ways. DOWN: reference data of the central store, read-only."""

    BOTH = "both"
    DOWN = "down"


class Group(StrEnum):
    """Where a register stands in the window: beside the journals of contacts, or among those of its kind."""

    CONTACTS = "contacts"
    REQUESTS = "requests"
    DOCUMENTS = "documents"
    INSTITUTIONS = "institutions"
    STAFF = "staff"
    QUALITY = "quality"
    CATALOGUE = "catalogue"
    KEEPING = "keeping"


@dataclass(frozen=True, slots=True)
class Clock:
    """Something in a record that falls due.

    `due` the field with the last good day · `what` is to be done by then, in the words of the screen · `while_` field
    → values (codes, flags, None for empty) that say that it is still to be done, all of them together · `ahead` how
    many days before it is shown.
    """

    due: str
    what: str
    while_: Mapping[str, tuple[str | bool | None, ...]]
    ahead: int = 0


class Status(StrEnum):
    """The life of a record. Nothing is deleted: a voided record stays, its number stays used."""

    REGISTERED = "registered"
    CORRECTED = "corrected"
    VOIDED = "voided"


@dataclass(frozen=True)
class RegisterSpec:
    """A register as data.

    `name` is the word on the command line and on the wire · `title` heads the page, `singular` one record ·
    `listed` columns of the list in order; `lines` there stands for a summary of the child lines ·
    `parent` the register whose lines these are, by the field `parent_field` ·
    `ordered_by` the field by which a list is sorted, newest first · `counted_from` the moment from whose day in
    Riga `counted_on` is taken: such a record counts as a contact · `numbered` gets a gapless document number ·
    `supervised` only a supervisor changes it · `natural_key` the field that a person uses as its code ·
    `named_by` the fields that name one record · `group` where it stands in the window · `file_index` the index of the
    file plan under which it is numbered, the desk's own when empty · `clocks` what falls due in its records ·
    `stands_for` the register whose rows its own records may be chosen instead of, with the same fields by name: a
    point's own services beside those of the catalogue · `by_program` its records are made and changed by acts of the
    program only, such as closing a month: nobody adds, corrects or voids one by hand.
    """

    name: str
    title: str
    singular: str
    fields: tuple[FieldSpec, ...]
    listed: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    direction: Direction = Direction.BOTH
    parent: str | None = None
    parent_field: str | None = None
    ordered_by: str | None = None
    counted_from: str | None = None
    numbered: bool = False
    in_sidebar: bool = True
    supervised: bool = False
    natural_key: str | None = None
    named_by: tuple[str, ...] = ()
    group: Group = Group.CATALOGUE
    file_index: str = ""
    clocks: tuple[Clock, ...] = ()
    stands_for: str = ""
    by_program: bool = False
    children: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def by_name(self) -> Mapping[str, FieldSpec]:
        """Return the fields by name."""
        return {spec.name: spec for spec in self.fields}

    @cached_property
    def synced(self) -> tuple[FieldSpec, ...]:
        """Return the fields that are captured and travel."""
        return tuple(spec for spec in self.fields if not spec.local)

    @cached_property
    def entered(self) -> tuple[FieldSpec, ...]:
        """Return the fields that a person fills in, in form order."""
        return tuple(spec for spec in self.fields if not spec.derived and not spec.local)

    @cached_property
    def dated(self) -> FieldSpec | None:
        """Return the field by whose day records are listed and narrowed, the newest first; None in a list of names."""
        field = self.by_name.get(self.counted_from or self.ordered_by or "")
        return field if field is not None and field.kind in (Kind.DAY, Kind.MOMENT) else None

    @cached_property
    def personal(self) -> frozenset[str]:
        """Return the names of fields with personal data."""
        return frozenset(spec.name for spec in self.fields if spec.personal)

    @cached_property
    def forgettable(self) -> frozenset[str]:
        """Return the names of fields that a rule of keeping may empty: personal ones, and the words in which somebody
        told why the record was voided."""
        return self.personal | ({"void_reason"} & self.by_name.keys())
