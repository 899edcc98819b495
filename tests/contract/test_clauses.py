"""Every clause of the source documents is answered for, and every core one is proved by a test."""

from pathlib import Path

import pytest

from tests.clauses.__main__ import PAGES, faults


def test_every_row_is_answered_for_and_every_core_row_has_a_test() -> None:
    assert faults() == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_pages_that_are_made_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run ./kac clauses"
