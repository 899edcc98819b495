"""This file is the place where every foreseen failure has its kind, its three sentences and its exit code."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line answers to the shell; documented in docs/cli.md and never renumbered."""

    DONE = 0
    ATTENTION = 1
    USAGE = 2
    REFUSED = 3
    UNAVAILABLE = 4
    DAMAGED = 5


class DeskError(Exception):
    """A failure that a person is told about.

    `what` happened, what is the `effect` on the work in hand, and the `remedy`: each is one whole sentence
    in the language of the screen (`core.text.t`), without personal data.
    """

    exit_code: ExitCode = ExitCode.UNAVAILABLE

    def __init__(self, what: str, *, effect: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.effect = effect
        self.remedy = remedy

    def sentences(self) -> tuple[str, ...]:
        """Return the sentences that are not empty, in the order they are read."""
        return tuple(part for part in (self.what, self.effect, self.remedy) if part)

    def __str__(self) -> str:
        return " ".join(self.sentences())


class Usage(DeskError):
    """The command, file or setting that was given cannot be read as such."""

    exit_code = ExitCode.USAGE


class Missing(DeskError):
    """What was asked for is not there."""

    exit_code = ExitCode.USAGE


class Refused(DeskError):
    """A rule, a role or a key does not allow it."""

    exit_code = ExitCode.REFUSED


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field; `field` is the register's field name, or `lines[2].kind` in a line."""

    field: str
    sentence: str
    code: str


class Invalid(Refused):
    """The entered values break the rules of the register; nothing was saved."""

    def __init__(self, problems: Sequence[Problem], *, effect: str = "", remedy: str = "") -> None:
        super().__init__(" ".join(problem.sentence for problem in problems), effect=effect, remedy=remedy)
        self.problems = tuple(problems)


class Stale(Refused):
    """Somebody else changed the record since it was opened.

    `mine` and `theirs` hold only the fields that differ: field name → value.
    """

    def __init__(
        self,
        what: str,
        *,
        mine: dict[str, object],
        theirs: dict[str, object],
        effect: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(what, effect=effect, remedy=remedy)
        self.mine = mine
        self.theirs = theirs


class Unavailable(DeskError):
    """The disk, the network or a lock does not answer now; it may later."""

    exit_code = ExitCode.UNAVAILABLE


class Damaged(DeskError):
    """Data that were written once cannot be read as they were written."""

    exit_code = ExitCode.DAMAGED
