"""This file is the place where Qt is loaded: `kacdesk.app`, by name, only when a window is wanted."""

import gc
import importlib
from types import ModuleType


def window_program() -> ModuleType:
    """Return `kacdesk.app`, by whose name the command line starts without Qt.

    Meanwhile nothing looks for garbage: what is loaded stays for the life of the program (a fifth of the time).
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module("kacdesk.app")
    finally:
        gc.freeze()
        if looked:
            gc.enable()
