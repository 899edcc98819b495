"""This file is the place where PostgreSQL's own programs are run: a dump of one snapshot, a database to try it on."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, make_url, text

from kacdesk.central.database import API_ROLE
from kacdesk.core.errors import Damaged, Unavailable
from kacdesk.core.ids import new_id
from kacdesk.core.text import t

_PARTS = {
    "host": "PGHOST",
    "port": "PGPORT",
    "username": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
}
_WITH_ROLE = (
    f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{API_ROLE}') "
    f"THEN CREATE ROLE {API_ROLE} NOLOGIN; END IF; END $$"
)
_OPTIONS = {"host": "PGHOST", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "service": "PGSERVICE"}


def dump(connection: Connection, url: str, path: Path) -> None:
    """Write everything that the open transaction of `connection` sees to a file (custom format).

    The transaction must be REPEATABLE READ. Raises Unavailable without `pg_dump` or when it fails.
    """
    snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    command = [_program("pg_dump"), "--format=custom", f"--snapshot={snapshot}", f"--file={path}"]
    ended = _run(command, make_url(url))
    if ended.returncode:
        raise Unavailable(
            t("Rezerves kopija neizdevās: pg_dump beidzās ar kodu {code}.", code=ended.returncode),
            effect=t("Kopijas nav; dati nav mainīti."),
            remedy=t("Pārbaudiet, vai pg_dump ir tikpat jauns kā serveris un vai diskā ir vieta."),
        )


@contextmanager
def restored_beside(url: str, path: Path) -> Iterator[str]:
    """Restore a dump into a new database beside the one of `url`; yield its address, and drop it at the end.

    Raises Unavailable when no database may be made there, Damaged when the dump cannot be restored.
    """
    address = make_url(url).set(drivername="postgresql+psycopg")
    name = f"kac_check_{new_id().hex[-12:]}"
    program = _program("pg_restore")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(_WITH_ROLE))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        beside = address.set(database=name)
        try:
            plain = ["--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}"]
            if _run([program, *plain, str(path)], beside).returncode:
                raise Damaged(
                    t("Rezerves kopiju “{name}” nevar atjaunot.", name=path.name),
                    effect=t("Drošības atzīme nav pārvietota; krātuves dati nav mainīti."),
                    remedy=t("Izveidojiet jaunu kopiju un pārbaudiet disku, uz kura šī glabājas."),
                )
            yield beside.render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Unavailable(
            t("PostgreSQL programmas {name} šajā datorā nav.", name=name),
            effect=t("Nekas nav izdarīts; dati nav mainīti."),
            remedy=t("Uzstādiet PostgreSQL klientu (pakotne postgresql-client) un mēģiniet vēlreiz."),
        )
    return found


def _run(command: Sequence[str], address: URL) -> "subprocess.CompletedProcess[bytes]":
    """Run a program; where the database is goes in the environment, so that no password stands in a process list.

    What it says is not shown: it may quote a row.
    """
    told = {
        name: str(value) for part, name in _PARTS.items() if (value := getattr(address, part)) is not None
    }
    told |= {_OPTIONS[key]: str(value) for key, value in address.query.items() if key in _OPTIONS}
    return subprocess.run(  # noqa: S603 -- a program of PostgreSQL, words of our own
        command, env={**os.environ, **told}, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
