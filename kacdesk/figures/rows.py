"""This file is the place where the rows of a month come in and where it is decided which of them count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kacdesk.figures.period import Month
from kacdesk.spec.register import Status, Values


@dataclass(frozen=True, slots=True)
class MonthRows:
    """The records of one month, each a mapping of `id` and the register's field names to Python values.

    More rows than the month's may be given: `counted_on` decides. `visit_services` must hold at least the
    lines of the visits given.
    """

    visits: Sequence[Values] = ()
    visit_services: Sequence[Values] = ()
    phone_consultations: Sequence[Values] = ()
    received_documents: Sequence[Values] = ()


@dataclass(frozen=True, slots=True)
class InstitutionName:
    """What the figures must know of an institution; `kind` is a code of `INSTITUTION_KIND`."""

    abbr: str
    title: str
    in_basket: bool = False
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceName:
    """What the figures must know of a service."""

    title: str
    institution_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The reference data by identifier, withdrawn ones included, so that old lines keep their names."""

    institutions: Mapping[UUID, InstitutionName]
    services: Mapping[UUID, ServiceName]

    def institution_of(self, line: Values) -> UUID | None:
        """Return the institution of a line or call: its own, else its service's; None when not in the list."""
        own: UUID | None = line.get("institution_id")
        named: UUID | None = line.get("service_id")
        if own is None and named is not None:
            service = self.services.get(named)
            own = service.institution_id if service else None
        return own if own in self.institutions else None


@dataclass(frozen=True, slots=True)
class Voided:
    """How many records of the month are voided: they are in no other figure."""

    visits: int
    visit_services: int
    phone_consultations: int
    received_documents: int


@dataclass(frozen=True, slots=True)
class Counting:
    """The rows of one month that count. A line counts when it and its visit do."""

    month: Month
    visits: tuple[Values, ...]
    lines: tuple[Values, ...]
    calls: tuple[Values, ...]
    documents: tuple[Values, ...]
    voided: Voided


def select(month: Month, rows: MonthRows) -> Counting:
    """Return the rows that count in a month: by `counted_on`, without what is voided."""
    visits, voided_visits = _living(month, rows.visits)
    calls, voided_calls = _living(month, rows.phone_consultations)
    documents, voided_documents = _living(month, rows.received_documents)
    kept = {visit["id"] for visit in visits}
    of_kept = [line for line in rows.visit_services if line["visit_id"] in kept]
    lines = tuple(line for line in of_kept if not _is_voided(line))
    voided = Voided(voided_visits, len(of_kept) - len(lines), voided_calls, voided_documents)
    return Counting(month, visits, lines, calls, documents, voided)


def _living(month: Month, rows: Iterable[Values]) -> tuple[tuple[Values, ...], int]:
    within = [row for row in rows if row["counted_on"] in month]
    living = tuple(row for row in within if not _is_voided(row))
    return living, len(within) - len(living)


def _is_voided(row: Values) -> bool:
    return bool(row["status"] == Status.VOIDED)


def quantity(lines: Iterable[Values]) -> int:
    """Return how many services the lines stand for: a line of ×3 is three."""
    return sum(line["quantity"] for line in lines)
