"""This file is the place where a service is read as this point gives it: catalogue, own services, what differs.

Services are rows of the catalogue or of the point's own register, which stands for it. A row of `service_here` says
what differs at this point; of several for one service the newest counts. What it leaves empty is as in the catalogue.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.models.catalog import Catalog
from kacdesk.spec.register import Status
from kacdesk.store.session import row_of

SERVICE = "service"
HERE = "service_here"
_LAID_OVER = ("fee_cents", "fee_note", "term_note", "required_documents")
"""What a point may say otherwise of a service; its other fields are the point's alone."""

Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of a service outside its own row: `names` by which it is found too, `closed` not given here now."""

    names: tuple[str, ...] = ()
    closed: bool = False


@dataclass(slots=True)
class _Gathered:
    names: list[str] = field(default_factory=list)
    closed: bool = False


def service_row(connection: Connection, catalog: Catalog, service: UUID) -> dict[str, Any]:
    """Return a service with what this point says of it; Missing when there is none.

    `here` holds the point's own words on it, None when there are none.
    """
    row = row_of(connection, catalog, SERVICE, service)
    here = differences(connection, catalog).get(service)
    told = {name: here[name] for name in _LAID_OVER if here and here[name] is not None}
    return {**row, **told, "here": here}


def every_service(connection: Connection, catalog: Catalog) -> Iterator[Row]:
    """Yield all services, those of the catalogue first; voided and ended ones too, in the words of their own row."""
    for spec in catalog.answering(SERVICE):
        table = catalog.table(spec.name)
        for row in connection.execute(select(table).order_by(table.c.n)):
            yield row._mapping


def differences(connection: Connection, catalog: Catalog) -> dict[UUID, Row]:
    """Return what this point says of each service of which it says something."""
    table = catalog.table(HERE)
    living = select(table).where(table.c.status != Status.VOIDED).order_by(table.c.made_at, table.c.id)
    return {row.service_id: row._mapping for row in connection.execute(living)}


def beside_services(connection: Connection, catalog: Catalog, today: date) -> dict[UUID, Beside]:
    """Return what services are called besides: by customers here, formerly, and in which situations of life."""
    gathered: defaultdict[UUID, _Gathered] = defaultdict(_Gathered)
    for service, row in differences(connection, catalog).items():
        gathered[service].names += _listed(row["synonyms"])
        gathered[service].closed = is_closed_here(row, today)
    for service, former in former_services(connection, catalog).items():
        for row in former:
            gathered[service].names += [row["title"], *_listed(row["synonyms"])]
    for service, names in _situations(connection, catalog):
        gathered[service].names += names
    return {
        service: Beside(tuple(dict.fromkeys(each.names)), each.closed) for service, each in gathered.items()
    }


def is_closed_here(here: Row, today: date) -> bool:
    """Say whether the point does not give a service on that day: never, not yet, or no longer."""
    begins, ends = here["available_from"], here["ends_on"]
    return (
        here["offered"] is False
        or (begins is not None and begins > today)
        or (ends is not None and ends < today)
    )


def former_services(connection: Connection, catalog: Catalog) -> dict[UUID, list[Row]]:
    """Return which services became which: the one that is there now → those that it came from."""
    by_code: dict[str, Row] = {}
    naming: list[Row] = []
    for row in every_service(connection, catalog):
        if row["code"]:
            by_code.setdefault(row["code"], row)
        if row["succeeds"]:
            naming.append(row)
    return {
        row["id"]: [by_code[code] for code in _listed(row["succeeds"]) if code in by_code] for row in naming
    }


def successors(connection: Connection, catalog: Catalog, service: UUID) -> list[Row]:
    """Return what a service became: none, one it was merged into, or several it was split into."""
    later = {
        new: former
        for new, former in former_services(connection, catalog).items()
        if any(row["id"] == service for row in former)
    }
    return [row for row in every_service(connection, catalog) if row["id"] in later]


def situations_of(connection: Connection, catalog: Catalog, service: UUID) -> list[str]:
    """Return the situations of life in which a service is needed, by name."""
    return [names[0] for of, names in _situations(connection, catalog) if of == service]


def _situations(connection: Connection, catalog: Catalog) -> Iterator[tuple[UUID, list[str]]]:
    situation, step = catalog.table("life_situation"), catalog.table("life_situation_step")
    asked = (
        select(step.c.service_id, situation.c.title, situation.c.synonyms)
        .join_from(step, situation, step.c.situation_id == situation.c.id)
        .where(step.c.status != Status.VOIDED, situation.c.status != Status.VOIDED)
    )
    for row in connection.execute(asked):
        yield row.service_id, [row.title, *_listed(row.synonyms)]


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
