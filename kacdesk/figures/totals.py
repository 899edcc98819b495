"""This file is the place where a period is counted to its few totals, for the summary and for comparison."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Final

from kacdesk.figures.count import Count, count, count_services, together
from kacdesk.figures.period import Period
from kacdesk.figures.rows import Counting, PeriodRows, select
from kacdesk.models.vocabulary import APPLICATION_KINDS
from kacdesk.spec.register import Values

E_CONSULTATION_KINDS: Final = frozenset({"E_SERVICE_CONSULT", "E_ADDRESS_CONSULT"})
_STATES: Final = frozenset({"ANSWERED", "TRANSFERRED", "MISSED", "CALLED_BACK"})
_ISSUED: Final = ("issued_document", "residence_certificate")


@dataclass(frozen=True, slots=True)
class Totals:
    """The summary of one period. None is a figure that nobody counts, which is not 0.

    `registrations` services given, a line ×N counted N times = `applications` + `consultations`, as the
    ministry publishes it · `calls` all phone consultations, the latvija.lv helpline included, by their state ·
    `other_calls` those in a state that this version of the program does not know · `issued_documents` documents and
    certificates of residence that reached a person.
    """

    visits: Count
    registrations: Count
    applications: Count
    consultations: Count
    e_service_consultations: Count
    e_address_consultations: Count
    delegated_e_services: Count
    referrals: Count
    calls: Count
    answered_calls: Count
    transferred_calls: Count
    missed_calls: Count
    called_back_calls: Count
    other_calls: Count
    helpline_calls: Count
    received_documents: Count
    issued_documents: Count | None = None


def count_totals(period: Period, rows: PeriodRows) -> Totals:
    """Count a period to its totals."""
    return totals_of(select(period, rows))


def totals_together(several: Iterable[Totals]) -> Totals:
    """Return the totals of several points as one; what one of them does not count is counted of none."""
    points = list(several)
    summed: dict[str, Count | None] = {}
    for member in fields(Totals):
        counts: list[Count | None] = [getattr(of_point, member.name) for of_point in points]
        known = [count for count in counts if count is not None]
        summed[member.name] = together(known) if len(known) == len(counts) else None
    return Totals(**summed)  # type: ignore[arg-type]  # only what may be None is None


def is_application(line: Values) -> bool:
    """Say whether a service line is an application; every other one is a consultation."""
    return line["kind"] in APPLICATION_KINDS


def totals_of(counting: Counting) -> Totals:
    """Count rows that are already selected."""

    def services(condition: Callable[[Values], bool]) -> Count:
        return count_services(line for line in counting.lines if condition(line))

    def calls(condition: Callable[[Values], bool]) -> Count:
        return count("phone_consultation", (call for call in counting.calls if condition(call)))

    return Totals(
        visits=count("visit", counting.visits),
        registrations=count_services(counting.lines),
        applications=services(is_application),
        consultations=services(lambda line: not is_application(line)),
        e_service_consultations=services(lambda line: line["kind"] == "E_SERVICE_CONSULT"),
        e_address_consultations=services(lambda line: line["kind"] == "E_ADDRESS_CONSULT"),
        delegated_e_services=services(lambda line: line["kind"] == "DELEGATED_E_SERVICE"),
        referrals=services(lambda line: line["kind"] == "REFERRAL"),
        calls=calls(lambda _call: True),
        answered_calls=calls(lambda call: call["call_state"] == "ANSWERED"),
        transferred_calls=calls(lambda call: call["call_state"] == "TRANSFERRED"),
        missed_calls=calls(lambda call: call["call_state"] == "MISSED"),
        called_back_calls=calls(lambda call: call["call_state"] == "CALLED_BACK"),
        other_calls=calls(lambda call: call["call_state"] not in _STATES),
        helpline_calls=calls(lambda call: bool(call["helpline"])),
        received_documents=count("received_document", counting.documents),
        issued_documents=together(_issued(counting, register) for register in _ISSUED),
    )


def _issued(counting: Counting, register: str) -> Count:
    rows = counting.living(register)
    return count(
        register,
        (row for row in rows if (day := row.get("delivered_on")) is not None and day in counting.period),
    )
