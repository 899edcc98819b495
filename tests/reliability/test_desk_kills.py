"""A desk that is killed while it records and exchanges keeps every promise, here and at the central store.

The long run is `python -m benchmarks.reliability_desk_kills --kills 2000`.
"""

import sys
from pathlib import Path

import pytest

from benchmarks.reliability_desk_kills import Rounds
from kacdesk.central.database import Database
from tests.helpers.server_process import running_server

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform == "win32", reason="the desks are forked, which Windows cannot"),
]


def test_a_desk_killed_at_any_moment_has_every_promised_record_once_at_both_ends(
    pg_url: str, pg: Database, tmp_path: Path
) -> None:
    with running_server(["serve", "--database", pg_url]) as running:
        summary = Rounds(tmp_path, pg, running.url, seed=20261121).run(12, checked_every=6)
    assert summary.wrong == []
    assert (summary.kills, summary.checked) == (12, 2)
    assert summary.promised > 0
    assert summary.while_exchanging + summary.while_recording > 0
