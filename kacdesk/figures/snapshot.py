"""This file is the place where the figures of a closed report become bytes that are the same a year later.

The bytes are canonical JSON: names in order, no spaces, every row once. Rows stand in an order of their own, so that
two desks which count the same records get the same bytes whatever the order in which the records came to them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import Any
from uuid import UUID

import msgspec

from kacdesk.figures.corrections import State
from kacdesk.figures.count import Row
from kacdesk.figures.plain import as_dict, counts, from_dict, numbers, with_rows
from kacdesk.figures.report import ReportFigures

FORMAT = 1
_TOLD = ("unsent", "refused", "desks", "last_contact_at", "desk_contacts")
"""What each desk tells of itself: two desks that hold the same records differ in it."""
_ID_DIGITS = 32


class UnknownSnapshot(Exception):
    """The snapshot was written by a version of the program that this one cannot read."""


class BrokenSnapshot(Exception):
    """The bytes are no snapshot, or their figures do not agree with their rows."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A closed report: its figures with their rows, and `paper`, what else was printed with them, as JSON values."""

    figures: ReportFigures
    edition: int
    paper: Mapping[str, Any]


def written(snapshot: Snapshot) -> bytes:
    """Return the snapshot as canonical JSON; its hash is `hash_of` these bytes."""
    figures = snapshot.figures
    rows, opens = _compact({key: count.rows for key, count in counts(figures).items()})
    return _canonical(
        {
            "format": FORMAT,
            "edition": snapshot.edition,
            "figures": as_dict(figures),
            "rows": rows,
            "opens": opens,
            "paper": dict(snapshot.paper),
        }
    )


def read(content: bytes) -> Snapshot:
    """Return a snapshot whose figures know their rows; UnknownSnapshot, BrokenSnapshot."""
    try:
        plain = msgspec.json.decode(content)
        if plain["format"] != FORMAT:
            raise UnknownSnapshot
        figures = with_rows(from_dict(plain["figures"]), _spread(plain["rows"], plain["opens"]))
        return Snapshot(figures, plain["edition"], plain["paper"])
    except msgspec.ValidationError as error:
        raise UnknownSnapshot from error
    except (msgspec.DecodeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise BrokenSnapshot from error


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of bytes, as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def counted_hash(figures: ReportFigures) -> str:
    """Return the hash of what was counted, rows and all: the same on two desks that hold the same records."""
    plain = as_dict(figures)
    plain["completeness"] = {
        name: value for name, value in plain["completeness"].items() if name not in _TOLD
    }
    of_records = {key: count.rows for key, count in counts(figures).items() if not _is_told(key)}
    rows, opens = _compact(of_records)
    return hash_of(_canonical({"figures": plain, "rows": rows, "opens": opens}))


def state_of(figures: ReportFigures) -> State:
    """Return what later counts of the period are compared with."""
    own = {key: value for key, value in numbers(figures).items() if not _is_told(key)}
    known = counts(figures)
    return State(own, {key: known[key].rows for key in own if key in known})


def _is_told(key: str) -> bool:
    section, _, name = key.partition(".")
    return section == "completeness" and name.partition(".")[0] in _TOLD


def _canonical(value: Any) -> bytes:
    return msgspec.json.encode(value, order="deterministic")


def _compact(figures: Mapping[str, Iterable[Row]]) -> tuple[list[Any], dict[str, list[int]]]:
    """Return every row once, as [register, weight, identifiers in hex], and by key the places of a figure's rows,
    each told by its distance from the one before."""
    ordered = sorted({row for rows in figures.values() for row in rows}, key=_place)
    place = {row: number for number, row in enumerate(ordered)}
    groups = [
        [register, weight, "".join(row.id.hex for row in of)]
        for (register, weight), of in groupby(ordered, key=lambda row: (row.register, row.weight))
    ]
    opens = {}
    for key, rows in figures.items():
        places = sorted(place[row] for row in rows)
        opens[key] = [after - before for before, after in pairwise([0, *places])]
    return groups, opens


def _place(row: Row) -> tuple[str, int, bytes]:
    return row.register, row.weight, row.id.bytes


def _spread(groups: Iterable[Any], opens: Mapping[str, list[int]]) -> dict[str, tuple[Row, ...]]:
    rows = [
        Row(register, UUID(hex=digits[begin : begin + _ID_DIGITS]), weight)
        for register, weight, digits in groups
        for begin in range(0, len(digits), _ID_DIGITS)
    ]
    return {key: tuple(rows[place] for place in accumulate(steps)) for key, steps in opens.items()}
