"""This file is the place where the window is pictured: `python -m tests.screenshots docs/screenshots`."""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from kacdesk.app import pictures
from kacdesk.core.clock import today_riga
from kacdesk.services import sample
from kacdesk.store.opening import PointInfo, create
from kacdesk.vault.slots import Unlock

_CONTACTS = 900
_UNLOCK = Unlock(beside_data=True)


def main(arguments: list[str]) -> int:
    """Fill a made-up store, build the window over it off screen, and write every picture to the folder."""
    if len(arguments) != 1:
        sys.stderr.write("python -m tests.screenshots FOLDER\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        point = PointInfo("BALVI", "Balvu klientu apkalpošanas centrs", "regional", sample=True)
        store = create(folder, _UNLOCK, point)
        sample.fill(store, contacts=_CONTACTS, last_day=today_riga() - timedelta(days=1))
        store.close()
        taken = pictures(folder, _UNLOCK, Path(arguments[0]))
    sys.stdout.write("".join(f"{path}\n" for path in taken))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
