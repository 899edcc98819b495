"""This file is the place where it is fixed what the doctor says of one thing it looked at."""

from dataclasses import dataclass
from enum import StrEnum

from kacdesk.core.errors import DeskError, ExitCode


class State(StrEnum):
    """OK nothing to do · ATTENTION work goes on, but a person should look · BAD something does not work."""

    OK = "ok"
    ATTENTION = "attention"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Told:
    """What one look came to.

    `words` a sentence, `remedy` what to do, '' when nothing is · `code` the exit code it stands for · `detail` a short
    word that never changes and names no folder, printer or person: which of its faults a check found, '' for none.
    """

    state: State
    words: str
    remedy: str = ""
    code: ExitCode = ExitCode.DONE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was told of the check `name`, which people read as `title`."""

    name: str
    title: str
    told: Told

    @property
    def state(self) -> State:
        """Return how it stands."""
        return self.told.state

    def plain(self) -> dict[str, object]:
        """Return it as `doctor --json` prints it; members are never renamed."""
        return {
            "name": self.name,
            "state": str(self.told.state),
            "words": self.told.words,
            "remedy": self.told.remedy,
            "code": int(self.told.code),
            "detail": self.told.detail,
        }


def good(words: str, detail: str = "") -> Told:
    """Return that all is well, in a few words."""
    return Told(State.OK, words, detail=detail)


def attention(words: str, remedy: str, detail: str) -> Told:
    """Return that a person should look."""
    return Told(State.ATTENTION, words, remedy, ExitCode.ATTENTION, detail)


def bad(words: str, remedy: str, detail: str, code: ExitCode) -> Told:
    """Return that something does not work."""
    return Told(State.BAD, words, remedy, code, detail)


def failed(error: DeskError, detail: str = "") -> Told:
    """Return a foreseen failure as what was told; its kind is the detail where none is given."""
    return Told(State.BAD, error.what, error.remedy, error.exit_code, detail or type(error).__name__.lower())
