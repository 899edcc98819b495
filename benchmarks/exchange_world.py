"""This file is the place where benchmarks of the exchange get a central store: PostgreSQL, points, a real server.

PostgreSQL is a throw-away cluster with the durability it would have in an office: `fsync` and `synchronous_commit`
are on. The server is the program's own process on a loopback socket; tokens, signatures and row policies are on.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kacdesk.central import admin
from kacdesk.central.database import Database, open_database
from kacdesk.central.migrate import migrate
from kacdesk.core import clock
from kacdesk.wire.tickets import ticket_text
from tests.helpers.postgres import Cluster, running_cluster
from tests.helpers.server_process import Running, running_server

DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
}
"""What differs from the cluster of the tests; memory and log sizes are those of a small server."""

_TEMPLATE = "kac_benchmark"


@dataclass(frozen=True)
class World:
    """A running PostgreSQL with a migrated template that holds the points."""

    cluster: Cluster

    def fresh(self, name: str) -> str:
        """Create a migrated database with the points and nothing else; return its address."""
        self.cluster.drop(name)
        return self.cluster.create(name, template=_TEMPLATE)


@contextmanager
def world(points: Sequence[str]) -> Iterator[World]:
    """Start a PostgreSQL cluster and prepare the template."""
    with running_cluster(settings=DURABLE) as cluster:
        database = open_database(cluster.create(_TEMPLATE))
        migrate(database)
        with database.whole() as connection:
            for code in points:
                admin.add_point(connection, code, name="", now_ms=clock.now_ms())
        database.close()
        yield World(cluster)


@contextmanager
def serving(url: str) -> Iterator[Running]:
    """Serve a database by the program's own command until the block ends."""
    with running_server(["serve", "--database", url]) as running:
        yield running


def tickets(url: str, points: Sequence[str]) -> list[str]:
    """Return an enrolment code for each point, in their order."""
    with opened(url) as database, database.whole() as connection:
        now_ms = clock.now_ms()
        return [ticket_text(admin.issue_ticket(connection, point, now_ms=now_ms)) for point in points]


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database as its administrator and close it."""
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


def resident_mb(pid: int) -> float | None:
    """Return the resident memory of a process in MiB; None where the system does not tell it by a file."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    kb = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return round(int(kb) / 1024, 1)


def cpu_s(pid: int) -> float | None:
    """Return the processor seconds that a process has used; None where the system does not tell it by a file."""
    stat = Path(f"/proc/{pid}/stat")
    if sys.platform == "win32" or not stat.exists():
        return None
    spent = stat.read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
