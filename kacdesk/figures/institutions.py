"""This file is the place where services given are counted by institution and by service."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kacdesk.core.sorting import latvian_key
from kacdesk.figures.rows import Counting, InstitutionName, Names, quantity
from kacdesk.figures.totals import E_CONSULTATION_KINDS
from kacdesk.models.vocabulary import APPLICATION_KINDS
from kacdesk.spec.register import Values

NOT_LISTED: Final = "not_listed"
"""The key of the row for lines whose institution is not in the list."""

MOST_REQUESTED: Final = 15
"""How many services are named (S004 3.2 asks for the most requested ones)."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """How often the municipality stood in for the institution; `other` is any reason not named here."""

    outside_hours: int
    absent_no_substitute: int
    not_present_in_centre: int
    other: int

    @property
    def total(self) -> int:
        """Return the sum over all reasons."""
        return self.outside_hours + self.absent_no_substitute + self.not_present_in_centre + self.other


@dataclass(frozen=True, slots=True)
class InstitutionFigures:
    """One institution's row: the four columns add up to `total`; stand-ins are a part of it.

    `key` is the institution's identifier, or `not_listed` · `information` holds every consultation that is
    neither about an e-service or e-address nor a referral.
    """

    key: str
    abbr: str
    title: str
    in_basket: bool
    applications: int
    information: int
    e_consultations: int
    referrals: int
    stand_in: StandIn
    total: int


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """One service's row; `institution` is the abbreviation, empty when unknown."""

    key: str
    title: str
    institution: str
    count: int


@dataclass(frozen=True, slots=True)
class ServicesFigures:
    """The most requested services, and what is left: together the registrations of the month.

    `other_services` how many further services share `other_count` · `free_text` services in the clerk's own
    words, not in the list · `unnamed` lines that name an institution only.
    """

    most_requested: tuple[ServiceFigures, ...]
    other_services: int
    other_count: int
    free_text: int
    unnamed: int


def by_institution(counting: Counting, names: Names) -> tuple[InstitutionFigures, ...]:
    """Count by institution: those of the basket even when nothing was done, others that occur, then the rest.

    Within each group the order is Latvian by abbreviation, the municipality first.
    """
    lines: dict[UUID | None, list[Values]] = {
        key: [] for key, name in names.institutions.items() if name.in_basket
    }
    for line in counting.lines:
        lines.setdefault(names.institution_of(line), []).append(line)
    not_listed = lines.pop(None, [])
    listed = [(names.institutions[key], key, of) for key, of in lines.items() if key is not None]
    listed.sort(
        key=lambda row: (not row[0].in_basket, row[0].kind != "municipality", latvian_key(row[0].abbr))
    )
    rows = [_institution(str(key), name, of) for name, key, of in listed]
    if not_listed:
        rows.append(_institution(NOT_LISTED, InstitutionName("", ""), not_listed))
    return tuple(rows)


def _institution(key: str, name: InstitutionName, lines: Iterable[Values]) -> InstitutionFigures:
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for line in lines:
        kinds[_column(line["kind"])] += line["quantity"]
        if line.get("stand_in"):
            reasons[line["stand_in"]] += line["quantity"]
    stand_in = StandIn(
        outside_hours=reasons.pop("OUTSIDE_HOURS", 0),
        absent_no_substitute=reasons.pop("ABSENT_NO_SUBSTITUTE", 0),
        not_present_in_centre=reasons.pop("NOT_PRESENT_IN_CENTRE", 0),
        other=reasons.total(),
    )
    return InstitutionFigures(
        key=key,
        abbr=name.abbr,
        title=name.title,
        in_basket=name.in_basket,
        applications=kinds["applications"],
        information=kinds["information"],
        e_consultations=kinds["e_consultations"],
        referrals=kinds["referrals"],
        stand_in=stand_in,
        total=kinds.total(),
    )


def _column(kind: str) -> str:
    if kind in APPLICATION_KINDS:
        return "applications"
    if kind in E_CONSULTATION_KINDS:
        return "e_consultations"
    return "referrals" if kind == "REFERRAL" else "information"


def by_service(counting: Counting, names: Names, *, most: int = MOST_REQUESTED) -> ServicesFigures:
    """Count by service; equal counts stand in Latvian order of their titles."""
    counts: Counter[UUID] = Counter()
    unlisted: list[Values] = []
    for line in counting.lines:
        service_id = line.get("service_id")
        if service_id is None:
            unlisted.append(line)
        else:
            counts[service_id] += line["quantity"]
    rows = [_service(key, count, names) for key, count in counts.items()]
    rows.sort(key=lambda row: (-row.count, latvian_key(row.title), row.key))
    free_text = quantity(line for line in unlisted if line.get("service_text"))
    return ServicesFigures(
        most_requested=tuple(rows[:most]),
        other_services=len(rows[most:]),
        other_count=sum(row.count for row in rows[most:]),
        free_text=free_text,
        unnamed=quantity(unlisted) - free_text,
    )


def _service(key: UUID, count: int, names: Names) -> ServiceFigures:
    service = names.services.get(key)
    institution = (
        names.institutions.get(service.institution_id) if service and service.institution_id else None
    )
    return ServiceFigures(
        key=str(key),
        title=service.title if service else "",
        institution=institution.abbr if institution else "",
        count=count,
    )
