"""This file is the place where the rules of e-services in another person's name stand, and their steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.latvian import short_date
from kacdesk.core.text import later, t
from kacdesk.services import point_settings
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.services.step import Step
from kacdesk.spec.register import Status, Values

REGISTER = "delegated_application"
KEEPING = "ATTESTATION_KEEPING"
ANSWER = "ADMINISTRATIVE_ACT"
"""By when an institution decides on what was applied for, as a rule."""

_SWITCHED_OFF, _NOT_DELEGATED = "switch", "delegation"
BEGUN = frozenset({_SWITCHED_OFF, _NOT_DELEGATED})
"""What only an application that is begun is held to: one that was begun lawfully is finished, and what was signed for
it is destroyed in time, whatever the point or the catalogue gave up meanwhile."""
_MOST = 500


def judge(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse where the point or the service does not allow it (S003 29), and destroying before the time (S003 27.3)."""
    if not point_settings.of(context.store).delegation:
        sentence = t("Šajā punktā e-pakalpojumus citas personas vārdā nepiesaka (punkta iestatījumi).")
        yield Problem("service_id", sentence, _SWITCHED_OFF)
    elif not _may_be_delegated(context, values.get("service_id")):
        sentence = t(
            "Šo e-pakalpojumu citas personas vārdā pieteikt nevar: tam nav šādas iespējas. Piedāvājiet personai"
            " palīdzību, piesakot pašai."
        )
        yield Problem("service_id", sentence, _NOT_DELEGATED)
    today = clock.today_riga()
    for name in ("attested_on", "registered_on", "completed_on", "delivered_on", "destroyed_on"):
        if values.get(name) is not None and values[name] > today:
            yield Problem(name, t("Diena ir nākotnē; pārbaudiet datumu."), "future")
    yield from _not_destroyed_early(context, values)


def _may_be_delegated(context: Context, service: UUID | None) -> bool:
    catalog = context.catalog
    with context.store.read() as connection:
        for spec in catalog.answering("service"):
            table = catalog.table(spec.name)
            found = connection.scalars(select(table.c.delegation_supported).where(table.c.id == service))
            if found.first():
                return True
    return False


def _not_destroyed_early(context: Context, values: Values) -> Iterator[Problem]:
    destroyed = values.get("destroyed_on")
    if destroyed is None:
        return
    kept = kept_until(context, values)
    if kept is None:
        yield Problem("destroyed_on", t("Apliecinājumu vēl glabā: e-pakalpojums nav izpildīts."), "early")
    elif destroyed <= kept:
        sentence = t("Apliecinājumu glabā līdz {day}; iznīcināt var pēc tam.", day=short_date(kept))
        yield Problem("destroyed_on", sentence, "early")
    elif not values.get("destruction_act"):
        yield Problem("destruction_act", t("Norādiet iznīcināšanas akta numuru."), "required")


def kept_from(values: Values) -> date | None:
    """Return the day from which the keeping of a signed attestation is counted; None while it has not begun.

    It is the day on which the service is completed, or on which the person took the application back.
    """
    if values.get("attested_on") is None:
        return None
    return values.get("completed_on") or values.get("withdrawn_on")


def kept_until(context: Context, values: Values) -> date | None:
    """Return the last day on which an attestation is kept, by the dated rule; None while none is counted."""
    begun = kept_from(values)
    return proposed_due(context.store, KEEPING, begun) if begun is not None else None


def follow(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Return the step that has been reached, and how long the attestation is kept."""
    kept = kept_until(context, values)
    return {
        "state": state_of(values),
        "finish_by": _finish_by(context, values),
        "kept_from": kept_from(values),
        "keep_until": kept,
        "destroy_on": kept + timedelta(days=1) if kept is not None else None,
    }


def _finish_by(context: Context, values: Values) -> date:
    """Return the day by which the next thing is to happen: at the counter the same day, then the institution's answer.

    The keeping of an attestation begins with the completion, so somebody has to ask for it (S003 27.3).
    """
    registered = values.get("registered_on")
    if registered is None:
        return riga_day(values["identity_checked_at"])
    return proposed_due(context.store, ANSWER, registered) or registered


def state_of(values: Values) -> str:
    """Return the last step that is done."""
    done = (
        ("COMPLETED", "completed_on"),
        ("WITHDRAWN", "withdrawn_on"),
        ("REGISTERED", "registered_on"),
        ("ATTESTED", "attested_on"),
        ("IN_PORTAL", "portal_as_authorised"),
    )
    return next((state for state, name in done if values.get(name)), "STARTED")


@dataclass(frozen=True, slots=True)
class HeldAttestation:
    """A signed attestation on the shelf; nothing of it tells whose. `keep_until` the last day on which it is kept."""

    record: UUID
    number: str
    kept_from: date
    keep_until: date
    shelf_mark: str


def due_for_destruction(context: Context, today: date, *, limit: int = _MOST) -> list[HeldAttestation]:
    """Return the attestations that must be destroyed by now, the longest overdue first; keeping them on is a breach."""
    columns = context.catalog.table(REGISTER).c
    held = (
        columns.destroy_on <= today,
        columns.destroyed_on.is_(None),
        columns.status != str(Status.VOIDED),
    )
    asked = (columns.id, columns.number, columns.kept_from, columns.keep_until, columns.shelf_mark)
    oldest = select(*asked).where(*held).order_by(columns.destroy_on, columns.n).limit(limit)
    with context.store.read() as connection:
        return [
            HeldAttestation(row.id, row.number, row.kept_from, row.keep_until, row.shelf_mark or "")
            for row in connection.execute(oldest)
        ]


def _still_open(values: Values) -> bool:
    return values.get("completed_on") is None and values.get("withdrawn_on") is None


def _today(*names: str) -> Mapping[str, Any]:
    return dict.fromkeys(names, clock.today_riga())


STEPS = (
    Step(
        "portal",
        later("Portālā identificējos kā pilnvarotā persona"),
        lambda values: _still_open(values) and not values.get("portal_as_authorised"),
        lambda _context, _values: {"portal_as_authorised": True},
    ),
    Step(
        "attested",
        later("Apliecinājums parakstīts"),
        lambda values: _still_open(values) and state_of(values) == "IN_PORTAL",
        lambda _context, _values: _today("attested_on"),
    ),
    Step(
        "registered",
        later("Reģistrēts portālā"),
        lambda values: _still_open(values) and state_of(values) == "ATTESTED",
        lambda _context, _values: _today("registered_on"),
    ),
    Step(
        "completed",
        later("E-pakalpojums izpildīts"),
        lambda values: state_of(values) == "REGISTERED",
        lambda _context, _values: _today("completed_on"),
    ),
    Step(
        "delivered",
        later("Rezultāts izsniegts"),
        lambda values: (
            values.get("completed_on") is not None
            and values.get("delivery") is not None
            and values.get("delivered_on") is None
        ),
        lambda _context, _values: _today("delivered_on"),
    ),
    Step(
        "withdrawn",
        later("Persona atsauca"),
        _still_open,
        lambda _context, _values: _today("withdrawn_on"),
        aside=True,
    ),
)
"""What is done one after another at the counter (S003 27, 28). What is attested and the number of the portal are typed
into the form; a step that comes too early says so."""
