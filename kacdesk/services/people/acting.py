"""This file is the place where it is said what somebody who only stands in for the supervisor may not do."""

from sqlalchemy import Connection, func, select

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.services.context import Context, Role

STAFF = "staff"


def require_supervisor_himself(context: Context) -> None:
    """Refuse unless the supervisor acts, and not a clerk who stands in: a period must not make itself longer."""
    context.require(Role.SUPERVISOR)
    if context.actor.acting_until is not None:
        raise Refused(
            t("To dara tikai pats vadītājs, nevis vadītāja p. i."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Atlieciet to līdz vadītāja atgriešanās dienai."),
        )


def require_supervisor_left(connection: Connection, catalog: Catalog) -> None:
    """Refuse a change of the staff after which nobody would be supervisor, because nobody could take it back."""
    table = catalog.table(STAFF)
    here = (table.c.active.is_(True), table.c.status != "voided", table.c.role == str(Role.SUPERVISOR))
    if connection.execute(select(func.count()).select_from(table).where(*here)).scalar_one():
        return
    raise Refused(
        t("Punkts paliktu bez vadītāja."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Vispirms piešķiriet vadītāja lomu citai personai."),
    )
