"""This file is the place where many schedules are run by several processes, with progress kept in a folder.

Each finished slice is one line of `progress.ndjson`; a run that was stopped goes on with the slices that are missing.
"""

import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.simulation.mutants import planted
from tests.simulation.runs import Failed, bench
from tests.simulation.schedule import STEPS, draw

_SLICE = 10
_PROGRESS = "progress.ndjson"


@dataclass(frozen=True)
class Range:
    """Seeds `start`… before `end`, how many steps each, and the bugs planted, if any."""

    start: int
    end: int
    steps: int = STEPS
    mutant: str = ""

    def slices(self) -> list["Range"]:
        """Return the parts that are run and kept one by one."""
        return [
            Range(start, min(start + _SLICE, self.end), self.steps, self.mutant)
            for start in range(self.start, self.end, _SLICE)
        ]


@dataclass
class Told:
    """What came of some seeds: how many, in how many seconds of one worker, which events, which failures."""

    seeds: int = 0
    seconds: float = 0.0
    events: Counter[str] = field(default_factory=Counter)
    failures: list[Failed] = field(default_factory=list)

    def add(self, other: "Told") -> None:
        """Add another account to this one."""
        self.seeds += other.seeds
        self.seconds += other.seconds
        self.events.update(other.events)
        self.failures += other.failures


def run_slice(part: Range) -> Told:
    """Run the seeds of one part in this process."""
    told, began = Told(), time.monotonic()
    with planted(*filter(None, part.mutant.split("+"))), bench() as table:
        for seed in range(part.start, part.end):
            verdict = table.verdict(draw(seed, steps=part.steps))
            told.seeds += 1
            if isinstance(verdict, Failed):
                told.failures.append(verdict)
            else:
                told.events.update(verdict.events)
                told.events["quiet rounds"] += verdict.rounds
    told.seconds = time.monotonic() - began
    return told


def run_parts(parts: Sequence[Range], *, workers: int) -> Iterator[tuple[Range, Told]]:
    """Run parts in several processes and yield each as it is done."""
    if workers == 1:
        for part in parts:
            yield part, run_slice(part)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(_told_of, parts)


def _told_of(part: Range) -> tuple[Range, Told]:
    return part, run_slice(part)


def run_range(wanted: Range, *, workers: int, folder: Path | None) -> int:
    """Run what is missing of a range, say how it goes, and return 1 when anything broke."""
    done = dict(_kept(folder, wanted)) if folder else {}
    total = Told()
    for told in done.values():
        total.add(told)
    missing = [part for part in wanted.slices() if part not in done]
    began, before = time.monotonic(), total.seeds
    for part, told in run_parts(missing, workers=workers):
        total.add(told)
        if folder is not None:
            _keep(folder, part, told)
        for failure in told.failures:
            sys.stdout.write(f"{repeating(failure, wanted)}\n")
        pace = (total.seeds - before) / (time.monotonic() - began)
        sys.stdout.write(f"{total.seeds} of {wanted.end - wanted.start} schedules, {pace:.2f} a second\n")
        sys.stdout.flush()
    _sum_up(wanted, total)
    return 1 if total.failures else 0


def _sum_up(wanted: Range, total: Told) -> None:
    events = ", ".join(f"{name} {count}" for name, count in sorted(total.events.items()))
    sys.stdout.write(
        f"\n{total.seeds} schedules of {wanted.steps} steps, {len(total.failures)} broke an invariant; "
        f"{total.seconds / max(total.seeds, 1):.2f} s of one worker each\n{events}\n"
    )
    for failure in sorted(total.failures, key=lambda failure: failure.seed):
        sys.stdout.write(f"{repeating(failure, wanted)}\n")


def repeating(failure: Failed, wanted: Range) -> str:
    """Return what broke, and the one line that repeats it."""
    command = f"python -m tests.simulation --seed {failure.seed} --steps {wanted.steps}"
    if wanted.mutant:
        command += f" --mutant {wanted.mutant}"
    return f"FAILED {failure.what}\n  {command}"


def _keep(folder: Path, part: Range, told: Told) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    failures = [asdict(failure) for failure in told.failures]
    counted = {"seeds": told.seeds, "seconds": told.seconds, "events": dict(told.events)}
    kept = {"part": asdict(part), "told": {**counted, "failures": failures}}
    with (folder / _PROGRESS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(kept) + "\n")


def _kept(folder: Path, wanted: Range) -> Iterator[tuple[Range, Told]]:
    """Yield the parts of the wanted range that were finished before; a line cut short is passed over."""
    path = folder / _PROGRESS
    asked = set(wanted.slices())
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            kept: dict[str, Any] = json.loads(line)
        except ValueError:
            continue
        part, told = Range(**kept["part"]), kept["told"]
        if part in asked:
            failures = [Failed(**failure) for failure in told["failures"]]
            yield part, Told(told["seeds"], told["seconds"], Counter(told["events"]), failures)
