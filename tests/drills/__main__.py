"""This file is the place where `./kac drill` begins: play the named runbooks, or all."""

import sys
import tempfile
from pathlib import Path

from tests.drills.play import names, play


def main() -> int:
    """Play each runbook in a scratch folder; 1 when one of them did not go as its page says."""
    wanted = sys.argv[1:] or names()
    unknown = [name for name in wanted if name not in names()]
    if unknown:
        sys.stderr.write(f"there is no runbook {unknown[0]}; there are: {', '.join(names())}\n")
        return 2
    failed = 0
    for name in wanted:
        with tempfile.TemporaryDirectory(prefix="kacdesk-drill-") as folder:
            done = play(name, Path(folder))
        sys.stdout.write(f"{name}: {'as written' if done.code == 0 else f'ended with {done.code}'}\n")
        if done.code:
            failed = 1
            sys.stderr.write(done.words)
    return failed


if __name__ == "__main__":
    sys.exit(main())
