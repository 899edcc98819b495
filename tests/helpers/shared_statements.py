"""This file is the place where databases that tests open one after another share what SQLAlchemy works out for each.

A program opens its store once and compiles a statement once. The tests open thousands of stores, and would compile the
same statements for each of them. Connections, files, keys, pragmas and what is sent to the database stay as they are:
shared are the dialect, once it has met a database of its kind, and the compiled statements.
"""

from typing import Any

import pytest
from sqlalchemy import Dialect, Engine, create_engine
from sqlalchemy.util import LRUCache

from kacdesk.central import database
from kacdesk.vault import encrypted

_COMPILED = 5_000


class SharedStatements:
    """Makes engines as `create_engine` does; those of one kind of database share one dialect and its statements."""

    def __init__(self) -> None:
        self._shared: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}

    def create_engine(self, url: Any, **how: Any) -> Engine:
        """Return a new engine with a pool and connections of its own."""
        engine = create_engine(url, **how)
        kind = engine.dialect.name
        dialect, compiled = self._shared.get(kind, (engine.dialect, LRUCache(_COMPILED)))
        if dialect.server_version_info is None:  # it has not met a database yet
            dialect, compiled = self._shared[kind] = engine.dialect, LRUCache(_COMPILED)
        engine.dialect = engine.pool._dialect = dialect
        engine._compiled_cache = compiled
        return engine


def share(patch: pytest.MonkeyPatch) -> None:
    """Let every store and central store that is opened from now on share its statements."""
    shared = SharedStatements()
    for place in (encrypted, database):
        patch.setattr(place, "create_engine", shared.create_engine)
