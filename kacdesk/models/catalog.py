"""This file is the place where all registers are listed, parents before their lines."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Table

from kacdesk.models.record import Row
from kacdesk.models.reference import Institution, Service, ServicePoint
from kacdesk.models.register import spec_of, table_of
from kacdesk.models.registers.phone_consultation import PhoneConsultation
from kacdesk.models.registers.point_rules import CalendarDay, DeadlineRule
from kacdesk.models.registers.received_document import ReceivedDocument
from kacdesk.models.registers.staff import Staff
from kacdesk.models.registers.visit import Visit, VisitService
from kacdesk.spec.register import Direction, RegisterSpec

SCHEMA_VERSION = 1
"""`sv` of the wire: grows by one whenever a register or a field is added; nothing is renamed or narrowed."""


class Catalog:
    """The registers of a version of the program, by name, in the order of the sidebar; `version` is its `sv`."""

    def __init__(self, classes: Iterable[type[Row]], *, version: int = SCHEMA_VERSION) -> None:
        specs: dict[str, RegisterSpec] = {}
        tables: dict[str, Table] = {}
        for cls in classes:
            spec = spec_of(cls)
            if spec.parent is not None:
                above = specs[spec.parent]
                specs[spec.parent] = replace(above, children=(*above.children, spec.name))
            specs[spec.name] = spec
            tables[spec.name] = table_of(cls)
        for spec in specs.values():
            for field in spec.fields:
                if field.refers_to is not None and field.refers_to not in specs:
                    raise TypeError(f"{spec.name}.{field.name} refers to no register: {field.refers_to}")
        self._specs: Mapping[str, RegisterSpec] = specs
        self._tables: Mapping[str, Table] = tables
        self.specs: tuple[RegisterSpec, ...] = tuple(specs.values())
        self.version = version

    def spec(self, name: str) -> RegisterSpec:
        """Return a register's description; KeyError when there is none of that name."""
        return self._specs[name]

    def table(self, name: str) -> Table:
        """Return a register's table."""
        return self._tables[name]

    def __contains__(self, name: str) -> bool:
        return name in self._specs

    @property
    def roots(self) -> tuple[RegisterSpec, ...]:
        """Return the registers that are not lines of another."""
        return tuple(spec for spec in self.specs if spec.parent is None)

    @property
    def captured(self) -> tuple[RegisterSpec, ...]:
        """Return the registers whose changes at this desk travel up."""
        return tuple(spec for spec in self.specs if spec.direction is Direction.BOTH)

    @property
    def named(self) -> tuple[RegisterSpec, ...]:
        """Return the registers that other records refer to by name: lists, not journals."""
        referred = {field.refers_to for spec in self.specs for field in spec.entered}
        return tuple(
            spec
            for spec in self.roots
            if spec.name in referred and spec.counted_from is None and not spec.numbered
        )

    def parts(self, name: str) -> tuple[RegisterSpec, ...]:
        """Return a register and its lines' registers."""
        spec = self._specs[name]
        return (spec, *(self._specs[child] for child in spec.children))


REGISTERS: tuple[type[Row], ...] = (
    Institution,
    Service,
    ServicePoint,
    Staff,
    Visit,
    VisitService,
    PhoneConsultation,
    ReceivedDocument,
    CalendarDay,
    DeadlineRule,
)

CATALOG = Catalog(REGISTERS)
