"""This file is the place where every sentence of the desk's log is held against those that a bundle lets through.

A new one gets its line in kacdesk/care/log_lines.py, with what may stand in its places: `hidden` where in doubt.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from kacdesk.care.log_lines import SENTENCES, let_through, sessions
from tests.contract.tree import PACKAGE, name_of, parse, python_files

LEVELS = frozenset({"debug", "info", "warning", "error", "critical", "exception", "log"})
LOGS = frozenset({"_log", "log", "logger"})
NOT_THE_DESK = "central"
AT = "2026-11-22 10:15:01,123 INFO kacdesk.sync.runner "


def _written() -> Iterator[tuple[str, ast.Call]]:
    """Yield place and call of every line that the desk writes to its log."""
    for path in python_files("kacdesk"):
        if path.relative_to(PACKAGE).parts[0] == NOT_THE_DESK:
            continue
        for node in ast.walk(parse(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in LEVELS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in LOGS
            ):
                yield f"{name_of(path)}:{node.lineno}", node


def _sentence(call: ast.Call) -> str:
    """Return the words of a line, with a gap for each value; '' where they are not written out."""
    found = next((part.value for part in call.args if isinstance(part, ast.Constant)), "")
    return re.sub(r"%[sdr]", "{}", found) if isinstance(found, str) else ""


def test_every_sentence_of_the_log_is_known_to_the_support_bundle() -> None:
    known = {re.sub(r"\{\w+\}", "{}", sentence) for sentence in SENTENCES}
    known |= {"the exchange {}"}  # told in two sentences, of which each is known
    written = dict(_written())
    assert len(written) > 10
    assert {place: _sentence(call) for place, call in written.items() if _sentence(call) not in known} == {}


def test_no_sentence_is_known_that_nobody_writes() -> None:
    written = {_sentence(call) for _, call in _written()}
    told = {re.sub(r"\{\w+\}", "{}", sentence) for sentence in SENTENCES}
    assert told - written <= {"the exchange stalled", "the exchange gets on again"}


@pytest.mark.parametrize(
    "line",
    [
        "Ieva Paraugs",
        AT + "saved for Ieva Paraugs",
        AT + "cycle done sent=1 received=2 trouble=Ieva Paraugs",
        AT + "cycle done sent=1 received=2 trouble=None Ieva",
        "2026-11-22 10:15:01,123 INFO kacdesk.Ieva copy made bytes=1",
        '  File "/srv/ieva/x.py", line 3, in save',
        "ValueError: Ieva",
        "",
    ],
)
def test_a_line_that_is_not_known_word_by_word_is_left_out(line: str) -> None:
    assert let_through([line]) == type(let_through([]))((), 1)


def test_places_in_the_code_lose_the_folders_above_them_and_what_may_be_anything_is_hidden() -> None:
    line = (
        AT + "unforeseen exception number=A1B2 kind=KeyError at=C:\\Users\\Ieva\\lib\\x\\y.py:3 > /ui/z.py:14"
    )
    assert let_through([line]).lines[0].endswith("at=lib\\x\\y.py:3 > ui/z.py:14")
    assert let_through([AT + "qt: Ieva"]).lines[0].endswith("qt: ***")


def test_exchanges_are_told_newest_first() -> None:
    lines = [AT + f"cycle done sent={sent} received=0 trouble=offline" for sent in range(3)]
    assert [(each.sent, each.trouble) for each in sessions(lines, most=2)] == [(2, "offline"), (1, "offline")]
