"""This file is the place where a store is seen to have the newest shape already, as nearly always when it is opened.

What brings it there (`migrate`, with all of alembic) is loaded only when it has not.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Engine, column, select, table

from kacdesk.models.catalog import Catalog
from kacdesk.store.capture import check_triggers

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_MASTER = table("sqlite_master", column("type"), column("name"))
_REVISION = table("alembic_version", column("version_num"))


@cache
def newest() -> str:
    """Return the newest revision that comes with the program: the number with which its file's name begins."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*.py"))


def is_newest(engine: Engine, catalog: Catalog) -> bool:
    """Say whether the file has the newest shape; Damaged when it has, and its triggers were changed."""
    with engine.connect() as connection, connection.begin():
        kept = select(_MASTER.c.name).where(_MASTER.c.type == "table", _MASTER.c.name == _REVISION.name)
        if connection.scalar(kept) is None:
            return False
        if list(connection.scalars(select(_REVISION.c.version_num))) != [newest()]:
            return False
        check_triggers(connection, catalog)
        return True
