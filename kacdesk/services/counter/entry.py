"""This file is the place where what came as text or JSON becomes the values of a register."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from kacdesk.core.clock import from_riga, riga_time
from kacdesk.core.errors import Problem
from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.models.rules import LARGEST_INTEGER
from kacdesk.services.references import References
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec

_YES = frozenset({"1", "ja", "j", "yes", "true", "x", "+", "ir"})
_NO = frozenset({"0", "ne", "n", "no", "false", "-", "nav"})
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN_DAY = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})\.?")
_TIME = re.compile(r"(?:plkst\.?\s*)?(\d{1,2})[:.](\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?")
_CLOCK_DURATION = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_WORDS_DURATION = re.compile(
    r"(?:(\d{1,3})\s*(?:h|st)\.?)?\s*(?:(\d{1,4})\s*min\.?)?\s*(?:(\d{1,5})\s*(?:s|sek)\.?)?"
)
_AMOUNT = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,2}0*)?")
_CENTURY = 2000
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Days outside are mistyped; near the ends of the calendar a moment cannot be moved to another zone."""


class Unreadable(ValueError):
    """A text is not a value of the field; the message is the Latvian sentence."""


def from_json(
    spec: RegisterSpec, given: Mapping[str, Any], references: References
) -> tuple[dict[str, Any], list[Problem]]:
    """Return a register's values from a JSON object, and what could not be read.

    Names are the register's field names; choices by code or label, references by code, name or identifier,
    moments as ISO 8601 (without a zone: time in Riga), days as YYYY-MM-DD or dd.mm.yyyy.
    """
    values: dict[str, Any] = {}
    found: list[Problem] = []
    for name, raw in given.items():
        field = spec.by_name.get(name)
        if field is None or field.derived or field.local:
            found.append(
                Problem(
                    name,
                    t("Reģistrā “{title}” nav lauka “{name}”.", title=t(spec.title), name=name),
                    "unknown",
                )
            )
            continue
        try:
            values[name] = read_value(field, raw, references)
        except Unreadable as error:
            found.append(Problem(name, str(error), "type"))
    return values, found


def read_value(field: FieldSpec, raw: Any, references: References) -> Any:
    """Return one value from JSON or from a spreadsheet cell; raises Unreadable."""
    if raw is None:
        return None
    if isinstance(raw, str):
        return read_text(field, raw, references)
    if field.kind is Kind.FLAG and isinstance(raw, bool):
        return raw
    if isinstance(raw, datetime):
        return _from_moment(field, raw)
    if isinstance(raw, date) and field.kind is Kind.DAY:
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _from_number(field, raw, references)
    raise _unreadable(field)


def _from_number(field: FieldSpec, number: float, references: References) -> Any:
    whole = isinstance(number, int) or number.is_integer()
    if whole and field.kind in (Kind.INTEGER, Kind.DURATION):
        return int(number)
    if isinstance(number, int) and field.kind is Kind.MONEY:
        return number
    if field.kind in (Kind.DAY, Kind.MOMENT) or (whole and abs(number) > LARGEST_INTEGER):
        raise _unreadable(field)
    return read_text(field, str(int(number) if whole else number), references)


def _from_moment(field: FieldSpec, moment: datetime) -> datetime | date:
    if field.kind is Kind.DAY:
        return moment.date()
    if field.kind is Kind.MOMENT:
        return _utc(field, moment)
    raise _unreadable(field)


def read_text(field: FieldSpec, text: str, references: References) -> Any:
    """Return one value from what a person typed; '' is None. Raises Unreadable with a sentence."""
    text = text.strip()
    if not text:
        return None
    match field.kind:
        case Kind.DAY:
            return _day(field, text)
        case Kind.MOMENT:
            return _moment(field, text)
        case Kind.INTEGER:
            return _integer(field, text)
        case Kind.DURATION:
            return _duration(field, text)
        case Kind.MONEY:
            return _money(field, text)
        case Kind.FLAG:
            return _flag(field, text)
        case Kind.CHOICE:
            return _choice(field, text)
        case Kind.REFERENCE:
            return _reference(field, text, references)
    return text


def _unreadable(field: FieldSpec, example: str = "") -> Unreadable:
    if example:
        return Unreadable(
            t(
                "Lauku “{label}” nevar nolasīt; rakstiet, piemēram, {example}.",
                label=t(field.label),
                example=example,
            )
        )
    return Unreadable(t("Lauku “{label}” nevar nolasīt.", label=field.label))


def parse_day(text: str) -> date | None:
    """Read a day as people write it, day before month; None when it is not one. Two digits are a year 20yy."""
    iso, written = _ISO_DAY.fullmatch(text), _WRITTEN_DAY.fullmatch(text)
    if iso is not None:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif written is not None:
        day, month, year = int(written[1]), int(written[3]), int(written[4])
        year += _CENTURY if len(written[4]) == 2 else 0
    else:
        return None
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """Read a time of day as people write it, 9:30 or 9.30; None when it is not one."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    milliseconds = int((found[4] or "").ljust(6, "0")) // 1000
    try:
        return time(hour, minute, second, milliseconds * 1000)
    except ValueError:
        return None


def riga_moment(field: FieldSpec, local: datetime) -> datetime:
    """Return a naive local time of Riga as a moment; raises Unreadable for one that the clock skipped in spring."""
    moment = from_riga(local)
    if riga_time(moment).replace(tzinfo=None) != local:
        raise Unreadable(
            t(
                "Laukā “{label}” ir laiks, kura tajā naktī nebija: pulksteni pagrieza uz priekšu.",
                label=t(field.label),
            )
        )
    return moment


def _day(field: FieldSpec, text: str) -> date:
    day = parse_day(text)
    if day is None:
        raise _unreadable(field, "13.11.2026.")
    return day


def _moment(field: FieldSpec, text: str) -> datetime:
    if _ISO_DAY.match(text) is None:
        return _utc(field, _written_moment(field, text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _written_moment(field, text)
    return _utc(field, moment)


def _utc(field: FieldSpec, moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _unreadable(field, "13.11.2026. 14:30")
    moment = moment.astimezone(UTC) if moment.tzinfo is not None else riga_moment(field, moment)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _written_moment(field: FieldSpec, text: str) -> datetime:
    day, at = parse_day(text), time()
    if day is None:
        head, _, tail = text.replace(" plkst. ", " ").rpartition(" ")
        day, found = parse_day(head.strip().rstrip(",")), parse_time(tail)
        at = found or at
        if day is None or found is None:
            raise _unreadable(field, "13.11.2026. 14:30")
    return datetime.combine(day, at)


def _integer(field: FieldSpec, text: str) -> int:
    digits = text.replace("\u00a0", "").replace(" ", "")
    if not re.fullmatch(r"[+-]?\d{1,18}", digits):
        raise _unreadable(field, "3")
    return int(digits)


def _duration(field: FieldSpec, text: str) -> int:
    """Read seconds: a bare number, "1 h 05 min", "45 s", 00:12:30, or 0:12 that is twelve minutes.

    Two parts that do not begin with 0 are refused: 3:20 may be hours and minutes or minutes and seconds.
    """
    clock, words = _CLOCK_DURATION.fullmatch(text), _WORDS_DURATION.fullmatch(text.lower())
    if clock is not None and (clock[3] is not None or int(clock[1]) == 0):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    elif clock is not None:
        raise Unreadable(
            t(
                "Laukā “{label}” nav skaidrs, vai tās ir stundas vai minūtes; rakstiet 12 min vai 00:12:30.",
                label=t(field.label),
            )
        )
    elif words is not None:
        hours, minutes, seconds = (int(part or 0) for part in words.groups())
    else:
        return _integer(field, text)
    return hours * 3600 + minutes * 60 + seconds


def _money(field: FieldSpec, text: str) -> int:
    bare = text.replace("€", "").replace("EUR", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if _AMOUNT.fullmatch(bare) is None:
        raise _unreadable(field, "4,27")
    return int(Decimal(bare) * 100)


def _flag(field: FieldSpec, text: str) -> bool:
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _unreadable(field, "jā")


def _choice(field: FieldSpec, text: str) -> str:
    folded = fold(text)
    for choice in field.choices:
        if folded in (fold(choice.code), fold(choice.label)):
            return choice.code
    return text


def _reference(field: FieldSpec, text: str, references: References) -> UUID:
    found = references.find(field.refers_to or "", text)
    if found is None or not references.knows(field.refers_to or "", found):
        raise Unreadable(t("Laukā “{label}” norādītais nav atrasts sarakstā.", label=field.label))
    return found
