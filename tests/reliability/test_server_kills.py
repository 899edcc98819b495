"""A server that is killed, and a PostgreSQL that crashes, under desks at work lose nothing and repeat nothing.

The long run is `python -m benchmarks.reliability_server_kills`.
"""

import sys

import pytest

from benchmarks.reliability_server_kills import DURABLE, Storm, prepared
from tests.helpers.postgres import running_cluster

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform == "win32", reason="a process is killed there in another way"),
]


def test_a_killed_server_and_a_crashed_database_keep_every_acknowledged_operation_exactly_once() -> None:
    with running_cluster(settings=DURABLE) as cluster:
        url = cluster.create("kills")
        database = prepared(url)
        summary = Storm(cluster, url, database, desks=8, seed=7).run(kills=2, crashes=1)
        database.close()
    assert summary.wrong == []
    assert (summary.kills, summary.crashes) == (2, 1)
    assert summary.failures.total() > 0
    assert summary.operations > 100
