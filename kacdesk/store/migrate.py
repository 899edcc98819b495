"""This file is the place where a store is brought to the shape of this version, or refused untouched."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.store.capture import check_triggers, drop_triggers, install_triggers
from kacdesk.store.search import SEARCH_PREFIX, ensure_search
from kacdesk.vault.faults import damaged, translated

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(connection: Connection, catalog: Catalog, *, versions: Path | None = None) -> Config:
    """Return alembic's settings for a connection that is already inside a transaction.

    `versions` is one more folder of revisions, for a register that a test adds.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if versions is not None:
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", f"{MIGRATIONS / 'versions'}{_separator()}{versions}")
    config.attributes["connection"] = connection
    config.attributes["catalog"] = catalog
    return config


def _separator() -> str:
    return ";" if Path("/").drive or MIGRATIONS.drive else ":"


def revision(connection: Connection) -> str | None:
    """Return the revision that the file is at; None for an empty file."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(
    engine: Engine,
    path: Path,
    catalog: Catalog,
    *,
    versions: Path | None = None,
    write: bool = True,
    new: bool = False,
) -> None:
    """Bring the file to the newest shape, with a verified copy beside it first when it already holds records.

    Refuses a file that a newer program has written (Refused) and one whose triggers were changed or, unless it is
    `new`, that is empty (Damaged); none is touched. Everything happens in one transaction. Without `write` an older
    file is refused too.
    """
    with engine.connect() as connection, connection.begin():
        config = configuration(connection, catalog, versions=versions)
        scripts = ScriptDirectory.from_config(config)
        here, head = revision(connection), scripts.get_current_head()
        if here is not None and here not in {script.revision for script in scripts.walk_revisions()}:
            raise newer_than_program()
        if here is None and not new:
            raise damaged(path)
        if here == head:
            check_triggers(connection, catalog)
            return
    if not write:
        raise older_than_program()
    if here is not None:
        keep_copy(engine, path)
    with engine.connect() as connection, connection.begin():
        drop_triggers(connection)
        command.upgrade(configuration(connection, catalog, versions=versions), "head")
        install_triggers(connection, catalog)
        ensure_search(connection, catalog)


def newer_than_program() -> Refused:
    """Return the refusal of data that a newer version has written."""
    return Refused(
        t("Šos datus ir veidojusi jaunāka kacdesk versija."),
        effect=t("Dati nav atvērti un nav mainīti."),
        remedy=t("Uzstādiet jaunāko kacdesk versiju šajā datorā."),
    )


def older_than_program() -> Refused:
    """Return the refusal to read data that this version must first bring up to date."""
    return Refused(
        t("Dati vēl nav pārveidoti šai kacdesk versijai."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Vispirms atveriet kacdesk logu vai palaidiet “kacdesk sync”."),
    )


def keep_copy(engine: Engine, path: Path) -> Path:
    """Write a compact copy of the file, under the same key, into `backups/` beside it, and return its path.

    The copy is read through before it counts; one that cannot be made or read leaves nothing behind.
    """
    folder = path.parent / "backups"
    copy = folder / f"{path.stem}-{clock.now_utc():%Y%m%dT%H%M%S%f}.db"
    with translated(path), engine.connect() as connection:
        folder.mkdir(exist_ok=True)
        raw = connection.connection.driver_connection
        if raw is None:
            raise RuntimeError("the connection is closed")
        try:
            raw.execute("VACUUM INTO ?", (str(copy),))
            raw.execute("ATTACH ? AS copy", (str(copy),))
            try:
                found = [row[0] for row in raw.execute("PRAGMA copy.quick_check")]
            finally:
                raw.execute("DETACH copy")
            # What is searched is derived from the records and can be made anew; it does not decide.
            if any(words != "ok" and SEARCH_PREFIX not in words for words in found):
                raise damaged(copy)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
    return copy
