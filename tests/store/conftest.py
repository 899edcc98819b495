"""This file is the place where tests of the store get a desk of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.services.context import Context
from kacdesk.store.session import Store
from tests.helpers.desk import copy_desk, opened
from tests.store.told import Feed


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return the data folder of a fresh desk that nobody has open."""
    return copy_desk(tmp_path)


@pytest.fixture
def context(data: Path) -> Iterator[Context]:
    """Open a fresh desk for writing as its supervisor."""
    with opened(data) as desk:
        yield desk


@pytest.fixture
def store(context: Context) -> Store:
    """Return the open store of a fresh desk."""
    return context.store


@pytest.fixture
def feed(store: Store) -> Feed:
    """Return a feed that tells this desk what the others did."""
    return Feed(store)
