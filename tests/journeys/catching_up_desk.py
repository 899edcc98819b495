"""This file is the place where a desk saves the lines of an outage one after another until it is killed.

Run as `python -m tests.journeys.catching_up_desk DATA`. It prints `kept` once every line lies in the store, and
`<record>` for each that is saved.
"""

import sys
from datetime import timedelta
from pathlib import Path

from kacdesk.core import clock
from kacdesk.core.ids import reference_id
from kacdesk.services.counter import catch_up
from kacdesk.services.counter.catch_up_line import Line
from tests.helpers.desk import opened

LINES = 40


def told(words: str) -> None:
    """Say something that is read before the end."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(data: Path) -> None:
    """Keep the lines unless they are there, and save them."""
    yesterday = clock.today_riga() - timedelta(days=1)
    service = reference_id("service", "VSAA-VECUMS")
    with opened(data) as context:
        waiting = catch_up.lines(context)
        if not waiting:
            waiting = [
                Line(day=yesterday, time=f"{8 + place // 5}:{place % 5}0", service=service, way=way)
                for place in range(LINES)
                for way in ("PHONE" if place % 3 == 0 else "IN_PERSON",)
            ]
            catch_up.keep(context, waiting)
        told("kept")
        for line in waiting:
            told(str(catch_up.save(context, line.id).id))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
