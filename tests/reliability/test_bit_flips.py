"""A bit that turned over on the disk never leads to wrong records without a word.

The long run is `python -m benchmarks.reliability_bit_flips --flips 5000`.
"""

from pathlib import Path

import pytest

from benchmarks.reliability_bit_flips import FILES, SILENT, Flips


@pytest.mark.journey
def test_a_turned_bit_is_refused_found_or_harmless_and_never_silent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flips = Flips(tmp_path, seed=20261121)
    told = {name: flips.run(name, count) for name, count in zip(FILES, (60, 40, 20), strict=True)}
    assert {name: one.silent_at for name, one in told.items()} == {name: [] for name in FILES}
    assert sum(one.came[SILENT] for one in told.values()) == 0
    assert [one.flips for one in told.values()] == [60, 40, 20]
    assert {record.name for record in caplog.records if record.levelname == "WARNING"} <= {
        "kacdesk.vault.left_log"
    }
