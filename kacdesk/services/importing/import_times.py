"""This file is the place where the cells of day, start, end and duration of one row become its moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from kacdesk.core.clock import riga_day
from kacdesk.core.text import t
from kacdesk.services.counter.entry import Unreadable
from kacdesk.services.importing.import_cells import duration
from kacdesk.services.importing.import_headings import Column
from kacdesk.services.importing.import_moments import Merged, Part, merge, read_part
from kacdesk.services.importing.import_words import DURATION, END
from kacdesk.services.importing.sheet_rows import Cell
from kacdesk.services.references import References
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec

_QUALITY = {"started_at": "start_quality", "ended_at": "end_quality"}
_LATER = "ENTERED_LATER"
"""How sure a time is that came from a spreadsheet, unless the file says it."""

Told = Sequence[tuple[Column, Cell]]


@dataclass
class Read:
    """The moments of one row; `problems` are (heading, sentence); `timeless`: the start is a day alone."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    timeless: bool = False


class Times:
    """Reads the moments of one register: when it began, and when it ended or how long it lasted."""

    def __init__(self, spec: RegisterSpec, epoch: datetime | None) -> None:
        self._epoch = epoch
        self._fields = spec.by_name
        self._start = spec.by_name.get(spec.counted_from or "")
        self._end = spec.by_name.get("ended_at")
        self._lasting = spec.by_name.get("duration_s")
        moments = (one.name for one in spec.entered if one.kind is Kind.MOMENT)
        self.names = (*moments, END, DURATION)

    def read(self, told: Mapping[str, Told], values: Mapping[str, Any], references: References) -> Read:
        """Return the moments, the duration and their quality; `values` are what the row gave already."""
        read = Read()
        if self._start is None:
            return read
        start = self._merged(read, self._start, told[self._start.name])
        if start.moment is not None:
            read.values[self._start.name] = start.moment
            read.timeless = start.timeless
            end = self._ending(read, start.moment, start.until, told, references)
            if end is not None and self._end is not None:
                read.values[self._end.name] = end
            elif end is not None and self._lasting is not None and values.get(self._lasting.name) is None:
                read.values[self._lasting.name] = int((end - start.moment).total_seconds())
        for name, quality in _QUALITY.items():
            if quality in self._fields and name in read.values and values.get(quality) is None:
                read.values[quality] = _LATER
        return read

    def _ending(
        self,
        read: Read,
        start: datetime,
        until: time | None,
        told: Mapping[str, Told],
        references: References,
    ) -> datetime | None:
        """Return the end: a cell of its own, the end of "9:30–10:15", or the start and how long it lasted."""
        ends = told[self._end.name] if self._end is not None else told[END]
        field = self._end or self._start
        if field is None:
            return None
        if ends or until is not None:
            spoken = [Part(at=until)] if until is not None else []
            end = self._merged(read, field, ends, more=spoken, day=riga_day(start)).moment
            if end is not None and end < start:
                heading = ends[0][0].heading if ends else field.label
                read.problems.append((heading, t("Beigu laiks ir pirms sākuma laika; pārbaudiet abus.")))
                return None
            return end
        for column, cell in told[DURATION]:
            try:
                return start + timedelta(seconds=duration(field, column, cell, references))
            except (Unreadable, OverflowError) as error:
                reason = str(error) if isinstance(error, Unreadable) else t("Ilgums nav iespējams.")
                read.problems.append((column.heading, reason))
        return None

    def _merged(
        self, read: Read, field: FieldSpec, told: Told, *, more: Sequence[Part] = (), day: date | None = None
    ) -> Merged:
        parts = list(more)
        heading = field.label
        try:
            for column, cell in told:
                heading = column.heading
                parts.append(read_part(field, cell, day_only=column.day_only, epoch=self._epoch))
            return merge(field, parts, day=day)
        except Unreadable as error:
            read.problems.append((heading, str(error)))
            return Merged(None)
