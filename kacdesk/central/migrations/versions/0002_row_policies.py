"""Fence every point by row policies (PostgreSQL only).

The role `kac_api` is what a request runs as. It sees the rows of the point in the setting `kac.point`, and reference
data to read. It may delete nothing, and of the operation log it may only empty the line. The role belongs to the
whole cluster, so that a downgrade leaves it.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OWN = "point = current_setting('kac.point', true)"
_TICKET = f"({_OWN} OR encode(code_hash, 'hex') = current_setting('kac.ticket', true))"
_WRITTEN = "SELECT, INSERT, UPDATE"
_GRANTS = {
    "point": "SELECT",
    "ticket": "SELECT, UPDATE (used_ms, device)",
    "device": _WRITTEN,
    "stream": _WRITTEN,
    "scope_head": _WRITTEN,
    "op": "SELECT, INSERT, UPDATE (line)",
    "feed": "SELECT, INSERT, UPDATE (body, whole)",
    "record": _WRITTEN,
    "base_seen": "SELECT, INSERT",
    "conflict": "SELECT, INSERT, UPDATE (lose_value)",
    "quarantine": "SELECT, INSERT, UPDATE (line)",
    "incident": "SELECT, INSERT",
    "document_number": "SELECT, INSERT",
    "purge": "SELECT",
    "purge_receipt": "SELECT, INSERT",
    "blob": _WRITTEN,
}
_REFERENCE_READ = ("feed", "scope_head", "record")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kac_api') "
        "THEN CREATE ROLE kac_api NOLOGIN; END IF; END $$"
    )
    op.execute("GRANT kac_api TO CURRENT_USER")
    op.execute("GRANT SELECT ON epoch TO kac_api")
    for table, rights in _GRANTS.items():
        op.execute(f"GRANT {rights} ON {table} TO kac_api")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        using = _TICKET if table == "ticket" else _OWN
        op.execute(f"CREATE POLICY own ON {table} TO kac_api USING ({using}) WITH CHECK ({_OWN})")
    for table in _REFERENCE_READ:
        op.execute(f"CREATE POLICY reference ON {table} FOR SELECT TO kac_api USING (point = '_ref')")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in _REFERENCE_READ:
        op.execute(f"DROP POLICY reference ON {table}")
    for table in _GRANTS:
        op.execute(f"DROP POLICY own ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM kac_api")
    op.execute("REVOKE ALL ON epoch FROM kac_api")
