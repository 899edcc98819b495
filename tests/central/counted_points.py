"""This file is the place where tests get two points whose made-up months lie at a central store, sent by real lines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from kacdesk.central.database import Database
from kacdesk.central.reference import load_reference
from kacdesk.central.reporting import count_points, find_points
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.core.ids import reference_id
from kacdesk.figures.period import Period
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.rows import InstitutionName, Names, PeriodRows
from kacdesk.models.catalog import CATALOG
from kacdesk.spec.register import Values
from kacdesk.wire.codec import encode_values
from tests.central.administering import source_of
from tests.central.conftest import enrolled
from tests.figures.made_up_month import NAMES
from tests.helpers.sample_desk import ACTOR, SampleDesk

POINTS = {"BALVI": "BALVI", "VILAKA": "VILAKA"}


_SENT = ("visit", "visit_service", "phone_consultation", "received_document")
"""The registers of a made-up month that go as real lines; tests/journeys/test_one_truth.py has all of them."""


@dataclass(frozen=True)
class Sent:
    """The desk of a point, and the rows that it sent."""

    desk: SampleDesk
    rows: PeriodRows


def load_names(database: Database) -> None:
    """Put the made-up institutions and services into the central store."""
    names = names_there()
    rows: list[tuple[str, str, Mapping[str, Any]]] = [
        (
            "institution",
            name.abbr,
            {"abbr": name.abbr, "title": name.title, "in_basket": name.in_basket, "kind": name.kind},
        )
        for name in names.institutions.values()
    ]
    rows += [
        (
            "service",
            name.title,
            {"code": f"P-{place}", "title": name.title, "institution_id": name.institution_id},
        )
        for place, name in enumerate(names.services.values())
    ]
    with database.whole() as connection:
        load_reference(connection, database, CATALOG, rows, now_ms=clock.now_ms())


def _abbr(name: InstitutionName) -> str:
    """Return an abbreviation as the catalogue takes it."""
    return name.abbr.replace("Ā", "A")


_THERE = {key: reference_id("institution", _abbr(name)) for key, name in NAMES.institutions.items()} | {
    key: reference_id("service", name.title) for key, name in NAMES.services.items()
}


def _there(key: UUID | None) -> UUID | None:
    """Return under which identifier an institution or service of the made-up month lies at the central store."""
    return _THERE.get(key, key) if key is not None else None


def names_there() -> Names:
    """Return the names of the made-up month by the identifiers that they have at the central store."""
    return Names(
        {_THERE[key]: replace(name, abbr=_abbr(name)) for key, name in NAMES.institutions.items()},
        {
            _THERE[key]: replace(name, institution_id=_there(name.institution_id))
            for key, name in NAMES.services.items()
        },
    )


def sent_rows(database: Database, point: str, rows: PeriodRows, desk: SampleDesk | None = None) -> Sent:
    """Send the contacts among rows to the central store as a desk of a point; return them as they should lie there."""
    desk = desk or enrolled(database, point)[0]
    first = len(desk.lines) + 1
    whole = {
        register: [_whole(register, row, point) for row in of_register]
        for register, of_register in rows.items()
        if register in _SENT
    }
    for register in _SENT:
        spec = CATALOG.spec(register)
        for row in whole.get(register, ()):
            desk.ins(register, encode_values(spec, row), record=row["id"])
    store = SqlStore(database, CATALOG)
    now_ms = clock.now_ms()
    if len(desk.lines) >= first:
        reply = store.push(store.recognise(desk.token, now_ms=now_ms), desk.batch(first), now_ms=now_ms)
        if reply.exceptions:
            raise AssertionError([(one.code, one.field) for one in reply.exceptions])
    return Sent(desk, whole)


def _whole(register: str, row: Values, point: str) -> dict[str, Any]:
    """Return a row with what a register asks for beside what is counted."""
    made = {"made_at": clock.now_utc(), "made_by": ACTOR, "point": point}
    beside: dict[str, Any] = {
        "visit_service": {"line_no": 1, "referral_to": "Paraugs Inspektors"},
        "phone_consultation": {"topic": "Par paraugu"},
        "received_document": {"title": "Iesniegums par paraugu", "kind": "APPLICATION"},
    }
    usual = {
        field.name: field.default for field in CATALOG.spec(register).fields if field.default is not None
    }
    found = {**usual, **beside.get(register, {}), **row, **made}
    return {
        **found,
        **{name: _there(found[name]) for name in ("institution_id", "service_id") if name in found},
    }


def all_rows(*several: Sent) -> PeriodRows:
    """Return the rows of several points as one."""
    registers = {register for each in several for register in each.rows}
    return {
        register: [row for each in several for row in each.rows.get(register, ())] for register in registers
    }


def counted_there(
    database: Database, url: str, period: Period, *points: str, now_ms: int = 0, sample: bool = False
) -> ReportFigures:
    """Count a period at the central store over points, all of them unless said."""
    with database.whole() as connection:
        chosen = find_points(connection, points)
    source = source_of(database, url)
    return count_points(source, CATALOG, period, chosen, sample=sample, now_ms=now_ms or clock.now_ms())
