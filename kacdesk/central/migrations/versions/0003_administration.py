"""Administrators, erasure by two persons, files in chunks, backups, and what a desk's lifecycle needs.

Expand only: what an older program reads and writes stays as it was. `purge` and `blob.wrapped_key` were never written
by any program, so that they are laid out anew.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_UNRESOLVED = sa.text("outcome IN ('parked','quarantined')")

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", sa.Column("recipient", sa.LargeBinary()))
    op.add_column(
        "device", sa.Column("scrubbed", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("device", sa.Column("granted_from", sa.Text()))
    op.add_column("device", sa.Column("grants", _JSON))
    op.add_column("device", sa.Column("closed_ms", sa.BigInteger()))
    op.create_index(
        "ix_op_parked", "op", ["point", "received_ms"], postgresql_where=_UNRESOLVED, sqlite_where=_UNRESOLVED
    )
    op.drop_table("purge")
    op.create_table(
        "purge",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("reg", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("seconded_by", sa.Text(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=True),
        sa.Column("cur", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("point", "rid", name=op.f("pk_purge")),
    )
    op.drop_column("blob", "wrapped_key")
    op.create_table(
        "blob_chunk",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("point", "sha256", "at", name=op.f("pk_blob_chunk")),
    )
    op.create_table(
        "admin",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pubkey", sa.LargeBinary(), nullable=False),
        sa.Column("added_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_admin")),
    )
    op.create_table(
        "admin_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("admin", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("point", sa.Text(), nullable=True),
        sa.Column("detail", _JSON, nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_act")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "backup",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("verified_ms", sa.BigInteger(), nullable=True),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("marks", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
    )
    _fence()


def _fence() -> None:
    """Give the API's role what it needs of the new tables (PostgreSQL only)."""
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "point = current_setting('kac.point', true)"
    for table, rights in (("purge", "SELECT"), ("blob_chunk", "SELECT, INSERT, DELETE")):
        op.execute(f"GRANT {rights} ON {table} TO kac_api")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} TO kac_api USING ({own}) WITH CHECK ({own})")
    unfinished = "SELECT FROM blob WHERE blob.point = blob_chunk.point AND blob.sha256 = blob_chunk.sha256"
    op.execute(
        "CREATE POLICY unfinished ON blob_chunk AS RESTRICTIVE FOR DELETE TO kac_api "
        f"USING (EXISTS ({unfinished} AND blob.state NOT IN ('stored', 'safe')))"
    )
    op.execute("GRANT UPDATE (resolved_by, resolved_ms) ON conflict TO kac_api")
    op.execute("GRANT UPDATE (resolved_ms, resolution) ON quarantine TO kac_api")
    op.execute("GRANT UPDATE (resolved_by, resolved_ms) ON incident TO kac_api")
    op.execute("GRANT SELECT ON setting TO kac_api")
    for table in ("setting", "admin", "admin_act", "backup"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY public_keys ON setting FOR SELECT TO kac_api USING (name IN "
        "('escrow', 'courier_public', 'file_quota', 'file_quota:' || current_setting('kac.point', true)))"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("REVOKE UPDATE (resolved_by, resolved_ms) ON conflict FROM kac_api")
        op.execute("REVOKE UPDATE (resolved_ms, resolution) ON quarantine FROM kac_api")
        op.execute("REVOKE UPDATE (resolved_by, resolved_ms) ON incident FROM kac_api")
    for table in ("backup", "setting", "admin_act", "admin", "blob_chunk", "purge"):
        op.drop_table(table)
    op.create_table(
        "purge",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("reg", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("seconded_by", sa.Uuid(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("point", "rid", name=op.f("pk_purge")),
    )
    if op.get_bind().dialect.name == "postgresql":
        own = "point = current_setting('kac.point', true)"
        op.execute("GRANT SELECT ON purge TO kac_api")
        op.execute("ALTER TABLE purge ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON purge TO kac_api USING ({own}) WITH CHECK ({own})")
    op.drop_index("ix_op_parked", "op")
    op.add_column("blob", sa.Column("wrapped_key", sa.LargeBinary()))
    for name in ("closed_ms", "grants", "granted_from", "scrubbed", "recipient"):
        op.drop_column("device", name)
