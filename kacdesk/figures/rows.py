"""This file is the place where the rows of a period come in and where it is decided which of them count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from kacdesk.figures.count import Count, count
from kacdesk.figures.period import Period
from kacdesk.figures.reads import Reads
from kacdesk.spec.register import Status, Values

PeriodRows = Mapping[str, Sequence[Values]]
"""The records by register, each a mapping of `id` and the register's field names to Python values.

More rows than the period's may be given. `visit_service` must hold at least the lines of the visits given. A register
that is missing has no rows.
"""

CONTACTS: Final = ("visit", "phone_consultation", "received_document")
"""The registers that count by `counted_on`."""

LINES: Final = "visit_service"

READS: Final = (
    *(Reads(register, days=("counted_on",)) for register in CONTACTS),
    *(Reads(register, days=("delivered_on",)) for register in ("issued_document", "residence_certificate")),
)
"""What sections 1–5 want; the lines come with their visits."""


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
    """How many records of the period are voided: they are in no other figure."""

    visits: Count
    visit_services: Count
    phone_consultations: Count
    received_documents: Count


@dataclass(frozen=True, slots=True)
class Counting:
    """The rows of one period that count. A line counts when it and its visit do.

    `others` are the rows of all further registers as they came, without the voided ones: whether their days lie in the
    period is for the section to say (`living`).
    """

    period: Period
    visits: tuple[Values, ...]
    lines: tuple[Values, ...]
    calls: tuple[Values, ...]
    documents: tuple[Values, ...]
    voided: Voided
    others: PeriodRows = field(default_factory=dict)

    def living(self, register: str) -> Sequence[Values]:
        """Return the rows of a further register that are not voided, of whatever day."""
        return self.others.get(register, ())


def select(period: Period, rows: PeriodRows) -> Counting:
    """Return the rows that count in a period: by `counted_on`, without what is voided."""
    visits, voided_visits = _living(period, rows, "visit")
    calls, voided_calls = _living(period, rows, "phone_consultation")
    documents, voided_documents = _living(period, rows, "received_document")
    kept = {visit["id"] for visit in visits}
    of_kept = [line for line in rows.get(LINES, ()) if line["visit_id"] in kept]
    return Counting(
        period,
        visits,
        tuple(line for line in of_kept if not is_voided(line)),
        calls,
        documents,
        Voided(
            voided_visits,
            count(LINES, (line for line in of_kept if is_voided(line))),
            voided_calls,
            voided_documents,
        ),
        {
            register: sorted((row for row in given if not is_voided(row)), key=_identity)
            for register, given in rows.items()
            if register not in (*CONTACTS, LINES)
        },
    )


def _identity(row: Values) -> bytes:
    """Return by what rows of further registers are ordered, so that every desk counts them in the same order."""
    identity: UUID = row["id"]
    return identity.bytes


def _living(period: Period, rows: PeriodRows, register: str) -> tuple[tuple[Values, ...], Count]:
    within = [row for row in rows.get(register, ()) if row["counted_on"] in period]
    living = tuple(row for row in within if not is_voided(row))
    return living, count(register, (row for row in within if is_voided(row)))


def is_voided(row: Values) -> bool:
    """Say whether a record counts no more; what comes from the central store for everybody has no status."""
    return row.get("status") == Status.VOIDED
