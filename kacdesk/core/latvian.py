"""This file is the place where dates, numbers and counted words are written as Latvian offices write them.

Month cases and CLDR values: docs name them under "Dates and numbers". Where the program speaks English, the words come
from `english`; the form of short dates and numbers stays as it is in Latvia.
"""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from kacdesk.core import english
from kacdesk.core.clock import riga_time
from kacdesk.core.hours import minutes_of, told_minutes
from kacdesk.core.text import language, t

NO_BREAK = "\u00a0"
NOTHING = "–"
"""What stands in place of a figure that does not exist."""

_GROUPED_FROM = 10_000
"""CLDR `lv`: minimum grouping 2, so 1234 stays whole and 12 345 is grouped."""


class Case(StrEnum):
    """The grammatical cases a date needs: kas, kā, kam, ko, kad."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    LOCATIVE = "locative"


_ENDINGS = {
    "is": {
        Case.NOMINATIVE: "is",
        Case.GENITIVE: "a",
        Case.DATIVE: "im",
        Case.ACCUSATIVE: "i",
        Case.LOCATIVE: "ī",
    },
    "s": {
        Case.NOMINATIVE: "s",
        Case.GENITIVE: "a",
        Case.DATIVE: "am",
        Case.ACCUSATIVE: "u",
        Case.LOCATIVE: "ā",
    },
}
_MONTHS = (
    ("janvār", "is"),
    ("februār", "is"),
    ("mart", "s"),
    ("aprīl", "is"),
    ("maij", "s"),
    ("jūnij", "s"),
    ("jūlij", "s"),
    ("august", "s"),
    ("septembr", "is"),
    ("oktobr", "is"),
    ("novembr", "is"),
    ("decembr", "is"),
)
_SOFT_GENITIVE = {"aprīl": "aprīļ"}
"""The one month whose stem changes before the genitive ending."""

_MONTHS_SHORT = (
    "janv.", "febr.", "marts", "apr.", "maijs", "jūn.", "jūl.", "aug.", "sept.", "okt.", "nov.", "dec.",
)  # fmt: skip
_QUARTER = {
    Case.NOMINATIVE: "ceturksnis",
    Case.GENITIVE: "ceturkšņa",
    Case.DATIVE: "ceturksnim",
    Case.ACCUSATIVE: "ceturksni",
    Case.LOCATIVE: "ceturksnī",
}
_WEEK = {
    Case.NOMINATIVE: "nedēļa",
    Case.GENITIVE: "nedēļas",
    Case.DATIVE: "nedēļai",
    Case.ACCUSATIVE: "nedēļu",
    Case.LOCATIVE: "nedēļā",
}
_YEAR = {
    Case.NOMINATIVE: "gads",
    Case.GENITIVE: "gada",
    Case.DATIVE: "gadam",
    Case.ACCUSATIVE: "gadu",
    Case.LOCATIVE: "gadā",
}
_WEEKDAYS = ("pirmdiena", "otrdiena", "trešdiena", "ceturtdiena", "piektdiena", "sestdiena", "svētdiena")
_WEEKDAYS_SHORT = ("P.", "O.", "T.", "C.", "Pk.", "S.", "Sv.")


def _in_english() -> bool:
    return language() == "en"


def month_name(month: int, case: Case = Case.NOMINATIVE) -> str:
    """Return the month, 1 to 12, in the given case: `month_name(4, Case.GENITIVE)` is "aprīļa"."""
    if not 1 <= month <= 12:
        raise ValueError("a month is 1 to 12")
    if _in_english():
        return english.month_name(month)
    stem, declension = _MONTHS[month - 1]
    if case is Case.GENITIVE:
        stem = _SOFT_GENITIVE.get(stem, stem)
    return stem + _ENDINGS[declension][case]


def month_short(month: int) -> str:
    """Return the month as a narrow column calls it: "sept."."""
    return english.month_name(month)[:3] if _in_english() else _MONTHS_SHORT[month - 1]


def weekday_name(day: date) -> str:
    """Return the weekday in the nominative: "piektdiena"."""
    if _in_english():
        return english.weekday_name(day)
    return _WEEKDAYS[day.weekday()]


def weekday_short(day: date) -> str:
    """Return the weekday as opening hours print it: "Pk."."""
    if _in_english():
        return english.weekday_short(day)
    return _WEEKDAYS_SHORT[day.weekday()]


def short_date(day: date) -> str:
    """Return "20.11.2026."."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}."


def clock_time(moment: time | datetime) -> str:
    """Return "08:05". An aware moment is shown as local time of Riga."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        moment = riga_time(moment)
    return f"{moment.hour:02}:{moment.minute:02}"


def short_moment(moment: datetime) -> str:
    """Return an aware moment as "20.11.2026. 08:05", local time of Riga."""
    local = riga_time(moment)
    return f"{short_date(local.date())} {clock_time(local)}"


def told_time(moment: time | datetime) -> str:
    """Return "8.05", a time of day as papers write it; an aware moment as local time of Riga."""
    local = riga_time(moment) if isinstance(moment, datetime) and moment.tzinfo is not None else moment
    return told_minutes(minutes_of(local if isinstance(local, time) else local.time()))


def told_moment(moment: datetime) -> str:
    """Return an aware moment as papers write it, "20.11.2026. plkst. 8.05", local time of Riga."""
    return t("{day} plkst. {time}", day=short_date(riga_time(moment).date()), time=told_time(moment))


def long_date(day: date, case: Case = Case.NOMINATIVE) -> str:
    """Return "2026. gada 20. novembris", the month in the given case; document heads take the locative."""
    if _in_english():
        return english.long_date(day)
    return f"{day.year}. gada {_day_and_month(day, case)}"


def month_of(year: int, month: int) -> str:
    """Return "2026. gada novembris"."""
    if _in_english():
        return english.month_of(year, month)
    return f"{year}. gada {month_name(month)}"


def period(first: date, last: date) -> str:
    """Return "no 2026. gada 1. novembra līdz 30. novembrim"; one day alone stands in the locative."""
    if last < first:
        raise ValueError("a period ends after it begins")
    if _in_english():
        return english.period(first, last)
    if first == last:
        return long_date(first, Case.LOCATIVE)
    until = _day_and_month(last, Case.DATIVE) if last.year == first.year else long_date(last, Case.DATIVE)
    return f"no {long_date(first, Case.GENITIVE)} līdz {until}"


def day_range(first: date, last: date) -> str:
    """Return days of a week beside its number: "16.–22. novembris", "30. novembris – 6. decembris"."""
    if _in_english():
        return english.day_range(first, last)
    if first.year != last.year:
        return f"{long_date(first)} – {long_date(last)}"
    if first.month != last.month:
        return f"{_day_and_month(first, Case.NOMINATIVE)} – {_day_and_month(last, Case.NOMINATIVE)}"
    return f"{first.day}.–{_day_and_month(last, Case.NOMINATIVE)}"


def week_name(week: int, case: Case = Case.NOMINATIVE) -> str:
    """Return a week by its ISO number: "47. nedēļa"."""
    return english.week_name(week) if _in_english() else f"{week}. {_WEEK[case]}"


def quarter_name(quarter: int, case: Case = Case.NOMINATIVE) -> str:
    """Return "1. ceturksnis"."""
    if not 1 <= quarter <= 4:
        raise ValueError("a quarter is 1 to 4")
    return english.quarter_name(quarter) if _in_english() else f"{quarter}. {_QUARTER[case]}"


def year_name(year: int, case: Case = Case.NOMINATIVE) -> str:
    """Return "2026. gads"."""
    return str(year) if _in_english() else f"{year}. {_YEAR[case]}"


def of_year(year: int, part: str) -> str:
    """Return a part of a year with its year: "2026. gada 3. ceturksnis"."""
    return english.of_year(year, part) if _in_english() else f"{year}. gada {part}"


def _day_and_month(day: date, case: Case) -> str:
    return f"{day.day}. {month_name(day.month, case)}"


def number(value: int | float | Decimal, *, decimals: int = 0) -> str:
    """Return "1234", "12 345" (no-break space) or "0,50"; halves are rounded away from zero."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    digits = f"{abs(rounded):,f}" if abs(rounded) >= _GROUPED_FROM else f"{abs(rounded):f}"
    written = digits.replace(",", NO_BREAK).replace(".", ",")
    return f"-{written}" if rounded < 0 else written


def money(cents: int, *, unit: str = "€") -> str:
    """Return euro cents as "1234,50 €"; legal papers take `unit="EUR"`."""
    return f"{number(Decimal(cents) / 100, decimals=2)}{NO_BREAK}{unit}"


def percent(part: int, whole: int, *, decimals: int = 0) -> str:
    """Return the share of `part` in `whole` as "12,5%"; a dash when there is no whole to share."""
    return f"{number(Decimal(100 * part) / whole, decimals=decimals)}%" if whole else NOTHING


def duration(seconds: int) -> str:
    """Return "45 s" below a minute, else "12 min" or "1 h 05 min", rounded to the nearest minute."""
    if seconds < 0:
        raise ValueError("a duration is not negative")
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod((seconds + 30) // 60, 60)
    return f"{number(hours)} h {minutes:02} min" if hours else f"{minutes} min"


class Plural(StrEnum):
    """CLDR's three classes of Latvian: 0 and 10–20 apmeklējumu, 1 and 21 apmeklējums, 2–9 apmeklējumi."""

    ZERO = "zero"
    ONE = "one"
    OTHER = "other"


def plural(count: int) -> Plural:
    """Return the class of a whole number in the language spoken. Qt's own Latvian classes differ and are not used."""
    if _in_english():
        return Plural.ONE if abs(count) == 1 else Plural.OTHER
    ones, tens = abs(count) % 10, abs(count) % 100
    if ones == 0 or 11 <= tens <= 19:
        return Plural.ZERO
    return Plural.ONE if ones == 1 else Plural.OTHER


def counted(count: int, zero: str, one: str, other: str) -> str:
    """Return the number with its word: `counted(21, "apmeklējumu", "apmeklējums", "apmeklējumi")`."""
    if _in_english():
        return english.counted(number(count), count, one, other)
    words = {Plural.ZERO: zero, Plural.ONE: one, Plural.OTHER: other}
    return f"{number(count)} {words[plural(count)]}"
