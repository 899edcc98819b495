"""This file is the place where a centre of one kind is played in tests: it saves, goes on, counts, says what is due."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.clock import from_riga
from kacdesk.services import records, today
from kacdesk.services.context import Context
from tests.helpers.desk import FixedClock, registered

MONDAY = date(2026, 11, 23)
"""The week that is played begins with it."""


@dataclass
class Centre:
    """A centre of one kind with its clock; `come` moves the week on."""

    context: Context
    clock: FixedClock
    _there: set[UUID] = field(init=False)
    """The records the desk had before: they were made by the clock of the wall, which may be past the week."""

    def __post_init__(self) -> None:
        """Remember what is there."""
        self._there = {record for _, record, _ in self._records()}

    def come(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Let it be that hour in Riga, and return the moment."""
        self.clock.at = from_riga(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001 -- Riga's
        return self.clock.at

    def save(self, register: str, lines: records.Lines | None = None, **values: Any) -> UUID:
        """Save a record."""
        return records.save(self.context, register, values, lines).id

    def visit(self, *lines: dict[str, Any], **more: Any) -> UUID:
        """Log a visit that begins now."""
        values = {"started_at": self.clock.at, "channel": "IN_PERSON", **more}
        return self.save(
            "visit", {"visit_service": [{"kind": "INFORMATION", **line} for line in lines]}, **values
        )

    def row(self, register: str, record: UUID) -> dict[str, Any]:
        """Return what is kept of a record."""
        return next(row for row in registered(self.context.store, register) if row["id"] == record)

    def go_on(self, register: str, record: UUID, **changes: Any) -> None:
        """Fill fields of progress."""
        records.correct(
            self.context, register, record, changes, rev=self.row(register, record)["rev"], reason=None
        )

    def service(self, institution: UUID, **wanted: bool) -> UUID:
        """Return a basket service of an institution."""
        c = self.context.catalog.table("service").c
        found = select(c.id).where(
            c.institution_id == institution, c.in_basket, *(c[n] == v for n, v in wanted.items())
        )
        with self.context.store.read() as connection:
            return UUID(bytes=connection.scalars(found.order_by(c.code)).first().bytes)  # type: ignore[union-attr]  # it is there

    def become(self, centre_type: str, **more: Any) -> None:
        """Set what kind of centre it is."""
        table = self.context.catalog.table("point_settings")
        with self.context.store.read() as connection:
            known = connection.execute(select(table.c.id, table.c.rev)).first()
        values = {"centre_type": centre_type, **more}
        if known is None:
            self.save("point_settings", **values)
        else:
            records.correct(self.context, "point_settings", known.id, values, rev=known.rev, reason="Paraugs")

    def comes(self, institution: UUID, *weekdays: str) -> None:
        """Let an institution's official receive on these weekdays from nine to twelve."""
        officer = self.save(
            "specialist",
            name="Paraugs Inspektors",
            post="inspektors",
            institution_id=institution,
            place="2. kabinets",
            phone="20000001",
            hours="O. 9.00–12.00",
        )
        for weekday in weekdays:
            self.save(
                "presence",
                institution_id=institution,
                officer_id=officer,
                weekday=weekday,
                from_time="09:00",
                to_time="12:00",
                valid_from=date(2026, 1, 1),
            )

    def counted(self) -> Counter[str]:
        """Return how many records each register holds that the week brought."""
        begun = from_riga(datetime(MONDAY.year, MONDAY.month, MONDAY.day))  # noqa: DTZ001 -- Riga's
        return Counter(
            register
            for register, record, made_at in self._records()
            if made_at >= begun and record not in self._there
        )

    def _records(self) -> Iterator[tuple[str, UUID, datetime]]:
        """Yield every record of every register with the moment it was made."""
        with self.context.store.read() as connection:
            for spec in self.context.catalog.captured:
                table = self.context.catalog.table(spec.name)
                for row in connection.execute(select(table.c.id, table.c.made_at)):
                    yield spec.name, row.id, row.made_at

    def coming(self) -> dict[str, date]:
        """Return what the first page says of the days after, with the last good day."""
        return {due.what: due.due_on for due in today.today(self.context).coming}

    def due(self) -> dict[str, int]:
        """Return what the first page asks for, with the days it is late."""
        page = today.today(self.context)
        return {due.what: due.late_days(page.day) for due in page.dues}
