"""This file is the place where the contract tests learn which files are ours and what they import."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "kacdesk"
HAND_WRITTEN = ("kacdesk", "tests", "benchmarks")


@cache
def _left_out() -> tuple[str, ...]:
    """Return the patterns of .gitignore; they are plain names, with or without a slash or a leading star."""
    lines = (ROOT / ".gitignore").read_text().split()
    return (".git", *(line.rstrip("/") for line in lines))


def project_files() -> Iterator[Path]:
    """Yield every file that is, or would be, tracked: the whole tree without what .gitignore names."""
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if any(path.match(pattern) for pattern in _left_out()):
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def python_files(*folders: str) -> list[Path]:
    """Return the Python files under the named folders of the project, as a sorted list."""
    wanted = [ROOT / folder for folder in folders]
    return sorted(
        path
        for path in project_files()
        if path.suffix == ".py" and any(path.is_relative_to(folder) for folder in wanted)
    )


def name_of(path: Path) -> str:
    """Return the path as it is written in messages: from the project's root, with slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a file; it is read once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every absolute import, those inside functions included.

    `from a.b import c` is yielded as `a.b.c`, so that a rule can name either.
    """
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
