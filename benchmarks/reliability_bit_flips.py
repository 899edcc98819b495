"""This file is the place where single bits of a desk's files are turned over, and what is shown afterwards is compared.

`python -m benchmarks.reliability_bit_flips --flips 5000` prints one JSON summary; exit code 1 when a flip led to wrong
records without a word.
"""

import argparse
import json
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Table, select

from kacdesk.core.clock import monotonic_ms
from kacdesk.core.errors import DeskError
from kacdesk.services import records
from kacdesk.store import opening, tables
from kacdesk.store.health import examine
from kacdesk.store.session import Store
from kacdesk.vault.slots import SLOTS_NAME
from tests.helpers.desk import BESIDE, copy_desk, document, line, opened, visit
from tests.reliability.recording_desk import save_something

FILES = ("desk.db", "desk.db-wal", SLOTS_NAME)
REFUSED, READING, EXAMINED, WARNED, HARMLESS, SILENT = (
    "refused at the start",
    "refused while reading",
    "found by doctor",
    "last save left out with a warning",
    "harmless",
    "silent",
)
_RECORDS = 150
_IN_THE_LOG = 15


@dataclass
class Told:
    """What came of the flips in one file: how often what, and where it was silent."""

    flips: int = 0
    came: Counter[str] = field(default_factory=Counter)
    silent_at: list[str] = field(default_factory=list)


class _Warnings(logging.Handler):
    """Count what the program warned of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


class Flips:
    """A desk as a killed program left it: many records in the file, the last ones in its write-ahead log only."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        self._chance = random.Random(seed)
        self._left, self._tried = folder / "left", folder / "tried"
        data = copy_desk(folder)
        with opened(data) as context:
            for _ in range(_RECORDS):
                save_something(context, self._chance)
        with opened(data) as context:
            for _ in range(_IN_THE_LOG):
                records.save(context, "visit", visit(), {"visit_service": [line()]})
            self._but_the_last = shown(context.store)
            records.save(context, "received_document", document())
            self._whole = shown(context.store)
            shutil.copytree(data, self._left)
        (self._left / "desk.db-shm").unlink()

    def run(self, name: str, flips: int) -> Told:
        """Turn one random bit of a file over, so many times, each time in a fresh copy."""
        told = Told()
        raw = (self._left / name).read_bytes()
        for _ in range(flips):
            place, bit = self._chance.randrange(len(raw)), self._chance.randrange(8)
            with self._copy() as data:
                flipped = bytearray(raw)
                flipped[place] ^= 1 << bit
                (data / name).write_bytes(flipped)
                came = self._look(data)
            told.flips += 1
            told.came[came] += 1
            if came == SILENT:
                told.silent_at.append(f"{place}.{bit}")
        return told

    def _look(self, data: Path) -> str:
        """Start as the program does, read everything, let doctor examine it; say what came of it."""
        warnings = _Warnings()
        logger = logging.getLogger("kacdesk")
        logger.addHandler(warnings)
        try:
            try:
                store = opening.open_for_writing(data, BESIDE)
            except DeskError:
                return REFUSED
            try:
                found = shown(store)
                problems = any(problem for _, problem in examine(store))
            except DeskError:
                return READING
            finally:
                store.close()
        finally:
            logger.removeHandler(warnings)
        if found == self._whole:
            return EXAMINED if problems else HARMLESS
        if warnings.count and found == self._but_the_last:
            return WARNED
        return SILENT

    @contextmanager
    def _copy(self) -> Iterator[Path]:
        shutil.copytree(self._left, self._tried)
        try:
            yield self._tried
        finally:
            shutil.rmtree(self._tried)


def shown(store: Store) -> bytes:
    """Return a hash over everything that the desk holds for people and for the exchange."""
    watched: list[Table] = [store.catalog.table(spec.name) for spec in store.catalog.specs]
    watched += [tables.capture, tables.outbox, tables.change_log, tables.number_series, tables.desk]
    whole = sha256()
    with store.read() as connection:
        for table in watched:
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                whole.update(repr(tuple(row)).encode())
    return whole.digest()


def main() -> int:
    """Turn bits over in all three files and print the summary."""
    parser = argparse.ArgumentParser(description="Turn single bits of a desk's files over.")
    parser.add_argument("--flips", type=int, default=5000, help="in all three files together")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    shares = {"desk.db": 0.6, "desk.db-wal": 0.3, SLOTS_NAME: 0.1}
    started = monotonic_ms()
    with tempfile.TemporaryDirectory(prefix="kac-flips-") as folder:
        flips = Flips(Path(folder), seed=asked.seed)
        told = {name: flips.run(name, round(asked.flips * share)) for name, share in shares.items()}
    summary = {
        name: {"flips": one.flips, **one.came, "silent_at": one.silent_at} for name, one in told.items()
    }
    seconds = (monotonic_ms() - started) // 1000
    sys.stdout.write(json.dumps({"by_file": summary, "seconds": seconds, "seed": asked.seed}) + "\n")
    return 1 if any(one.silent_at for one in told.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
