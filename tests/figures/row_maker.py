"""This file is the place where tests get random records with days in a period and around it."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from kacdesk.core.clock import from_riga
from kacdesk.figures.period import Period

SPACE = UUID("00000000-0000-5000-8000-000000000002")
_AROUND = 60
"""Days before and after the period in which things happen."""

Row = dict[str, Any]


class Maker:
    """Random rows around a period, always the same ones for a seed."""

    def __init__(self, period: Period, seed: int) -> None:
        self.period = period
        self.chance = random.Random(f"duties {period} {seed}")
        self.point = "BALVI"

    def row(self, register: str, **values: Any) -> Row:
        """Return a record of a register, now and then a voided one."""
        made = self.at(self.day())
        own = {
            "id": uuid5(SPACE, f"{register} {self.chance.random()}"),
            "point": self.point,
            "made_at": made,
        }
        status = self.chance.choices(("registered", "corrected", "voided"), (88, 6, 6))[0]
        return own | {"status": status} | values

    def rows(self, register: str, most: int, make: Any) -> list[Row]:
        """Return up to so many records."""
        return [self.row(register, **make()) for _ in range(self.chance.randrange(most + 1))]

    def day(self) -> date:
        """Return some day in the period or around it."""
        span = self.period.length + 2 * _AROUND
        return self.period.first_day + timedelta(days=self.chance.randrange(span) - _AROUND)

    def maybe(self, share: float = 0.6) -> date | None:
        """Return some day or none."""
        return self.day() if self.chance.random() < share else None

    def after(self, day: date | None, *, most: int = 40, share: float = 0.6) -> date | None:
        """Return a day not before another one, or none."""
        if day is None or self.chance.random() > share:
            return None
        return day + timedelta(days=self.chance.randrange(most))

    def at(self, day: date) -> datetime:
        """Return a moment of a day in Riga, near midnight too."""
        minute = self.chance.choice((0, 1, 30, self.chance.randrange(60)))
        return from_riga(datetime.combine(day, time(self.chance.choice((0, 9, 12, 23)), minute)))

    def code(self, codes: Sequence[str]) -> str:
        """Return some code."""
        return self.chance.choice(codes)

    def flag(self, share: float = 0.5) -> bool:
        """Return yes or no."""
        return self.chance.random() < share

    def clock(self, first: int, last: int) -> str:
        """Return a time of day between two hours, in steps of five minutes."""
        minutes = self.chance.randrange(first * 12, last * 12) * 5
        return f"{minutes // 60:02}:{minutes % 60:02}"

    def hours(self, first: int = 7, last: int = 19) -> tuple[str, str]:
        """Return two different times of a day in order."""
        begins, ends = sorted((self.clock(first, last), self.clock(first, last)))
        return (begins, ends) if begins != ends else ("09:00", "12:00")
