"""This file is the place where a small disk is mounted, and filled up to a number of free pages."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE_BYTES = 4096
_PART_BYTES = 1024 * 1024


class NoSmallDisk(Exception):
    """This system does not let us mount one."""


def mounting_words() -> list[str]:
    """Return what to put before a command so that it may mount a small disk; raises NoSmallDisk.

    Root may; other people may inside a user namespace of their own, where the system has them.
    """
    if sys.platform != "linux" or shutil.which("mount") is None:
        raise NoSmallDisk
    for words in ([], ["unshare", "--user", "--map-root-user", "--mount"]):
        with tempfile.TemporaryDirectory(prefix="kac-mount-") as folder:
            mounting = f"mount -t tmpfs -o size=64k none {folder} && umount {folder}"
            if words and shutil.which(words[0]) is None:
                continue
            if (
                subprocess.run([*words, "sh", "-c", mounting], capture_output=True, check=False).returncode
                == 0
            ):
                return words
    raise NoSmallDisk


class SmallDisk:
    """A mounted disk of its own; `folder` is where."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, *, pages_left: int) -> None:
        """Take all room but so many pages of 4 KiB."""
        with self._filler.open("wb") as stream:
            descriptor = stream.fileno()
            part = _PART_BYTES
            while part >= PAGE_BYTES:
                try:
                    os.write(descriptor, bytes(part))
                except OSError:
                    part //= 2
            size = os.fstat(descriptor).st_size // PAGE_BYTES * PAGE_BYTES
            os.ftruncate(descriptor, max(0, size - pages_left * PAGE_BYTES))

    def empty(self) -> None:
        """Give the room back."""
        self._filler.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything that lies on the disk."""
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


@contextmanager
def mounted(megabytes: int) -> Iterator[SmallDisk]:
    """Mount a small disk for the length of a block; the process must be allowed to (see `mounting_words`)."""
    folder = Path(tempfile.mkdtemp(prefix="kac-small-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()
