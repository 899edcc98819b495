"""The first tables of the central store.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "base_seen",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("point", "rid", "field", "op", name=op.f("pk_base_seen")),
    )
    op.create_table(
        "blob",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("point", "sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "conflict",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("reg", sa.Text(), nullable=False),
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("win_op", sa.Uuid(), nullable=False),
        sa.Column("lose_op", sa.Uuid(), nullable=False),
        sa.Column("lose_value", _JSON, nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("point", "id", name=op.f("pk_conflict")),
        sa.UniqueConstraint(
            "point",
            "rid",
            "field",
            "win_op",
            "lose_op",
            name=op.f("uq_conflict_point_rid_field_win_op_lose_op"),
        ),
    )
    op.create_table(
        "document_number",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("reg", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("reg_year", sa.BigInteger(), nullable=False),
        sa.Column("file_index", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint(
            "point",
            "reg",
            "series",
            "reg_year",
            "file_index",
            "sequence",
            "rid",
            name=op.f("pk_document_number"),
        ),
    )
    op.create_table(
        "epoch",
        sa.Column("seqno", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seqno", name=op.f("pk_epoch")),
        sa.UniqueConstraint("id", name=op.f("uq_epoch_id")),
    )
    op.create_table(
        "feed",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("cur", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rid", sa.Uuid(), nullable=True),
        sa.Column("op", sa.Uuid(), nullable=True),
        sa.Column("stream", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("point", "scope", "cur", name=op.f("pk_feed")),
    )
    op.create_index("ix_feed_point_rid", "feed", ["point", "rid"], unique=False)
    op.create_table(
        "incident",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reg", sa.Text(), nullable=True),
        sa.Column("rid", sa.Uuid(), nullable=True),
        sa.Column("detail", _JSON, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("point", "id", name=op.f("pk_incident")),
    )
    op.create_table(
        "op",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("stream", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=True),
        sa.Column("txn", sa.Uuid(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("cur", sa.BigInteger(), nullable=False),
        sa.Column("reg", sa.Text(), nullable=True),
        sa.Column("rid", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("hlc", sa.BigInteger(), nullable=True),
        sa.Column("eff", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("sv", sa.Integer(), nullable=True),
        sa.Column("wall_ms", sa.BigInteger(), nullable=True),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=True),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=True),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("point", "stream", "seq", name=op.f("pk_op")),
    )
    op.create_index("ix_op_point_rid", "op", ["point", "rid"], unique=False)
    op.create_index(
        "op_once",
        "op",
        ["point", "op"],
        unique=True,
        postgresql_where=sa.text("outcome <> 'duplicate'"),
        sqlite_where=sa.text("outcome <> 'duplicate'"),
    )
    op.create_table(
        "point",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("point", name=op.f("pk_point")),
    )
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
    op.create_table(
        "purge_receipt",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("point", "rid", "device", name=op.f("pk_purge_receipt")),
    )
    op.create_table(
        "quarantine",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("stream", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=True),
        sa.Column("rid", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("resolved_ms", sa.BigInteger(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("point", "stream", "seq", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "record",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("reg", sa.Text(), nullable=False),
        sa.Column("rid", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("f", _JSON, nullable=False),
        sa.Column("o", _JSON, nullable=False),
        sa.Column("s", _JSON, nullable=False),
        sa.Column("x", _JSON, nullable=False),
        sa.Column("cur", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("point", "rid", name=op.f("pk_record")),
    )
    op.create_index("ix_record_point_reg", "record", ["point", "reg"], unique=False)
    op.create_table(
        "scope_head",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("cur", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("point", "scope", name=op.f("pk_scope_head")),
    )
    op.create_table(
        "device",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("enrolled_ms", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_ms", sa.BigInteger(), nullable=True),
        sa.Column("pubkey", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("token_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("token_hash_prev", sa.LargeBinary(), nullable=True),
        sa.Column("token_prev_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("escrow", sa.LargeBinary(), nullable=True),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("sv", sa.Integer(), nullable=False),
        sa.Column("last_seen_ms", sa.BigInteger(), nullable=True),
        sa.Column("report", _JSON, nullable=True),
        sa.ForeignKeyConstraint(["point"], ["point.point"], name=op.f("fk_device_point")),
        sa.PrimaryKeyConstraint("point", "id", name=op.f("pk_device")),
    )
    op.create_table(
        "ticket",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["point"], ["point.point"], name=op.f("fk_ticket_point")),
        sa.PrimaryKeyConstraint("point", "code_hash", name=op.f("pk_ticket")),
    )
    op.create_index("ix_ticket_code_hash", "ticket", ["code_hash"], unique=False)
    op.create_table(
        "stream",
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_chain", sa.LargeBinary(), nullable=False),
        sa.Column("safe_seq", sa.BigInteger(), nullable=False),
        sa.Column("forked_from", sa.Uuid(), nullable=True),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point", "device"], ["device.point", "device.id"], name=op.f("fk_stream_point_device")
        ),
        sa.PrimaryKeyConstraint("point", "id", name=op.f("pk_stream")),
        sa.UniqueConstraint("point", "series", name=op.f("uq_stream_point_series")),
    )


def downgrade() -> None:
    op.drop_table("stream")
    op.drop_index("ix_ticket_code_hash", table_name="ticket")
    op.drop_table("ticket")
    op.drop_table("device")
    op.drop_table("scope_head")
    op.drop_index("ix_record_point_reg", table_name="record")
    op.drop_table("record")
    op.drop_table("quarantine")
    op.drop_table("purge_receipt")
    op.drop_table("purge")
    op.drop_table("point")
    op.drop_index(
        "op_once",
        table_name="op",
        postgresql_where=sa.text("outcome <> 'duplicate'"),
        sqlite_where=sa.text("outcome <> 'duplicate'"),
    )
    op.drop_index("ix_op_point_rid", table_name="op")
    op.drop_table("op")
    op.drop_table("incident")
    op.drop_index("ix_feed_point_rid", table_name="feed")
    op.drop_table("feed")
    op.drop_table("epoch")
    op.drop_table("document_number")
    op.drop_table("conflict")
    op.drop_table("blob")
    op.drop_table("base_seen")
