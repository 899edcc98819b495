"""This file is the place where the proof of updates begins: a computer with a desk that has records, and what is looked
at between its steps."""

import json
import os
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prove_computer import (
    PLATFORM,
    Central,
    Computer,
    Done,
    Held,
    differing,
    everything,
    files_beside,
    key_of,
    program_of,
    sign,
)
from prove_records import keep_drafts, made_up

REFUSED, UNAVAILABLE = 3, 4
# Without a line a window seals what was captured; of what a person entered nothing stands there.
WRITTEN_BY_A_WINDOW = ("capture", "outbox", "sync_state", "preference")
_BEGINS_S = 120
_WINDOW_S = 3


class Proof(ABC):
    """One computer with a desk, from the version it begins with to the last."""

    def __init__(self, work: Path, old: Path, new: Path, later: Path) -> None:
        self.work, self.new, self.later = work, new, later
        self.old_version, self.new_version, self.later_version = (
            (dist / "kacdesk" / "VERSION").read_text().strip() for dist in (old, new, later)
        )
        self.installed = old / "kacdesk" / "kacdesk"
        self.computer = Computer(self.installed, work / "state", work / "home")
        self.data, self.phrase = self.computer.home / "data", self.computer.home / "phrase"
        self.central = Central(old / "kacdesk-central" / "kacdesk-central", work / "central")
        self.before: Held = {}
        self.failed = 0

    def look(self, what: str, holds: bool, told: object = "") -> None:
        """Print one finding and remember whether it is as it should be."""
        self.failed += not holds
        print(f"{'ok' if holds else 'NOT SO':7}{what}{f': {told}' if told != '' else ''}", flush=True)

    def ended(self, what: str, done: Done, *codes: int) -> Done:
        """Look at the exit code of a command; its words are shown when it is another one."""
        fine = done.code in (codes or (0,))
        self.look(what, fine, "" if fine else f"code {done.code} {done.errors[-600:]}{done.out[-300:]}")
        return done

    def desk(self, *words: str, data: Path | None = None, typed: str | None = None) -> Done:
        """Run a command on the desk."""
        return self.computer.run(*self.with_data(data), *words, typed=typed)

    def with_data(self, data: Path | None = None) -> list[str]:
        return ["--data", str(data or self.data), "--passphrase-file", str(self.phrase)]

    def running(self, data: Path | None = None) -> str:
        """Return the version that begins when the installed program is called."""
        return str(self.desk("update", "--json", data=data).told.get("running"))

    def same(self, what: str, data: Path | None = None, *, but: tuple[str, ...] = ()) -> None:
        """Look whether every value of every row, and every file, is as it was when the proof began."""
        now = everything(data or self.data, self.key, self.before)
        lost = [name for name in differing(self.before, now) if name not in but]
        kept = files_beside(data or self.data) == self.files
        rows = sum(count for _, count, _ in now.values())
        self.look(what, not lost and kept, f"{lost} {kept}" if lost or not kept else f"{rows} rows equal")

    # --- the beginning -------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A desk of the old version with a day's work in it, most of it sent."""
        self.phrase.write_text("pieci izdomāti vārdi vienā rindā\n")
        self.phrase.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(self.phrase, "nobody")
        self.central.serve()
        self.central.run("point", "add", "BALVI", "--name", "Balvi")
        catalogue = self.installed.parents[1] / "kacdesk-central/_internal/kacdesk/_resources/catalogue"
        self.central.run("catalogue", "load", str(catalogue))
        self.ended("init", self.desk("init", "--point", "BALVI", "--supervisor", "Paula Paraugs"))
        for register, records in made_up().items():
            done = self.desk("add", register, "--json", "-", typed=json.dumps(records))
            self.ended(f"{len(records)} of {register}", done)
            if register == "received_document":
                self._attach([json.loads(line)["id"] for line in done.out.splitlines()[:4]])
        code = self.central.run("desk", "code", "BALVI").split()[0]
        self.ended("enrolled", self.desk("enrol", code, "--central", self.central.url))
        self.ended("sent", self.desk("sync"))
        unsent = json.dumps(made_up()["visit"][:20])
        self.ended("20 more, not sent", self.desk("add", "visit", "--json", "-", typed=unsent))
        self.key = key_of(self.data, self.phrase)
        keep_drafts(self.data, self.key, 7)
        if os.geteuid() == 0:
            for path in self.data.glob("desk.db*"):
                shutil.chown(path, "nobody", "nogroup")
        self.files = files_beside(self.data)
        self.before = everything(self.data, self.key)
        told = {name: self.before[name][1] for name in ("visit", "draft", "outbox", "number_series")}
        self.look(f"the desk of {self.old_version}", bool(self.files), f"{told}, {len(self.files)} files")
        shutil.copytree(self.data, self.work / "begun")

    def _attach(self, records: list[str]) -> None:
        for place, record in enumerate(records):
            paper = self.computer.home / f"paper{place}.pdf"
            paper.write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * (800 + place) + b"\n%%EOF\n")
            paper.chmod(0o644)
            self.ended(f"file {place}", self.desk("attach", "received_document", record, str(paper)))

    def source(self, name: str, dist: Path, computer: Computer) -> Path:
        """Sign a version into a folder of its own and let a computer trust it."""
        folder = self.work / name
        sign("init", "--keys", self.work / f"{name}.keys", "--folder", folder)
        sign(
            *("add", "--keys", self.work / f"{name}.keys", "--folder", folder),
            *("--program", dist, "--platform", PLATFORM, "--level", "1"),
        )
        shutil.copyfile(folder / "metadata" / "1.root.json", computer.state / "root.json")
        return folder

    def fresh(self, name: str, begun: str = "begun") -> Path:
        """Put the data as they were at the beginning into the desk's home."""
        return self.computer.put(self.work / begun, name)

    def window(self, data: Path, settled: Callable[[dict[str, Any]], bool]) -> tuple[Path, Done]:
        """Open the window, wait until the desk stands as it should and the window is up, then end it.

        Returns the program that it is in the end.
        """
        home = data / "update" / "standing.json"
        with self.computer.start(*self.with_data(data)) as process:
            until = time.monotonic() + _BEGINS_S
            while time.monotonic() < until and process.poll() is None:
                standing = json.loads(home.read_text()) if home.exists() else {"taking": "not yet"}
                if standing["taking"] is None and settled(standing):
                    break
                time.sleep(0.2)
            time.sleep(_WINDOW_S)
            program = program_of(process.pid) if process.poll() is None else Path("ended")
            process.terminate()
            out, errors = process.communicate(timeout=_BEGINS_S)
        return program, Done(process.returncode, out, errors)

    @abstractmethod
    def play(self) -> None:
        """Go the way of this part."""
