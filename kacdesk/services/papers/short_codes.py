"""This file is the place where the short code of a customer's slip is turned back into the records it names."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, or_, select

from kacdesk.core.errors import Missing, Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.models.short_codes import read_short_code, short_code, spans_of
from kacdesk.services.context import Context
from kacdesk.spec.register import RegisterSpec


@dataclass(frozen=True, slots=True)
class Coded:
    """A record that a code names; `at` is the moment (UTC) from which it counts."""

    register: str
    id: UUID
    code: str
    at: datetime


def coded_in(connection: Connection, catalog: Catalog, spec: RegisterSpec, text: str) -> tuple[UUID, ...]:
    """Return the contacts of one register that a typed code names; none when it is no code."""
    moment = read_short_code(text) if spec.counted_from else None
    if moment is None:
        return ()
    table = catalog.table(spec.name)
    spans = or_(*(table.c.id.between(first, last) for first, last in spans_of(moment)))
    return tuple(connection.scalars(select(table.c.id).where(spans)))


def find(context: Context, text: str) -> list[Coded]:
    """Return the contacts of all journals that a code names: one, or those made in the same millisecond.

    Usage when the code cannot be right, Missing when no record of this desk has it.
    """
    if read_short_code(text) is None:
        raise Usage(
            t("Kods “{code}” nav pareizs.", code=text[:20]),
            effect=t("Nekas nav meklēts."),
            remedy=t("Salīdziniet to ar lapiņu: deviņas zīmes, burtu O, I, L un U tajā nav."),
        )
    found: list[Coded] = []
    with context.store.read() as connection:
        for spec in context.catalog.roots:
            ids = coded_in(connection, context.catalog, spec, text)
            if ids:
                table = context.catalog.table(spec.name)
                moment = table.c[spec.counted_from or ""]
                rows = connection.execute(select(table.c.id, moment).where(table.c.id.in_(ids)))
                found += [Coded(spec.name, row[0], short_code(row[0]), row[1]) for row in rows]
    if not found:
        raise Missing(
            t("Ieraksta ar kodu “{code}” šajā datorā nav.", code=text[:20]),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pārbaudiet kodu; iespējams, ierakstu veica citā punktā."),
        )
    return sorted(found, key=lambda each: each.at, reverse=True)
