"""This file is the place where a month is counted to its few totals, for the summary and for comparison."""

from dataclasses import dataclass
from typing import Final

from kacdesk.figures.period import Month
from kacdesk.figures.rows import Counting, MonthRows, quantity, select
from kacdesk.models.vocabulary import APPLICATION_KINDS

E_CONSULTATION_KINDS: Final = frozenset({"E_SERVICE_CONSULT", "E_ADDRESS_CONSULT"})


@dataclass(frozen=True, slots=True)
class Totals:
    """The summary of one month. None is a figure that nobody counts yet, which is not 0.

    `registrations` services given, a line ×N counted N times = `applications` + `consultations`, as the
    ministry publishes it · `calls` all phone consultations, the latvija.lv helpline included, by their state ·
    `other_calls` those in a state that this version of the program does not know.
    """

    visits: int
    registrations: int
    applications: int
    consultations: int
    e_service_consultations: int
    e_address_consultations: int
    delegated_e_services: int
    referrals: int
    calls: int
    answered_calls: int
    transferred_calls: int
    missed_calls: int
    called_back_calls: int
    other_calls: int
    helpline_calls: int
    received_documents: int
    issued_documents: int | None = None


def count_totals(month: Month, rows: MonthRows) -> Totals:
    """Count a month to its totals."""
    return totals_of(select(month, rows))


def totals_of(counting: Counting) -> Totals:
    """Count rows that are already selected."""
    by_kind: dict[str, int] = {}
    for line in counting.lines:
        by_kind[line["kind"]] = by_kind.get(line["kind"], 0) + line["quantity"]
    by_state: dict[str, int] = {}
    for call in counting.calls:
        by_state[call["call_state"]] = by_state.get(call["call_state"], 0) + 1
    registrations = quantity(counting.lines)
    applications = sum(count for kind, count in by_kind.items() if kind in APPLICATION_KINDS)
    answered, transferred, missed, called_back = (
        by_state.pop(state, 0) for state in ("ANSWERED", "TRANSFERRED", "MISSED", "CALLED_BACK")
    )
    return Totals(
        visits=len(counting.visits),
        registrations=registrations,
        applications=applications,
        consultations=registrations - applications,
        e_service_consultations=by_kind.get("E_SERVICE_CONSULT", 0),
        e_address_consultations=by_kind.get("E_ADDRESS_CONSULT", 0),
        delegated_e_services=by_kind.get("DELEGATED_E_SERVICE", 0),
        referrals=by_kind.get("REFERRAL", 0),
        calls=len(counting.calls),
        answered_calls=answered,
        transferred_calls=transferred,
        missed_calls=missed,
        called_back_calls=called_back,
        other_calls=sum(by_state.values()),
        helpline_calls=sum(bool(call["helpline"]) for call in counting.calls),
        received_documents=len(counting.documents),
    )
