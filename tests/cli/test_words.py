"""Every word of the command line has its help, and what is wrong with one is said with that word."""

import argparse
from collections.abc import Iterator

import pytest

from kacdesk.cli.main import run
from kacdesk.cli.parser import build_parser
from kacdesk.core.errors import ExitCode


def _every_word(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    for action in parser._actions:
        yield parser.prog, action
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _every_word(below)


def test_every_word_of_every_command_has_help() -> None:
    words = list(_every_word(build_parser(lambda _asked: ExitCode.DONE)))
    assert len(words) > 300
    kept = [each for each in words if not isinstance(each[1], argparse._SubParsersAction)]
    assert [(prog, action.dest) for prog, action in kept if not action.help] == []


@pytest.mark.parametrize(
    ("words", "named", "remedy"),
    [
        (["shwo"], "shwo", "“kacdesk --help”"),
        (["init", "--point", "X", "--type", "galvenais"], "galvenais", "municipal, regional, national"),
        (["update", "apply"], "apply", "fetch, take, back"),
    ],
)
def test_a_word_that_is_not_known_is_named_with_those_that_are(
    capsys: pytest.CaptureFixture[str], words: list[str], named: str, remedy: str
) -> None:
    assert run(words) == ExitCode.USAGE
    told = capsys.readouterr().err.splitlines()
    assert told[0] == f"Komandrindā vārds “{named}” nav derīgs."
    assert remedy in told[2]
