"""This file is the place where Qt is loaded: `kacdesk.app`, by name, only when a window is wanted."""

import importlib
from types import ModuleType

from kacdesk.core.loading import loading


def window_program() -> ModuleType:
    """Return `kacdesk.app`, by whose name the command line starts without Qt."""
    with loading():
        return importlib.import_module("kacdesk.app")
