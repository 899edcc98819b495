"""The central store's self-check, as an installed program runs it."""

import json
import os
import subprocess
import sys

import pytest

from tests.helpers.server_process import ROOT

pytestmark = pytest.mark.journey


def test_the_self_check_goes_through_every_step_and_asks_no_real_store() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kacdesk.central", "self-check"],
        cwd=ROOT,
        env={
            **os.environ,
            "KACDESK_DATABASE": "postgresql://nobody@127.0.0.1:1/none",
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [step["step"] for step in told[:-1] if not step["ok"]] == []
    assert [step.get("step") for step in told[:-1]] == [
        "postgresql", "migrate", "point", "catalogue", "serve", "report", "workbook", "backup",
    ]  # fmt: skip
    assert (done.returncode, told[-1]["ok"]) == (0, True)
