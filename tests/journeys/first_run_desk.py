"""This file is the place where a desk is made as the first start makes it, until it is killed.

Run as `python -m tests.journeys.first_run_desk DATA`. It prints `making`, and `made` when the desk is there.
"""

import sys
from pathlib import Path

from kacdesk.services import first_run
from kacdesk.services.first_run import Person, Plan, Point
from kacdesk.vault.slots import Unlock

PHRASE = "pieci nejauši vārdi te"
KEY = "00000-00000-00000-00000-000000"
QUICK = Unlock(cost=(1024, 1))
PLAN = Plan(
    point=Point("BALVI", "Balvu paraugs", "regional"),
    file_index="1-1",
    people=(Person("Paraugs Vadītājs", "SUPERVISOR"), Person("Izdomātā Darbiniece", "CLERK")),
    pin="8305",
    passphrase=PHRASE,
    recovery=KEY,
)


def main(data: Path) -> None:
    """Make the desk."""
    sys.stdout.write("making\n")
    sys.stdout.flush()
    first_run.make(data, QUICK, PLAN).close()
    sys.stdout.write("made\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
