"""This file is the place where a taking of a new version is killed at random moments, and the desk counted after each.

`python -m benchmarks.reliability_update_kills --kills 200` prints one JSON summary; exit code 1 when a desk was left
without a version that opens it, or with anything missing.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kacdesk.services import records
from kacdesk.update.standing import FOLDER, Standing, read_standing, write_standing
from tests.helpers import desk
from tests.update.made_versions import NEW, OLD, Machine, machine

_RECORDS = 30


@dataclass
class Summary:
    """What came of all kills: at which step each fell, which version had the data afterwards, and what was wrong."""

    kills: int = 0
    steps: dict[str, int] = field(default_factory=dict)
    old: int = 0
    new: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Kill so many takings; print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    chance, summary = random.Random(asked.seed), Summary()
    with tempfile.TemporaryDirectory(prefix="kac-update-kills-") as scratch:
        computer = machine(Path(scratch) / "computer")
        os.environ["KACDESK_STATE"] = str(computer.state)
        computer.add(NEW, migration="pass")
        begun = _desk(Path(scratch))
        _take(computer, _fresh(begun, Path(scratch)), None)  # the first one reads everything from the disk
        longest = _take(computer, _fresh(begun, Path(scratch)), None)
        while summary.kills < asked.kills:
            data = _fresh(begun, Path(scratch))
            _take(computer, data, chance.uniform(0.2, 1.0) * longest)
            taking = read_standing(data).taking
            summary.steps[taking.step if taking else "none"] = (
                summary.steps.get(taking.step if taking else "none", 0) + 1
            )
            summary.kills += 1
            _look(computer, data, summary)
    sys.stdout.write(json.dumps(asdict(summary), ensure_ascii=False) + "\n")
    return 1 if summary.wrong else 0


def _desk(scratch: Path) -> Path:
    folder = desk.copy_desk(scratch)
    with desk.opened(folder) as context:
        for _ in range(_RECORDS):
            records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    return folder.rename(scratch / "begun")


def _fresh(begun: Path, scratch: Path) -> Path:
    data = scratch / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(begun, data)
    write_standing(data, Standing())
    return data


def _take(computer: Machine, data: Path, killed_after_s: float | None) -> float:
    """Take the new version, killing it and all it began after some seconds; return how many seconds it lived."""
    began = time.monotonic()
    with subprocess.Popen(
        [str(computer.installed), "--data", str(data), "update", "take", "--json"],
        stdout=subprocess.PIPE,
        env=computer.environment(),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        try:
            process.wait(killed_after_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.read()
    return time.monotonic() - began


def _look(computer: Machine, data: Path, summary: Summary) -> None:
    """Start the program as a person would, and hold what it tells against what was recorded."""
    done = computer.run("--data", str(data), "status", "--json")
    if done.returncode:
        summary.wrong.append(f"kill {summary.kills}: no version opens it: {done.stderr.strip()[:200]}")
        return
    told, standing = json.loads(done.stdout), read_standing(data)
    if told["records"]["visit"] != _RECORDS:
        summary.wrong.append(f"kill {summary.kills}: {told['records']['visit']} visits")
    if standing.taking is not None or standing.bad:
        summary.wrong.append(f"kill {summary.kills}: left {standing}")
    if standing.version == NEW:
        summary.new += 1
    else:
        summary.old += 1
        left = [path.name for path in (data / FOLDER).iterdir() if path.suffix != ".lock"]
        if left != ["standing.json"]:
            summary.wrong.append(f"kill {summary.kills}: {OLD} with {left}")
    doctor = computer.run("--data", str(data), "doctor", "--json")
    findings = {one["name"]: one["state"] for one in json.loads(doctor.stdout)["findings"]}
    if any(findings.get(name) == "bad" for name in ("pages", "structure", "lines", "numbers", "chain")):
        summary.wrong.append(f"kill {summary.kills}: {findings}")


if __name__ == "__main__":
    sys.exit(main())
