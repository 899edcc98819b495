"""This file is the place where the simulation is started by hand: one seed, or a range that goes on where it stopped.

`python -m tests.simulation --seed 4711` repeats one schedule; `--from 0 --to 100000 --workers 2 --folder F` runs many.
"""

import argparse
import sys
from pathlib import Path

from tests.simulation.mutants import BY_NAME, planted
from tests.simulation.ranges import Range, run_range
from tests.simulation.runs import Failed, bench
from tests.simulation.schedule import STEPS, draw


def main() -> int:
    """Do what was asked; the exit status is 1 when an invariant broke."""
    asked = _parser().parse_args()
    names = tuple(asked.mutant.split("+")) if asked.mutant else ()
    if asked.seed is not None:
        return _one(asked.seed, asked.steps, names, shorten=asked.shorten)
    wanted = Range(asked.start, asked.to, asked.steps, "+".join(names))
    return run_range(wanted, workers=asked.workers, folder=asked.folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Run simulated schedules of desks and a central store.")
    parser.add_argument("--seed", type=int, help="repeat one schedule")
    parser.add_argument(
        "--shorten", action="store_true", help="leave out the steps that a failure does not need"
    )
    parser.add_argument("--from", dest="start", type=int, default=0, help="first seed of a range")
    parser.add_argument("--to", type=int, default=300, help="seed after the last of a range")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--folder", type=Path, help="where progress is kept, so that a run can go on")
    parser.add_argument("--steps", type=int, default=STEPS, help="steps of a schedule")
    parser.add_argument("--mutant", help=f"plant a bug: {', '.join(BY_NAME)}; several with +")
    return parser


def _one(seed: int, steps: int, names: tuple[str, ...], *, shorten: bool) -> int:
    with planted(*names), bench() as table:
        schedule = draw(seed, steps=steps)
        told = table.verdict(schedule)
        if not isinstance(told, Failed):
            events = ", ".join(f"{name} {count}" for name, count in sorted(told.events.items()))
            sys.stdout.write(
                f"seed {seed}: good after {told.rounds} quiet rounds, trace {told.trace}\n{events}\n"
            )
            return 0
        sys.stdout.write(f"seed {seed}: {told.what}\n")
        if shorten:
            fewer = table.shortened(schedule)
            left = " ".join(str(step) for step in fewer.steps)
            sys.stdout.write(f"{len(fewer.steps)} of {len(schedule.steps)} steps are enough: {left}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
