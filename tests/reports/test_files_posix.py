"""This file is the place where a full disk and a forbidden folder are real: limits and users that Windows has not."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.core.errors import Unavailable
from tests.reports.test_files import put

resource = pytest.importorskip("resource", reason="this system has no such limits")

BIG = b"x" * 200_000
NOBODY = 65_534


def test_no_room_is_told_and_the_old_file_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    put(out, b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(Unavailable, match="nepietiek vietas") as caught:
            put(out, BIG)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert len(caught.value.sentences()) == 3
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


@pytest.fixture
def _not_root() -> Iterator[None]:
    """Be nobody for a while when the tests run as root, to whom nothing is forbidden."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(me)


@pytest.mark.usefixtures("_not_root")
def test_a_folder_where_nothing_may_be_written_is_told() -> None:
    with pytest.raises(Unavailable, match="nav atļauts rakstīt") as caught:
        put(Path("/a.pdf"), b"x")
    assert len(caught.value.sentences()) == 3
