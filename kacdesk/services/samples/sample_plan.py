"""This file is the place where made-up contacts of a centre are planned, the same for the same seed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from kacdesk.core.ids import reference_id
from kacdesk.services.samples.sample_documents import DocumentPlan
from kacdesk.services.samples.sample_hours import TOWN, IsWorkingDay, Profile, SampleDay, moments, sample_days
from kacdesk.services.samples.sample_lines import LinePlan
from kacdesk.services.samples.sample_people import Crowd
from kacdesk.services.samples.sample_shares import (
    CHANNEL_SHARES,
    DayShares,
    SampleService,
    Weighted,
    sample_services,
)
from kacdesk.services.samples.sample_words import words

DOCUMENT_SHARES = {"IN_PERSON": 0.06, "PHONE": 0.0, "EMAIL": 0.5, "E_ADDRESS": 0.7, "POST": 0.7}
"""By channel: how many contacts only bring a document; the others are visits, or calls by phone."""

MEDIAN_VISIT_S = 12 * 60
MEDIAN_CALL_S = 4 * 60
SPREAD = 0.78
"""Log-normal handling times; with this spread 95 of 100 visits end within 45 minutes."""

_VISIT_SHARE = sum(
    share * (1 - DOCUMENT_SHARES[channel]) for channel, share in CHANNEL_SHARES.items() if channel != "PHONE"
)
_LINE_COUNTS = {1: 0.90, 2: 0.08, 3: 0.02}
_LINES_A_VISIT = sum(count * share for count, share in _LINE_COUNTS.items())
_CALLS_A_LINE = CHANNEL_SHARES["PHONE"] / (_VISIT_SHARE * _LINES_A_VISIT)

_CALL_STATES = Weighted({"ANSWERED": 0.84, "TRANSFERRED": 0.06, "MISSED": 0.06, "CALLED_BACK": 0.04})
_HELPLINE_SHARE = 0.40
_CHANNELS = Weighted(CHANNEL_SHARES)
_LINES = Weighted(_LINE_COUNTS)
_IDENTITY = Weighted({"ID_CARD": 0.55, "PASSPORT": 0.35, "EID": 0.10})
_BASIS = Weighted({"LEGAL_REPRESENTATIVE": 0.4, "AUTHORISED": 0.6})
_NAMED_SHARE = 0.4
_REPRESENTED_SHARE = 0.05
_NOTE_SHARE = 0.05
_PRIVATE_MATTERS = frozenset({"VSAA", "PMLP", "NVA", "SIVA", "VDEAVK"})
"""Institutions whose services no company asks for."""

_APPLICATION_KINDS = frozenset({"APPLICATION", "DELEGATED_E_SERVICE", "DOCUMENT_ISSUE"})


@dataclass(frozen=True, slots=True)
class SampleContact:
    """One contact of a day, as a record to be.

    `values` and `lines` (register visit_service, visits only) hold the registers' fields, moments in UTC. For
    references there stand natural keys: `institution`, `service`, `addressee` (see `with_reference_ids`).
    """

    register: str
    channel: str
    day: date
    values: dict[str, Any]
    lines: tuple[dict[str, Any], ...] = ()


def sample_contacts(
    seed: int,
    contacts: int,
    last_day: date,
    catalogue: Iterable[tuple[str, str, Mapping[str, Any]]],
    calendar: IsWorkingDay,
    *,
    profile: Profile = TOWN,
    until: datetime | None = None,
) -> Iterator[SampleContact]:
    """Make up that many contacts on working days up to `last_day`, oldest first, all before `until`.

    `catalogue` is what `read_catalogue(…).rows` gives; only services in force on the day are used. The same
    arguments give the same contacts on every computer. Shares: kacdesk/services/samples/sample_shares.py.
    """
    rng = Random(seed)  # noqa: S311 -- sample data must repeat, they protect nothing
    plan = _Plan(rng, sample_services(catalogue), calendar, last_day=last_day, profile=profile)
    days = sample_days(rng, contacts, last_day, calendar=calendar, profile=profile, until=until)
    for day in days:
        yield from plan.contacts(day)


def with_reference_ids(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a contact's values or line with reference identifiers in the place of natural keys."""
    resolved = dict(values)
    for name, register in (
        ("institution", "institution"),
        ("addressee", "institution"),
        ("service", "service"),
    ):
        if name in resolved:
            code = resolved.pop(name)
            resolved[f"{name}_id"] = None if code is None else reference_id(register, code)
    return resolved


class _Plan:
    def __init__(
        self,
        rng: Random,
        services: tuple[SampleService, ...],
        calendar: IsWorkingDay,
        *,
        last_day: date,
        profile: Profile,
    ) -> None:
        self._rng = rng
        self._services = services
        self._profile = profile
        self._words = words()
        self._crowd = Crowd(self._words)
        self._lines = LinePlan(self._words, calls_a_line=_CALLS_A_LINE, stands_in=profile.stands_in)
        self._documents = DocumentPlan(self._words, calendar, last_day=last_day)
        self._shares: dict[tuple[int, tuple[SampleService, ...]], DayShares] = {}

    def contacts(self, day: SampleDay) -> Iterator[SampleContact]:
        shares = self._day_shares(day.day)
        rng = self._rng
        for at in moments(rng, day):
            channel = _CHANNELS.draw(rng)
            if channel == "PHONE":
                yield SampleContact("phone_consultation", channel, day.day, self._call(at, shares))
            elif rng.random() < DOCUMENT_SHARES[channel]:
                customer = self._crowd.customer(rng, day.day, private=False)
                values = self._documents.values(
                    rng, at, day.day, channel=channel, customer=customer, shares=shares
                )
                yield SampleContact("received_document", channel, day.day, values)
            else:
                yield self._visit(at, day, channel, shares)

    def _day_shares(self, day: date) -> DayShares:
        offered = tuple(each for each in self._services if each.valid_from <= day <= each.valid_to)
        key = (day.month, offered)
        if key not in self._shares:
            self._shares[key] = DayShares(offered, month=day.month)
        return self._shares[key]

    def _visit(self, at: datetime, day: SampleDay, channel: str, shares: DayShares) -> SampleContact:
        rng = self._rng
        drawn = [self._lines.line(rng, shares) for _ in range(_LINES.draw(rng))]
        if channel == "IN_PERSON" and any(line.video for line in drawn):
            channel = "VIDEO"
        lines = tuple(line.values for line in drawn)
        longest_s = max(60, int((day.closes_at - at).total_seconds()))
        values: dict[str, Any] = {
            "started_at": at,
            "ended_at": at + timedelta(seconds=min(longest_s, _duration_s(rng, MEDIAN_VISIT_S))),
            "start_quality": "MEASURED",
            "end_quality": "MEASURED",
            "channel": channel,
            **self._party(day.day, lines),
            "note": self._note(),
        }
        return SampleContact("visit", channel, day.day, values, lines)

    def _party(self, day: date, lines: tuple[dict[str, Any], ...]) -> dict[str, Any]:
        """Return who the visit is for; whoever only asks may stay anonymous."""
        rng = self._rng
        applies = any(line["kind"] in _APPLICATION_KINDS for line in lines)
        party: dict[str, Any] = dict.fromkeys(
            (
                "customer_kind",
                "customer_name",
                "customer_code",
                "customer_contact",
                "identity_document",
                "representative_name",
                "representative_basis",
            )
        )
        if not applies and rng.random() >= _NAMED_SHARE:
            return party
        private = any(line["institution"] in _PRIVATE_MATTERS for line in lines)
        customer = self._crowd.customer(rng, day, private=private)
        party |= {
            "customer_kind": customer.kind,
            "customer_name": customer.name,
            "customer_code": customer.code,
            "customer_contact": customer.contact,
        }
        if applies:
            party["identity_document"] = _IDENTITY.draw(rng)
            if customer.kind == "LEGAL":
                party |= {
                    "representative_name": self._crowd.representative(rng),
                    "representative_basis": "BOARD_MEMBER",
                }
            elif rng.random() < _REPRESENTED_SHARE:
                party |= {
                    "representative_name": self._crowd.representative(rng),
                    "representative_basis": _BASIS.draw(rng),
                }
        return party

    def _call(self, at: datetime, shares: DayShares) -> dict[str, Any]:
        rng = self._rng
        state = _CALL_STATES.draw(rng)
        answered = state != "MISSED"
        helpline = self._profile.helpline and rng.random() < _HELPLINE_SHARE
        caller = self._crowd.customer(rng, at.date(), private=False)
        topics = self._words.topics["helpline" if helpline else "general"]
        institution, service = (
            self._lines.subject(rng, shares, helpline=helpline) if answered else (None, None)
        )
        return {
            "started_at": at,
            "start_quality": "MEASURED",
            "duration_s": min(3600, _duration_s(rng, MEDIAN_CALL_S)) if answered else None,
            "call_state": state,
            "helpline": helpline,
            "institution": institution,
            "service": service,
            "topic": topics[int(rng.random() * len(topics))] if answered else None,
            "caller_name": caller.name if answered and rng.random() < 0.5 else None,
            "caller_phone": caller.phone if rng.random() < 0.7 else None,
            "outcome": ("REFERRED" if state == "TRANSFERRED" else "SERVED") if answered else None,
            "note": self._note() if answered else None,
        }

    def _note(self) -> str | None:
        rng, notes = self._rng, self._words.notes
        return notes[int(rng.random() * len(notes))] if rng.random() < _NOTE_SHARE else None


def _duration_s(rng: Random, median_s: int) -> int:
    return max(30, int(median_s * rng.lognormvariate(0.0, SPREAD)))
