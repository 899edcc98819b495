"""This file is the place where a module is loaded late without anybody looking for garbage meanwhile."""

import gc
import sys
from importlib import import_module
from types import ModuleType


def load(module: str) -> ModuleType:
    """Return a module; the first time it is loaded, with all that it imports. Any thread.

    Garbage is left alone meanwhile, and what is loaded for good: it stays for the life of the program (a fifth of the
    time).
    """
    if module in sys.modules:
        return import_module(module)
    looked = gc.isenabled()
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        if looked:
            gc.enable()
