"""This file is the place where docs/errors.md is held against what people really read.

After a wanted change: `KAC_WRITE_ERRORS=1 ./kac test tests/cli/test_errors_table.py`, then read the difference.
"""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from tests.cli import (
    provoked_carried,
    provoked_data,
    provoked_exchange,
    provoked_people,
    provoked_policy,
    provoked_records,
    provoked_registers,
    provoked_reports,
    provoked_update,
)
from tests.cli.provoked import Situation, Told
from tests.contract.tree import ROOT

TABLE = ROOT / "docs" / "errors.md"
SITUATIONS = (
    *provoked_data.SITUATIONS,
    *provoked_records.SITUATIONS,
    *provoked_exchange.SITUATIONS,
    *provoked_carried.SITUATIONS,
    *provoked_people.SITUATIONS,
    *provoked_policy.SITUATIONS,
    *provoked_registers.SITUATIONS,
    *provoked_reports.SITUATIONS,
    *provoked_update.SITUATIONS,
)
NAMES = [situation.name for situation in SITUATIONS]

HEAD = """# What people read when something fails

Written by `tests/cli/test_errors_table.py`: every failure below is really provoked when the tests run, and the test
fails when the words here are not those that came. To write it anew after a wanted change:
`KAC_WRITE_ERRORS=1 ./kac test tests/cli/test_errors_table.py`.

Sentences go to stderr, one a line, in the order: what happened · what it means for the work in hand · what to do. For
a record that breaks the rules there is a line for each problem, `field: sentence`, before them. A window shows the same
sentences. Exit codes: 1 something needs a person, 2 command, file or setting not usable, 3 refused by a rule, role or
key, 4 disk, network or lock not available now, 5 data damaged.

| Situation | Command or action | Sentences | In English | Exit |
|---|---|---|---|---|
"""


@cache
def _heard() -> dict[str, Told]:
    """Hold what was heard of each situation, so that the table test need not provoke all of it again."""
    return {}


@pytest.mark.parametrize("situation", SITUATIONS, ids=NAMES)
def test_a_failure_is_told_in_whole_sentences_with_its_exit_code(
    situation: Situation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = situation.provoke(tmp_path, monkeypatch)
    _heard()[situation.name] = told
    assert told.code in (2, 3, 4, 5)
    assert told.sentences
    assert all(re.search(r"[./]$", sentence) for sentence in told.sentences), told.sentences
    assert not any("Traceback" in sentence for sentence in told.sentences)


def test_every_situation_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_the_documented_table_is_what_was_heard(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = []
    for situation in SITUATIONS:
        told = _heard().get(situation.name)
        if told is None:
            with monkeypatch.context() as patch:
                told = situation.provoke(tmp_path_factory.mktemp("failure"), patch)
        lines.append(_line(situation, told))
    now = HEAD + "".join(lines)
    if os.environ.get("KAC_WRITE_ERRORS"):
        TABLE.write_text(now, encoding="utf-8")
    assert now == TABLE.read_text(encoding="utf-8")


def _line(situation: Situation, told: Told) -> str:
    command = f"`{told.command}`" if told.command.startswith("kacdesk") else told.command
    cells = [situation.name, command, "<br>".join(told.sentences), situation.gloss, str(told.code)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
