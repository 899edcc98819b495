"""This file is the place where a desk process records and exchanges without a pause, until it is killed.

Run as `python -m tests.reliability.recording_desk`: for every line on standard input (a JSON object with the arguments
of `record_until_killed`) it forks a child that does it, tells the child's pid, and tells its exit status when it ended.
What was imported once is shared, so that a desk starts in the time that opening its store takes.
"""

import json
import os
import random
import sys
import threading
from pathlib import Path

from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.sync.runner import SyncRunner
from kacdesk.sync.status import SyncState, SyncStatus
from tests.helpers.desk import BESIDE, call, document, line, visit

BEGAN, ENDED, OPENED = "began", "ended", "opened"
"""Marks among the promises: a cycle began, a cycle ended, the store is open."""


def record_until_killed(data: str, told: str, *, seed: int, pause_s: float) -> None:
    """Save one record after another and write its identity to the file `told` when `save` has returned."""
    chance = random.Random(seed)
    with Path(told).open("ab", buffering=0) as out:

        def tell(*words: str) -> None:
            out.write((" ".join(words) + "\n").encode())

        def on_status(status: SyncStatus) -> None:
            tell(BEGAN if status.state is SyncState.BUSY else ENDED)

        store = opening.open_for_writing(Path(data), BESIDE)
        context = accounts.act_as(store)
        runner = SyncRunner(store)
        runner.on_status(on_status)
        tell(OPENED)
        runner.start()
        clock = threading.Event()
        while True:
            register, saved = save_something(context, chance)
            tell(register, saved.hex())
            if chance.random() < 0.2:
                runner.sync_now()
            clock.wait(chance.uniform(0, 2 * pause_s))


def save_something(context: Context, chance: random.Random) -> tuple[str, bytes]:
    """Save a made-up record of one of three registers; return its register and identity."""
    register = chance.choice(("visit", "phone_consultation", "received_document"))
    match register:
        case "visit":
            lines = {"visit_service": [line() for _ in range(chance.randint(1, 3))]}
            saved = records.save(context, register, visit(customer_name="Paraugs Viens"), lines)
        case "phone_consultation":
            saved = records.save(context, register, call())
        case _:
            saved = records.save(context, register, document())
    return register, saved.id.bytes


def main() -> None:
    """Fork a child for every line of standard input, one after another."""
    for asked in sys.stdin:
        arguments = json.loads(asked)
        pid = os.fork()
        if pid == 0:
            record_until_killed(**arguments)
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
