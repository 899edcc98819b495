"""This file is the place where a record's map of fields to operations (or stamps) is kept in few words.

Most records were made by one operation, so that the same 32 digits would stand beside every field. What is kept is a
list: what holds for all fields that are not named; behind it, if there are others, value → names of fields. Who works
with it sees field → value.

Older versions wrote the names of all fields: `{value: names}` or plainly `{name: value}`. So do we as long as one of
them may go on beside us (`epoch.Life`), and where few rows are written. A program that reads only these does not take a
list for a record without operations: it finds no members in it and breaks the request off.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

Kept = Sequence[Any] | Mapping[str, Any]
"""A map of fields as it lies in its JSON column."""


def listed(values: Mapping[str, str], fields: Mapping[str, Any]) -> Kept:
    """Return a map as a list; `fields` are those of its record, by which it is read again.

    A map that does not name just these is kept with the names.
    """
    if not values or values.keys() != fields.keys():
        return by_value(values)
    if len(set(values.values())) == 1:
        return [next(iter(values.values()))]
    named = by_value(values)
    most = max(named, key=lambda value: len(named[value]))
    return [most, {value: names for value, names in named.items() if value != most}]


def by_value(values: Mapping[str, str]) -> dict[str, list[str]]:
    """Return a map with the names of all fields, as every version reads it."""
    named: dict[str, list[str]] = {}
    for name, value in values.items():
        named.setdefault(value, []).append(name)
    return named


def by_field(kept: Kept, fields: Collection[str]) -> dict[str, str]:
    """Return field → value of what is kept of a record that has these fields."""
    if isinstance(kept, Mapping):
        return _taken_apart(kept)
    others: str = kept[0]
    found = dict.fromkeys(fields, others)
    for each in kept[1:]:
        found |= _taken_apart(each)
    return found


def _taken_apart(kept: Mapping[str, Any]) -> dict[str, str]:
    if all(isinstance(names, list) for names in kept.values()):
        return {name: value for value, names in kept.items() for name in names}
    return dict(kept)
