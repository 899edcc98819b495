"""This file is the place where a program that checks itself goes through its steps and says what came of each."""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import kacdesk
from kacdesk.core.errors import ExitCode

Step = tuple[str, Callable[[], str]]
"""The name of a step, and what does it and tells what it found."""


def go_through(
    steps: Callable[[Path], Iterable[Step]], *, prefix: str, say_json: Callable[[Any], None]
) -> ExitCode:
    """Do the steps in a scratch folder that begins with `prefix`, and return DAMAGED when one of them failed.

    Says a line of JSON for each step and one for all; the steps go on after a failure.
    """
    failed = False
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as scratch:
        for name, step in steps(Path(scratch)):
            try:
                say_json({"step": name, "ok": True, "told": step()})
            except Exception as error:  # noqa: BLE001 -- whatever an installation lacks is the finding
                failed = True
                say_json({"step": name, "ok": False, "told": f"{type(error).__name__}: {error}"})
    say_json({"version": kacdesk.__version__, "ok": not failed})
    return ExitCode.DAMAGED if failed else ExitCode.DONE
