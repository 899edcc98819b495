"""This file is the place where a simulated run gets its own time and its own chance, so that a seed repeats it exactly.

Several computers live in one process: whoever acts is named first, and then the program reads that one's clock and goes
on with that one's identifiers.
"""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from unittest.mock import patch

from kacdesk.core import chance, clock, ids
from kacdesk.store import pen
from kacdesk.sync import engine, upkeep
from kacdesk.vault import encrypted
from tests.simulation.engines import quick_engine

STARTS_MS = 1_772_000_000_000
"""The spring of 2026; any moment would do."""

BOOT = "5eed5eed"
"""What every process of a run says it is, so that lines repeat exactly."""

_BATCH_BYTES = 2_500
_PAGE_ENTRIES = 6
_CALM_PAGE_ENTRIES = 200
_SEED_FROM = 8
_SEED_RECORDS = 3
"""Batches of a handful of lines and pages of a few entries, so that short runs have many of them."""


@dataclass
class Computer:
    """A computer as far as time goes: its wall clock against the true time, and the newest identifier it made."""

    skew_ms: int = 0
    last_id: int = 0


class World:
    """True time, and whose turn it is."""

    def __init__(self) -> None:
        self.elapsed_ms = 0
        self.chance = random.Random(0)
        self._acting = Computer()

    def act(self, computer: Computer) -> None:
        """Let `computer` be the one whose clock is read from now on."""
        if computer is not self._acting:
            self._acting.last_id, ids._last = ids._last, computer.last_id
            self._acting = computer

    def restart(self, computer: Computer) -> None:
        """Forget what a process of this computer kept in memory."""
        computer.last_id = 0
        if computer is self._acting:
            ids._last = 0

    def true_ms(self) -> int:
        """Return the true time."""
        return STARTS_MS + self.elapsed_ms

    def now_ms(self) -> int:
        """Return what `clock.now_ms` says on the acting computer."""
        return self.true_ms() + self._acting.skew_ms

    def now_utc(self) -> datetime:
        """Return what `clock.now_utc` says on the acting computer."""
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC)

    def monotonic_ms(self) -> int:
        """Return what `clock.monotonic_ms` says."""
        return self.elapsed_ms

    def calm(self) -> None:
        """Let pages be as large as they are in real life, so that it is quiet soon; until the block ends."""
        engine.PAGE_ENTRIES = upkeep.SEED_RECORDS = _CALM_PAGE_ENTRIES

    @contextmanager
    def lived_in(self, *, seeds_new: bool = False) -> Iterator[None]:
        """Let the program live in this world until the block ends.

        With `seeds_new` a new desk asks for the records as they stand although the feed is short.
        """
        with ExitStack() as stack:
            stack.enter_context(chance.drawn_from(self.chance))
            for place, name, value in (
                (clock, "now_ms", self.now_ms),
                (clock, "now_utc", self.now_utc),
                (clock, "monotonic_ms", self.monotonic_ms),
                (ids, "_last", 0),
                (pen, "_RUN", BOOT),
                (engine, "FIRST_BATCH_BYTES", _BATCH_BYTES),
                (engine, "SMALLEST_BATCH_BYTES", _BATCH_BYTES // 2),
                (engine, "PAGE_ENTRIES", _PAGE_ENTRIES),
                (upkeep, "SEED_RECORDS", _SEED_RECORDS),
                (upkeep, "SEED_FROM", _SEED_FROM if seeds_new else upkeep.SEED_FROM),
                (encrypted, "create_engine", quick_engine),
            ):
                stack.enter_context(patch.object(place, name, value))
            yield
