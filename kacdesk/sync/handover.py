"""This file is the place where `kacdesk sync` asks an open window to do the exchange, since only one may write."""

from pathlib import Path

from kacdesk.core import clock

_ASKED = "sync.asked"
_ANSWERED = "sync.answered"


def ask(folder: Path) -> str:
    """Leave the request and return its mark."""
    mark = str(clock.now_ms())
    (folder / _ASKED).write_text(mark, encoding="ascii")
    return mark


def asked(folder: Path) -> bool:
    """Say whether a request waits."""
    return (folder / _ASKED).exists()


def answer(folder: Path) -> None:
    """Say that the cycle asked for is done."""
    request = folder / _ASKED
    if request.exists():
        request.replace(folder / _ANSWERED)


def answered(folder: Path, mark: str) -> bool:
    """Say whether the request with this mark was carried out."""
    reply = folder / _ANSWERED
    return reply.exists() and reply.read_text(encoding="ascii") == mark
