"""This file is the place where a developer's new register gets its migration: `python -m kacdesk.store.revise`."""

import argparse
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Engine

from kacdesk.models.catalog import CATALOG, Catalog
from kacdesk.store.capture import drop_triggers
from kacdesk.store.migrate import configuration
from kacdesk.vault.encrypted import open_engine


def generate(
    engine: Engine, catalog: Catalog, message: str, *, rev_id: str, versions: Path | None = None
) -> None:
    """Write the revision that leads from the file's shape to the catalogue's, into `versions` or the shipped folder."""
    with engine.connect() as connection, connection.begin() as transaction:
        drop_triggers(connection)
        command.revision(
            configuration(connection, catalog, versions=versions),
            message,
            autogenerate=True,
            rev_id=rev_id,
            version_path=str(versions) if versions else None,
        )
        transaction.rollback()


def main() -> None:
    """Make a scratch store of the newest shape and write what is missing in it as a new revision."""
    parser = argparse.ArgumentParser(description="Write the migration of the desk's tables.")
    parser.add_argument("number", help="number of the revision, e.g. 0002")
    parser.add_argument("message", help="what it does, e.g. 'complaint register'")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scratch.db"
        engine = open_engine(path, bytes(32), create=True)
        with engine.connect() as connection, connection.begin():
            command.upgrade(configuration(connection, CATALOG), "head")
        generate(engine, CATALOG, asked.message, rev_id=asked.number)
        engine.dispose()


if __name__ == "__main__":
    main()
