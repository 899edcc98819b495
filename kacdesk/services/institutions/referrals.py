"""This file is the place where a referral gets the particulars of the specialist, and where it goes on from there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.phones import shown_phone
from kacdesk.core.text import later, t
from kacdesk.services.context import Context
from kacdesk.services.step import Step
from kacdesk.spec.register import Values

REGISTER = "referral"
_CARRIED = {
    "to_name": "name",
    "to_post": "post",
    "institution_id": "institution_id",
    "to_unit": "unit",
    "to_place": "place",
    "to_phone": "phone",
    "to_hours": "hours",
}
"""Field of a referral → field of the contact that fills it."""


def particulars(context: Context, specialist: UUID) -> Mapping[str, Any]:
    """Return what the contacts tell of a specialist, by the fields of a referral; nothing when he is not here."""
    table = context.catalog.table("specialist")
    with context.store.read() as connection:
        row = connection.execute(select(table).where(table.c.id == specialist)).first()
    if row is None:
        return {}
    return {name: row._mapping[told] for name, told in _CARRIED.items() if row._mapping[told]}


def follow(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Fill the particulars that nobody typed from the chosen specialist."""
    specialist = values.get("specialist_id")
    if not new or not isinstance(specialist, UUID):
        return {}
    known = particulars(context, specialist)
    return {name: value for name, value in known.items() if not values.get(name)}


def judge(context: Context, values: Values) -> Iterable[Problem]:
    """Ask to explain the refusal to a customer who is sent away (S002 5.2.3), and for an outcome with its day."""
    if values.get("way") == "CUSTOMER_SENT" and not values.get("refusal_explained"):
        sentence = t("Izskaidrojiet klientam, kāpēc centrs jautājumu neatrisina, un atzīmējiet to.")
        yield Problem("refusal_explained", sentence, "required")
    day = values.get("outcome_on")
    if day is not None and day < riga_day(values["sent_at"]):
        yield Problem("outcome_on", t("Iznākums nevar būt pirms nosūtīšanas; pārbaudiet dienu."), "order")


def told_beside(context: Context, values: Values) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence): what will be filled from the chosen specialist."""
    specialist = values.get("specialist_id")
    if not isinstance(specialist, UUID):
        return
    known = particulars(context, specialist)
    filled = {name: str(value) for name, value in known.items() if not values.get(name)}
    filled.pop("institution_id", None)
    if "to_phone" in filled:
        filled["to_phone"] = shown_phone(filled["to_phone"])
    if filled:
        yield "specialist_id", t("Tiks ierakstīts: {what}", what="; ".join(filled.values()))
    missing = [
        name for name in ("to_place", "to_phone", "to_hours") if name not in {**known, **_given(values)}
    ]
    if missing:
        spec = context.catalog.spec(REGISTER)
        labels = ", ".join(t(spec.by_name[name].label).lower() for name in missing)
        yield missing[0], t("Kontaktos nav: {labels}. Ja zināt, ierakstiet šeit.", labels=labels)


def _given(values: Values) -> Mapping[str, Any]:
    return {name: value for name, value in values.items() if value}


def of_visit(values: Values) -> Mapping[str, Any]:
    """Carry a visit into a referral of its customer."""
    return {"visit_id": values["id"], "sent_at": clock.now_utc()}


def of_call(values: Values) -> Mapping[str, Any]:
    """Carry a call into a referral of its caller."""
    return {
        "call_id": values["id"],
        "sent_at": clock.now_utc(),
        "service_id": values["service_id"],
        "matter": values["topic"],
    }


def of_specialist(values: Values) -> Mapping[str, Any]:
    """Begin a referral to a specialist of the contacts."""
    return {"specialist_id": values["id"], "sent_at": clock.now_utc()}


def _ended(outcome: str) -> Any:
    return lambda _context, _values: {"outcome": outcome, "outcome_on": clock.today_riga()}


def _is_open(values: Values) -> bool:
    return values.get("outcome") is None


STEPS = (
    Step("served", later("Speciālists apkalpoja"), _is_open, _ended("SERVED")),
    Step("answered", later("Speciālists atbildēja"), _is_open, _ended("ANSWERED")),
    Step("not_reached", later("Sastapt neizdevās"), _is_open, _ended("NOT_REACHED")),
    Step("returned", later("Atgriezts centram"), _is_open, _ended("RETURNED")),
)
