"""The entries of the feed are kept as the JSON that was written, not taken apart.

An older program goes on beside it: what it inserts as `jsonb` PostgreSQL casts by itself, and it reads the column whole.
The table is written anew once, and nobody can write to it meanwhile. SQLite keeps all JSON as text.

Revision ID: 0004
Revises: 0003
"""

from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _keep_as(postgresql.JSON())


def downgrade() -> None:
    _keep_as(postgresql.JSONB())


def _keep_as(kind: postgresql.JSON) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("feed", "body", type_=kind, postgresql_using=f"body::{kind.__visit_name__.lower()}")
