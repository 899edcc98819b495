"""This file is the place where what a person types into a field becomes a value, and a value what she sees.

Short ways of writing are taken: 9:05, 905 or 9.05 is today's time, 3.11. is a day of this year, 12 min a duration.
"""

import re
from datetime import date, datetime, time

from kacdesk.core.clock import from_riga, riga_time, today_riga
from kacdesk.core.latvian import clock_time, short_date
from kacdesk.services.counter.entry import parse_day

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?|(?P<joined>\d{3,4})")
_SHORT_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?")
_CLOCKED = re.compile(r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d{2})")
_MINUTES = re.compile(r"(?P<minutes>\d{1,4})(?:\s*min\.?)?")
_CENTS = re.compile(r"(?P<euros>\d{1,9})(?:[.,](?P<cents>\d{1,2}))?")


def read_day(text: str) -> date | None:
    """Read a day; None when it is not one."""
    text = text.strip()
    short = _SHORT_DAY.fullmatch(text)
    if short:
        try:
            return date(today_riga().year, int(short["month"]), int(short["day"]))
        except ValueError:
            return None
    return parse_day(text)


def read_moment(text: str, *, day: date) -> datetime | None:
    """Read a moment in Riga, `day` when only a time is given; a day alone is its midnight. None when neither."""
    text = " ".join(text.split())
    head, _, tail = text.rpartition(" ")
    at = _time(tail)
    named = read_day(head) if head else day
    if at is not None and named is not None:
        return from_riga(datetime.combine(named, at))
    alone = read_day(text)
    return from_riga(datetime.combine(alone, time())) if alone else None


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    if found["joined"]:
        hour, minute = int(found["joined"][:-2]), int(found["joined"][-2:])
    else:
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def show_moment(moment: datetime) -> str:
    """Return a moment as it stands in a field."""
    local = riga_time(moment)
    return f"{short_date(local.date())} {clock_time(local)}"


def read_integer(text: str) -> int | None:
    """Read a whole number; None when it is not one."""
    digits = text.replace("\u00a0", "").replace(" ", "")
    return int(digits) if re.fullmatch(r"[+-]?\d{1,15}", digits) else None


def read_duration(text: str) -> int | None:
    """Read seconds from mm:ss, h:mm:ss or minutes; None when it is none of them."""
    clocked = _CLOCKED.fullmatch(text.strip())
    if clocked:
        hours, minutes, seconds = (int(clocked[name] or 0) for name in ("hours", "minutes", "seconds"))
        return hours * 3600 + minutes * 60 + seconds if seconds < 60 else None
    bare = _MINUTES.fullmatch(text.strip())
    return int(bare["minutes"]) * 60 if bare else None


def show_duration(seconds: int) -> str:
    """Return seconds as mm:ss, or h:mm:ss from an hour on."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def read_money(text: str) -> int | None:
    """Read euro cents from "4,27" or "4.27 €"; None when it is not an amount."""
    found = _CENTS.fullmatch(text.replace("€", "").replace("EUR", "").replace("\u00a0", "").replace(" ", ""))
    return int(found["euros"]) * 100 + int((found["cents"] or "0").ljust(2, "0")) if found else None


def show_money(cents: int) -> str:
    """Return euro cents as they stand in a field."""
    return f"{cents // 100},{cents % 100:02}"
