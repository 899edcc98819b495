"""This file is the place where schedules are run one after another in one process, and failing ones made shorter."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.failure import Broken
from tests.simulation.files import empty, scratch, templates
from tests.simulation.schedule import Schedule
from tests.simulation.simulation import Report, Simulation
from tests.simulation.world import World

Story = Callable[[Simulation], None]


@dataclass(frozen=True)
class Failed:
    """A schedule that broke something: which, what, how."""

    seed: int
    invariant: str
    what: str


class Bench:
    """A folder in which one schedule is run after another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        templates()

    def run(self, schedule: Schedule, story: Story | None = None) -> Report:
        """Run a schedule, or a story told by hand; raises Broken."""
        empty(self._folder)
        world = World()
        with world.lived_in(seeds_new=schedule.seeds_new):
            return Simulation(schedule, world, self._folder).run(story)

    def verdict(self, schedule: Schedule, story: Story | None = None) -> Report | Failed:
        """Run a schedule and say what came of it, also when the program itself failed in it."""
        try:
            return self.run(schedule, story)
        except Broken as broken:
            return Failed(schedule.seed, broken.invariant, str(broken))
        except Exception as error:  # noqa: BLE001 -- whatever the program raises here is what we look for
            return Failed(schedule.seed, type(error).__name__, f"{type(error).__name__}: {error}")

    def shortened(self, schedule: Schedule) -> Schedule:
        """Leave out steps as long as the same invariant still breaks."""
        whole = self.verdict(schedule)
        if not isinstance(whole, Failed):
            return schedule
        size = len(schedule.steps) // 2
        while size:
            for start in range(0, len(schedule.steps), size):
                fewer = schedule.without(frozenset(s.place for s in schedule.steps[start : start + size]))
                told = self.verdict(fewer)
                if isinstance(told, Failed) and told.invariant == whole.invariant:
                    schedule = fewer
                    break
            else:
                size //= 2
        return schedule


@contextmanager
def bench() -> Iterator[Bench]:
    """Open a bench in memory."""
    logger = logging.getLogger("kacdesk")
    before = logger.level
    logger.setLevel(logging.CRITICAL)  # refusals are what is provoked here
    try:
        with scratch() as name:
            yield Bench(Path(name))
    finally:
        logger.setLevel(before)
