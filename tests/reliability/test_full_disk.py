"""A disk that is full at any page leaves no half transaction, is named in words, and work goes on when there is room.

The run over every page is `python -m benchmarks.reliability_full_disk`.
"""

import json
import subprocess
import sys

import pytest

from benchmarks.reliability_full_disk import KINDS
from tests.helpers.server_process import ROOT
from tests.reliability.small_disk import NoSmallDisk, mounting_words

STEPS = {"save": 3, "seal": 30, "apply a page": 6, "create": 700, "migrate": 400}
"""Free pages between two tries, so that each kind of work takes a second or two."""


@pytest.mark.journey
@pytest.mark.parametrize("kind", KINDS)
def test_work_on_a_full_disk_is_done_whole_or_not_at_all(kind: str) -> None:
    try:
        mounting = mounting_words()
    except NoSmallDisk:
        pytest.skip("this system does not let us mount a small disk")
    done = subprocess.run(
        [
            *mounting,
            sys.executable,
            "-m",
            "benchmarks.reliability_full_disk",
            "--kind",
            kind,
            "--step",
            str(STEPS[kind]),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stdout, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["by_kind"][kind]["refused"] >= 3
    assert told["by_kind"][kind]["said"].keys() == {"Diskā nav vietas."}
