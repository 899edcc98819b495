"""This file is the place where rule 20.8/20.9 is applied: may the centre give a basket service, or must it send on.

A regional or national centre accepts applications for, and informs of, only those basket services which the institution
cannot provide at the moment of request (S001 20.8, 20.9; 5.2, 6.2; S003 26.1.11). `judged` is
the rule over plain data; tests/services/test_availability.py goes through its branches.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kacdesk.core.clock import riga_day
from kacdesk.core.timetable import Here, Timetable
from kacdesk.services.context import Context
from kacdesk.services.institutions.presence_store import Centre, centre_of

MUNICIPAL = "municipal"

FREE_KINDS = frozenset({"E_SERVICE_CONSULT", "E_ADDRESS_CONSULT", "REFERRAL"})
"""Consulting on e-services and the e-address is not limited (S001 20.13, 20.14); sending on is what the rule asks."""


class Verdict(StrEnum):
    """OK: the centre may give it · MUST_REFER: the institution's official is here, the customer goes there."""

    OK = "ok"
    MUST_REFER = "must_refer"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rule says. `reason` is the code of the stand-in reason, None where the rule does not limit at all ·
    `officials` who is present now, when the customer must be sent on."""

    verdict: Verdict
    reason: str | None = None
    officials: tuple[Here, ...] = ()


UNLIMITED = Answer(Verdict.OK)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: a service, whose it is, whether it belongs to the basket, the kind of the record, when."""

    service: UUID
    institution: UUID
    in_basket: bool
    kind: str
    at: datetime


def judged(request: Request, centre_type: str, timetable: Timetable) -> Answer:
    """Apply the rule, step by step."""
    if centre_type == MUNICIPAL:
        return UNLIMITED  # S001 17.1, 17.2
    if not request.in_basket or request.kind in FREE_KINDS:
        return UNLIMITED
    institution, day = request.institution, riga_day(request.at)
    if not timetable.serves_here(institution, day):
        return Answer(Verdict.OK, "NOT_PRESENT_IN_CENTRE")
    if not timetable.gives(institution, request.service, day):
        return Answer(Verdict.OK, "NOT_PRESENT_IN_CENTRE")
    if not timetable.covers(institution, request.at):
        return Answer(Verdict.OK, "OUTSIDE_HOURS")
    officials = timetable.here(institution, request.at)
    if not officials:
        return Answer(Verdict.OK, "ABSENT_NO_SUBSTITUTE")
    return Answer(Verdict.MUST_REFER, officials=officials)


def availability(context: Context, service: UUID, kind: str, at: datetime) -> Answer:
    """Apply the rule to a service at an aware moment, as this centre is set and its institutions are present."""
    return asked_of(centre_of(context.store), service, kind, at)


def asked_of(centre: Centre, service: UUID, kind: str, at: datetime) -> Answer:
    """Apply the rule with what is held of a centre; a service outside the basket is never limited."""
    institution = centre.basket.get(service)
    if institution is None:
        return UNLIMITED
    request = Request(service, institution, in_basket=True, kind=kind, at=at)
    return judged(request, centre.centre_type, centre.timetable)
