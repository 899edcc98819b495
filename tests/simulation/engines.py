"""This file is the place where opening a database is made cheap enough to do it thousands of times a minute.

The connections, their key and their pragmas are the real ones. Shared is only what SQLAlchemy works out anew for each
engine: the dialect and the compiled statements.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache
from sqlcipher3 import dbapi2

_COMPILED = 2_000


@cache
def _shared() -> Engine:
    """Make the engine whose dialect and statements all others use; it is never connected to a file of ours."""
    engine = create_engine("sqlite://", creator=lambda: dbapi2.connect(":memory:"), module=dbapi2)
    engine._compiled_cache = LRUCache(_COMPILED)
    with engine.connect():
        pass
    engine.dispose()
    return engine


def quick_engine(url: str, *, creator: Callable[[], Any], **_: Any) -> Engine:
    """Return an engine as `create_engine` does for an encrypted file."""
    shared = _shared()
    pool = QueuePool(creator, pool_size=2, max_overflow=2, dialect=shared.dialect)
    engine = Engine(pool, shared.dialect, make_url(url))
    engine._compiled_cache = shared._compiled_cache
    return engine
