"""This file is the place where what is loaded on demand is held to what its types say, and kept out of the start."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from kacdesk.core.on_demand import on_demand
from kacdesk.ui.shell.ahead import WANTED
from tests.contract.tree import ROOT, name_of, parse, python_files

NOT_AT_THE_START = (
    "alembic",
    "mako",
    "openpyxl",
    "reportlab",
    "xlsxwriter",
    "sqlalchemy.orm",
    "holidays",
    "pypdfium2",
    "urllib3",
    "zstandard",
    "kacdesk.cli.parser",
    "kacdesk.figures.report",
    "kacdesk.services.first_run",
    "kacdesk.store.migrate",
    "kacdesk.sync.transport",
    "kacdesk.ui.report.page",
    "kacdesk.ui.roster.page",
    "kacdesk.ui.shell.album",
)


def _is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _written() -> Iterator[tuple[str, ast.If]]:
    """Yield place and block of every `if TYPE_CHECKING` of the program."""
    for path in python_files("kacdesk"):
        for node in parse(path).body:
            if isinstance(node, ast.If) and _is_for_types(node):
                yield f"{name_of(path)}:{node.lineno}", node


def _seen_by_types(block: ast.If) -> dict[str, str]:
    """Return name → module of what the types see."""
    return {
        alias.asname or alias.name: str(node.module)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _called_at_work(block: ast.If) -> dict[str, str]:
    """Return name → module of what is really called; the names on both sides of the `=` must be the same."""
    found: dict[str, str] = {}
    for node in block.orelse:
        assert isinstance(node, ast.Assign)
        assert isinstance(node.value, ast.Call)
        (target,) = node.targets
        module, names = (ast.literal_eval(argument) for argument in node.value.args)
        assert ast.unparse(node.value.func) == "on_demand"
        assert isinstance(target, ast.Tuple)
        assert [ast.unparse(each) for each in target.elts] == names.split()
        found |= dict.fromkeys(names.split(), module)
    return found


def _made_in(module: str) -> set[str]:
    """Return the functions and classes that stand in a module of the program."""
    path = ROOT / f"{module.replace('.', '/')}.py"
    return {node.name for node in parse(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def test_what_is_called_is_what_the_types_see() -> None:
    blocks = [(place, block) for place, block in _written() if block.orelse]
    assert blocks
    for place, block in blocks:
        called = _called_at_work(block)
        assert called, place
        assert called.items() <= _seen_by_types(block).items(), place


def test_every_name_stands_in_its_module_and_can_be_called() -> None:
    """Of the window's own names the module is read, because these tests run where Qt cannot be loaded."""
    for place, block in _written():
        for name, module in _called_at_work(block).items():
            if module.startswith("kacdesk.ui"):
                assert name in _made_in(module), f"{place}: {module}.{name}"
                continue
            assert callable(getattr(import_module(module), name)), f"{place}: {module}.{name}"


def test_what_is_wanted_is_loaded_when_it_is_called() -> None:
    (loads,) = on_demand("json", "loads")
    assert loads("[1]", parse_int=float) == [1.0]
    (missing,) = on_demand("json", "nothing_of_that_name")
    with pytest.raises(AttributeError):
        missing()


def test_no_page_is_waited_for_once_the_window_stands() -> None:
    pages = [block for place, block in _written() if place.startswith("kacdesk/ui/shell/pages.py:")]
    (found,) = (_called_at_work(block) for block in pages)
    assert set(found.values()) <= set(WANTED)


def test_the_window_starts_without_what_it_needs_seldom() -> None:
    program = (
        "import sys, kacdesk.cli.main, kacdesk.app; print(*(n for n in sys.argv[1:] if n in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *NOT_AT_THE_START],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
