"""This file is the place where `kill -9` at any moment is shown to lose, double or half-make nothing.

The long run is `python -m benchmarks.kill_add --kills 200 --records 1000`.
"""

import sys
from pathlib import Path

import pytest

from benchmarks.kill_add import Rounds

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        sys.platform == "win32", reason="a killed process keeps its files open there for a moment"
    ),
]


def test_a_program_killed_at_any_moment_keeps_every_promise_exactly_once(tmp_path: Path) -> None:
    summary = Rounds(tmp_path, records=250, seed=20261121).run(8)
    assert summary.wrong == []
    assert sum(summary.kills.values()) == 8
    assert summary.kills.keys() == {"add", "init", "migration"}
    assert summary.printed <= summary.saved <= summary.printed + summary.kills["add"]
