"""This file is the place where the tables of the central store are laid out.

Every key of what belongs to a point begins with the point, so that the tables can be distributed and fenced
by row policies. Records are kept generically: a new register needs no table and no migration here. Moments
are milliseconds since 1970 (UTC), because both databases keep them alike.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from kacdesk.central.as_written import AsWritten

_Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _point() -> Column[str]:
    return Column("point", Text, nullable=False)


EPOCH = Table(
    "epoch",
    METADATA,
    Column("seqno", Integer, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False, unique=True),
    Column("started_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("lists_from_ms", BigInteger, nullable=False, server_default=text("0")),
)
"""Lives of the database. `lists_from_ms` the highest of all says from when on records may be written as lists, which
versions before 0005 do not read."""

POINT = Table(
    "point",
    METADATA,
    _point(),
    Column("name", Text, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("point"),
)

TICKET = Table(
    "ticket",
    METADATA,
    _point(),
    Column("code_hash", LargeBinary, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
    Column("device", Uuid),
    PrimaryKeyConstraint("point", "code_hash"),
    ForeignKeyConstraint(["point"], ["point.point"]),
    Index("ix_ticket_code_hash", "code_hash"),
)

DEVICE = Table(
    "device",
    METADATA,
    _point(),
    Column("id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("enrolled_ms", BigInteger, nullable=False),
    Column("confirmed_ms", BigInteger),
    Column("pubkey", LargeBinary, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("token_issued_ms", BigInteger, nullable=False),
    Column("token_until_ms", BigInteger, nullable=False),
    Column("token_hash_prev", LargeBinary),
    Column("token_prev_until_ms", BigInteger),
    Column("escrow", LargeBinary),
    Column("app", Text, nullable=False),
    Column("sv", Integer, nullable=False),
    Column("last_seen_ms", BigInteger),
    Column("report", _Json),
    Column("recipient", LargeBinary),
    Column("scrubbed", BigInteger, nullable=False, server_default=text("0")),
    Column("granted_from", Text),
    Column("grants", _Json),
    Column("closed_ms", BigInteger),
    PrimaryKeyConstraint("point", "id"),
    ForeignKeyConstraint(["point"], ["point.point"]),
)
"""Desks. `status`: active, reader (pulls only), draining (may only send what it still holds, for a person to look at),
retired, lost, revoked · `recipient` public key that files for the desk are sealed to · `scrubbed` cursor up to which
every erasure has left its disk · `granted_from` the desk's home point where this row is a grant · `grants` at home, the
other points it may read."""

STREAM = Table(
    "stream",
    METADATA,
    _point(),
    Column("id", Uuid, nullable=False),
    Column("device", Uuid, nullable=False),
    Column("series", Text, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_chain", LargeBinary, nullable=False),
    Column("safe_seq", BigInteger, nullable=False),
    Column("forked_from", Uuid),
    Column("opened_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("point", "id"),
    UniqueConstraint("point", "series"),
    ForeignKeyConstraint(["point", "device"], ["device.point", "device.id"]),
)

SCOPE_HEAD = Table(
    "scope_head",
    METADATA,
    _point(),
    Column("scope", Text, nullable=False),
    Column("cur", BigInteger, nullable=False),
    PrimaryKeyConstraint("point", "scope"),
)

OP = Table(
    "op",
    METADATA,
    _point(),
    Column("stream", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("op", Uuid),
    Column("txn", Uuid),
    Column("scope", Text, nullable=False),
    Column("cur", BigInteger, nullable=False),
    Column("reg", Text),
    Column("rid", Uuid),
    Column("kind", Text),
    Column("hlc", BigInteger),
    Column("eff", BigInteger),
    Column("actor", Uuid),
    Column("sv", Integer),
    Column("wall_ms", BigInteger),
    Column("clock_offset_ms", BigInteger),
    Column("received_ms", BigInteger, nullable=False),
    Column("line", LargeBinary),
    Column("leaf", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("field", Text, nullable=False),
    PrimaryKeyConstraint("point", "stream", "seq"),
    Index("ix_op_point_rid", "point", "rid"),
    Index(
        "ix_op_parked",
        "point",
        "received_ms",
        postgresql_where=text("outcome IN ('parked','quarantined')"),
        sqlite_where=text("outcome IN ('parked','quarantined')"),
    ),
    Index(
        "op_once",
        "point",
        "op",
        unique=True,
        postgresql_where=text("outcome <> 'duplicate'"),
        sqlite_where=text("outcome <> 'duplicate'"),
    ),
)

FEED = Table(
    "feed",
    METADATA,
    _point(),
    Column("scope", Text, nullable=False),
    Column("cur", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("rid", Uuid),
    Column("op", Uuid),
    Column("stream", Uuid),
    Column("seq", BigInteger),
    Column("whole", Boolean, nullable=False),
    Column("body", AsWritten(none_as_null=True), nullable=False),
    PrimaryKeyConstraint("point", "scope", "cur"),
    Index("ix_feed_point_rid", "point", "rid"),
)

RECORD = Table(
    "record",
    METADATA,
    _point(),
    Column("reg", Text, nullable=False),
    Column("rid", Uuid, nullable=False),
    Column("scope", Text, nullable=False),
    Column("f", _Json, nullable=False),
    Column("o", _Json, nullable=False),
    Column("s", _Json, nullable=False),
    Column("x", _Json, nullable=False),
    Column("cur", BigInteger, nullable=False),
    PrimaryKeyConstraint("point", "rid"),
    Index("ix_record_point_reg", "point", "reg"),
)
"""Records. `f` values by field · `o`, `s` which operation and stamp gave them, read by `grouped.by_field` · `x` fields
that this version does not know · `cur` the entry of the feed that told the newest of it."""

BASE_SEEN = Table(
    "base_seen",
    METADATA,
    _point(),
    Column("rid", Uuid, nullable=False),
    Column("field", Text, nullable=False),
    Column("op", Uuid, nullable=False),
    PrimaryKeyConstraint("point", "rid", "field", "op"),
)

CONFLICT = Table(
    "conflict",
    METADATA,
    _point(),
    Column("id", Uuid, nullable=False),
    Column("scope", Text, nullable=False),
    Column("reg", Text, nullable=False),
    Column("rid", Uuid, nullable=False),
    Column("field", Text, nullable=False),
    Column("win_op", Uuid, nullable=False),
    Column("lose_op", Uuid, nullable=False),
    Column("lose_value", _Json),
    Column("at_ms", BigInteger, nullable=False),
    Column("resolved_by", Uuid),
    Column("resolved_ms", BigInteger),
    PrimaryKeyConstraint("point", "id"),
    UniqueConstraint("point", "rid", "field", "win_op", "lose_op"),
)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    _point(),
    Column("stream", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("op", Uuid),
    Column("rid", Uuid),
    Column("code", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("line", LargeBinary),
    Column("at_ms", BigInteger, nullable=False),
    Column("resolved_ms", BigInteger),
    Column("resolution", Text),
    PrimaryKeyConstraint("point", "stream", "seq"),
)

INCIDENT = Table(
    "incident",
    METADATA,
    _point(),
    Column("id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reg", Text),
    Column("rid", Uuid),
    Column("detail", _Json, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("resolved_by", Uuid),
    Column("resolved_ms", BigInteger),
    PrimaryKeyConstraint("point", "id"),
)

DOCUMENT_NUMBER = Table(
    "document_number",
    METADATA,
    _point(),
    Column("reg", Text, nullable=False),
    Column("series", Text, nullable=False),
    Column("reg_year", BigInteger, nullable=False),
    Column("file_index", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("rid", Uuid, nullable=False),
    PrimaryKeyConstraint("point", "reg", "series", "reg_year", "file_index", "sequence", "rid"),
)

PURGE = Table(
    "purge",
    METADATA,
    _point(),
    Column("rid", Uuid, nullable=False),
    Column("reg", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("seconded_by", Text),
    Column("at_ms", BigInteger),
    Column("cur", BigInteger),
    PrimaryKeyConstraint("point", "rid"),
)
"""Erasures by decision (Art. 17): asked for by one administrator, in force from `at_ms`, when a second one agreed."""

PURGE_RECEIPT = Table(
    "purge_receipt",
    METADATA,
    _point(),
    Column("rid", Uuid, nullable=False),
    Column("device", Uuid, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("point", "rid", "device"),
)

BLOB = Table(
    "blob",
    METADATA,
    _point(),
    Column("sha256", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("mime", Text),
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("point", "sha256"),
)
"""Files by the hash of their contents: `received` bytes of `size`; `state`: partial, stored, safe, purged."""

BLOB_CHUNK = Table(
    "blob_chunk",
    METADATA,
    _point(),
    Column("sha256", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    PrimaryKeyConstraint("point", "sha256", "at"),
)
"""The bytes of a file from offset `at` on."""

ADMIN = Table(
    "admin",
    METADATA,
    Column("name", Text, nullable=False),
    Column("pubkey", LargeBinary, nullable=False),
    Column("added_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    PrimaryKeyConstraint("name"),
)
"""Administrators; each has an Ed25519 key of their own."""

ADMIN_ACT = Table(
    "admin_act",
    METADATA,
    Column("id", Uuid, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("admin", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("point", Text),
    Column("detail", _Json, nullable=False),
    Column("signature", LargeBinary),
    PrimaryKeyConstraint("id"),
)
"""What administrators did: identifiers, counts and codes, never a value of a record."""

SETTING = Table(
    "setting",
    METADATA,
    Column("name", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    PrimaryKeyConstraint("name"),
)
"""Keys of the central store: `escrow` public, desks seal their own key to it; `courier` private, of sealed files."""

BACKUP = Table(
    "backup",
    METADATA,
    Column("id", Uuid, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("verified_ms", BigInteger),
    Column("epoch", Uuid, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("marks", _Json, nullable=False),
    PrimaryKeyConstraint("id"),
)
"""Backups, and how far each stream lies in them; only one that was restored and compared moves `safe_seq`."""
