"""This file is the place where a record loses its personal data when their time is over; what is counted stays."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context, Role
from kacdesk.services.keeping.retention_traces import blot_traces, digits_of
from kacdesk.services.reason_masks import stems_of
from kacdesk.services.records import tidy_reason
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.files import drop_files
from kacdesk.store.purging import forget_values
from kacdesk.store.resending import given_by, snapshot, tell
from kacdesk.store.session import Unit
from kacdesk.wire.line import FORGETS_ALL, LineKind


@dataclass
class Forgotten:
    """What was emptied in one unit: how many fields, how many files the records named, and how the words began that
    are gone, and which codes."""

    fields: int = 0
    files: int = 0
    stems: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)


def forget(context: Context, register: str, record: UUID, *, reason: str) -> int:
    """Empty the personal fields of a record and of its lines, everywhere; return how many were emptied.

    The sealed lines with those values go, here and at the central store; all that stays is then told again, so that
    nothing that is counted depends on them. Refused without a reason and to anybody but a supervisor.
    """
    context.require(Role.SUPERVISOR)
    effect = t("Nekas nav dzēsts.")
    why = tidy_reason(reason, effect=effect)
    if why is None:
        raise Refused(t("Dzēšanai vajag iemeslu."), effect=effect, remedy=t("Ierakstiet, kāpēc dzēšat."))
    names = {part.name: part.forgettable for part in context.catalog.parts(register)}
    with context.store.unit(context.actor.id, reason=why) as unit:
        gone = forget_in(unit, register, record, names)
        blot_traces(unit, [record], gone.stems, gone.codes)
    context.store.cut_log()
    return gone.fields


def forget_in(unit: Unit, register: str, record: UUID, names: Mapping[str, Collection[str]]) -> Forgotten:
    """Empty the named fields (by register and line register) of a record in an open unit; what stays is told again.

    When they are all that may be emptied, the files of the record go as well: here when the unit has committed, at the
    central store and on other desks when they hear of it. The unit's reason is that of the rule.
    """
    parts = [(unit.catalog.spec(register), record)]
    for child in unit.catalog.parts(register)[1:]:
        table = unit.catalog.table(child.name)
        above = table.c[child.parent_field or ""]
        ids = unit.connection.scalars(select(table.c.id).where(above == record))  # voided ones too
        parts += [(child, each) for each in ids]
    gone = Forgotten()
    emptied = [
        (part, each) for part, each in parts if _empty(unit, part, each, names.get(part.name, ()), gone)
    ]
    for part, each in emptied:
        snapshot(unit, part.name, each)
    if FORGETS_ALL in names.get(register, ()):
        gone.files = drop_files(unit, record)
    return gone


def _empty(unit: Unit, spec: RegisterSpec, record: UUID, names: Collection[str], gone: Forgotten) -> bool:
    """Empty what is full of the named fields and tell it; return whether anything was told.

    That all of a record is forgotten is told even when nothing of it was full: it concerns its files, and those that
    come late.
    """
    row = unit.row(spec.name, record)
    full = {name for name in names if row[name] is not None}
    told = full | ({FORGETS_ALL} & set(names) if spec.parent is None else set())
    if not told:
        return False
    gone.stems |= stems_of(row[name] for name in full)
    gone.codes |= digits_of([row[name] for name in full])
    gone.fields += len(full)
    applying, unit.pen.applying = unit.pen.applying, True  # it is told below, by one operation
    try:
        unit.update(spec.name, record, dict.fromkeys(full) | {"rev": row["rev"] + 1})
    finally:
        unit.pen.applying = applying
    tell(unit, spec.name, record, LineKind.FORGET, dict.fromkeys(sorted(told)), given_by(row, told))
    forget_values(unit.connection, spec.name, record, told)
    return True
