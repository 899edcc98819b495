"""This file is the place where Python is kept from freeing `None` and `True`, of which PySide gives away what is not
its own.

PySide 6.12 on Python 3.11: every method of Qt that answers with a null pointer (`layout()`, `focusProxy()`,
`focusWidget()`, …) takes one reference of `None` away. A window that is used for hours calls them often enough to use
all of them up, and the process ends with “deallocating None”. Every `Signal.emit` likewise takes one of `True`, of
which there are only some hundreds to thousands. Since Python 3.12 both are immortal and nothing happens; remove this
file when 3.11 is no longer supported.
"""

import ctypes
import sys

_ENOUGH = 1 << 30
"""References: a thousand null answers a second for twelve days."""


def keep_none() -> None:
    """Give `None` and `True` more references than a window can use up. Called once, before the first window."""
    for constant in (None, True):
        if sys.version_info < (3, 12) and sys.getrefcount(constant) < _ENOUGH:
            ctypes.c_ssize_t.from_address(id(constant)).value += _ENOUGH
