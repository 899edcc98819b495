"""This file is the place where a file of an administrator appears whole on the medium or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kacdesk.vault.faults import translated


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to be written, for its owner alone; it becomes `path` when the block ends well.

    A file of that name is replaced. File failures leave as DeskError.
    """
    beside = path.with_name(f"{path.name}.new")
    with translated(path):
        beside.unlink(missing_ok=True)
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield beside
        with translated(path):
            with beside.open("r+b") as stream:
                os.fsync(stream.fileno())
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
