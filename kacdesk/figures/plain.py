"""This file is the place where figures become plain JSON values, each with a key of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from kacdesk.figures.monthly import MonthlyFigures

_NAMED_BY = ("key", "channel", "call_state", "day")
"""The member that names a row of a list in a figure's key."""

_NO_FIGURES = ("month.", "previous", "year_ago", "completeness.last_contact_at")
"""What is not counted from the rows of the month: its name, other months, a moment."""


def as_dict(figures: MonthlyFigures) -> dict[str, Any]:
    """Return the figures as what `json.dumps` takes; docs/report.md says what each of them is.

    The shape is that of the dataclasses, so that `msgspec.convert(…, MonthlyFigures)` gives them back.
    """
    return {member.name: _plain(getattr(figures, member.name)) for member in fields(figures)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {member.name: _plain(getattr(value, member.name)) for member in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def numbers(figures: MonthlyFigures) -> dict[str, int | None]:
    """Return every counted figure by its dotted key, e.g. `channels.PHONE.visits`; None is not counted.

    Rows of a list are named by their own key: an institution or service by its identifier, a channel or
    state by its code, a day by its date, an hour as `hours.<weekday>.<hour>`.
    """
    found: dict[str, int | None] = {}
    for key, value in _walk("", as_dict(figures)):
        if not key.startswith(_NO_FIGURES):
            found[key] = value
    return found


def _walk(path: str, value: Any) -> Iterator[tuple[str, int | None]]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _walk(f"{path}.{name}" if path else name, member)
    elif isinstance(value, list):
        for row in value:
            if isinstance(row, Mapping):
                yield from _walk_row(path, row)
    elif value is None or (isinstance(value, int) and not isinstance(value, bool)):
        yield path, value


def _walk_row(path: str, row: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    named = ("weekday", "hour") if "weekday" in row else (next(name for name in _NAMED_BY if name in row),)
    own = ".".join(str(row[name]) for name in named)
    yield from _walk(f"{path}.{own}", {name: member for name, member in row.items() if name not in named})
