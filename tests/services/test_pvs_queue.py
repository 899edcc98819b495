"""This file is the place where the list that follows every change is held against a plain reading of all rows."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.local import pvs
from kacdesk.services.local.pvs_queue import Key, waiting
from tests.helpers import desk as made

_KINDS = ("APPLICATION", "INFORMATION", "E_ADDRESS_CONSULT", "DELEGATED_E_SERVICE")


class Player:
    """Does what people do at a desk, drawn from a seed."""

    def __init__(self, context: Context, seed: int) -> None:
        self.context = context
        self.rng = Random(seed)
        table = context.catalog.table("service")
        with context.store.read() as connection:
            rows = connection.execute(select(table.c.id, table.c.category).order_by(table.c.code)).all()
        self.category = {row.id: row.category for row in rows}
        self.services: list[UUID | None] = [*self.rng.sample(sorted(self.category), 8), None]

    def act(self) -> None:
        """Do one thing."""
        act = self.rng.choice(
            (
                self.visit,
                self.visit,
                self.call,
                self.void,
                self.change,
                self.done,
                self.skip,
                self.reopen,
                self.since,
            )
        )
        act()

    def at(self) -> Any:
        return clock.now_utc() - timedelta(days=self.rng.randint(0, 6), minutes=self.rng.randint(1, 50))

    def line(self) -> dict[str, Any]:
        return {
            "service_id": self.rng.choice(self.services),
            "service_text": "saviem vārdiem",
            "kind": self.rng.choice(_KINDS),
            "quantity": 1,
        }

    def visit(self) -> None:
        lines = [self.line() for _ in range(self.rng.randint(1, 3))]
        records.save(self.context, "visit", made.visit(started_at=self.at()), {"visit_service": lines})

    def call(self) -> None:
        state = self.rng.choice(("ANSWERED", "MISSED"))
        more = {"service_id": self.rng.choice(self.services), "helpline": self.rng.random() < 0.3}
        records.save(
            self.context, "phone_consultation", made.call(started_at=self.at(), call_state=state, **more)
        )

    def some(self, register: str) -> dict[str, Any] | None:
        rows = [row for row in made.registered(self.context.store, register) if row["status"] != "voided"]
        return self.rng.choice(rows) if rows else None

    def void(self) -> None:
        register = self.rng.choice(("visit", "phone_consultation"))
        row = self.some(register)
        if row is not None:
            records.void(self.context, register, row["id"], reason="pārbaude")

    def change(self) -> None:
        row = self.some("visit")
        if row is None:
            return
        lines = [
            {"id": line["id"], **self.line()}
            for line in made.registered(self.context.store, "visit_service")
            if line["visit_id"] == row["id"] and line["status"] != "voided"
        ]
        kept = [*lines[: self.rng.randint(0, len(lines))], self.line()]
        moved = {"started_at": self.at()} if self.rng.random() < 0.5 else {}
        records.correct(
            self.context,
            "visit",
            row["id"],
            moved,
            {"visit_service": kept},
            rev=row["rev"],
            reason="pārbaude",
        )

    def key(self) -> Key | None:
        found = sorted((each.key for each in waiting(self.context.store)), key=str)
        return self.rng.choice(found) if found else None

    def done(self) -> None:
        key = self.key()
        if key is not None:
            pvs.done(self.context, key, number=str(self.rng.randint(1, 999)))

    def skip(self) -> None:
        key = self.key()
        if key is not None:
            pvs.skip(self.context, key, reason="pārbaude")

    def reopen(self) -> None:
        row = self.some("phone_consultation")
        if row is not None:
            pvs.reopen(self.context, ("phone_consultation", row["id"]))

    def since(self) -> None:
        day = clock.today_riga() - timedelta(days=self.rng.randint(0, 8))
        records.save(self.context, "point_settings", {"centre_type": "municipal", "pvs_since": day})

    def plainly(self, since: date) -> set[Key]:
        """Return what waits, by reading all rows."""
        store = self.context.store
        visits = {row["id"]: row for row in made.registered(store, "visit") if row["status"] != "voided"}
        found: set[Key] = set()
        for line in made.registered(store, "visit_service"):
            visit = visits.get(line["visit_id"])
            if visit is None or line["status"] == "voided" or visit["counted_on"] < since:
                continue
            bare = line["service_id"] is None and line["kind"] == "E_ADDRESS_CONSULT"
            if self.is_open(line) and (self.is_state(line) or bare or line["kind"] == "DELEGATED_E_SERVICE"):
                found.add(("visit_service", line["id"]))
        for call in made.registered(store, "phone_consultation"):
            here = call["status"] != "voided" and call["counted_on"] >= since
            here = here and call["call_state"] != "MISSED" and self.is_open(call)
            if here and (self.is_state(call) or call["helpline"]):
                found.add(("phone_consultation", call["id"]))
        return found

    def is_state(self, row: dict[str, Any]) -> bool:
        return self.category.get(row["service_id"]) in ("BASKET", "AGREEMENT")

    @staticmethod
    def is_open(row: dict[str, Any]) -> bool:
        return row["pvs_on"] is None and row["pvs_skip"] is None


@pytest.mark.clause("000-05", "003-06")
@pytest.mark.parametrize("seed", range(5))
def test_the_list_always_is_what_a_plain_reading_finds(context: Context, seed: int) -> None:
    player = Player(context, seed)
    player.since()
    for _ in range(30):
        player.act()
        settings = made.registered(context.store, "point_settings")[-1]
        told = [each.key for each in waiting(context.store)]
        assert len(told) == len(set(told))
        assert set(told) == player.plainly(settings["pvs_since"])
