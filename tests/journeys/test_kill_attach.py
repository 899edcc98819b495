"""A desk that is killed while it attaches files has every one that it promised, and no half of another."""

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.services.papers import attachments
from kacdesk.store import files, tables
from kacdesk.vault.files import GRACE_MS
from tests.helpers.desk import all_rows, captured, copy_desk, opened
from tests.helpers.doomed import doomed
from tests.helpers.long_run import LONG

ROUNDS = 8 if LONG else 4

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        sys.platform == "win32", reason="a killed process keeps its files open there for a moment"
    ),
]


def killed_while_attaching(data: Path, *, seed: int, after: int, wait_s: float) -> list[tuple[UUID, bytes]]:
    """Let a desk attach so many files, kill it a moment later, and return what it promised."""
    with doomed("tests.journeys.attaching_desk", str(data), str(seed)) as (process, told):
        lines = [told.readline() for _ in range(after)]
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(wait_s)
        process.kill()
        lines += told.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(UUID(record), bytes.fromhex(sha)) for record, sha in whole]


def test_a_desk_killed_while_attaching_keeps_every_file_it_promised(tmp_path: Path) -> None:
    chance, data = random.Random(20261121), copy_desk(tmp_path)
    promised: list[tuple[UUID, bytes]] = []
    for seed in range(ROUNDS):
        told = killed_while_attaching(
            data, seed=seed, after=chance.randrange(1, 6), wait_s=chance.uniform(0.001, 0.03)
        )
        assert told
        promised += told
        with opened(data) as context:
            for record, sha in promised:
                found = attachments.open_file(context, "received_document", record, sha, purpose="pārbaude")
                assert hashlib.sha256(found.content).digest() == sha
            rows = all_rows(context.store, tables.file)
            named = all_rows(context.store, tables.attachment)
            made = [
                row
                for record in {record for record, _ in promised}
                for row in captured(context.store, record)
                if row["kind"] == "file"
            ]
            assert len(rows) == len(named) == len(made), "a file is there whole or not at all"
            assert len(promised) <= len(rows) <= len(promised) + seed + 1
            orphans = len(list(files.folder_of(context.store).iterdir())) - len(rows)
            assert 0 <= orphans <= seed + 1
    long_ago_ns = (clock.now_ms() - GRACE_MS - 60_000) * 1_000_000
    for path in (data / "files").iterdir():
        os.utime(path, ns=(long_ago_ns, long_ago_ns))
    with opened(data) as context:
        assert len(list((data / "files").iterdir())) == len(all_rows(context.store, tables.file))
        record, sha = promised[0]
        assert attachments.open_file(context, "received_document", record, sha, purpose="pārbaude").content
