"""This file is the place where an act that was carried out tells each paper of it: gone, on this day, by this act."""

from uuid import UUID

from sqlalchemy import select

from kacdesk.services.context import Context
from kacdesk.services.keeping.retention_due import GONE_FIELDS
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Unit

ACTS, LINES = "destruction_act", "destruction_act_line"
TRANSFERS, TRANSFERRED = "archive_transfer", "archive_transfer_line"
_VOLUMES = "file_volume"


def act_takes_effect(context: Context, unit: Unit, act: UUID, before: Values | None) -> None:
    """Write into each paper of an act that was just carried out when it went, and by which act."""
    row = unit.row(ACTS, act)
    if row["done_on"] is None or (before is not None and before["done_on"] is not None):
        return
    table = unit.catalog.table(LINES)
    lines = unit.connection.execute(
        select(table.c.register, table.c.record).where(table.c.act_id == act, table.c.status != Status.VOIDED)
    ).all()
    for register, record in lines:
        if register in GONE_FIELDS and record:
            day, number = GONE_FIELDS[register]
            if unit.row(register, UUID(record))[day] is None:
                unit.update(register, UUID(record), {day: row["done_on"], number: row["number"]})


def transfer_takes_effect(context: Context, unit: Unit, transfer: UUID, before: Values | None) -> None:
    """Write into each file of a hand-over that the archive has accepted when it went, and by which act."""
    row = unit.row(TRANSFERS, transfer)
    if row["accepted_on"] is None or (before is not None and before["accepted_on"] is not None):
        return
    table = unit.catalog.table(TRANSFERRED)
    whose = (table.c.transfer_id == transfer, table.c.volume_id.is_not(None))
    for volume in unit.connection.scalars(
        select(table.c.volume_id).where(*whose, table.c.status != Status.VOIDED)
    ).all():
        if unit.row(_VOLUMES, volume)["gone_on"] is None:
            unit.update(_VOLUMES, volume, {"gone_on": row["accepted_on"], "act_number": row["number"]})
