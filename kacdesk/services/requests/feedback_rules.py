"""This file is the place where a complaint, question or proposal gets its terms, its instance and its state."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kacdesk.core.clock import riga_day, today_riga
from kacdesk.core.errors import Problem, Refused
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.models.contest_routes import (
    CENTRE,
    DIRECTOR,
    HEAD,
    HEAD_ACTION,
    OUTSIDE,
    STATE_SERVICE,
    first_instance,
)
from kacdesk.models.feedback_words import EXTENSION_MATTER
from kacdesk.services.context import Context, Role
from kacdesk.services.deadlines import proposed_due
from kacdesk.services.people import accounts
from kacdesk.services.requests.contesting import contests_of
from kacdesk.services.requests.feedback_state import state_of
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Unit

REGISTER = "feedback"
TERM, FORWARDING = "SUBMISSION", "FORWARDING"
ROUTE = "route"
"""The code of the problem: somebody examines or answers whom the route does not name."""


def judge(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse an extension after the term is over, and an examination by whom the route does not name."""
    yield from _extension_in_time(context, values)
    if values.get("closed_on") is None:
        yield from _by_whom(context, values)
    today = today_riga()
    for name in ("assigned_on", "forwarded_on", "answered_on", "institution_answered_on", "closed_on"):
        if values.get(name) is not None and values[name] > today:
            yield Problem(name, t("Diena ir nākotnē; pārbaudiet datumu."), "future")


def _extension_in_time(context: Context, values: Values) -> Iterator[Problem]:
    extension = values.get("extension")
    if extension is None:
        return
    first = first_term(context, values)
    if first is None:
        yield Problem("extension", t("Šim nav atbildes termiņa, ko pagarināt."), "order")
        return
    if later_term(context, values) is None:
        sentence = t("Saņemšanas dienā spēkā esošie noteikumi šādu pagarinājumu neparedz.")
        yield Problem("extension", sentence, "rule")
    for name in ("extended_on", "extension_notice_on"):
        if values.get(name) is not None and values[name] > first:
            sentence = t(
                "Termiņu pagarina un par to paziņo, kamēr tas nav beidzies: līdz {day}.",
                day=short_date(first),
            )
            yield Problem(name, sentence, "late")


def _by_whom(context: Context, values: Values) -> Iterator[Problem]:
    """The head examines complaints of employees, and nobody at the point those of the head (S000 4.2.1, 4.2.3)."""
    about = str(values.get("about"))
    staff = accounts.staff(context.store)
    for name, on in (("assigned_to", "assigned_on"), ("answered_by", "answered_on")):
        who = values.get(name)
        if who is None:
            continue
        day = values.get(on) or today_riga()
        heads = {actor.id for actor in staff if actor.role_on(day) is Role.SUPERVISOR}
        if first_instance(about) == HEAD and who not in heads:
            yield Problem(name, t("Sūdzību par darbinieku izskata vadītājs."), ROUTE)
        elif about == HEAD_ACTION and who in heads:
            sentence = t("Sūdzību par vadītāju vadītājs pats neizskata; to izskata izpilddirektors.")
            yield Problem(name, sentence, ROUTE)


def first_term(context: Context, values: Values) -> date | None:
    """Return by when it is answered without an extension; None when others answer, or nobody has to (a compliment)."""
    about, kind = str(values.get("about")), values.get("kind")
    if kind == "COMPLIMENT" or about == STATE_SERVICE or first_instance(about) in OUTSIDE:
        return None
    return proposed_due(context.store, TERM, riga_day(values["received_at"]))


def later_term(context: Context, values: Values) -> date | None:
    """Return by when it is answered with its extension, from the day of receipt; None without one or its rule."""
    matter = EXTENSION_MATTER.get(str(values.get("extension")))
    return proposed_due(context.store, matter, riga_day(values["received_at"])) if matter else None


def follow(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Return state, instance and all terms; the instance stays where contesting has brought it."""
    about, received = str(values["about"]), riga_day(values["received_at"])
    first = first_term(context, values)
    elsewhere = about == STATE_SERVICE or first_instance(about) in OUTSIDE
    forwarded = values.get("forwarded_on")
    told: dict[str, Any] = {
        "first_due_on": first,
        "due_on": later_term(context, values) or first,
        "forward_due_on": proposed_due(context.store, FORWARDING, received) if elsewhere else None,
        "institution_due_on": proposed_due(context.store, TERM, forwarded) if forwarded else None,
    }
    if values.get("contested_on") is None:
        told |= {"instance": first_instance(about), "contest_open": False}
    return {**told, "state": state_of(values)}


def effect(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Refuse to change the subject of what was contested, or to void it, while its contesting stands."""
    if before is None or not contests_of(unit, record):
        return
    now = unit.row(REGISTER, record)
    if now["status"] == Status.VOIDED or now["about"] != before["about"]:
        raise Refused(
            t("Par šo lietu ir reģistrēta apstrīdēšana."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Vispirms anulējiet apstrīdēšanas ierakstu."),
        )


def answered_in_the_municipality(about: str) -> bool:
    """Say whether the reply is the centre's, its head's or the executive director's, so that it is printed here."""
    return first_instance(about) in (CENTRE, HEAD, DIRECTOR)
