"""This file is the place where a record loses its personal data when their time is over; what is counted stays."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context, Role
from kacdesk.services.keeping.retention_traces import blot_traces, digits_of
from kacdesk.services.reason_masks import stems_of
from kacdesk.services.records import tidy_reason
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.files import REMOVED, attachments_of, find_file, folder_of, name_file
from kacdesk.store.purging import forget_values
from kacdesk.store.resending import snapshot
from kacdesk.store.session import Unit
from kacdesk.wire.line import LineKind


@dataclass
class Forgotten:
    """What was emptied in one unit: how many fields, how many files were taken out of sight, and how the words began
    that are gone, and which codes."""

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
        gone = forget_in(unit, register, record, names, folder=folder_of(context.store))
        blot_traces(unit, [record], gone.stems, gone.codes)
    context.store.cut_log()
    return gone.fields


def forget_in(
    unit: Unit, register: str, record: UUID, names: Mapping[str, Collection[str]], *, folder: Path
) -> Forgotten:
    """Empty the named fields (by register and line register) of a record in an open unit, and take its files out of
    sight; what stays is told again.

    The unit's reason is that of the rule; copies of files lie in `folder`. The bytes of the files stay at the central
    store until two persons purge the record there.
    """
    parts = [(unit.catalog.spec(register), record)]
    for child in unit.catalog.parts(register)[1:]:
        table = unit.catalog.table(child.name)
        above = table.c[child.parent_field or ""]
        ids = unit.connection.scalars(select(table.c.id).where(above == record))  # voided ones too
        parts += [(child, each) for each in ids]
    gone = Forgotten()
    unit.pen.kind = str(LineKind.FORGET)
    try:
        counts = [_empty(unit, part, each, names.get(part.name, ()), gone) for part, each in parts]
    finally:
        unit.pen.kind = None
    for (part, each), count in zip(parts, counts, strict=True):
        if count:
            snapshot(unit, part.name, each)
    gone.files = _hide_files(unit, register, record, folder)
    return gone


def _empty(unit: Unit, spec: RegisterSpec, record: UUID, names: Collection[str], gone: Forgotten) -> int:
    row = unit.row(spec.name, record)
    full = {name for name in names if row[name] is not None}
    if full:
        gone.stems |= stems_of(row[name] for name in full)
        gone.codes |= digits_of([row[name] for name in full])
        unit.update(spec.name, record, dict.fromkeys(full))
        forget_values(unit.connection, spec.name, record, full)
    gone.fields += len(full)
    return len(full)


def _hide_files(unit: Unit, register: str, record: UUID, folder: Path) -> int:
    files = attachments_of(unit.connection, record)
    for each in files:
        held = find_file(unit.connection, folder, each.sha256)
        if held is not None:
            name_file(unit, register, record, held, REMOVED)
    return len(files)
