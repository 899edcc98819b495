"""This file is the place where the rows of the requirements meet what serves them and the tests that prove it.

`requirements.csv` holds every clause of the source documents that asks something of a centre, with its fit: M core of
a desk program, S useful and small, L light touch, N nothing for one. `served.csv` says for a feature, or for a row
where that is not enough, what serves it or why nothing does. Tests name the rows they prove with `pytest.mark.clause`.
"""

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "clauses.md"
_FEATURE = re.compile(r"\bF\d\d\b")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the requirements: a clause, what it asks for, how well it fits a desk program."""

    row: str
    clause: str
    demand: str
    term: str
    feature: str
    fit: str

    @property
    def features(self) -> list[str]:
        """Return the codes of the features that the row names, each once."""
        return list(dict.fromkeys(_FEATURE.findall(self.feature)))


def requirements() -> list[Row]:
    """Return every row, in the order of the documents."""
    with (HERE / "requirements.csv").open(encoding="utf-8", newline="") as lines:
        return [Row(**line) for line in csv.DictReader(lines)]


def served() -> dict[str, str]:
    """Return what serves a feature (`F01`) or a row (`000-01`), in words."""
    with (HERE / "served.csv").open(encoding="utf-8", newline="") as lines:
        return {line["key"]: line["by"] for line in csv.DictReader(lines)}


def proofs() -> dict[str, list[str]]:
    """Return the tests that name a row, as `tests/file.py::test`, by row."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for test, rows in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            for row in rows:
                found.setdefault(row, []).append(f"{path.relative_to(ROOT).as_posix()}::{test}")
    return found


def _marked(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Yield every test with the rows that its own marks, its class's and its file's name."""
    of_file = [row for node in module.body if isinstance(node, ast.Assign) for row in _rows_of_file(node)]
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            rows = of_file + [row for each in node.decorator_list for row in _rows(each)]
            if rows:
                yield node.name, rows


def _rows_of_file(node: ast.Assign) -> Iterator[str]:
    if any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets):
        for part in ast.walk(node.value):
            yield from _rows(part)


def _rows(node: ast.AST) -> list[str]:
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
        or node.func.attr != "clause"
    ):
        return []
    return [
        each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
