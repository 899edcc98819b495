"""This file is the place where a record loses its personal data when their time is over; what is counted stays."""

from uuid import UUID

from sqlalchemy import select

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context, Role
from kacdesk.services.records import tidy_reason
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.purging import forget_values
from kacdesk.store.resending import snapshot
from kacdesk.store.session import Unit
from kacdesk.wire.line import LineKind


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
    spec = context.catalog.spec(register)
    emptied = 0
    with context.store.unit(context.actor.id, reason=why, kind=str(LineKind.FORGET)) as unit:
        parts = [(spec, record)]
        for child in context.catalog.parts(register)[1:]:
            table = unit.catalog.table(child.name)
            above = table.c[child.parent_field or ""]
            ids = unit.connection.scalars(select(table.c.id).where(above == record))  # voided ones too
            parts += [(child, each) for each in ids]
        gone = [_empty(unit, part, each) for part, each in parts]
        emptied = sum(gone)
        unit.pen.kind = None
        for (part, each), count in zip(parts, gone, strict=True):
            if count:
                snapshot(unit, part.name, each)
    context.store.cut_log()
    return emptied


def _empty(unit: Unit, spec: RegisterSpec, record: UUID) -> int:
    row = unit.row(spec.name, record)
    names = {name for name in spec.personal if row[name] is not None}
    if names:
        unit.update(spec.name, record, dict.fromkeys(names))
        forget_values(unit.connection, spec.name, record, names)
    return len(names)
