"""This file is the place where Qt is loaded: `kacdesk.app`, by name, only when a window is wanted."""

from types import ModuleType

from kacdesk.core.loading import load


def window_program() -> ModuleType:
    """Return `kacdesk.app`, by whose name the command line starts without Qt."""
    return load("kacdesk.app")
