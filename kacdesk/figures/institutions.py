"""This file is the place where services given are counted by institution and by service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kacdesk.core.sorting import latvian_key
from kacdesk.figures.count import Count, count_services, together
from kacdesk.figures.rows import Counting, InstitutionName, Names
from kacdesk.figures.totals import E_CONSULTATION_KINDS, is_application
from kacdesk.spec.register import Values

NOT_LISTED: Final = "not_listed"
"""The key of the row for lines whose institution is not in the list."""

MOST_REQUESTED: Final = 15
"""How many services are named (S004 3.2 asks for the most requested ones)."""

_REASONS: Final = frozenset({"OUTSIDE_HOURS", "ABSENT_NO_SUBSTITUTE", "NOT_PRESENT_IN_CENTRE"})


@dataclass(frozen=True, slots=True)
class StandIn:
    """How often the municipality stood in for the institution; `other` is any reason not named here."""

    outside_hours: Count
    absent_no_substitute: Count
    not_present_in_centre: Count
    other: Count

    @property
    def total(self) -> Count:
        """Return the sum over all reasons."""
        return together(
            (self.outside_hours, self.absent_no_substitute, self.not_present_in_centre, self.other)
        )


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
    applications: Count
    information: Count
    e_consultations: Count
    referrals: Count
    stand_in: StandIn
    total: Count

    @property
    def consultations(self) -> Count:
        """Return all that is not an application, as the ministry publishes it."""
        return together((self.information, self.e_consultations, self.referrals))


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """One service's row; `institution` is the abbreviation, empty when unknown."""

    key: str
    title: str
    institution: str
    count: Count


@dataclass(frozen=True, slots=True)
class ServicesFigures:
    """The most requested services, and what is left: together the registrations of the month.

    `other_services` how many further services share `other_count` · `free_text` services in the clerk's own
    words, not in the list · `unnamed` lines that name an institution only.
    """

    most_requested: tuple[ServiceFigures, ...]
    other_services: int
    other_count: Count
    free_text: Count
    unnamed: Count


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


def _institution(key: str, name: InstitutionName, lines: Sequence[Values]) -> InstitutionFigures:
    def of(condition: Callable[[Values], bool]) -> Count:
        return count_services(line for line in lines if condition(line))

    return InstitutionFigures(
        key=key,
        abbr=name.abbr,
        title=name.title,
        in_basket=name.in_basket,
        applications=of(lambda line: _column(line) == "applications"),
        information=of(lambda line: _column(line) == "information"),
        e_consultations=of(lambda line: _column(line) == "e_consultations"),
        referrals=of(lambda line: _column(line) == "referrals"),
        stand_in=StandIn(
            outside_hours=of(lambda line: line.get("stand_in") == "OUTSIDE_HOURS"),
            absent_no_substitute=of(lambda line: line.get("stand_in") == "ABSENT_NO_SUBSTITUTE"),
            not_present_in_centre=of(lambda line: line.get("stand_in") == "NOT_PRESENT_IN_CENTRE"),
            other=of(lambda line: bool(line.get("stand_in")) and line["stand_in"] not in _REASONS),
        ),
        total=count_services(lines),
    )


def _column(line: Values) -> str:
    if is_application(line):
        return "applications"
    if line["kind"] in E_CONSULTATION_KINDS:
        return "e_consultations"
    return "referrals" if line["kind"] == "REFERRAL" else "information"


def by_service(counting: Counting, names: Names, *, most: int = MOST_REQUESTED) -> ServicesFigures:
    """Count by service; equal counts stand in Latvian order of their titles."""
    lines: dict[UUID, list[Values]] = {}
    unlisted: list[Values] = []
    for line in counting.lines:
        service_id = line.get("service_id")
        (unlisted if service_id is None else lines.setdefault(service_id, [])).append(line)
    rows = [_service(key, count_services(of), names) for key, of in lines.items()]
    rows.sort(key=lambda row: (-row.count, latvian_key(row.title), row.key))
    return ServicesFigures(
        most_requested=tuple(rows[:most]),
        other_services=len(rows[most:]),
        other_count=together(row.count for row in rows[most:]),
        free_text=count_services(line for line in unlisted if line.get("service_text")),
        unnamed=count_services(line for line in unlisted if not line.get("service_text")),
    )


def _service(key: UUID, count: Count, names: Names) -> ServiceFigures:
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
