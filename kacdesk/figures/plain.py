"""This file is the place where figures become plain JSON values and come back, each figure with a key of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec

from kacdesk.figures.count import Count, Row
from kacdesk.figures.report import ReportFigures

_NAMED_BY = ("key", "channel", "call_state", "day", "month", "period")
"""The member that names a row of a list in a figure's key."""

_NO_FIGURES = (
    "previous",
    "year_ago",
    "trend",
    "corrections",
    "recorded_since",
    "completeness.last_contact_at",
    "completeness.desk_contacts",
)
"""What is not counted from the rows of the period: other periods, a moment, a day, what desks tell."""

_RESTS_ON = {"median_s": "measured", "ninetieth_s": "measured", "other_services": "other_count"}
"""Figures that are no sums, and the figure beside them whose rows they were taken from."""


def as_dict(figures: ReportFigures) -> dict[str, Any]:
    """Return the figures as what `json.dumps` takes; docs/report.md says what each of them is.

    The shape is that of the dataclasses; `from_dict` gives them back, without the rows.
    """
    return {member.name: _plain(getattr(figures, member.name)) for member in fields(figures)}


def from_dict(plain: Mapping[str, Any]) -> ReportFigures:
    """Return figures from their JSON values; msgspec.ValidationError when it is something else."""
    return msgspec.convert(plain, ReportFigures, dec_hook=_told)


def _told(kind: type, value: Any) -> Any:
    if kind is Count and isinstance(value, int) and not isinstance(value, bool):
        return Count.told(value)
    raise NotImplementedError(kind)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {member.name: _plain(getattr(value, member.name)) for member in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Count):
        return int(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def numbers(figures: ReportFigures) -> dict[str, int | None]:
    """Return every counted figure by its dotted key, e.g. `channels.PHONE.visits`; None is not counted.

    Rows of a list are named by their own key: an institution or service by its identifier, a channel or
    state by its code, a day by its date, an hour as `hours.<weekday>.<hour>`.
    """
    return {
        key: None if value is None else int(value)
        for key, value in _walk("", figures)
        if not key.startswith(_NO_FIGURES)
    }


def counts(figures: ReportFigures) -> dict[str, Count]:
    """Return every figure that knows its rows, by its dotted key; those of other periods and of corrections too."""
    return {key: value for key, value in _walk("", figures) if isinstance(value, Count)}


def with_rows(figures: ReportFigures, rows: Mapping[str, tuple[Row, ...]]) -> ReportFigures:
    """Return figures that were read back with their rows, by the keys of `counts`.

    KeyError when a figure has none, ValueError when the rows do not add up to it.
    """
    rebuilt: ReportFigures = _rebuilt("", figures, rows)
    return rebuilt


def opened(figures: ReportFigures) -> dict[str, tuple[Row, ...]]:
    """Return by the keys of `numbers`, and for the totals of other periods (`previous.visits`), the rows behind.

    What is no sum (a median) opens the rows that it was taken from. None is not counted and opens nothing.
    """
    found = {key: value.rows for key, value in counts(figures).items()}
    resting = {}
    for key, _value in _walk("", figures):
        path, _, name = key.rpartition(".")
        if name in _RESTS_ON:
            resting[key] = found[f"{path}.{_RESTS_ON[name]}"]
    return found | resting


def _walk(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every number and absent number with its key."""
    if is_dataclass(value):
        for member in fields(value):
            yield from _walk(f"{path}.{member.name}" if path else member.name, getattr(value, member.name))
    elif isinstance(value, tuple):
        for row in value:
            if is_dataclass(row):
                yield from _walk_row(path, row)
    elif value is None or (isinstance(value, int) and not isinstance(value, bool)):
        yield path, value


def _walk_row(path: str, row: Any) -> Iterator[tuple[str, Any]]:
    named = _named(row)
    own = _key_of(path, row)
    for member in fields(row):
        if member.name not in named:
            yield from _walk(f"{own}.{member.name}", getattr(row, member.name))


def _named(row: Any) -> tuple[str, ...]:
    """Return the members that name a row of a list."""
    members = [member.name for member in fields(row)]
    if "weekday" in members:
        return ("weekday", "hour")
    return (next(name for name in _NAMED_BY if name in members),)


def _key_of(path: str, row: Any) -> str:
    return ".".join((path, *(str(getattr(row, name)) for name in _named(row))))


def _rebuilt(path: str, value: Any, rows: Mapping[str, tuple[Row, ...]]) -> Any:
    """Return what `_walk` goes through, each count made anew of its rows."""
    if is_dataclass(value) and not isinstance(value, type):
        members = {
            member.name: _rebuilt(
                f"{path}.{member.name}" if path else member.name, getattr(value, member.name), rows
            )
            for member in fields(value)
        }
        return replace(value, **members)
    if isinstance(value, tuple):
        return tuple(_rebuilt(_key_of(path, row), row, rows) if is_dataclass(row) else row for row in value)
    if not isinstance(value, Count):
        return value
    found = Count(rows[path])
    if found != value:
        raise ValueError(f"the rows of {path} do not add up to it")
    return found
