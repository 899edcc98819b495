"""This file is the place where it is told what became of an import, row by row."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kacdesk.core.errors import ExitCode


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row did not go in: its line in the file, the heading ('' when it is the whole row), the sentence."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or in a dry run would do.

    Rows: `read` = `added` + `already_there` + `rejected`; blank rows are not counted. `records` is how many records
    were made, fewer than rows when several are one visit. `unmapped` counts names of institutions and services
    that are not in the catalogue and were kept as text. `notes` are sentences about what a person should look at
    although nothing was rejected. `rejects` is the file with the rejected rows, None when there is none.
    """

    register: str
    file: str
    dry_run: bool
    read: int
    added: int
    records: int
    already_there: int
    rejected: int
    unmapped: int
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[str, ...] = ()
    rejects: Path | None = None

    @property
    def exit_code(self) -> ExitCode:
        """Return 0 when all is in, 1 when some rows were rejected, 3 when all were."""
        if not self.rejected:
            return ExitCode.DONE
        return ExitCode.REFUSED if self.rejected == self.read else ExitCode.ATTENTION

    def to_json(self) -> dict[str, Any]:
        """Return the report as the command line prints it with --json."""
        return {
            "register": self.register,
            "file": self.file,
            "dry_run": self.dry_run,
            "read": self.read,
            "added": self.added,
            "records": self.records,
            "already_there": self.already_there,
            "rejected": self.rejected,
            "unmapped": self.unmapped,
            "problems": [
                {"line": problem.line, "column": problem.column, "reason": problem.reason}
                for problem in self.problems
            ],
            "notes": list(self.notes),
            "rejects": str(self.rejects) if self.rejects is not None else None,
        }
