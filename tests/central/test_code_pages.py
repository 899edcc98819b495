"""This file is the place where the programs are shown to speak UTF-8 into a pipe that has another code page."""

import os
import subprocess
import sys

import pytest

from kacdesk.core.errors import ExitCode

OF_WINDOWS = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}


def _run(module: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", module, *words], capture_output=True, env=os.environ | OF_WINDOWS, check=False
    )


@pytest.mark.parametrize("module", ["kacdesk", "kacdesk.central"])
def test_help_is_utf8_whatever_the_pipe_is(module: str) -> None:
    told = _run(module, "--help")
    assert told.returncode == ExitCode.DONE
    assert "ā" in told.stdout.decode()


def test_a_refusal_of_the_central_store_is_utf8_whatever_the_pipe_is() -> None:
    told = _run("kacdesk.central", "nav-tādas-komandas")
    assert told.returncode == ExitCode.USAGE
    assert told.stderr.decode().startswith("Komandrindā")
