"""This file is the place where tests of the doctor get a desk of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.services.context import Context
from tests.helpers.desk import copy_desk, opened


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    """Open a fresh desk for writing as its supervisor."""
    with opened(copy_desk(tmp_path)) as desk:
        yield desk
