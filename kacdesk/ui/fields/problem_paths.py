"""This file is the place where the path of a problem is taken apart: which line, which field."""

import re
from dataclasses import dataclass

_LINE = re.compile(r"(?P<register>\w+)\[(?P<place>\d+)\]\.(?P<field>\w+)")


@dataclass(frozen=True, slots=True)
class LinePath:
    """A field of a line: the line's register, its place from 0, the field's name."""

    register: str
    place: int
    field: str


def at_line(path: str) -> LinePath | None:
    """Read `visit_service[2].kind`; None for a field of the record itself."""
    found = _LINE.fullmatch(path)
    return LinePath(found["register"], int(found["place"]), found["field"]) if found else None
