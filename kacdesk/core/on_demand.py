"""This file is the place where what is needed seldom is loaded when it is called for the first time, not at the start.

A window that opens draws no paper and reads no spreadsheet; the libraries for that take longer to load than everything
the window does show. Such names are written like this, so that types and the contract of floors see a plain import:

    if TYPE_CHECKING:
        from kacdesk.reports.listing import draw_listing
    else:
        (draw_listing,) = on_demand("kacdesk.reports.listing", "draw_listing")

They are only called, and named in annotations. tests/contract/test_on_demand.py holds both halves to each other.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from kacdesk.core.loading import load

_named: set[tuple[str, str]] = set()
"""What was named so far, as (module, names): an installed program proves that it has all of it."""


def on_demand(module: str, names: str) -> tuple[Callable[..., Any], ...]:
    """Return a callable for each name (spaces between them), which loads the module and calls what has that name there.

    Any thread may call it.
    """
    _named.add((module, names))
    return tuple(partial(_call, module, name) for name in names.split())


def load_all() -> int:
    """Load everything that was named, and what that names in turn; return how many modules these are.

    Raises ImportError or AttributeError for what is not there.
    """
    loaded: set[str] = set()
    while missing := {(module, names) for module, names in _named if module not in loaded}:
        for module, names in sorted(missing):
            found = import_module(module)
            for name in names.split():
                getattr(found, name)
        loaded |= {module for module, _ in missing}
    return len(loaded)


def _call(module: str, name: str, /, *arguments: Any, **named: Any) -> Any:
    return getattr(load(module), name)(*arguments, **named)
