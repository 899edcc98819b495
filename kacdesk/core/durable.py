"""This file is the place where what was written is forced to the disk, so that it survives a power cut."""

import os
import sys
from pathlib import Path


def force_names(folder: Path) -> None:
    """Force a folder's list of names to the disk, where the system lets a program do that."""
    if sys.platform == "win32":
        return
    _sync(folder, os.O_RDONLY)


def force(path: Path) -> None:
    """Force a closed file, or a folder's list of names, to the disk."""
    if path.is_dir():
        force_names(path)
    else:
        _sync(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
