"""This file is the place where the sample's shares are: which holder, kind and service a contact is about."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from kacdesk.core.ids import reference_id

T = TypeVar("T")

CHANNEL_SHARES = {"IN_PERSON": 0.70, "PHONE": 0.18, "EMAIL": 0.07, "E_ADDRESS": 0.03, "POST": 0.02}
APPLICATION_SHARE = 0.51
DELEGATED_SHARE = 0.05
"""Of applications; the rest of registrations are consultations (the network's figures of 2021)."""

REFERRAL_SHARE = 0.06
CONSULTATION_SHARES = {
    "E_SERVICE_CONSULT": 0.40,
    "INFORMATION": 0.45,
    "E_ADDRESS_CONSULT": 0.10,
    "VIDEO": 0.05,
}
"""Of consultations that are no referral; VIDEO is information given by the institution over a video link."""

HOLDER_SHARES = {"BNP": 0.45, "VSAA": 0.20, "VID": 0.12, "LAD": 0.07, "PMLP": 0.06, "VZD": 0.04, "NVA": 0.03}
"""Outside the seasons; every other institution of the catalogue shares the 3 % that are left."""

SEASONS: Mapping[str, tuple[frozenset[int], float]] = {
    "VID": (frozenset({3, 4, 5}), 0.35),
    "LAD": (frozenset({4, 5, 6}), 0.20),
}
"""Holder → months and its share in them: annual declarations from March, area payments from April."""

HEATING_AID = "BNP-ENERGO"
HEATING_MONTHS = frozenset({10, 11})
_HEATING_WEIGHT = 8.0

PORTAL_HOLDER = "VRAA"
"""Keeper of the portal and the e-address; consultations on them stand outside the holders' shares."""

STAND_IN_SHARES = {"NOT_PRESENT_IN_CENTRE": 0.70, "OUTSIDE_HOURS": 0.20, "ABSENT_NO_SUBSTITUTE": 0.10}
OUTCOME_SHARES: Mapping[str, Mapping[str, float]] = {
    "APPLICATION": {"ACCEPTED": 0.90, "INCOMPLETE": 0.06, "REFUSED": 0.02, "SERVED": 0.02},
    "DELEGATED_E_SERVICE": {"ACCEPTED": 0.97, "INCOMPLETE": 0.03},
    "DOCUMENT_ISSUE": {"SERVED": 0.95, "REFUSED": 0.05},
    "INFORMATION": {"SERVED": 0.98, "INCOMPLETE": 0.02},
    "E_SERVICE_CONSULT": {"SERVED": 0.96, "INCOMPLETE": 0.04},
    "E_ADDRESS_CONSULT": {"SERVED": 1.0},
    "REFERRAL": {"REFERRED": 1.0},
}


class Weighted(Generic[T]):
    """Choices with weights, drawn by one number between 0 and 1."""

    def __init__(self, shares: Mapping[T, float]) -> None:
        kept = [(choice, weight) for choice, weight in shares.items() if weight > 0]
        total = sum(weight for _, weight in kept)
        self._choices = [choice for choice, _ in kept]
        self._edges = [edge / total for edge in accumulate(weight for _, weight in kept)][:-1]

    def draw(self, rng: Random) -> T:
        """Return one choice; choices without weight never come."""
        return self._choices[bisect(self._edges, rng.random())]


@dataclass(frozen=True, slots=True)
class SampleService:
    """What the plan needs of a catalogue row; offered from `valid_from` to `valid_to`, both included."""

    code: str
    institution: str
    title: str
    kinds: frozenset[str]
    basket: bool
    valid_from: date
    valid_to: date


def sample_services(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> tuple[SampleService, ...]:
    """Return the services among catalogue rows, with the abbreviation of the institution they belong to."""
    listed = list(rows)
    abbreviations = {
        reference_id("institution", code): code for register, code, _ in listed if register == "institution"
    }
    return tuple(
        SampleService(
            code,
            abbreviations[values["institution_id"]],
            values["title"],
            frozenset((values.get("kinds") or "").split(",")),
            values.get("category") == "BASKET",
            values.get("valid_from") or date.min,
            values.get("valid_to") or date.max,
        )
        for register, code, values in listed
        if register == "service"
    )


class DayShares:
    """What contacts of one day are about: holders by the season, services that are in force on the day."""

    def __init__(self, services: Sequence[SampleService], *, month: int) -> None:
        self._by_holder: dict[str, dict[str, Weighted[SampleService]]] = {}
        for service in services:
            self._by_holder.setdefault(service.institution, {})
        for holder, kinds in self._by_holder.items():
            own = [service for service in services if service.institution == holder]
            for kind in {kind for service in own for kind in service.kinds}:
                kinds[kind] = Weighted({each: _weight(each, month) for each in own if kind in each.kinds})
        shares = holder_shares(self._by_holder, month)
        self._holders = Weighted(shares)
        self._able = self._part_of(shares, "APPLICATION")
        self._able_delegated = self._part_of(shares, "APPLICATION", "DELEGATED_E_SERVICE")

    def holder(self, rng: Random) -> str:
        """Return the institution whose matter a contact is."""
        return self._holders.draw(rng)

    def application_chance(self, holder: str, share: float) -> float:
        """Return how likely a contact with that holder is an application, for `share` of all to be one.

        Some holders take none at the centre, the others then have more.
        """
        return min(1.0, share / self._able) if "APPLICATION" in self._by_holder[holder] else 0.0

    def delegated_chance(self, holder: str, share: float) -> float:
        """Return how likely an application there is made in the customer's name, for `share` of all to be."""
        if "DELEGATED_E_SERVICE" not in self._by_holder[holder]:
            return 0.0
        return min(1.0, share * self._able / self._able_delegated)

    def service(self, rng: Random, holder: str, kind: str) -> SampleService | None:
        """Return a service that the holder gives in that way, or None."""
        choices = self._by_holder.get(holder, {}).get(kind)
        return choices.draw(rng) if choices is not None else None

    def _part_of(self, shares: Mapping[str, float], *kinds: str) -> float:
        able = (
            share
            for holder, share in shares.items()
            if all(kind in self._by_holder[holder] for kind in kinds)
        )
        return sum(able) / sum(shares.values())


def holder_shares(holders: Iterable[str], month: int) -> dict[str, float]:
    """Return each holder's share in that month; seasonal holders take theirs first, the rest shrink alike."""
    present = sorted(holders)
    others = [holder for holder in present if holder not in HOLDER_SHARES]
    rest = 1 - sum(HOLDER_SHARES.values())
    usual = {holder: HOLDER_SHARES.get(holder, rest / max(1, len(others))) for holder in present}
    seasonal = {
        holder: share for holder, (months, share) in SEASONS.items() if month in months and holder in usual
    }
    left = sum(share for holder, share in usual.items() if holder not in seasonal)
    scale = (1 - sum(seasonal.values())) / left if left else 0.0
    return {holder: seasonal.get(holder, share * scale) for holder, share in usual.items()}


def _weight(service: SampleService, month: int) -> float:
    return _HEATING_WEIGHT if service.code == HEATING_AID and month in HEATING_MONTHS else 1.0
