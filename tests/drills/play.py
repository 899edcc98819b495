"""This file is the place where a runbook is played: its blocks marked `sh drill`, in their order, on a demo store."""

import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
PRELUDE = Path(__file__).with_name("prelude.sh")
_BLOCK = re.compile(r"^```sh drill\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SLOWEST_S = 300


@dataclass(frozen=True)
class Played:
    """How a drill ended: its exit code and everything it printed."""

    code: int
    words: str


def names() -> list[str]:
    """Return the runbooks that have something to play, by name."""
    return sorted(path.stem for path in RUNBOOKS.glob("*.md") if _BLOCK.search(path.read_text("utf-8")))


def script(name: str) -> str:
    """Return the blocks of a runbook as one shell script."""
    text = (RUNBOOKS / f"{name}.md").read_text("utf-8")
    blocks = "\n".join(_BLOCK.findall(text))
    return (
        f". '{PRELUDE}'\n"
        'mkdir -p "$DRILL/central"\n'
        "CENTRAL=\n"
        "trap '[ -z \"$CENTRAL\" ] || kill $CENTRAL 2>/dev/null || true' EXIT\n"
        "set -x\n"
        f"{blocks}\n"
    ).replace("kacdesk-central ", "kacdesk_central ")


def play(name: str, folder: Path) -> Played:
    """Play a runbook in an empty folder; its service is ended whatever happens."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KACDESK_")}
    environment |= {
        "DRILL": str(folder),
        "PYTHON": sys.executable,
        "PORT": str(_free_port()),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        ["bash", "-c", script(name)],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=_SLOWEST_S,
        check=False,
    )
    return Played(done.returncode, done.stdout)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
