"""This file is the place where Qt is made impossible to import.

Asked for by `pytest -p tests.helpers.no_qt -p no:pytest-qt`, as `./kac test` does.
Everything below the window is tested with it, so that a central store or a scheduled export never needs Qt.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

import pytest

BLOCKED = frozenset({"PySide6", "shiboken6"})


class Blocker(MetaPathFinder):
    """Refuse the import of Qt with a sentence that says why."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Raise ImportError for a blocked library; leave every other one to the next finder."""
        if fullname.partition(".")[0] in BLOCKED:
            raise ImportError(f"{fullname} is blocked: nothing below ui may need Qt", name=fullname)


def block() -> None:
    """Block Qt in this process, once; a Qt that is already loaded is an error."""
    loaded = BLOCKED & sys.modules.keys()
    if loaded:
        raise RuntimeError(f"{sorted(loaded)} was imported before it could be blocked")
    if not any(isinstance(finder, Blocker) for finder in sys.meta_path):
        sys.meta_path.insert(0, Blocker())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Block Qt as early as a plug-in can, and know the setting that pytest-qt would have read."""
    block()
    parser.addini("qt_api", "read by pytest-qt, which is left out together with Qt")
