"""This file is the place where a month of the calendar is a value: days, neighbours, written form."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from kacdesk.core.errors import Usage
from kacdesk.core.text import t

_WRITTEN = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the civil calendar; as text "2026-11"."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (MINYEAR <= self.year <= MAXYEAR and 1 <= self.month <= 12):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read "2026-11" or "2026-1"; raises `Usage` for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        if found:
            year, month = int(found["year"]), int(found["month"])
            if year >= MINYEAR and 1 <= month <= 12:
                return cls(year, month)
        raise Usage(
            t("Mēnesis “{text}” nav nolasāms.", text=text),
            remedy=t("Rakstiet gadu un mēnesi ar domuzīmi, piemēram, 2026-11."),
        )

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Return the last day, which still belongs to the month."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day in order."""
        return tuple(date(self.year, self.month, day) for day in range(1, self.last_day.day + 1))

    def previous(self) -> "Month":
        """Return the month before."""
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    def following(self) -> "Month":
        """Return the month after."""
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    def year_ago(self) -> "Month":
        """Return the same month of the year before."""
        return Month(self.year - 1, self.month)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"
