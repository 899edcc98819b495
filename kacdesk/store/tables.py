"""This file is the place where the tables are that a desk keeps for itself, beside those of the registers."""

from sqlalchemy import BLOB, INTEGER, TEXT, Column, Index, MetaData, PrimaryKeyConstraint, Table, text

from kacdesk.models.base import NAMES
from kacdesk.models.types import Day, Flag, Id, Moment

LOCAL = MetaData(naming_convention=NAMES)

desk = Table(
    "desk",
    LOCAL,
    Column("one", INTEGER, primary_key=True),
    Column("device", Id, nullable=False),
    Column("point", TEXT, nullable=False),
    Column("point_title", TEXT, nullable=False),
    Column("point_type", TEXT, nullable=False),
    Column("file_index", TEXT, nullable=False),
    Column("series", TEXT, nullable=False),
    Column("sample", Flag, nullable=False),
    Column("made_at", Moment, nullable=False),
    sqlite_strict=True,
)
"""Who this desk is: one row. `series` belongs to the stream that is open now."""

sync_state = Table(
    "sync_state",
    LOCAL,
    Column("one", INTEGER, primary_key=True),
    Column("stream", Id, nullable=False),
    Column("next_seq", INTEGER, nullable=False),
    Column("acked_seq", INTEGER, nullable=False),
    Column("safe_seq", INTEGER, nullable=False),
    Column("chain", BLOB, nullable=False),
    Column("epoch", Id),
    Column("hlc", INTEGER, nullable=False),
    Column("clock_offset_ms", INTEGER),
    Column("schema_version", INTEGER, nullable=False),
    Column("series_confirmed", Flag, nullable=False),
    Column("central_url", TEXT),
    Column("central_key", BLOB),
    Column("token", TEXT),
    Column("device_key", BLOB),
    Column("contacted_at", Moment),
    Column("receipt_at", Moment),
    Column("trouble", TEXT),
    Column("trouble_at", Moment),
    Column("pruned_seq", INTEGER, nullable=False, server_default=text("0")),
    Column("pruned_chain", BLOB),
    Column("scrubbed", INTEGER, nullable=False, server_default=text("0")),
    Column("mass_change", INTEGER),
    Column("mass_change_allowed", INTEGER),
    Column("compared_at", Moment),
    Column("courier_key", BLOB),
    Column("escrow_key", BLOB),
    Column("escrow", BLOB),
    Column("copies_folder", TEXT),
    Column("copied_seq", INTEGER, nullable=False, server_default=text("0")),
    Column("copied_at", Moment),
    Column("failures", INTEGER, nullable=False, server_default=text("0")),
    Column("seed_before", TEXT),
    Column("hidden", INTEGER, nullable=False, server_default=text("0")),
    Column("hidden_from", INTEGER),
    Column("mass_change_head", INTEGER),
    sqlite_strict=True,
)
"""Where the exchange stands: one row. `receipt_at` is the last answer that acknowledged everything sealed before it;
`trouble` the stable type of the last failure, NULL after a good cycle.

`pruned_seq` lines of the open stream are no longer in the outbox, `pruned_chain` is the chain after them ·
`scrubbed` the cursor of the point's scope up to which every erasure has left the disk ·
`mass_change` records that a stopped page would void or erase, NULL when none is stopped; `mass_change_allowed` the
cursor up to which a person has allowed it · `compared_at` when both sides were last found equal ·
`central_key` the central store's public key for sealed files, `courier_key` the private half of our own ·
`escrow_key` the public key that the store's key was last sealed to, `escrow` that sealed key until it has been told ·
`copied_seq` lines of the open stream that lie in a proved copy on another medium, made at `copied_at` ·
`failures` cycles that failed one after another · `seed_before` how far a new desk has got the records newest first:
NULL not begun, the last record's identifier, or `done` · `hidden` records that others voided or erased within a day
from `hidden_from` (milliseconds), `mass_change_head` the newest cursor when a page was stopped."""

scope_cursor = Table(
    "scope_cursor",
    LOCAL,
    Column("scope", TEXT, primary_key=True),
    Column("cur", INTEGER, nullable=False, server_default=text("0")),
    sqlite_strict=True,
)

capture = Table(
    "capture",
    LOCAL,
    Column("cid", INTEGER, primary_key=True),
    Column("op", Id, nullable=False, unique=True),
    Column("txn", Id, nullable=False),
    Column("actor", Id, nullable=False),
    Column("point", TEXT, nullable=False),
    Column("reg", TEXT, nullable=False),
    Column("rid", Id, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("hlc", INTEGER, nullable=False),
    Column("wall", INTEGER, nullable=False),
    Column("mono", INTEGER, nullable=False),
    Column("boot", TEXT, nullable=False),
    Column("reason", TEXT),
    Column("f", TEXT, nullable=False),
    Column("b", TEXT, nullable=False),
    Index("ix_capture_rid", "rid"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""Operations made but not sealed yet; written by the generated triggers in the transaction of the change."""

outbox = Table(
    "outbox",
    LOCAL,
    Column("seq", INTEGER, primary_key=True),
    Column("op", Id, nullable=False, unique=True),
    Column("txn", Id, nullable=False),
    Column("reg", TEXT, nullable=False),
    Column("rid", Id, nullable=False),
    Column("line", BLOB),
    Column("leaf", BLOB, nullable=False),
    Column("chain", BLOB, nullable=False),
    Column("state", INTEGER, nullable=False, server_default=text("0")),
    Index("ix_outbox_reg_rid", "reg", "rid"),
    Index("ix_outbox_emptied", "seq", sqlite_where=text("line IS NULL")),
    sqlite_strict=True,
)
"""Sealed operations of the open stream. `line` is NULL once erased. `state`: 0 sent or to be sent, 1 settled: the feed
has told what became of it, 2 given back for a desk that is gone: not shown until the feed tells it. Rows up to
`safe_seq` may be pruned, no others."""

shadow = Table(
    "shadow",
    LOCAL,
    Column("reg", TEXT, nullable=False),
    Column("rid", Id, nullable=False),
    Column("f", TEXT, nullable=False),
    Column("o", TEXT, nullable=False, server_default=text("'{}'")),
    PrimaryKeyConstraint("reg", "rid"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The central store's version of a record on which this desk has pending operations."""

change_log = Table(
    "change_log",
    LOCAL,
    Column("lid", INTEGER, primary_key=True),
    Column("op", Id),
    Column("txn", Id),
    Column("at", INTEGER, nullable=False),
    Column("actor", Id, nullable=False),
    Column("reg", TEXT, nullable=False),
    Column("rid", Id, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("origin", TEXT, nullable=False),
    Column("reason", TEXT),
    Column("new", TEXT, nullable=False),
    Column("old", TEXT, nullable=False),
    Index("ix_change_log_rid", "rid"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""Who changed what, when (milliseconds since 1970), from what and why; `origin` is desk or central. Permanent."""

number_series = Table(
    "number_series",
    LOCAL,
    Column("register", TEXT, nullable=False),
    Column("series", TEXT, nullable=False),
    Column("reg_year", INTEGER, nullable=False),
    Column("file_index", TEXT, nullable=False),
    Column("last", INTEGER, nullable=False),
    PrimaryKeyConstraint("register", "series", "reg_year", "file_index"),
    sqlite_strict=True,
)
"""The last number given; its row commits with the record that carries the number."""

exception = Table(
    "exception",
    LOCAL,
    Column("op", Id, primary_key=True),
    Column("reg", TEXT, nullable=False),
    Column("rid", Id, nullable=False),
    Column("outcome", TEXT, nullable=False),
    Column("code", TEXT, nullable=False),
    Column("field", TEXT),
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
    sqlite_strict=True,
)
"""Operations that the central store keeps but did not apply: quarantined, parked, denied; shown until settled."""

conflict = Table(
    "conflict",
    LOCAL,
    Column("reg", TEXT, nullable=False),
    Column("rid", Id, nullable=False),
    Column("field", TEXT, nullable=False),
    Column("win_op", Id, nullable=False),
    Column("lose_op", Id, nullable=False),
    Column("lose_value", TEXT, nullable=False),
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
    PrimaryKeyConstraint("rid", "field", "win_op", "lose_op"),
    sqlite_strict=True,
)
"""Two people changed one field without knowing of each other: the value that lost, as JSON, kept and shown."""

unread = Table(
    "unread",
    LOCAL,
    Column("scope", TEXT, nullable=False),
    Column("cur", INTEGER, nullable=False),
    Column("entry", TEXT, nullable=False),
    Column("why", TEXT, nullable=False),
    Column("rid", Id),
    PrimaryKeyConstraint("scope", "cur"),
    Index("ix_unread_rid", "rid"),
    sqlite_strict=True,
)
"""Entries of the feed that cannot be placed yet: of a register or kind that only a newer version knows, or of a record
whose first values have not been told. They are read again when either changes."""

incident = Table(
    "incident",
    LOCAL,
    Column("id", Id, primary_key=True),
    Column("code", TEXT, nullable=False),
    Column("reg", TEXT),
    Column("rid", Id),
    Column("detail", TEXT, nullable=False, server_default=text("'{}'")),
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
    sqlite_strict=True,
)
"""What happened to this desk or its records that a person must look at: a forked stream, a number on two records, a
record that the restored central store does not know. `detail` is JSON: identifiers, counts, a person's reason."""

attachment = Table(
    "attachment",
    LOCAL,
    Column("reg", TEXT, nullable=False),
    Column("rid", Id, nullable=False),
    Column("sha256", BLOB, nullable=False),
    Column("role", TEXT, nullable=False),
    Column("op", Id, nullable=False),
    PrimaryKeyConstraint("rid", "sha256"),
    sqlite_strict=True,
)
"""Files of a record, as a set. A role of `removed` takes one out of sight; the row stays."""

file = Table(
    "file",
    LOCAL,
    Column("sha256", BLOB, primary_key=True),
    Column("size", INTEGER, nullable=False),
    Column("mime", TEXT, nullable=False),
    Column("key", BLOB),
    Column("state", TEXT, nullable=False),
    Column("sent", INTEGER, nullable=False, server_default=text("0")),
    Column("at", Moment, nullable=False),
    Index("ix_file_state", "state"),
    sqlite_strict=True,
)
"""Files by the hash of their contents. `state`: here (only on this desk), stored (also at the central store), safe
(also in a proved backup), elsewhere (at the central store, not here), wanted (to be fetched). `key` encrypts the copy
on this disk, NULL when there is none; `sent` bytes the central store has taken."""

seed_mark = Table(
    "seed_mark",
    LOCAL,
    Column("rid", Id, primary_key=True),
    Column("cur", INTEGER, nullable=False),
    sqlite_strict=True,
)
"""Records that a new desk got whole, newest first: entries of the feed up to `cur` only tell their history."""

tombstone = Table(
    "tombstone",
    LOCAL,
    Column("rid", Id, primary_key=True),
    Column("cur", INTEGER, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_strict=True,
)
"""Records that were erased by decision: whatever is told of them later is passed over."""

unheard = Table(
    "unheard",
    LOCAL,
    Column("op", Id, primary_key=True),
    sqlite_strict=True,
)
"""Operations that an earlier life of the central store told and the present one has not (yet)."""

granted = Table(
    "granted",
    LOCAL,
    Column("point", TEXT, primary_key=True),
    Column("title", TEXT, nullable=False),
    Column("key", BLOB, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_strict=True,
)
"""Other points that this desk may read: each has a store of its own below `points/`, encrypted with `key`."""

draft = Table(
    "draft",
    LOCAL,
    Column("id", Id, primary_key=True),
    Column("reg", TEXT, nullable=False),
    Column("actor", Id, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("body", TEXT, nullable=False),
    sqlite_strict=True,
)
"""Half-filled forms that survive a crash."""

import_seen = Table(
    "import_seen",
    LOCAL,
    Column("key", BLOB, primary_key=True),
    Column("reg", TEXT, nullable=False),
    Column("rid", Id, nullable=False),
    sqlite_strict=True,
)
"""SHA-256 of imported rows, so that the same file twice adds nothing."""

access_log = Table(
    "access_log",
    LOCAL,
    Column("aid", INTEGER, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Id, nullable=False),
    Column("act", TEXT, nullable=False),
    Column("reg", TEXT, nullable=False),
    Column("rid", Id),
    Column("rows", INTEGER, nullable=False),
    Column("purpose", TEXT, nullable=False),
    Column("since", Day),
    sqlite_strict=True,
)
"""Who looked at personal data, whose and for what stated purpose."""

pin = Table(
    "pin",
    LOCAL,
    Column("staff", Id, primary_key=True),
    Column("phc", TEXT, nullable=False),
    Column("one_time", Flag, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("set_by", Id, nullable=False),
    Column("tries", INTEGER, nullable=False, server_default=text("0")),
    Column("locked_until", Moment),
    Column("entered_at", Moment),
    sqlite_strict=True,
)
"""The PINs of this desk, as argon2id strings; they never leave it (decision 0021). `one_time` must be changed at first
use · `tries` wrong ones since the last right one, after which nothing is tried before `locked_until` · `entered_at`
the last right one."""

preference = Table(
    "preference",
    LOCAL,
    Column("name", TEXT, primary_key=True),
    Column("value", TEXT, nullable=False),
    sqlite_strict=True,
)
"""How this desk is set: name → JSON; what is not set has the program's default."""
