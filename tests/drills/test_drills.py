"""Every runbook does what its page says, and every page is in the list."""

from pathlib import Path

import pytest

from tests.drills.play import RUNBOOKS, names, play


@pytest.mark.journey
@pytest.mark.parametrize("name", names())
def test_a_runbook_goes_as_written(name: str, tmp_path: Path) -> None:
    done = play(name, tmp_path)
    assert done.code == 0, done.words[-6000:]


def test_the_list_names_every_runbook() -> None:
    listed = (RUNBOOKS / "README.md").read_text("utf-8")
    pages = {path.name for path in RUNBOOKS.glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"]({page})" in listed} == pages
    assert names()
