"""This file is the place where time is read: nowhere else is `datetime.now` or `time.time` called."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

RIGA = ZoneInfo("Europe/Riga")


def now_utc() -> datetime:
    """Return the moment now, aware, in UTC, cut to whole milliseconds (what the store keeps)."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def now_ms() -> int:
    """Return milliseconds since 1970 by the wall clock."""
    return time.time_ns() // 1_000_000


def monotonic_ms() -> int:
    """Return milliseconds on a clock that never steps back while the computer runs."""
    return time.monotonic_ns() // 1_000_000


def today_riga() -> date:
    """Return today's date as the wall calendar of a Latvian office shows it."""
    return riga_day(now_utc())


def riga_day(moment: datetime) -> date:
    """Return the day in Europe/Riga on which an aware moment falls; the one function that decides it."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    return moment.astimezone(RIGA).date()


def riga_time(moment: datetime) -> datetime:
    """Return the same moment as local time in Europe/Riga."""
    return moment.astimezone(RIGA)


def moment_text(moment: datetime) -> str:
    """Return an aware moment as `YYYY-MM-DDTHH:MM:SS.mmmZ`, its form in the store and on the wire."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def from_riga(local: datetime) -> datetime:
    """Return a naive local time of Europe/Riga as an aware moment in UTC.

    In the repeated hour of autumn the first pass is meant (fold 0).
    """
    return local.replace(tzinfo=RIGA).astimezone(UTC)


class Stopwatch:
    """Measure a duration on the monotonic clock, so that a corrected wall clock cannot change it."""

    def __init__(self) -> None:
        self._started_ms = monotonic_ms()

    def elapsed_s(self) -> int:
        """Return whole seconds since the start."""
        return (monotonic_ms() - self._started_ms) // 1000
