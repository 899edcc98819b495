"""This file is the place where the records of a month become two small figures that both sides can compare.

The sum of a month is the XOR, over its records, of the first 8 bytes of SHA-256(rid ‖ for each field by name: name ‖
0x00 ‖ op), so it needs no order and says which operation gave each value, but nothing of the value.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

OTHER_MONTH = "0000-00"
"""The month of a record whose identifier tells no time: it is not a UUIDv7, or lies beyond the year 9999."""

_PLACE = 80
"""A UUIDv7 begins with 48 bits of milliseconds, above 80 other bits."""

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END_MS = (datetime(9999, 12, 1, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)


def month_of(record: UUID) -> str:
    """Return the UTC month in which a record's identifier was made, as `2026-09`, or OTHER_MONTH."""
    made_ms = record.int >> _PLACE
    if record.version != 7 or made_ms >= _END_MS:
        return OTHER_MONTH
    return f"{_EPOCH + timedelta(milliseconds=made_ms):%Y-%m}"


def span_of(month: str) -> tuple[UUID, UUID] | None:
    """Return the lowest identifier of a month and the lowest beyond it; None for OTHER_MONTH.

    Between them may lie identifiers that are no UUIDv7: ask `month_of` of each. ValueError for another text.
    """
    if month == OTHER_MONTH:
        return None
    if _MONTH.fullmatch(month) is None:
        raise ValueError("not a month")
    first = datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)
    if first < _EPOCH or first >= _EPOCH + timedelta(milliseconds=_END_MS):
        raise ValueError("not a month in which an identifier can have been made")
    following = (first + timedelta(days=31)).replace(day=1)
    return _lowest(first), _lowest(following)


def record_sum(record: UUID, origins: Mapping[str, UUID]) -> int:
    """Return the 64 bits of one record; `origins` names the operation that gave each field its value."""
    digest = hashlib.sha256(record.bytes)
    for name in sorted(origins):
        digest.update(name.encode() + b"\0" + origins[name].bytes)
    return int.from_bytes(digest.digest()[:8])


@dataclass
class Sums:
    """The sums of a scope by month, as they go over the wire: `{"2026-09": [count, "<16 hex digits>"]}`."""

    _months: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, record: UUID, origins: Mapping[str, UUID]) -> None:
        """Count a record in."""
        month = month_of(record)
        count, total = self._months.get(month, (0, 0))
        self._months[month] = count + 1, total ^ record_sum(record, origins)

    def told(self) -> dict[str, tuple[int, str]]:
        """Return the sums of all months that have a record."""
        return {month: (count, f"{total:016x}") for month, (count, total) in sorted(self._months.items())}


def differing(ours: Mapping[str, tuple[int, str]], theirs: Mapping[str, tuple[int, str]]) -> list[str]:
    """Return the months that are not the same on both sides, newest first."""
    months = ours.keys() | theirs.keys()
    return sorted((month for month in months if ours.get(month) != theirs.get(month)), reverse=True)


def _lowest(moment: datetime) -> UUID:
    return UUID(int=((moment - _EPOCH) // timedelta(milliseconds=1)) << _PLACE)
