"""Over a slow, far line that breaks again and again everything arrives, and no save waits for it.

The line of the day is ten times as fast here; the whole is `python -m benchmarks.reliability_bad_line`.
"""

from pathlib import Path

import pytest

from benchmarks.reliability_bad_line import Day, Plan
from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.models.catalog import CATALOG
from tests.helpers.thread_server import served
from tests.reliability.proxy import Line

LINE = Line(bytes_per_s=80_000, delay_s=0.04, cut_share=0.5)


@pytest.mark.journey
def test_a_day_over_a_bad_line_brings_everything_through_exactly_once(pg: Database, tmp_path: Path) -> None:
    with served(build_app(SqlStore(pg, CATALOG))) as server:
        plan = Plan(backlog=100, work_s=5, pause_s=0.05, line=LINE, seed=4, patience_s=60)
        summary = Day(tmp_path, pg, server.url, plan).run()
    assert summary.wrong == []
    assert summary.cuts > 0
    assert summary.saved > 100
    assert summary.sent_bytes > 10_000
