"""This file is the place where the central store's tables are brought to the shape of this version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from kacdesk.central.database import Database, Turn
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.keys import ensure_courier_keys
from kacdesk.central.tables import EPOCH
from kacdesk.core import clock
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.core.text import t

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Return alembic's settings for a connection that is already inside a transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, *, to: str = "head") -> None:
    """Bring the tables up to a revision in one transaction; a store that was empty gets its first epoch.

    Raises Refused when a newer program has written the tables.
    """
    with _alone(database) as (connection, config):
        command.upgrade(config, to)
        if connection.execute(select(func.count()).select_from(EPOCH)).scalar_one() == 0:
            begin_epoch(connection, reason="installed", now_ms=clock.now_ms())
        if to == "head":
            ensure_courier_keys(connection)


def downgrade(database: Database, *, to: str) -> None:
    """Take the tables back to a revision; what later ones hold is lost."""
    with _alone(database) as (_, config):
        command.downgrade(config, to)


@contextmanager
def _alone(database: Database) -> Iterator[tuple[Connection, Config]]:
    with database.whole() as connection:
        database.wait_for_turn(connection, Turn.MIGRATION)
        config = configuration(connection)
        _refuse_newer(connection, config)
        yield connection, config


def require_current(database: Database) -> None:
    """Refuse to serve tables of another shape; the sentence names the command that mends it."""
    with database.whole() as connection:
        config = configuration(connection)
        _refuse_newer(connection, config)
        if _revision(connection) != ScriptDirectory.from_config(config).get_current_head():
            raise Unavailable(
                t("Centrālās krātuves tabulas nav sagatavotas šai programmas versijai."),
                effect=t("Centrālā krātuve nav palaista; dati nav mainīti."),
                remedy=t("Palaidiet “kacdesk-central migrate --database …” un tad vēlreiz “serve”."),
            )


def is_current(connection: Connection) -> bool:
    """Say whether the tables have the shape of this version."""
    return _revision(connection) == ScriptDirectory.from_config(configuration(connection)).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection, config: Config) -> None:
    here = _revision(connection)
    if here is not None and here not in {
        script.revision for script in ScriptDirectory.from_config(config).walk_revisions()
    }:
        raise Refused(
            t("Centrālās krātuves tabulas ir veidojusi jaunāka programmas versija."),
            effect=t("Dati nav mainīti."),
            remedy=t("Uzstādiet jaunāko kacdesk versiju."),
        )
