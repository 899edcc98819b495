"""The maps of a record, which operation and which stamp gave each field its value, may say "all others" in a list.

Rows written before stay as they are and are read on. An older program goes on beside a newer one for a week: until then
nobody writes a list (`epoch.lists_from_ms`). After that it does not misread one: it breaks the request off, which
changes nothing, and the desk comes again (decision 0046). Of tables that are made now, and of the embedded store, which
has one process, no older program reads anything.

Down, every list is written as the map of all fields that an older program reads.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_RECORD = sa.table(
    "record",
    sa.column("point", sa.Text),
    sa.column("rid", sa.Uuid),
    sa.column("f", _JSON),
    sa.column("o", _JSON),
    sa.column("s", _JSON),
)
_AT_ONCE = 1000
_WEEK_MS = 7 * 24 * 3600 * 1000


def upgrade() -> None:
    lists_from = sa.Column("lists_from_ms", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    op.add_column("epoch", lists_from)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"UPDATE epoch SET lists_from_ms = extract(epoch FROM now())::bigint * 1000 + {_WEEK_MS}")


def downgrade() -> None:
    op.drop_column("epoch", "lists_from_ms")
    _name_all_fields()


def _name_all_fields() -> None:
    connection, c = op.get_bind(), _RECORD.c
    place = sa.and_(c.point == sa.bindparam("at_point"), c.rid == sa.bindparam("at_rid"))
    named = sa.update(_RECORD).where(place).values(o=sa.bindparam("of_ops"), s=sa.bindparam("of_stamps"))
    after: tuple[object, ...] | None = None
    while True:
        page = sa.select(_RECORD).order_by(c.point, c.rid).limit(_AT_ONCE)
        if after is not None:
            page = page.where(sa.tuple_(c.point, c.rid) > sa.tuple_(*after))
        rows = connection.execute(page).all()
        changed = [
            {"at_point": row.point, "at_rid": row.rid, "of_ops": _all(row.o, row.f), "of_stamps": _all(row.s, row.f)}
            for row in rows
            if isinstance(row.o, list) or isinstance(row.s, list)
        ]  # fmt: skip
        if changed:
            connection.execute(named, changed)
        if len(rows) < _AT_ONCE:
            return
        after = (rows[-1].point, rows[-1].rid)


def _all(kept: object, fields: dict[str, object]) -> object:
    """Return value → names of all fields."""
    if not isinstance(kept, list):
        return kept
    others, *named = kept
    found = {value: names for each in named for value, names in each.items()}
    apart = {name for names in found.values() for name in names}
    return found | {others: [name for name in fields if name not in apart]}
