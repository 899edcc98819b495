"""This file is the place where phone consultations are counted, the helpline apart (S000 2.1(4))."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kacdesk.core.sorting import latvian_key
from kacdesk.figures.count import Count, count
from kacdesk.figures.institutions import NOT_LISTED
from kacdesk.figures.rows import Counting, Names
from kacdesk.figures.times import HandlingTime, call_handling
from kacdesk.models.vocabulary import CALL_STATE
from kacdesk.spec.register import Values

_STATES = tuple(choice.code for choice in CALL_STATE)
OTHER_STATE = "OTHER"
"""The row for states that this version of the program does not know; it is there only when they occur."""


@dataclass(frozen=True, slots=True)
class CallStateFigures:
    """Calls in one state: on the centre's own line, on the helpline, and both together."""

    call_state: str
    own_line: Count
    helpline: Count
    total: Count


@dataclass(frozen=True, slots=True)
class CallInstitutionFigures:
    """Calls about one institution's services; `key` and `abbr` as in the section by institution."""

    key: str
    abbr: str
    calls: Count


@dataclass(frozen=True, slots=True)
class PhoneFigures:
    """The phone section; `own_line` + `helpline` = `total`, over all states as over all institutions."""

    states: tuple[CallStateFigures, ...]
    own_line: Count
    helpline: Count
    total: Count
    handling: HandlingTime
    institutions: tuple[CallInstitutionFigures, ...]


def count_phone(counting: Counting, names: Names) -> PhoneFigures:
    """Count the phone consultations of a period."""
    of_state: dict[str, list[Values]] = {state: [] for state in _STATES}
    for call in counting.calls:
        of_state.setdefault(_state(call), []).append(call)
    return PhoneFigures(
        states=tuple(
            CallStateFigures(state, _own_line(calls), _helpline(calls), _all(calls))
            for state, calls in of_state.items()
        ),
        own_line=_own_line(counting.calls),
        helpline=_helpline(counting.calls),
        total=_all(counting.calls),
        handling=call_handling(counting),
        institutions=_by_institution(counting, names),
    )


def _all(calls: Iterable[Values]) -> Count:
    return count("phone_consultation", calls)


def _own_line(calls: Iterable[Values]) -> Count:
    return _all(call for call in calls if not call["helpline"])


def _helpline(calls: Iterable[Values]) -> Count:
    return _all(call for call in calls if call["helpline"])


def _state(call: Values) -> str:
    state: str = call["call_state"]
    return state if state in _STATES else OTHER_STATE


def _by_institution(counting: Counting, names: Names) -> tuple[CallInstitutionFigures, ...]:
    calls: dict[UUID | None, list[Values]] = {}
    for call in counting.calls:
        calls.setdefault(names.institution_of(call), []).append(call)
    not_listed = calls.pop(None, [])
    rows = [
        CallInstitutionFigures(str(key), names.institutions[key].abbr, _all(of))
        for key, of in calls.items()
        if key is not None
    ]
    rows.sort(key=lambda row: (-row.calls, latvian_key(row.abbr), row.key))
    if not_listed:
        rows.append(CallInstitutionFigures(NOT_LISTED, "", _all(not_listed)))
    return tuple(rows)
