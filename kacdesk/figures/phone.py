"""This file is the place where phone consultations are counted, the helpline apart (S000 2.1(4))."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from kacdesk.core.sorting import latvian_key
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
    own_line: int
    helpline: int
    total: int


@dataclass(frozen=True, slots=True)
class CallInstitutionFigures:
    """Calls about one institution's services; `key` and `abbr` as in the section by institution."""

    key: str
    abbr: str
    calls: int


@dataclass(frozen=True, slots=True)
class PhoneFigures:
    """The phone section; `own_line` + `helpline` = `total`, over all states as over all institutions."""

    states: tuple[CallStateFigures, ...]
    own_line: int
    helpline: int
    total: int
    handling: HandlingTime
    institutions: tuple[CallInstitutionFigures, ...]


def count_phone(counting: Counting, names: Names) -> PhoneFigures:
    """Count the phone consultations of a month."""
    counts = Counter((_state(call), bool(call["helpline"])) for call in counting.calls)
    states = (*_STATES, OTHER_STATE) if any(state == OTHER_STATE for state, _ in counts) else _STATES
    helpline = sum(bool(call["helpline"]) for call in counting.calls)
    return PhoneFigures(
        states=tuple(
            CallStateFigures(
                state, counts[state, False], counts[state, True], counts[state, False] + counts[state, True]
            )
            for state in states
        ),
        own_line=len(counting.calls) - helpline,
        helpline=helpline,
        total=len(counting.calls),
        handling=call_handling(counting),
        institutions=_by_institution(counting, names),
    )


def _state(call: Values) -> str:
    state: str = call["call_state"]
    return state if state in _STATES else OTHER_STATE


def _by_institution(counting: Counting, names: Names) -> tuple[CallInstitutionFigures, ...]:
    counts: Counter[UUID | None] = Counter(names.institution_of(call) for call in counting.calls)
    not_listed = counts.pop(None, 0)
    rows = [
        CallInstitutionFigures(str(key), names.institutions[key].abbr, count)
        for key, count in counts.items()
        if key is not None
    ]
    rows.sort(key=lambda row: (-row.calls, latvian_key(row.abbr), row.key))
    if not_listed:
        rows.append(CallInstitutionFigures(NOT_LISTED, "", not_listed))
    return tuple(rows)
