"""This file is the place where lines of the log are let through to somebody outside: only known sentences.

The log is written without values of records, and masked; this is the wall behind those. Every sentence that the desk
writes to its log stands in the table with what may fill its places, and tests/contract/test_log_lines.py fails for one
that does not. A line that fits no sentence is left out and counted.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kacdesk.core.logs import FILE_NAME

KINDS: dict[str, str] = {
    "n": r"-?\d{1,18}",
    "code": r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,60}",
    "hash": r"[0-9a-f]{8,64}",
    "places": r".*",
    "hidden": r".*",
}
"""What may stand in a place: a whole number · a word of the program, such as the kind of an error · a hash · places in
the code, of which the last parts are kept · anything, which is hidden."""

SENTENCES: tuple[str, ...] = (
    "cycle done sent={n} received={n} trouble={code}",
    "copy made bytes={n}",
    "no copy was made: {code}",
    "a granted point could not be opened: {code}",
    "the exchange stalled",
    "the exchange gets on again",
    "the exchange was interrupted: {code}",
    "the last transaction of the log was broken frames={n} whole={n}",
    "unforeseen exception number={code} kind={code} at={places}",
    "qt: {hidden}",
    "likely services were not read: {code}",
    "arms could not be read: sha256={hash}",
    "arms were left out: dots={n}",
    "arms were left out: error={code}",
    "the file could not be read to its end kind={code}",
    "the file is no store of ours kind={code}",
    "a look broke name={code} kind={code}",
    "a taking was cut off step={code} version={code}",
    "a change of shape was undone differing={code}",
    "set by IT key={code} source={hidden}",
    "policy fault={code} key={code} line={code} source={hidden}",
)
_LINE = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) "
    r"(?P<name>kacdesk(?:\.[a-z_]+)*) (?P<words>.*)"
)
_SESSION = re.compile(r"cycle done sent=(-?\d+) received=(-?\d+) trouble=(\S+)")
_PLACE = re.compile(r"(?:[\w.-]+[/\\]){0,2}[\w.-]+\.py:\d+")
_GAP = re.compile(r"\{(\w+)\}")
_FILES = 2
_TAIL_LINES = 500


@dataclass(frozen=True)
class Tail:
    """The last lines of the log that are known, the oldest first; how many others were left out."""

    lines: tuple[str, ...]
    left_out: int


@dataclass(frozen=True)
class Session:
    """One exchange as the log tells it: when (local time), what went and came, the trouble, None for none."""

    at: str
    sent: int
    received: int
    trouble: str | None


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what a line with this sentence looks like; every place is a group."""
    parts = _GAP.split(sentence)
    told = "".join(
        re.escape(part) if place % 2 == 0 else f"({KINDS[part]})" for place, part in enumerate(parts)
    )
    return re.compile(told)


_PATTERNS = [(_pattern(sentence), sentence) for sentence in SENTENCES]


def tail_of(folder: Path, *, most: int = _TAIL_LINES) -> Tail:
    """Return the end of the log in a folder; nothing where there is none or it cannot be read."""
    lines: list[str] = []
    for name in [f"{FILE_NAME}.{number}" for number in range(_FILES - 1, 0, -1)] + [FILE_NAME]:
        try:
            lines += (folder / name).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
    return let_through(lines[-most:])


def let_through(lines: Sequence[str]) -> Tail:
    """Return what of some lines is known, with the places filled only by what may stand there."""
    known = [told for told in map(_known, lines) if told is not None]
    return Tail(tuple(known), len(lines) - len(known))


def sessions(lines: Iterable[str], *, most: int) -> list[Session]:
    """Return the last exchanges that lines of the log tell of, the newest first."""
    found = []
    for line in lines:
        whole = _LINE.fullmatch(line)
        told = _SESSION.fullmatch(whole["words"]) if whole is not None else None
        if whole is not None and told is not None:
            trouble = None if told[3] == "None" else told[3]
            found.append(Session(whole["at"], int(told[1]), int(told[2]), trouble))
    return found[: -most - 1 : -1]


def _known(line: str) -> str | None:
    whole = _LINE.fullmatch(line)
    if whole is None:
        return None
    words = next(
        (
            _filled(sentence, found)
            for pattern, sentence in _PATTERNS
            if (found := pattern.fullmatch(whole["words"]))
        ),
        None,
    )
    return f"{whole['at']} {whole['level']} {whole['name']} {words}" if words is not None else None


def _filled(sentence: str, found: re.Match[str]) -> str:
    """Return a sentence with its places filled; what may be anything is hidden."""
    kinds, values = _GAP.findall(sentence), list(found.groups())
    told = [_safe(kind, value) for kind, value in zip(kinds, values, strict=True)]
    gaps = iter(told)
    return _GAP.sub(lambda _gap: next(gaps), sentence)


def _safe(kind: str, value: str) -> str:
    if kind == "hidden":
        return "***"
    if kind == "places":
        return " > ".join(_PLACE.findall(value))
    return value
