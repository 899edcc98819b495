"""This file is the place where a store is brought to the shape of this version, or refused untouched."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from kacdesk.core import clock
from kacdesk.core.errors import Damaged, Refused
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.store.capture import check_triggers, drop_triggers, install_triggers
from kacdesk.store.old_copies import BACKUPS, STAMP
from kacdesk.store.search import SEARCH_PREFIX, ensure_search
from kacdesk.store.tally import differing, tally
from kacdesk.vault.faults import damaged, translated

MIGRATIONS = Path(__file__).parent / "migrations"
_LONGEST_NAMES = 60
_log = logging.getLogger(__name__)


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
    keep: bool = True,
) -> None:
    """Bring the file to the newest shape, with a verified copy beside it first when it already holds records.

    Refuses a file that a newer program has written (Refused) and one whose triggers were changed or, unless it is
    `new`, that is empty (Damaged); none is touched. Everything happens in one transaction, which ends only when all
    that was there is there as it was (Damaged otherwise, and the file is as before). Without `write` an older file is
    refused too. Without `keep` no copy is made: what is brought up to date is one itself.
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
    if here is not None and keep:
        keep_copy(engine, path)
    with engine.connect() as connection, connection.begin():
        before = tally(connection, catalog)
        drop_triggers(connection)
        command.upgrade(configuration(connection, catalog, versions=versions), "head")
        install_triggers(connection, catalog)
        ensure_search(connection, catalog)
        lost = differing(before, tally(connection, catalog)) if before else []
        if lost:
            raise not_as_before(lost)


def not_as_before(lost: list[str]) -> Damaged:
    """Return the failure of a change of shape after which something is not as it was; `lost` goes to the log."""
    names = ":".join(name.replace(" ", "_") for name in lost)
    _log.error("a change of shape was undone differing=%s", names[:_LONGEST_NAMES])
    return Damaged(
        t("Pārveidojot datus jaunajai kacdesk versijai, ne viss palika kā iepriekš."),
        effect=t("Pārveidošana ir atcelta; visi ieraksti ir tādi, kādi tie bija."),
        remedy=t("Uzstādiet atpakaļ iepriekšējo kacdesk versiju un sazinieties ar IT."),
    )


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
    """Write a copy of the file into `backups/` beside it, and return its path; it goes after 35 days (`old_copies`)."""
    with translated(path):
        (path.parent / BACKUPS).mkdir(exist_ok=True)
    copy = path.parent / BACKUPS / f"{path.stem}-{clock.now_utc():{STAMP}}.db"
    write_copy(engine, path, copy)
    return copy


def write_copy(engine: Engine, path: Path, copy: Path) -> None:
    """Write a compact copy of the file, under the same key.

    The copy is read through before it counts; one that cannot be made or read leaves nothing behind.
    """
    with translated(path), engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is None:
            raise RuntimeError("the connection is closed")
        try:
            raw.execute("VACUUM INTO ?", (str(copy),))
            raw.execute("ATTACH ? AS copy", (str(copy),))
            try:
                # who only reads opens no other kind
                raw.execute("PRAGMA copy.journal_mode=WAL").fetchone()
                found = [row[0] for row in raw.execute("PRAGMA copy.quick_check")]
            finally:
                raw.execute("DETACH copy")
            # What is searched is derived from the records and can be made anew; it does not decide.
            if any(words != "ok" and SEARCH_PREFIX not in words for words in found):
                raise damaged(copy)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
