"""This file is the place where a referral becomes the slip that the customer takes along (S002 5.2.3).

The slip tells whom to go to, where and when; nothing of it tells who the customer is.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.on_demand import on_demand
from kacdesk.core.phones import shown_phone
from kacdesk.core.text import t
from kacdesk.models.registers.referral import REFERRAL_REASON
from kacdesk.services.context import Context
from kacdesk.services.institutions.referrals import REGISTER
from kacdesk.services.letterhead import letterhead
from kacdesk.services.references import current_references
from kacdesk.store import tables
from kacdesk.store.session import one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.referral_slip import ReferralSlip, draw_referral_slip
else:
    ReferralSlip, draw_referral_slip = on_demand(
        "kacdesk.reports.referral_slip", "ReferralSlip draw_referral_slip"
    )


def slip(context: Context, record: UUID) -> bytes:
    """Draw the slip of a referral for the customer and return the PDF; Missing when it is not here."""
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, REGISTER, record)
        sample = one(connection, tables.desk)["sample"]
    names = current_references(context.store)
    institution = _titled(context, row["institution_id"])
    told = ReferralSlip(
        sent_at=row["sent_at"],
        service=names.name("service", row["service_id"]) if row["service_id"] else row["matter"] or "",
        reason=_reason(row),
        name=row["to_name"] or "",
        post=row["to_post"] or "",
        whose=", ".join(part for part in (institution, row["to_unit"]) if part),
        place=row["to_place"] or "",
        phone=shown_phone(row["to_phone"]) if row["to_phone"] else "",
        hours=row["to_hours"] or "",
        sample=sample,
    )
    return draw_referral_slip(told, letterhead(context))


def _reason(row: Mapping[str, Any]) -> str:
    label = next((each.label for each in REFERRAL_REASON if each.code == row["reason"]), "")
    return row["reason_note"] or t(label)


def _titled(context: Context, institution: UUID | None) -> str:
    if institution is None:
        return ""
    table = context.catalog.table("institution")
    with context.store.read() as connection:
        title = connection.scalar(select(table.c.title).where(table.c.id == institution))
    return str(title or "")
