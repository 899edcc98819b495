"""This file is the place where a desk is restored as a program of its own, and killed on the way.

Run as `python -m tests.store.restoring_desk COPY PHRASE HOME`. For each step of a restore, and for some moments
between, a process is begun that restores into a folder of its own below HOME. It kills itself at its step; at a moment
the system's timer ends it, as a kill does. Prints the name of each folder when its process has ended.
"""

import os
import random
import signal
import sys
from pathlib import Path

from kacdesk.store.restoring import STEPS, restore
from kacdesk.vault.slots import Unlock

MOMENTS = 6
_LONGEST_S = 0.5


def _killed_at(step: str, copy: Path, unlock: Unlock, folder: Path) -> None:
    def tell(told: str) -> None:
        if told == step:
            os.kill(os.getpid(), signal.SIGKILL)

    restore(copy, folder, unlock, tell=tell)


def _ended_after(seconds: float, copy: Path, unlock: Unlock, folder: Path) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    restore(copy, folder, unlock)


def main(copy: Path, phrase: str, home: Path) -> None:
    """Begin all of them, one after another."""
    unlock, chance = Unlock(passphrase=phrase), random.Random(20261122)
    moments = {f"moment-{place}": chance.uniform(0.01, _LONGEST_S) for place in range(MOMENTS)}
    for name in (*STEPS, *moments):
        child = os.fork()
        if child == 0:
            if name in moments:
                _ended_after(moments[name], copy, unlock, home / name)
            else:
                _killed_at(name, copy, unlock, home / name)
            os._exit(0)
        os.waitpid(child, 0)
        sys.stdout.write(name + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
