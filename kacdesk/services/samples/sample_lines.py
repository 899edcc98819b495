"""This file is the place where the sample decides what a visit or call is about."""

from dataclasses import dataclass
from random import Random
from typing import Any

from kacdesk.services.samples.sample_shares import (
    APPLICATION_SHARE,
    CONSULTATION_SHARES,
    DELEGATED_SHARE,
    OUTCOME_SHARES,
    PORTAL_HOLDER,
    REFERRAL_SHARE,
    STAND_IN_SHARES,
    DayShares,
    SampleService,
    Weighted,
)
from kacdesk.services.samples.sample_words import Words

_CONSULTATIONS = Weighted(CONSULTATION_SHARES)
_STAND_INS = Weighted(STAND_IN_SHARES)
_OUTCOMES = {kind: Weighted(shares) for kind, shares in OUTCOME_SHARES.items()}
_VIDEO_HOLDERS = Weighted({"VSAA": 0.56, "VID": 0.33, "VZD": 0.11})
"""Institutions that advise over a video link from the centre (lvportals.lv, 2023), by their usual shares."""

_LIMITED_KINDS = frozenset({"APPLICATION", "INFORMATION", "DELEGATED_E_SERVICE"})
"""What a regional centre gives of the basket only in the institution's place (S001 20.8, 20.9)."""

_ISSUED_SHARE = 0.6
_SEVERAL_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Line:
    """A service line to be, and whether the institution spoke over a video link."""

    values: dict[str, Any]
    video: bool = False


class LinePlan:
    """Draws service lines so that applications and consultations keep their shares of all registrations.

    `calls_a_line` calls come with each line and are all consultations, so lines hold the more applications.
    """

    def __init__(self, words: Words, *, calls_a_line: float, stands_in: bool) -> None:
        self._words = words
        self._stands_in = stands_in
        self._application_share = APPLICATION_SHARE * (1 + calls_a_line)
        consultations = 1 - self._application_share
        self._referral_chance = REFERRAL_SHARE / consultations

    def line(self, rng: Random, shares: DayShares) -> Line:
        """Return one service line of a visit."""
        holder = shares.holder(rng)
        if rng.random() < shares.application_chance(holder, self._application_share):
            return self._application(rng, shares, holder)
        if rng.random() < self._referral_chance:
            return self._referral(rng, shares, holder)
        kind = _CONSULTATIONS.draw(rng)
        if kind == "VIDEO":
            holder = _VIDEO_HOLDERS.draw(rng)
            service = shares.service(rng, holder, "INFORMATION")
            return Line(self._values(rng, "INFORMATION", holder, service), video=service is not None)
        if kind == "E_ADDRESS_CONSULT":
            service = shares.service(rng, PORTAL_HOLDER, kind)
            if service is not None:
                return Line(self._values(rng, kind, PORTAL_HOLDER, service))
            kind = "INFORMATION"
        return Line(self._values(rng, kind, holder, shares.service(rng, holder, kind)))

    def subject(self, rng: Random, shares: DayShares, *, helpline: bool) -> tuple[str | None, str | None]:
        """Return institution and service of a call; the helpline's are the portal's."""
        holder = PORTAL_HOLDER if helpline else shares.holder(rng)
        service = shares.service(rng, holder, "E_SERVICE_CONSULT" if helpline else "INFORMATION")
        if helpline and service is None:
            return None, None
        return holder, service.code if service is not None else None

    def _application(self, rng: Random, shares: DayShares, holder: str) -> Line:
        if rng.random() < shares.delegated_chance(holder, DELEGATED_SHARE):
            kind = "DELEGATED_E_SERVICE"
            return Line(self._values(rng, kind, holder, shares.service(rng, holder, kind)))
        service = shares.service(rng, holder, "APPLICATION")
        issues = service is not None and "DOCUMENT_ISSUE" in service.kinds and rng.random() < _ISSUED_SHARE
        return Line(self._values(rng, "DOCUMENT_ISSUE" if issues else "APPLICATION", holder, service))

    def _referral(self, rng: Random, shares: DayShares, holder: str) -> Line:
        values = self._values(rng, "REFERRAL", holder, shares.service(rng, holder, "INFORMATION"))
        specialists = self._words.specialists
        values["referral_to"] = specialists[int(rng.random() * len(specialists))]
        return Line(values)

    def _values(self, rng: Random, kind: str, holder: str, service: SampleService | None) -> dict[str, Any]:
        stands_in = self._stands_in and kind in _LIMITED_KINDS and service is not None and service.basket
        return {
            "institution": holder,
            "service": service.code if service is not None else None,
            "kind": kind,
            "quantity": 2 + int(rng.random() * 2) if rng.random() < _SEVERAL_SHARE else 1,
            "outcome": _OUTCOMES[kind].draw(rng),
            "stand_in": _STAND_INS.draw(rng) if stands_in else None,
            "referral_to": None,
            "line_note": None,
        }
