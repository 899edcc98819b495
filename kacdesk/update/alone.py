"""This file is the place where a store is opened by one program alone, so that its file may be replaced."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from kacdesk.core.errors import Unavailable
from kacdesk.core.text import t
from kacdesk.store.after_a_kill import prove_log
from kacdesk.vault.encrypted import open_engine
from kacdesk.vault.faults import disk_full
from kacdesk.vault.left_log import left_behind


@contextmanager
def alone(path: Path, key: bytes) -> Iterator[Engine]:
    """Open a store that nobody else has open, and bring its log into it; afterwards one file is all of it.

    Unavailable while a command reads it, or when the disk has no room for the log.
    """
    prove_log(path, key)
    engine = open_engine(path, key)
    try:
        for mode in ("delete", "wal"):  # without its log only whoever has it alone can have it
            if _set_mode(engine, mode) != mode:
                raise _read_by_others()
        yield engine
    finally:
        engine.dispose()
    if left_behind(path):
        raise disk_full()


def _set_mode(engine: Engine, mode: str) -> str:
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is None:
            raise RuntimeError("the connection is closed")
        (now,) = raw.execute(f"PRAGMA journal_mode={mode}").fetchone()
    return str(now)


def _read_by_others() -> Unavailable:
    return Unavailable(
        t("Datus šobrīd lasa cita kacdesk komanda."),
        effect=t("Versija nav mainīta, un dati arī ne."),
        remedy=t("Pagaidiet, līdz tā beidzas, un mēģiniet vēlreiz."),
    )
