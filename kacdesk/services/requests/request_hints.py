"""This file is the place where a form of a request is told its terms and its examiner while it is filled."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kacdesk.core.clock import riga_day, today_riga
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.models.contest_routes import ROUTES, STATE_SERVICE, first_instance
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.services.requests import contesting, delegation, email_replies, feedback_rules
from kacdesk.spec.register import Values

Told = Iterator[tuple[str, str]]


def told_beside(context: Context, register: str, values: Values) -> Told:
    """Yield field and sentence; nothing for other registers, and nothing that is not known yet."""
    teller = _TELLERS.get(register)
    if teller is not None:
        yield from teller(context, values)


def _day(values: Values, name: str) -> date | None:
    moment = values.get(name)
    return riga_day(moment) if isinstance(moment, datetime) else None


def _email(context: Context, values: Values) -> Told:
    received = _day(values, "received_at")
    if received is None:
        return
    reply = proposed_due(context.store, email_replies.REPLY, received)
    if reply is not None:
        yield "received_at", t("Jāatbild līdz {day}", day=short_date(reply))
    by_law = proposed_due(context.store, email_replies.STATUTORY, received)
    if by_law is not None and values.get("kind") == email_replies.STATUTORY:
        yield "kind", t("Pēc likuma atbildams pēc būtības līdz {day}", day=short_date(by_law))


def _feedback(context: Context, values: Values) -> Told:
    received, about = _day(values, "received_at"), str(values.get("about"))
    if received is None or about not in ROUTES:
        return
    known = {**values, "extension": None}
    first = feedback_rules.first_term(context, known)
    if first is not None:
        yield "received_at", t("Jāatbild līdz {day}", day=short_date(first))
    elif values.get("kind") != "COMPLIMENT":
        forward = proposed_due(context.store, feedback_rules.FORWARDING, received)
        if forward is not None:
            yield "received_at", t("Jāpārsūta līdz {day}", day=short_date(forward))
    if first is not None or about != STATE_SERVICE:
        yield "about", t("Izskata: {instance}", instance=contesting.instance_name(first_instance(about)))
    longer = feedback_rules.later_term(context, values)
    if longer is not None:
        yield "extension", t("Jauns termiņš: {day}", day=short_date(longer))


def _delegated(context: Context, values: Values) -> Told:
    if values.get("attested_on") is None and values.get("stated_data"):
        words = t("Saglabājiet, izdrukājiet apliecinājumu un dodiet parakstīt.")
        yield "stated_data", words
    kept = delegation.kept_until(context, values)
    if kept is not None:
        yield "attested_on", t("Apliecinājumu glabā līdz {day}", day=short_date(kept))


def _contest(context: Context, values: Values) -> Told:
    received = values.get("received_on") or today_riga()
    if values.get("instance") == "DIRECTOR" and isinstance(received, date):
        last = proposed_due(context.store, "SUBMISSION", received)
        if last is not None:
            yield "instance", t("Jāizskata līdz {day}", day=short_date(last))


_TELLERS: Mapping[str, Callable[[Context, Mapping[str, Any]], Told]] = {
    email_replies.REGISTER: _email,
    feedback_rules.REGISTER: _feedback,
    delegation.REGISTER: _delegated,
    contesting.REGISTER: _contest,
}
