"""This file is the place where the rules of the house that no linter knows are checked."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.contract.tree import (
    HAND_WRITTEN,
    PACKAGE,
    ROOT,
    imports,
    name_of,
    parse,
    project_files,
    python_files,
)

NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "manager", "base_utils"}
NAPS = ROOT / "kacdesk" / "core" / "courtesy.py"
CLOCK = PACKAGE / "core" / "clock.py"
TIME_READERS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "localtime", "gmtime"},
}
SQL_FLOORS = {"store", "central", "vault"}
REGISTRIES = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "deb.debian" + ".org",
    "crates" + ".io",
)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home|opt/pypi|opt/wheels|Users)/\w")


def test_an_import_inside_a_function_is_an_error_of_the_linter() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    excused = [*lint["ignore"], *(rule for rules in lint["per-file-ignores"].values() for rule in rules)]
    assert "PLC0415" in lint["select"]
    assert not [rule for rule in excused if "PLC0415".startswith(rule)]
    excuse = re.compile(r"noqa(?!:)|noqa:[^#\n]*PLC")
    assert [
        name_of(path) for path in _others_files() if excuse.search(path.read_text(encoding="utf-8"))
    ] == []


def _others_files() -> list[Path]:
    """Return the Python files but this one, which has to name what it looks for."""
    return [path for path in python_files(*HAND_WRITTEN) if path != Path(__file__)]


def test_a_file_is_named_after_its_topic() -> None:
    assert [
        name_of(path) for path in python_files("kacdesk") if {path.stem, path.parent.name} & NAMELESS
    ] == []


def _calls(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (place, owner, attribute) of every `owner.attribute`, the end of `x.owner.attribute` included."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            yield f"{name_of(path)}:{node.lineno}", owner, node.attr


def test_time_is_read_in_one_file_only() -> None:
    readers = [
        f"{place} reads {owner}.{attribute}"
        for path in python_files("kacdesk")
        if path != CLOCK
        for place, owner, attribute in _calls(path)
        if attribute in TIME_READERS.get(owner, ())
    ]
    taken = [
        f"{name_of(path)}:{line} takes {name}"
        for path in python_files("kacdesk")
        if path != CLOCK
        for line, name in imports(path)
        if name.startswith("time.") and name.removeprefix("time.") in TIME_READERS["time"]
    ]
    assert readers + taken == []


def test_nothing_waits_by_sleeping() -> None:
    """A program waits for an event with a time-out, a test for a signal: both end as soon as it happened.

    A nap for the window waits for nothing (docs/decisions/0040).
    """
    files = [
        path for path in python_files(*HAND_WRITTEN) if path not in (CLOCK, NAPS) and _names(path, "sleep")
    ]
    asleep = [place for path in files for place, *name in _calls(path) if name == ["time", "sleep"]]
    taken = [name_of(path) for path in files for _, name in imports(path) if name == "time.sleep"]
    assert asleep + taken == []


def _names(path: Path, word: str) -> bool:
    return word in path.read_text(encoding="utf-8")


def test_sql_as_text_is_written_only_where_a_database_is_kept() -> None:
    """Text passes the change log unseen; the floors that own a database have triggers and tests for that."""
    files = [path for path in python_files("kacdesk") if path.relative_to(PACKAGE).parts[0] not in SQL_FLOORS]
    taken = [
        f"{name_of(path)}:{line}"
        for path in files
        for line, name in imports(path)
        if name.startswith("sqlalchemy") and name.endswith(".text")
    ]
    called = [
        place
        for path in files
        for place, owner, name in _calls(path)
        if owner in ("sa", "sqlalchemy") and name == "text"
    ]
    assert taken + called == []


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name_of(path)}:{number}"
            for number, line in enumerate(text.splitlines(), start=1)
            if any(host in line for host in REGISTRIES) or MACHINE_PATH.search(line)
        ]
    assert found == []


def test_a_migration_never_imports_the_program() -> None:
    """It must do in five years what it does today, whatever the program's classes have become."""
    revisions = [path for path in python_files("kacdesk") if path.parent.name == "versions"]
    found = [
        f"{name_of(path)}:{line}"
        for path in revisions
        for line, name in imports(path)
        if name.startswith("kacdesk")
    ]
    assert revisions
    assert found == []
