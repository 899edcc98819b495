"""This file is the place where it is gathered what can be done with a record: steps, papers, what is begun from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.services import point_settings
from kacdesk.services.context import Context, Role
from kacdesk.services.links import Link, links_of
from kacdesk.services.lists import HistoryEntry, history
from kacdesk.services.local.switches import switched_off
from kacdesk.services.onward import onward_of
from kacdesk.services.record_papers import papers_of
from kacdesk.services.steps import steps_of
from kacdesk.spec.register import Direction, RegisterSpec
from kacdesk.store.session import lines_of, row_of


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done, by its `name` and in the words of the screen. `register` is what it begins ·
    `aside` a step that is not what usually comes next."""

    name: str
    label: str
    register: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Acts:
    """What can be done with a record by whoever works now, the more usual first."""

    steps: tuple[Act, ...] = ()
    papers: tuple[Act, ...] = ()
    onward: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a record beside its values: all changes, what can be done, what it is linked to.

    `links` field → link; those of a line under the line register's name, its place from 0 and the field.
    """

    history: tuple[HistoryEntry, ...] = ()
    acts: Acts = Acts()
    links: Mapping[str, Link] = field(default_factory=dict)


def may_write(spec: RegisterSpec, role: Role) -> bool:
    """Say whether somebody of a role makes and changes records of a register."""
    if spec.direction is Direction.DOWN or spec.by_program or role not in (Role.CLERK, Role.SUPERVISOR):
        return False
    return role is Role.SUPERVISOR or not spec.supervised


def acts_of(context: Context, register: str, record: UUID) -> Acts:
    """Return what can be done with a record; Missing when it is not here. Nothing of its values is told."""
    catalog = context.catalog
    spec, role = catalog.spec(register), context.actor.role
    with context.store.read() as connection:
        row = row_of(connection, catalog, register, record)
    if role not in (Role.CLERK, Role.SUPERVISOR):
        return Acts()
    steps = steps_of(register, row, supervisor=role is Role.SUPERVISOR) if may_write(spec, role) else ()
    off = switched_off(point_settings.of(context.store))
    begun = [
        each
        for each in onward_of(register, row)
        if each.register in catalog
        and each.register not in off
        and may_write(catalog.spec(each.register), role)
    ]
    return Acts(
        tuple(Act(step.name, t(step.label), aside=step.aside) for step in steps),
        tuple(Act(paper.name, t(paper.label)) for paper in papers_of(register, row)),
        tuple(Act(each.name, t(each.label), each.register) for each in begun),
    )


def beside(context: Context, register: str, record: UUID, *, masked: bool) -> Beside:
    """Return what stands beside a record's values; `masked` hides personal data in its history."""
    catalog = context.catalog
    spec = catalog.spec(register)
    past = [] if spec.direction is Direction.DOWN else history(context, register, record, masked=masked)
    with context.store.read() as connection:
        row = row_of(connection, catalog, register, record)
        lines = {child: lines_of(connection, catalog, catalog.spec(child), record) for child in spec.children}
    links = dict(links_of(context, register, row))
    for child, rows in lines.items():
        for place, line in enumerate(rows):
            below = links_of(context, child, line)
            links |= {f"{child}[{place}].{name}": link for name, link in below.items()}
    return Beside(tuple(past), acts_of(context, register, record), links)
