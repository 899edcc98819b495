"""This file is the place where contacts are counted by channel, day and hour, and where handling is timed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kacdesk.core.clock import riga_time
from kacdesk.figures.rows import Counting, quantity
from kacdesk.models.vocabulary import APPLICATION_KINDS, CHANNEL
from kacdesk.spec.register import Values

_CHANNELS = tuple(choice.code for choice in CHANNEL)
_OTHER_CHANNEL = "OTHER"


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """One channel's row; a channel unknown to this version of the program counts as `OTHER`."""

    channel: str
    visits: int
    applications: int
    consultations: int
    registrations: int


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of the month."""

    day: date
    visits: int
    registrations: int
    calls: int
    received_documents: int


@dataclass(frozen=True, slots=True)
class HourFigures:
    """Contacts that began in one hour of one weekday, summed over the month; no row where there are none.

    `weekday` 1 is Monday, that of `counted_on` · `hour` 0 to 23, as a clock on a wall in Latvia shows it at
    the start: both passes of the repeated hour in October are hour 3.
    """

    weekday: int
    hour: int
    visits: int
    calls: int


@dataclass(frozen=True, slots=True)
class HandlingTime:
    """How long something took, in whole seconds, over the `measured` cases; None when none was measured.

    Both are nearest-rank percentiles: the value that at least half, or nine tenths, of the cases do not
    exceed.
    """

    measured: int
    median_s: int | None
    ninetieth_s: int | None


def by_channel(counting: Counting) -> tuple[ChannelFigures, ...]:
    """Count visits and their services by channel, every channel in the order of the vocabulary."""
    channel_of = {visit["id"]: _channel(visit) for visit in counting.visits}
    visits = Counter(channel_of.values())
    lines: dict[str, list[Values]] = {channel: [] for channel in _CHANNELS}
    for line in counting.lines:
        lines[channel_of[line["visit_id"]]].append(line)
    rows = []
    for channel in _CHANNELS:
        total = quantity(lines[channel])
        applications = quantity(line for line in lines[channel] if line["kind"] in APPLICATION_KINDS)
        rows.append(ChannelFigures(channel, visits[channel], applications, total - applications, total))
    return tuple(rows)


def _channel(visit: Values) -> str:
    channel: str = visit["channel"]
    return channel if channel in _CHANNELS else _OTHER_CHANNEL


def by_day(counting: Counting) -> tuple[DayFigures, ...]:
    """Count every day of the month, days without contacts included."""
    day_of = {visit["id"]: visit["counted_on"] for visit in counting.visits}
    visits = Counter(day_of.values())
    registrations: Counter[date] = Counter()
    for line in counting.lines:
        registrations[day_of[line["visit_id"]]] += line["quantity"]
    calls = Counter(call["counted_on"] for call in counting.calls)
    documents = Counter(document["counted_on"] for document in counting.documents)
    return tuple(
        DayFigures(day, visits[day], registrations[day], calls[day], documents[day])
        for day in counting.month.days
    )


def by_hour(counting: Counting) -> tuple[HourFigures, ...]:
    """Count visits and calls by weekday and hour of their start, in that order."""
    visits = Counter(_weekday_and_hour(visit) for visit in counting.visits)
    calls = Counter(_weekday_and_hour(call) for call in counting.calls)
    return tuple(
        HourFigures(weekday, hour, visits[weekday, hour], calls[weekday, hour])
        for weekday, hour in sorted({*visits, *calls})
    )


def _weekday_and_hour(contact: Values) -> tuple[int, int]:
    return contact["counted_on"].isoweekday(), riga_time(contact["started_at"]).hour


def visit_handling(counting: Counting) -> HandlingTime:
    """Time the visits whose start and end were both measured, not typed in by hand."""
    return timed(
        int((visit["ended_at"] - visit["started_at"]).total_seconds())
        for visit in counting.visits
        if visit.get("ended_at") is not None
        and visit["start_quality"] == "MEASURED"
        and visit.get("end_quality") == "MEASURED"
    )


def call_handling(counting: Counting) -> HandlingTime:
    """Time the calls that somebody answered and whose duration is known."""
    return timed(
        call["duration_s"]
        for call in counting.calls
        if call.get("duration_s") is not None and call["call_state"] != "MISSED"
    )


def timed(seconds: Iterable[int]) -> HandlingTime:
    """Return median and 90th percentile of durations."""
    ordered = sorted(seconds)
    if not ordered:
        return HandlingTime(0, None, None)
    return HandlingTime(len(ordered), _nearest_rank(ordered, 50), _nearest_rank(ordered, 90))


def _nearest_rank(ordered: list[int], percent: int) -> int:
    rank = -(-percent * len(ordered) // 100)
    return ordered[max(rank, 1) - 1]
