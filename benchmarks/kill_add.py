"""This file is the place where the real program is killed at random moments, and what it promised is counted after.

`python -m benchmarks.kill_add --kills 200 --records 1000` prints one JSON summary; exit code 1 when something was
lost, doubled or left half-made.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from kacdesk.core.clock import monotonic_ms
from kacdesk.core.errors import DeskError
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.store.health import examine
from kacdesk.store.session import Store
from kacdesk.vault.slots import Unlock

ROOT = Path(__file__).resolve().parents[1]
REGISTER = "received_document"
POINT = opening.PointInfo("BALVI", "Balvi", "regional")
PASSPHRASE = "zilonis upe lapa sniegs"
CHEAP = (1024, 1)
_EXAMINED_EVERY = 10
_MOST_TRIES = 30
_MIGRATE = """
import sys
from pathlib import Path
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.vault.slots import Unlock
unlock = Unlock(passphrase_file=Path(sys.argv[2]))
opening.open_for_writing(Path(sys.argv[1]), unlock, versions=Path(sys.argv[3])).close()
"""
_LATER = """revision = "9001"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    import sqlalchemy as sa
    from alembic import op

    for table in ("received_document", "visit"):
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(sa.Column("more", sa.TEXT(), nullable=True))
"""


@dataclass
class Summary:
    """What came of all rounds. `wrong` is empty when every promise was kept."""

    kills: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    printed: int = 0
    saved: int = 0
    saved_but_not_printed: int = 0
    wrong: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return the summary for people and programs."""
        told = {"kills": dict(self.kills), "finished_before_the_kill": dict(self.finished)}
        counts = {name: getattr(self, name) for name in ("printed", "saved", "saved_but_not_printed")}
        return told | counts | {"wrong": self.wrong}


class Rounds:
    """One desk that is written by one killed process after another."""

    def __init__(self, folder: Path, *, records: int, seed: int) -> None:
        self.summary = Summary()
        self._folder, self._records = folder, records
        self._chance = random.Random(seed)
        self._data = folder / "desk"
        self._phrase = folder / "phrase.txt"
        self._phrase.write_text(PASSPHRASE, encoding="utf-8")
        self._phrase.chmod(0o600)
        self._round = 0
        self._init_ms = self._timed(self._init_words(self._data))
        self._use_a_cheap_slot()
        self._start_ms = self._timed(self._add_words(self._list(0)))
        self._all_ms = self._timed(self._add_words(self._list(records)))
        self._versions = folder / "versions"
        self._migration_ms = self._time_a_migration()
        self.summary.saved = self._count()
        self.summary.printed = self.summary.saved

    def _use_a_cheap_slot(self) -> None:
        """Make the desk anew with a passphrase that is checked quickly: what is killed later is the work."""
        shutil.rmtree(self._data)
        opening.create(self._data, self._unlock(), POINT, prepare=_with_a_person).close()

    def _unlock(self) -> Unlock:
        return Unlock(passphrase_file=self._phrase, cost=CHEAP)

    def run(self, kills: int) -> Summary:
        """Kill so many times; of ten kills one falls on `init`, one on a migration, eight on `add`.

        A round whose process ended before its moment came is checked too, not counted, and tried again.
        """
        for number in range(kills):
            self._kill_once({3: "init", 7: "migration"}.get(number % 10, "add"))
            if number % _EXAMINED_EVERY == _EXAMINED_EVERY - 1:
                self._examine()
        self._examine()
        return self.summary

    def _kill_once(self, kind: str) -> None:
        before = self.summary.kills[kind]
        for _ in range(_MOST_TRIES):
            {"init": self._kill_init, "migration": self._kill_migration, "add": self._kill_add}[kind]()
            if self.summary.kills[kind] > before:
                return
        self._tell(f"{kind} was never caught alive")

    def _kill_add(self) -> None:
        """Kill while records are added, also while the program only starts."""
        before = self._count()
        late = self._chance.random() < 0.75
        delay_ms = self._chance.uniform(*((self._start_ms, self._all_ms) if late else (0, self._start_ms)))
        out = self._killed("add", self._add_words(self._list(self._records)), delay_ms)
        promised = [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith("\n")]
        self.summary.printed += len(promised)
        with self._opened() as store, store.read() as connection:
            self._check(store, connection, before, promised)

    def _check(
        self, store: Store, connection: Connection, before: int, promised: list[dict[str, str]]
    ) -> None:
        saved = self._count_in(connection) - before
        self.summary.saved += saved
        self.summary.saved_but_not_printed += saved - len(promised)
        if not len(promised) <= saved <= len(promised) + 1:
            self._tell(f"{len(promised)} were promised, {saved} were saved")
        for line in promised:
            kept = connection.exec_driver_sql(
                f"SELECT count(*) FROM {REGISTER} WHERE id=? AND number=?",
                (UUID(line["id"]).bytes, line["number"]),
            ).scalar_one()
            if kept != 1:
                self._tell(f"the promised {line['number']} is there {kept} times")
        titles = connection.exec_driver_sql(
            f"SELECT title FROM {REGISTER} WHERE title LIKE ? ORDER BY n", (f"{self._round}-%",)
        ).scalars()
        if list(titles) != [f"{self._round}-{place}" for place in range(saved)]:
            self._tell("the saved records are not the first of the list, once each")
        for name, question in _QUESTIONS.items():
            if connection.exec_driver_sql(question).scalar_one():
                self._tell(name)

    def _kill_init(self) -> None:
        """Kill while a store is made: afterwards there is a whole one, or none and it can be made."""
        folder = self._folder / f"new-{self._chance.random()}"
        self._killed("init", self._init_words(folder), self._chance.uniform(0, self._init_ms))
        if not opening.exists(folder):
            opening.create(folder, self._unlock(), POINT, prepare=_with_a_person).close()
        store = opening.open_for_writing(folder, self._unlock())
        try:
            with store.read() as connection:
                if connection.exec_driver_sql("SELECT count(*) FROM staff").scalar_one() != 1:
                    self._tell("a new store has no first person")
        finally:
            store.close()
        shutil.rmtree(folder)

    def _kill_migration(self) -> None:
        """Kill while a copy of the desk is brought to a later shape: afterwards all records are there, in either."""
        copy = Path(shutil.copytree(self._data, self._folder / "copy"))
        records = self._count()
        self._killed(
            "migration", self._migration_words(copy), self._chance.uniform(0.2, 1) * self._migration_ms
        )
        store = opening.open_for_writing(copy, self._unlock(), versions=self._versions)
        try:
            with store.read() as connection:
                if self._count_in(connection) != records:
                    self._tell("a migration lost records")
            self._examine_store(store)
        finally:
            store.close()
        shutil.rmtree(copy)

    def _time_a_migration(self) -> int:
        """Write the later revision, and measure how long it takes on a copy of the desk."""
        with self._opened() as store:
            later_revision(self._versions, store)
        copy = Path(shutil.copytree(self._data, self._folder / "copy"))
        took_ms = self._timed(self._migration_words(copy))
        shutil.rmtree(copy)
        return took_ms

    def _migration_words(self, copy: Path) -> list[str]:
        return [sys.executable, "-c", _MIGRATE, str(copy), str(self._phrase), str(self._versions)]

    def _killed(self, kind: str, words: list[str], delay_ms: float) -> str:
        """Start a process, kill it after a while, and return what it had printed."""
        self._kind = kind
        out = self._folder / "out.txt"
        with out.open("wb") as stream:
            process = subprocess.Popen(words, stdout=stream, stderr=subprocess.DEVNULL, cwd=ROOT)
            try:
                process.wait(timeout=delay_ms / 1000)
                self.summary.finished[kind] += 1
                if process.returncode != 0:
                    self._tell(f"ended by itself with {process.returncode}")
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                self.summary.kills[kind] += 1
        return out.read_text(encoding="utf-8")

    def _timed(self, words: list[str]) -> int:
        started = monotonic_ms()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        return monotonic_ms() - started

    def _init_words(self, folder: Path) -> list[str]:
        return [*self._kacdesk(folder), "init", "--point", POINT.code, "--supervisor", "Paraugs"]

    def _add_words(self, file: Path) -> list[str]:
        return [*self._kacdesk(self._data), "add", REGISTER, "--json", str(file)]

    def _kacdesk(self, folder: Path) -> list[str]:
        options = ["--data", str(folder), "--passphrase-file", str(self._phrase)]
        return [sys.executable, "-m", "kacdesk", *options]

    def _list(self, count: int) -> Path:
        """Write a list of records whose titles say round and place."""
        self._round += 1
        at = "2026-11-02T10:15"
        items = [{"received_at": at, "title": f"{self._round}-{place}"} for place in range(count)]
        file = self._folder / "records.json"
        file.write_text(json.dumps(items), encoding="utf-8")
        return file

    def _opened(self) -> "_Opened":
        return _Opened(self._data, self._unlock())

    def _count(self) -> int:
        with self._opened() as store, store.read() as connection:
            return self._count_in(connection)

    def _count_in(self, connection: Connection) -> int:
        counted: int = connection.exec_driver_sql(f"SELECT count(*) FROM {REGISTER}").scalar_one()
        return counted

    def _examine(self) -> None:
        with self._opened() as store:
            self._examine_store(store)

    def _examine_store(self, store: Store) -> None:
        for name, problem in examine(store):
            if problem:
                self._tell(f"{name}: {problem}")

    def _tell(self, words: str) -> None:
        self.summary.wrong.append(f"{self._kind} {self._round}: {words}")


_QUESTIONS = {
    "numbers have a gap or a twin": (
        f"SELECT count(*)<>count(DISTINCT sequence) OR coalesce(max(sequence),0)<>count(*) FROM {REGISTER}"
    ),
    "the counter is not at the last number": (
        f"SELECT coalesce((SELECT last FROM number_series),0)<>count(*) FROM {REGISTER}"
    ),
    "records and captured operations differ": (
        f"SELECT (SELECT count(*) FROM capture WHERE reg='{REGISTER}')<>count(*) FROM {REGISTER}"
    ),
    "records and log differ": (
        f"SELECT (SELECT count(*) FROM change_log WHERE reg='{REGISTER}')<>count(*) FROM {REGISTER}"
    ),
    "records and search entries differ": (
        f"SELECT (SELECT count(*) FROM search_{REGISTER})<>count(*) FROM {REGISTER}"
    ),
}


def later_revision(folder: Path, store: Store) -> Path:
    """Write a revision that comes after the one a store is at, and return the folder it lies in."""
    folder.mkdir()
    with store.read() as connection:
        head = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    (folder / "9001_later.py").write_text(_LATER.format(head=head), encoding="utf-8")
    return folder


class _Opened:
    """The desk, open for writing as the next start of the program would open it."""

    def __init__(self, data: Path, unlock: Unlock) -> None:
        self._data, self._unlock = data, unlock

    def __enter__(self) -> Store:
        self._store = opening.open_for_writing(self._data, self._unlock)
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def _with_a_person(store: Store) -> None:
    accounts.add_first_person(store, "Paraugs")


def main() -> int:
    """Run the rounds in a folder of their own and print the summary."""
    parser = argparse.ArgumentParser(description="Kill the real program at random moments and count.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = monotonic_ms()
    with tempfile.TemporaryDirectory(prefix="kac-kill-") as folder:
        try:
            summary = Rounds(Path(folder), records=asked.records, seed=asked.seed).run(asked.kills)
        except DeskError as error:
            print(json.dumps({"stopped": str(error)}, ensure_ascii=False))
            return 1
    told = summary.as_json() | {"seconds": (monotonic_ms() - started) // 1000, "seed": asked.seed}
    print(json.dumps(told, ensure_ascii=False))
    return 1 if summary.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
