"""This file is the place where the outside libraries of each floor are listed.

Who may import whom inside kacdesk stands in pyproject.toml and is checked by import-linter.
"""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.contract.tree import PACKAGE, ROOT, imports, name_of, python_files

OUTSIDE = {
    "core": {"platformdirs", "holidays", "tzdata"},
    "spec": set(),
    "models": {"sqlalchemy", "stdnum"},
    "wire": {"msgspec", "zstandard", "cryptography"},
    "figures": {"msgspec"},
    "vault": {"sqlalchemy", "sqlcipher3", "keyring", "argon2", "cryptography", "filelock", "msgspec"},
    "store": {"sqlalchemy", "alembic", "cryptography", "msgspec"},
    "reports": {"reportlab", "pypdfium2", "PIL", "xlsxwriter"},
    "services": {"sqlalchemy", "msgspec", "openpyxl"},
    "sync": {"urllib3", "truststore", "msgspec"},
    "care": {"sqlalchemy", "sqlcipher3"},
    "update": {"tuf", "securesystemslib", "sqlalchemy", "urllib3", "zstandard", "msgspec"},
    "ui": {"PySide6", "shiboken6", "pypdfium2"},
    "cli": {"sqlcipher3", "pypdfium2"},
    "central": {
        "sqlalchemy",
        "alembic",
        "starlette",
        "uvicorn",
        "anyio",
        "psycopg",
        "msgspec",
        "cryptography",
        "prometheus_client",
    },
    "app": {"PySide6", "shiboken6"},
}
"""Floor → libraries that are neither Python's own nor ours."""

COMES_WITH = {"shiboken6": "PySide6"}
"""A library that is one with another: it is asked for, and versioned, under the other's name."""

BELOW_QT = sorted(OUTSIDE.keys() - {"ui", "app"})


def _outside_imports(floor: str) -> list[tuple[str, str]]:
    """Return (place, library) for every import of somebody else's code in a floor."""
    files = [
        path
        for path in python_files("kacdesk")
        if path.relative_to(PACKAGE).parts[0] in (floor, f"{floor}.py")
    ]
    found = (
        (f"{name_of(path)}:{line}", name.partition(".")[0]) for path in files for line, name in imports(path)
    )
    return [
        (place, library) for place, library in found if library not in sys.stdlib_module_names | {"kacdesk"}
    ]


@pytest.mark.parametrize("floor", sorted(OUTSIDE))
def test_a_floor_imports_only_the_outside_libraries_it_may(floor: str) -> None:
    stray = [
        f"{place} imports {library}"
        for place, library in _outside_imports(floor)
        if library not in OUTSIDE[floor]
    ]
    assert stray == []


def test_every_package_and_module_has_its_line_in_the_list() -> None:
    own = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    own |= {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert own <= OUTSIDE.keys()


def test_the_first_file_and_the_version_import_no_outside_library() -> None:
    assert _outside_imports("__main__") + _outside_imports("__init__") == []


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {
        _normal(re.split(r"[^A-Za-z0-9._-]", line)[0])
        for lines in (project["dependencies"], *project["optional-dependencies"].values())
        for line in lines
    }
    providers = packages_distributions()
    undeclared = [
        f"{place} imports {library}"
        for floor in OUTSIDE
        for place, library in _outside_imports(floor)
        if not declared & {_normal(name) for name in providers.get(COMES_WITH.get(library, library), ())}
    ]
    assert undeclared == []


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_below_the_window_starts_with_qt_blocked() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in python_files(*(f"kacdesk/{floor}" for floor in BELOW_QT), "kacdesk/__main__.py")
        if "migrations" not in path.parts
    ]
    program = "import importlib, sys; from tests.helpers.no_qt import block; block()\n" + (
        "for name in sys.argv[1:]: importlib.import_module(name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *modules], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_blocked_qt_cannot_be_imported() -> None:
    program = "from tests.helpers.no_qt import block; block(); import PySide6.QtCore"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "PySide6 is blocked" in done.stderr
