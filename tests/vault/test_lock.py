"""This file is the place where a second writer is shown to stay out, and to come in when the first is gone."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kacdesk.core.errors import Unavailable
from kacdesk.vault.lock import InstanceLock
from tests.contract.tree import ROOT

HOLD = """
import sys
from pathlib import Path
from kacdesk.vault.lock import InstanceLock
lock = InstanceLock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_writer_is_told_at_once(tmp_path: Path) -> None:
    with InstanceLock(tmp_path), pytest.raises(Unavailable, match="jau izmanto") as refused:
        InstanceLock(tmp_path).take()
    assert refused.value.exit_code == 4


def test_the_folder_is_free_again_after_the_first_writer(tmp_path: Path) -> None:
    with InstanceLock(tmp_path):
        pass
    with InstanceLock(tmp_path):
        assert (tmp_path / "kacdesk.lock").exists()


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    with process:
        if process.stdout is None:
            raise RuntimeError("no standard output")
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(Unavailable):
            InstanceLock(tmp_path).take()
        process.kill()
        process.wait()
        with InstanceLock(tmp_path):
            pass


def test_a_folder_that_cannot_hold_the_lock_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "kacdesk.lock").mkdir()
    with pytest.raises(Unavailable, match="nedrīkst rakstīt"):
        InstanceLock(tmp_path).take()


def test_another_thread_may_give_the_folder_back(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path)
    with ThreadPoolExecutor(max_workers=1) as other:
        other.submit(lock.take).result()
    lock.release()
    with InstanceLock(tmp_path):
        pass
