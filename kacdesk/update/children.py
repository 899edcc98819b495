"""This file is the place where one version of the program asks another one to do its part, as a process of its own.

The key goes to it through its standard input and nowhere else.
"""

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from kacdesk.core.text import t
from kacdesk.update.start import environment_for_another

LONGEST_S = 3600
"""A large store on a slow disk takes minutes; a program that hangs must end some day."""

_LONGEST_WORDS = 400


@dataclass(frozen=True)
class Answer:
    """What came of it: `told` a sentence where it did not go well, `tally` what the data hold then."""

    ok: bool
    told: str = ""
    tally: dict[str, str] = field(default_factory=dict)


def ask_program(program: Path, what: str, folder: Path, key: bytes) -> Answer:
    """Let a program `bring` a copy to its shape or `prove` that it opens the data, and return what it says.

    A program that crashes, hangs or says nothing that can be read has not done it.
    """
    line = [str(program), "--data", str(folder), "update", what]
    try:
        done = subprocess.run(  # noqa: S603 -- a version that was verified and staged
            line,
            input=key.hex() + "\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=LONGEST_S,
            env=environment_for_another(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(ok=False, told=t("tā neatbild."))
    except OSError as error:
        return Answer(ok=False, told=t("to nevar palaist ({kind}).", kind=type(error).__name__))
    return _read(done.stdout, done.returncode)


def _read(said: str, code: int) -> Answer:
    lines = [line for line in said.splitlines() if line.startswith("{")]
    broken = Answer(ok=False, told=t("tā beidzas ar kļūdu {code}.", code=code))
    try:
        raw = json.loads(lines[-1])
        answer = Answer(
            raw["ok"] is True, str(raw.get("told", ""))[:_LONGEST_WORDS], dict(raw.get("tally", {}))
        )
    except (IndexError, ValueError, KeyError, TypeError, AttributeError):
        return broken
    return answer if code == 0 or not answer.ok else broken
