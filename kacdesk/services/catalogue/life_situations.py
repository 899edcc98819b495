"""This file is the place where life situations are told with their steps, and where the shipped ones are entered."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.ids import reference_id
from kacdesk.core.resources import resource
from kacdesk.services import records
from kacdesk.services.catalogue.service_rows import every_service
from kacdesk.services.context import Context
from kacdesk.spec.register import Status
from kacdesk.store.session import lines_of

REGISTER, STEPS = "life_situation", "life_situation_step"


@dataclass(frozen=True, slots=True)
class Step:
    """One service of a situation, in its place."""

    service: UUID
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation of life and the services that are needed in it, in the order in which they are applied for."""

    id: UUID
    title: str
    explanation: str
    steps: tuple[Step, ...]


def read(context: Context) -> list[Situation]:
    """Return all situations that are not voided, with their steps, in the order in which they were entered."""
    catalog = context.catalog
    table, child = catalog.table(REGISTER), catalog.spec(STEPS)
    with context.store.read() as connection:
        titles = {row["id"]: row["title"] for row in every_service(connection, catalog)}
        living = select(table).where(table.c.status != Status.VOIDED).order_by(table.c.n)
        return [
            Situation(
                row.id,
                row.title,
                row.explanation or "",
                tuple(
                    Step(line["service_id"], titles.get(line["service_id"], ""), line["step_note"] or "")
                    for line in lines_of(connection, catalog, child, row.id)
                ),
            )
            for row in connection.execute(living)
        ]


def seed(context: Context) -> None:
    """Enter the situations that come with the program; from then on they are the point's own.

    A service that the catalogue does not have is left out of them.
    """
    with context.store.read() as connection:
        known = {row["id"] for row in every_service(connection, context.catalog)}
    for title, rows in _shipped().items():
        steps = [
            {"service_id": service, "step_note": row["step_note"] or None}
            for row in rows
            if (service := reference_id("service", row["service_code"])) in known
        ]
        values = {"title": title, "synonyms": rows[0]["synonyms"], "explanation": rows[0]["explanation"]}
        records.save(context, REGISTER, values, {STEPS: steps})


def _shipped() -> dict[str, list[dict[str, str]]]:
    """Return the rows of the shipped file by situation, in its order."""
    gathered: dict[str, list[dict[str, str]]] = {}
    with resource("catalogue/life_situations.csv").open(encoding="utf-8-sig", newline="") as file:
        rows: Iterable[dict[str, str]] = csv.DictReader(file, delimiter=";")
        for row in rows:
            gathered.setdefault(row["title"], []).append(row)
    return gathered
