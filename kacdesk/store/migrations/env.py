"""This file is the place where alembic meets the desk's tables; it runs only on a connection it is given."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from kacdesk.models.base import Base
from kacdesk.models.types import Day, Flag, Id, Moment
from kacdesk.store.tables import LOCAL

_FROZEN = {Id: "sa.BLOB()", Day: "sa.TEXT()", Moment: "sa.TEXT()", Flag: "sa.INTEGER()"}


def _render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Freeze our types to plain ones: a revision never imports the program."""
    return _FROZEN.get(type(item), False) if kind == "type" else False


def _ours(_thing: Any, name: str | None, kind: str, reflected: bool, _against: Any) -> bool:
    if kind != "table":
        return True
    known = {spec.name for spec in context.config.attributes["catalog"].specs} | set(LOCAL.tables)
    if name is not None and (name.startswith("search_") or name.startswith("sqlite_")):
        return False
    return name in known or reflected


def _same_type(_context: Any, _inspected: Any, _column: Any, inspected_type: Any, our_type: Any) -> bool:
    """Compare by what SQLite keeps: TEXT, INTEGER or BLOB."""
    ours = getattr(our_type, "impl", our_type)
    return type(inspected_type).__name__.upper() != type(ours).__name__.upper()


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[Base.metadata, LOCAL],
    render_item=_render_item,
    include_object=_ours,
    compare_type=_same_type,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
