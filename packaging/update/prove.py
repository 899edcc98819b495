"""This file is the place where two frozen versions prove what docs/updates.md promises, with data and a central store.

    .venv/bin/python packaging/update/prove.py OLD NEW [--later DIST] [--only way|faults|kills] [--kills N] [--seed N]

OLD, NEW and `--later` (else NEW) are folders that `./kac freeze` made, each of a higher version. Bad releases are made
from the last of them. Everything lies in a scratch folder. One line is printed for each thing that was looked at; the
exit code is 1 when one is not so.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from prove_bad import FAULTS, Fault
from prove_computer import Computer, Done, differing, everything, files_beside
from prove_proof import REFUSED, UNAVAILABLE, WRITTEN_BY_A_WINDOW, Proof
from prove_records import made_up

FETCH_STEPS = ("metadata", "download", "unpack", "self-check", "stage")
TAKE_STEPS = ("copy", "bring", "compare", "swap", "prove", "done")


class Way(Proof):
    """The way there and back."""

    def play(self) -> None:
        """Fetch as root, take as the user, go back, take again, work, and find the way back closed."""
        old, new = self.old_version, self.new_version
        source = self.source("source", self.new / "kacdesk", self.computer)
        for step in FETCH_STEPS:
            words = ("update", "fetch", "--source", str(source), "--json")
            told = self.computer.kill_at(step, *words, as_root=True).steps
            ready = self.computer.state / "versions" / new
            whole = not ready.exists() or _files(ready) == _files(self.new / "kacdesk")
            held = "laid ready whole" if ready.exists() else "not laid ready"
            self.look(
                f"fetch killed at {step}", told[-1:] == [step] and whole, f"{held}, {self.running()} runs"
            )
        done = self.computer.run("update", "fetch", "--source", str(source), "--json", as_root=True)
        self.ended(f"{new} fetched after that", done)
        began = time.monotonic()
        done = self.ended("taken", self.desk("update", "take", "--json"))
        self.look("in these steps", done.steps == [*TAKE_STEPS], f"{time.monotonic() - began:.1f} s")
        self.look("begun by the installed program", self.running() == new, self.running())
        self.same("nothing was lost")
        self.ended("back", self.desk("update", "back", "--json"))
        self.look("the version before", self.running() == old, self.running())
        self.same("nothing was lost on the way back")
        offered = self.desk("update", "--json").told
        self.look("not offered again", offered["offered"] is None and list(offered["bad"]) == [new])
        self.ended("taken again, by name", self.desk("update", "take", "--version", new, "--json"))
        self.same("nothing was lost the second time")
        self.ended("what was unsent is sent by the new version", self.desk("sync"))
        visits = json.dumps(made_up()["visit"][:3])
        self.ended("the new version writes", self.desk("add", "visit", "--json", "-", typed=visits))
        self.ended("sent", self.desk("sync"))
        self.ended("the central store agrees", Done(0, self.central.run("reconcile"), ""))
        self.ended("no way back after that", self.desk("update", "back"), REFUSED)
        self.look("still", self.running() == new, self.running())
        self.central.end()
        data = self.fresh("opened")
        program, done = self.window(data, lambda standing: standing["version"] == new)
        self.look("a window that is opened takes it", new in program.parts, program)
        self.same("with everything", data, but=WRITTEN_BY_A_WINDOW)


class Faults(Proof):
    """Versions that are bad."""

    def play(self) -> None:
        """A release that is bad in one way after the other: none is kept, nothing is lost, none is tried twice."""
        self.central.end()
        self.settled_on_new()
        for fault in FAULTS:
            self._fault(fault)

    def settled_on_new(self) -> None:
        """Let the desk be one of the new version, where that is not the last."""
        if self.new_version == self.later_version:
            return
        versions = self.computer.state / "versions"
        shutil.copytree(self.new / "kacdesk", versions / self.new_version, symlinks=True)
        data = self.fresh("settled")
        self.ended(f"{self.new_version} taken", self.desk("update", "take", data=data))
        shutil.rmtree(self.work / "begun")
        shutil.copytree(data, self.work / "begun")

    def _fault(self, fault: Fault) -> None:
        print(f"-- {self.later_version} {fault.told}", flush=True)
        good = self.running(self.fresh("data"))
        name = fault.name
        computer = Computer(self.installed, self.work / f"state-{name}", self.computer.home)
        versions = self.computer.state / "versions"
        if versions.is_dir():
            shutil.copytree(versions, computer.state / "versions", symlinks=True, copy_function=os.link)
        bad = shutil.copytree(self.later / "kacdesk", self.work / f"bad-{name}", symlinks=True)
        fault.make(bad)
        source = self.source(f"source-{name}", bad, computer)
        shutil.rmtree(bad)
        self.computer, kept = computer, self.computer
        done = computer.run("update", "fetch", "--source", str(source), "--json", as_root=True)
        if fault.staged:
            self.ended("fetched", done)
            done = self.ended("not taken", self.desk("update", "take", "--json"), UNAVAILABLE)
            self.look("at this step", done.steps[-1:] == [fault.step], f"{done.steps} {done.errors.strip()}")
        else:
            self.ended("never laid ready", done, REFUSED)
            self.look("why", bool(done.errors), done.errors.strip())
            done = computer.run("update", "fetch", "--source", str(source), "--json", as_root=True)
            self.look("not fetched twice", done.told.get("staged", "") is None, done.errors)
        self.same("nothing was lost")
        told = self.desk("update", "--json")
        self.look("told", told.code == 1 and list(told.told["bad"]) == [self.later_version], told.told)
        self.look("the version before runs", told.told["running"] == good and not told.told["offered"], good)
        again = self.desk("update", "take", "--json").told
        self.look("not tried again", again == {"taken": None}, again)
        if fault.staged:
            data = self.fresh("opened")
            program, ended = self.window(data, lambda standing: self.later_version in standing["bad"])
            self.look(
                "a window goes on by itself", self._is(program, good), f"{program} {ended.errors[-200:]}"
            )
            self.same("with everything", data, but=WRITTEN_BY_A_WINDOW)
            tried = json.loads((data / "update" / "standing.json").read_text())["bad"]
            self.look("and does not try it again", list(tried) == [self.later_version], tried)
        visits = json.dumps(made_up()["visit"][:1])
        self.ended("work goes on", self.desk("add", "visit", "--json", "-", typed=visits))
        self.computer = kept
        shutil.rmtree(computer.state)
        shutil.rmtree(source)

    def _is(self, program: Path, version: str) -> bool:
        return program == self.installed if version == self.old_version else version in program.parts


class Kills(Proof):
    """Takings that are killed."""

    count, seed = 12, 7

    def play(self) -> None:
        """Kill the taking at each step and at random moments; afterwards one version has everything."""
        self.central.end()
        versions = self.computer.state / "versions"
        shutil.copytree(self.new / "kacdesk", versions / self.new_version, symlinks=True)
        take = ("update", "take", "--json")
        for alone in (False, True):
            for step in TAKE_STEPS:
                data = self.fresh("data")
                told = self.computer.kill_at(step, *self.with_data(), *take, alone=alone).steps
                if told[-1:] != [step]:
                    self.look(f"killed at {step}", False, told)
                if alone:
                    self._tried_again(f"killed at {step}, what it began goes on", data)
                else:
                    self._look_after(f"killed at {step}", data)
        data = self.fresh("data")
        began = time.monotonic()
        self.desk(*take)
        longest, chance = time.monotonic() - began, random.Random(self.seed)  # noqa: S311 -- no secret
        for _ in range(self.count):
            data = self.fresh("data")
            by_window = chance.random() < 0.5
            after = chance.uniform(0.3, 1.6 if by_window else 1.0) * longest
            lived = self.computer.kill_after(after, *self.with_data(), *(() if by_window else take))
            what = "window" if by_window else "take"
            self._look_after(f"{what} {'killed' if lived else 'ended'} after {after:.2f} s", data)

    def _tried_again(self, what: str, data: Path) -> None:
        """Take at once while an orphan of the try before still works; a try that has to wait for it is not held against
        the version."""
        done = self.desk("update", "take", "--json", data=data)
        standing = json.loads((data / "update" / "standing.json").read_text())
        fine = done.code == 0 or (done.code == UNAVAILABLE and not standing["bad"])
        self.look(f"{what}, at once tried again", fine, f"code {done.code} {done.errors.strip()[:300]}")
        self._look_after(what, data)

    def _look_after(self, what: str, data: Path) -> None:
        home = data / "update" / "standing.json"
        taking = json.loads(home.read_text())["taking"] if home.exists() else None
        version = self.running(data)
        told = self.desk("doctor", "--json", data=data)
        red = [one["name"] for one in told.told["findings"] if one["state"] == "bad"]
        lost = differing(self.before, everything(data, self.key, self.before))
        lost = [name for name in lost if name not in WRITTEN_BY_A_WINDOW]
        fine = not red and not lost and files_beside(data) == self.files
        step = taking["step"] if taking else "none"
        self.look(f"{what}, found at {step}", fine, f"{version} with everything" if fine else f"{red} {lost}")


def _files(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()
    }


_PARTS: dict[str, type[Way] | type[Faults] | type[Kills]] = {"way": Way, "faults": Faults, "kills": Kills}


def main() -> int:
    """Prove what was asked; 1 when something did not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--later", type=Path)
    parser.add_argument("--only", choices=tuple(_PARTS), action="append")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    parts = asked.only or list(_PARTS)
    failed = 0
    for part in parts:
        with tempfile.TemporaryDirectory(prefix="kac-update-proof-") as scratch:
            Path(scratch).chmod(0o711)
            new = asked.new.resolve()
            proof = _PARTS[part](
                Path(scratch), asked.old.resolve(), new, (asked.later or asked.new).resolve()
            )
            print(f"== {part}: {proof.old_version}, {proof.new_version}, {proof.later_version}", flush=True)
            try:
                proof.begin()
                if isinstance(proof, Kills):
                    proof.count, proof.seed = asked.kills, asked.seed
                proof.play()
            finally:
                proof.central.end()
            failed += proof.failed
    print(f"{failed} not so" if failed else "all of it held")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
