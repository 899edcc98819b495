"""Every runbook does what its page says, and every page is in the list."""

from pathlib import Path

import pytest

from tests.drills.play import RUNBOOKS, names, play
from tests.helpers.long_run import LONG

EVERY_TIME = frozenset({"replaced-pc", "restored-central"})
"""What brings back what was lost; the others are played by `./kac drill`, and here with KAC_LONG=1."""


@pytest.mark.journey
@pytest.mark.parametrize("name", names())
def test_a_runbook_goes_as_written(name: str, tmp_path: Path) -> None:
    if not LONG and name not in EVERY_TIME:
        pytest.skip("played with KAC_LONG=1")
    done = play(name, tmp_path)
    assert done.code == 0, done.words[-6000:]


def test_the_list_names_every_runbook() -> None:
    listed = (RUNBOOKS / "README.md").read_text("utf-8")
    pages = {path.name for path in RUNBOOKS.glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"]({page})" in listed} == pages
    assert set(names()) > EVERY_TIME
