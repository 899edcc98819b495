"""This file is the place where the disk is full at every page that a piece of the desk's work would write.

`python -m benchmarks.reliability_full_disk` prints one JSON summary; exit code 1 when something was half done, said
unclearly, or did not go on when there was room again. It mounts small disks of its own: run it as root, or behind
`unshare --user --map-root-user --mount`.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Table, func, select

from benchmarks.kill_add import later_revision
from kacdesk.core.clock import monotonic_ms
from kacdesk.core.errors import DeskError, Unavailable
from kacdesk.core.ids import new_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import feed, opening, sealing, tables
from kacdesk.store.health import examine
from kacdesk.store.session import Store
from kacdesk.wire.messages import FeedEntry, FeedSet
from kacdesk.wire.stamp import stamp_text
from tests.helpers.desk import BESIDE, POINT, copy_desk, line, visit
from tests.helpers.sample_desk import staff_values
from tests.reliability.small_disk import SmallDisk, mounted

_DISK_MB = 24
_CAPTURED = 39
_ENTRIES = 60
_ENOUGH = 3
"""Successes in a row after which there is room for all of the work."""

Counts = dict[str, int]


@dataclass
class Told:
    """What came of one kind of work: at how many sizes of the disk it was refused and done, and what was said."""

    refused: int = 0
    done: int = 0
    said: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def counts_of(store: Store) -> Counts:
    """Return how many rows every table of records and of the exchange has."""
    watched: list[Table] = [tables.capture, tables.outbox, tables.change_log, tables.scope_cursor]
    watched += [store.catalog.table(spec.name) for spec in store.catalog.specs]
    with store.read() as connection:
        found = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in watched
        }
        found["found"] = connection.exec_driver_sql("SELECT count(*) FROM search_visit").scalar_one()
        found["seq"] = connection.execute(select(tables.sync_state.c.next_seq)).scalar_one()
        found["numbered"] = connection.execute(
            select(func.coalesce(func.sum(tables.number_series.c.last), 0))
        ).scalar_one()
    return found


class Work:
    """One kind of work on an open desk."""

    def __init__(self, prepare: Callable[[Context], object], do: Callable[[Context], object]) -> None:
        self.prepare, self.do = prepare, do


def _save(context: Context) -> None:
    lines = {"visit_service": [line(note="x" * 900) for _ in range(4)]}
    records.save(context, "visit", visit(customer_name="Paraugs Viens", note="x" * 3000), lines)


def _capture(context: Context) -> None:
    for _ in range(_CAPTURED):
        _save(context)


def _page() -> list[FeedEntry]:
    return [
        FeedSet(
            c=number,
            r="staff",
            rid=new_id().hex,
            id=new_id().hex,
            st=stamp_text(number << 16),
            f=staff_values(f"Paraugs {number} " + "x" * 60),
        )
        for number in range(1, _ENTRIES + 1)
    ]


WORK = {
    "save": Work(lambda context: None, _save),
    "seal": Work(_capture, lambda context: sealing.seal(context.store)),
    "apply a page": Work(
        lambda context: None, lambda context: feed.apply_page(context.store, f"p:{POINT.code}", _page())
    ),
}


class FullDisk:
    """Runs work on copies of one desk that lie on a small disk."""

    def __init__(self, disk: SmallDisk, folder: Path) -> None:
        self._disk = disk
        self._template = copy_desk(folder)
        with _opened(self._template) as context:
            self._versions = later_revision(folder / "versions", context.store)

    def run(self, kind: str, *, step: int) -> Told:
        """Do one kind of work with 0, `step`, 2·`step` … free pages, until there is room for it."""
        told = Told()
        pages, enough = 0, 0
        while enough < _ENOUGH:
            once = {"migrate": self._migrate, "create": self._create}.get(kind)
            refused = once(pages, told) if once else self._work(WORK[kind], pages, told)
            told.refused += refused
            told.done += not refused
            enough = 0 if refused else enough + 1
            pages += step
        return told

    def _work(self, work: Work, pages: int, told: Told) -> bool:
        with self._desk() as data:
            with _opened(data) as context:
                work.prepare(context)
            with _opened(data) as context:  # its write-ahead log is empty now and has to grow
                before = counts_of(context.store)
                self._disk.fill(pages_left=pages)
                error = _tried(lambda: work.do(context))
                self._disk.empty()
                if error is not None:
                    _judge(error, told)
                    if counts_of(context.store) != before:
                        told.wrong.append(f"something stayed of work that was refused at {pages} pages")
                    work.do(context)
                after = counts_of(context.store)
                if after == before:
                    told.wrong.append(f"nothing was done at {pages} pages")
            self._look(data, after, told)
        return error is not None

    def _migrate(self, pages: int, told: Told) -> bool:
        with self._desk() as data:
            with _opened(data) as context:
                _save(context)
                before = counts_of(context.store)
            self._disk.fill(pages_left=pages)
            error = _tried(lambda: opening.open_for_writing(data, BESIDE, versions=self._versions).close())
            self._disk.empty()
            if error is not None:
                _judge(error, told)
                self._look(data, before, told)  # the program before the update still opens it
                opening.open_for_writing(data, BESIDE, versions=self._versions).close()
            store = opening.open_for_writing(data, BESIDE, versions=self._versions)
            if counts_of(store) != before:
                told.wrong.append(f"a migration at {pages} pages changed what is there")
            store.close()
        return error is not None

    def _create(self, pages: int, told: Told) -> bool:
        self._disk.clear()
        data = self._disk.folder / "desk"
        self._disk.fill(pages_left=pages)
        error = _tried(lambda: opening.create(data, BESIDE, POINT, prepare=_with_a_person).close())
        self._disk.empty()
        if error is not None:
            _judge(error, told)
            if not opening.exists(data):  # else it was made whole, and there was no room to open it
                opening.create(data, BESIDE, POINT, prepare=_with_a_person).close()
        store = opening.open_for_writing(data, BESIDE)
        if counts_of(store)["staff"] != 1:
            told.wrong.append(f"the store that was made at {pages} pages has no first person")
        store.close()
        return error is not None

    @contextmanager
    def _desk(self) -> Iterator[Path]:
        self._disk.clear()
        yield Path(shutil.copytree(self._template, self._disk.folder / "desk"))

    def _look(self, data: Path, expected: Counts, told: Told) -> None:
        """Open the desk as its next start would, and examine it."""
        with _opened(data) as context:
            if counts_of(context.store) != expected:
                told.wrong.append("the next start shows something else")
            told.wrong += [f"{name}: {problem}" for name, problem in examine(context.store) if problem]


@contextmanager
def _opened(data: Path) -> Iterator[Context]:
    store = opening.open_for_writing(data, BESIDE)
    try:
        yield accounts.act_as(store)
    finally:
        store.close()


def _with_a_person(store: Store) -> None:
    accounts.add_first_person(store, "Paraugs")


def _tried(work: Callable[[], object]) -> DeskError | None:
    try:
        work()
    except DeskError as error:
        return error
    return None


def _judge(error: DeskError, told: Told) -> None:
    told.said[error.what] += 1
    if not isinstance(error, Unavailable) or "Diskā nav vietas" not in error.what or not error.remedy:
        told.wrong.append(f"not said clearly: {error}")


KINDS = (*WORK, "create", "migrate")


def main() -> int:
    """Fill the disk at every page and print the summary."""
    parser = argparse.ArgumentParser(description="Fill the disk at every page of the desk's work.")
    parser.add_argument("--step", type=int, default=1, help="pages between two sizes of the disk")
    parser.add_argument("--kind", choices=KINDS, action="append")
    asked = parser.parse_args()
    started = monotonic_ms()
    summary: dict[str, object] = {}
    wrong: list[str] = []
    with mounted(_DISK_MB) as disk, tempfile.TemporaryDirectory(prefix="kac-full-") as folder:
        full = FullDisk(disk, Path(folder))
        for kind in asked.kind or KINDS:
            told = full.run(kind, step=asked.step)
            wrong += [f"{kind}: {words}" for words in told.wrong]
            summary[kind] = {"refused": told.refused, "done": told.done, "said": dict(told.said)}
    seconds = (monotonic_ms() - started) // 1000
    sys.stdout.write(
        json.dumps({"by_kind": summary, "wrong": wrong, "seconds": seconds}, ensure_ascii=False) + "\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
