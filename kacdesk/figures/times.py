"""This file is the place where contacts are counted by channel, day and hour, and where handling is timed."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kacdesk.core.clock import riga_time
from kacdesk.figures.count import Count, Row, count, count_services
from kacdesk.figures.rows import Counting
from kacdesk.figures.totals import is_application
from kacdesk.models.vocabulary import CHANNEL
from kacdesk.spec.register import Values

_CHANNELS = tuple(choice.code for choice in CHANNEL)
_OTHER_CHANNEL = "OTHER"
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """One channel's row; a channel unknown to this version of the program counts as `OTHER`."""

    channel: str
    visits: Count
    applications: Count
    consultations: Count
    registrations: Count


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of the period."""

    day: date
    visits: Count
    registrations: Count
    calls: Count
    received_documents: Count


@dataclass(frozen=True, slots=True)
class HourFigures:
    """Contacts that began in one hour of one weekday, summed over the period; no row where there are none.

    `weekday` 1 is Monday, that of `counted_on` · `hour` 0 to 23, as a clock on a wall in Latvia shows it at
    the start: both passes of the repeated hour in October are hour 3.
    """

    weekday: int
    hour: int
    visits: Count
    calls: Count


@dataclass(frozen=True, slots=True)
class HandlingTime:
    """How long something took, in whole seconds, over the `measured` cases; None when none was measured.

    Both are nearest-rank percentiles: the value that at least half, or nine tenths, of the cases do not
    exceed.
    """

    measured: Count
    median_s: int | None
    ninetieth_s: int | None


def by_channel(counting: Counting) -> tuple[ChannelFigures, ...]:
    """Count visits and their services by channel, every channel in the order of the vocabulary."""
    channel_of = {visit["id"]: _channel(visit) for visit in counting.visits}
    visits = _grouped(counting.visits, _channel)
    lines = _grouped(counting.lines, lambda line: channel_of[line["visit_id"]])
    return tuple(
        ChannelFigures(
            channel,
            visits=count("visit", visits[channel]),
            applications=count_services(line for line in lines[channel] if is_application(line)),
            consultations=count_services(line for line in lines[channel] if not is_application(line)),
            registrations=count_services(lines[channel]),
        )
        for channel in _CHANNELS
    )


def _channel(visit: Values) -> str:
    channel: str = visit["channel"]
    return channel if channel in _CHANNELS else _OTHER_CHANNEL


def _grouped(rows: Iterable[Values], group: Callable[[Values], Group]) -> Mapping[Group, list[Values]]:
    """Return the rows by what they have in common; what nobody has is empty."""
    found: defaultdict[Group, list[Values]] = defaultdict(list)
    for row in rows:
        found[group(row)].append(row)
    return found


def _counted_on(contact: Values) -> date:
    day: date = contact["counted_on"]
    return day


def by_day(counting: Counting) -> tuple[DayFigures, ...]:
    """Count every day of the period, days without contacts included."""
    day_of = {visit["id"]: visit["counted_on"] for visit in counting.visits}
    visits = _grouped(counting.visits, _counted_on)
    lines = _grouped(counting.lines, lambda line: day_of[line["visit_id"]])
    calls = _grouped(counting.calls, _counted_on)
    documents = _grouped(counting.documents, _counted_on)
    return tuple(
        DayFigures(
            day,
            visits=count("visit", visits[day]),
            registrations=count_services(lines[day]),
            calls=count("phone_consultation", calls[day]),
            received_documents=count("received_document", documents[day]),
        )
        for day in counting.period.days
    )


def by_hour(counting: Counting) -> tuple[HourFigures, ...]:
    """Count visits and calls by weekday and hour of their start, in that order."""
    visits = _grouped(counting.visits, _weekday_and_hour)
    calls = _grouped(counting.calls, _weekday_and_hour)
    return tuple(
        HourFigures(
            *hour, count("visit", visits.get(hour, ())), count("phone_consultation", calls.get(hour, ()))
        )
        for hour in sorted({*visits, *calls})
    )


def _weekday_and_hour(contact: Values) -> tuple[int, int]:
    return contact["counted_on"].isoweekday(), riga_time(contact["started_at"]).hour


def visit_handling(counting: Counting) -> HandlingTime:
    """Time the visits whose start and end were both measured, not typed in by hand."""
    return timed(
        "visit",
        (
            (visit, int((visit["ended_at"] - visit["started_at"]).total_seconds()))
            for visit in counting.visits
            if visit.get("ended_at") is not None
            and visit["start_quality"] == "MEASURED"
            and visit.get("end_quality") == "MEASURED"
        ),
    )


def call_handling(counting: Counting) -> HandlingTime:
    """Time the calls that somebody answered and whose duration is known."""
    return timed(
        "phone_consultation",
        (
            (call, call["duration_s"])
            for call in counting.calls
            if call.get("duration_s") is not None and call["call_state"] != "MISSED"
        ),
    )


def timed(register: str, cases: Iterable[tuple[Values, int]]) -> HandlingTime:
    """Return median and 90th percentile of how many seconds records of a register took."""
    measured = list(cases)
    ordered = sorted(seconds for _row, seconds in measured)
    counted = Count(Row(register, row["id"]) for row, _seconds in measured)
    if not ordered:
        return HandlingTime(counted, None, None)
    return HandlingTime(counted, _nearest_rank(ordered, 50), _nearest_rank(ordered, 90))


def _nearest_rank(ordered: list[int], percent: int) -> int:
    rank = -(-percent * len(ordered) // 100)
    return ordered[max(rank, 1) - 1]
