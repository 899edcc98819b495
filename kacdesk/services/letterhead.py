"""This file is the place where it is known whose name stands at the head of a printed paper."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.on_demand import on_demand
from kacdesk.services import point_settings
from kacdesk.services.context import Context
from kacdesk.services.papers.arms import arms

if TYPE_CHECKING:
    from kacdesk.reports.sheet import Heading
else:
    (Heading,) = on_demand("kacdesk.reports.sheet", "Heading")


_CENTRE = "Valsts un pašvaldības vienotais klientu apkalpošanas centrs"


def letterhead(context: Context) -> Heading:
    """Return the head of what the actor prints now: municipality and arms, the centre, the point, the person."""
    institution = context.catalog.table("institution")
    with context.store.read() as connection:
        municipality = connection.scalars(
            select(institution.c.title).where(institution.c.kind == "municipality").limit(1)
        ).first()
    return Heading(
        municipality=municipality or "",
        centre=_CENTRE,
        point=point_settings.of(context.store).title,
        generated_at=clock.now_utc(),
        prepared_by=context.actor.name,
        arms=arms(context),
    )
