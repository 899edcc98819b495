"""This file is the place where a test of the services is handed its desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.services.context import Context
from tests.helpers import desk as template
from tests.services.desk import copy_desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Context]:
    """A new desk with its supervisor at it."""
    with open_desk(copy_desk(tmp_path)) as context:
        yield context


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return the data folder of a fresh desk that nobody has open."""
    return template.copy_desk(tmp_path)


@pytest.fixture
def context(data: Path) -> Iterator[Context]:
    """Open a fresh desk for writing as its supervisor."""
    with template.opened(data) as opened:
        yield opened
