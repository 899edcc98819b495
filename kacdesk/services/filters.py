"""This file is the place where a register says by what its list can be narrowed, and a typed day becomes a filter."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from kacdesk.core.clock import today_riga
from kacdesk.core.latvian import short_date
from kacdesk.core.sorting import fold, latvian_key
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.services.context import Context
from kacdesk.services.counter.entry import parse_day
from kacdesk.services.references import References, current_references
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec

DAYS = "days"
"""The filter of the days on which a record counts; every other is named after its field."""

_DAY = r"\d{1,2}\.\s?\d{1,2}\.?(?:\s?\d{4}\.?|\s?\d{2}\.?)?"
_BETWEEN = re.compile(rf"(?:no\s+)?({_DAY})\s*(?:-|–|—|līdz|lidz)\s*({_DAY})")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?")
_MONTH = re.compile(r"(\d{1,2})\.(\d{4})\.?")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    @property
    def words(self) -> str:
        """Return the days as they are shown: one, or from and to."""
        if self.since == self.until:
            return short_date(self.since)
        return f"{short_date(self.since)}–{short_date(self.until)}"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: the `field` (or DAYS) and its `value`; `name` and `words` say it to a person.

    `folded` is what type-ahead looks in.
    """

    field: str
    value: Any
    name: str
    words: str
    folded: str = ""

    @property
    def label(self) -> str:
        """Return the condition in words."""
        return f"{self.name}: {self.words}"


def offered(context: Context, register: str) -> list[Filter]:
    """Return everything by which a register's list can be narrowed: days, then the fields with the fewest choices.

    Services and people of earlier times are among them, because old records still name them.
    """
    catalog, names = context.catalog, current_references(context.store)
    spec = catalog.spec(register)
    groups = [list(_choices(field, names)) for field in _fields(catalog, spec)]
    days = _named_days(today_riga()) if spec.dated is not None else []
    found = [*days, *(each for group in sorted(groups, key=len) for each in group)]
    return [replace(each, folded=fold(f"{each.words} {each.name}")) for each in found]


def applied(query: ListQuery, filters: Iterable[Filter]) -> ListQuery:
    """Return the query with exactly these filters."""
    kept = {each.field: each.value for each in filters}
    days = kept.pop(DAYS, None)
    since, until = (days.since, days.until) if isinstance(days, Span) else (None, None)
    return replace(query, since=since, until=until, filters=kept, after=None)


def typed_days(text: str) -> Filter | None:
    """Read days as people type them: `20.11.`, `1.11.–15.11.`, `11.2026`; None when it is nothing of the kind.

    Without a year the last such day that is not in the future is meant; of two days the earlier is the first.
    """
    today, typed = today_riga(), text.strip()
    month = _MONTH.fullmatch(typed)
    if month is not None and 1 <= int(month[1]) <= 12:
        first = date(int(month[2]), int(month[1]), 1)
        return _days(first, _end_of_month(first))
    between = _BETWEEN.fullmatch(typed)
    ends = [_day(part.strip(), today) for part in (between.groups() if between else (typed, typed))]
    if ends[0] is None or ends[1] is None:
        return None
    return _days(min(ends[0], ends[1]), max(ends[0], ends[1]))


def _fields(catalog: Catalog, spec: RegisterSpec) -> Iterator[FieldSpec]:
    """Yield what is worth narrowing by: choices that the list shows, what refers to named rows, the lines' too."""
    for part in catalog.parts(spec.name):
        for field in part.fields:
            own_status = field.name == "status" and part is not spec
            chosen = field.kind in (Kind.CHOICE, Kind.FLAG) and field.name in part.listed and not own_status
            referred = field.kind is Kind.REFERENCE and not field.derived
            if chosen or referred:
                yield field


def _choices(field: FieldSpec, names: References) -> Iterator[Filter]:
    label = t(field.label)
    if field.kind is Kind.CHOICE:
        for choice in field.choices:
            yield Filter(field.name, choice.code, label, t(choice.label))
    elif field.kind is Kind.FLAG:
        for value, words in ((True, t("Jā")), (False, t("Nē"))):
            yield Filter(field.name, value, label, words)
    elif field.refers_to is not None:
        rows = names.names(field.refers_to)
        for record, name in sorted(rows.items(), key=lambda row: latvian_key(row[1])):
            of = names.institution_of(record)
            whose = f" ({names.name('institution', of)})" if of is not None else ""
            yield Filter(field.name, record, label, name + whose)


def _named_days(today: date) -> Sequence[Filter]:
    yesterday, monday = today - timedelta(days=1), today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return [
        _days(today, today, t("šodien")),
        _days(yesterday, yesterday, t("vakar")),
        _days(monday, monday + timedelta(days=6), t("šonedēļ")),
        _days(monday - timedelta(days=7), monday - timedelta(days=1), t("pagājušajā nedēļā")),
        _days(first, _end_of_month(first), t("šomēnes")),
        _days(before.replace(day=1), before, t("pagājušajā mēnesī")),
    ]


def _days(since: date, until: date, called: str = "") -> Filter:
    span = Span(since, until)
    words = f"{called}, {span.words}" if called else span.words
    return Filter(DAYS, span, t("Dienas"), words)


def _end_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _day(text: str, today: date) -> date | None:
    short = _WITHOUT_YEAR.fullmatch(text)
    if short is None:
        return parse_day(text)
    for year in (today.year, today.year - 1):
        day = parse_day(f"{short[1]}.{short[2]}.{year}.")
        if day is not None and day <= today:
            return day
    return parse_day(f"{short[1]}.{short[2]}.{today.year}.")
