"""This file is the place where a write-ahead log that a killed program left behind is read through before it is used.

SQLite takes such a log up to the first frame whose checksum fails, and drops the rest without a word: right after a
power cut, wrong when a later part was durable already and the disk has changed a bit since. A transaction is written
only after the one before it was forced to the disk; so a frame behind a commit proves that the commit was durable.
The frames are encrypted; their headers and checksums are not.
"""

import logging
import struct
from pathlib import Path

from kacdesk.vault.faults import damaged, translated

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_BIG_END, _LITTLE_END = 0x377F0683, 0x377F0682
_U32 = 0xFFFFFFFF
_log = logging.getLogger(__name__)


def log_of(path: Path) -> Path:
    """Return where the write-ahead log of a database lies."""
    return path.with_name(f"{path.name}-wal")


def left_behind(path: Path) -> bool:
    """Say whether a log with something in it lies beside a database that nobody has open: its program was killed."""
    log = log_of(path)
    return log.exists() and log.stat().st_size > 0


def require_whole_log(path: Path) -> None:
    """Raise Damaged when the log beside a database has lost what was durable; nobody may write it meanwhile.

    A last transaction that is broken is left out, as SQLite does: it was never promised, or the disk changed it.
    Where its end is there too, a warning is logged.
    """
    log = log_of(path)
    with translated(log):
        raw = log.read_bytes() if log.exists() else b""
    if len(raw) <= _HEADER.size or not any(raw[: _HEADER.size]):
        return
    magic, _, page, _, salt, other_salt, *told = _HEADER.unpack_from(raw)
    order = {_BIG_END: ">", _LITTLE_END: "<"}.get(magic)
    if order is None or _checksum(order, raw[:24], (0, 0)) != tuple(told):
        raise damaged(log)
    size = _FRAME.size + page
    frames = [_FRAME.unpack_from(raw, place) for place in range(_HEADER.size, len(raw) - size + 1, size)]
    salts = (salt, other_salt)
    ours = [frame[2] == salt or frame[3] == other_salt for frame in frames]
    whole = _whole_frames(raw, frames, salts, order=order, page=page, start=(told[0], told[1]))
    ends = [place for place in range(whole, len(frames)) if ours[place] and frames[place][1]]
    if not ends:
        return
    if any(ours[ends[0] + 1 :]):
        raise damaged(log)
    _log.warning("the last transaction of the log was broken frames=%d whole=%d", len(frames), whole)


def _whole_frames(
    raw: bytes,
    frames: list[tuple[int, ...]],
    salts: tuple[int, int],
    *,
    order: str,
    page: int,
    start: tuple[int, int],
) -> int:
    """Return how many frames from the first on are as they were written."""
    running = start
    for place, frame in enumerate(frames):
        at = _HEADER.size + place * (_FRAME.size + page)
        running = _checksum(order, raw[at : at + 8], running)
        running = _checksum(order, raw[at + _FRAME.size : at + _FRAME.size + page], running)
        if (frame[2], frame[3]) != salts or running != (frame[4], frame[5]):
            return place
    return len(frames)


def _checksum(order: str, data: bytes, start: tuple[int, int]) -> tuple[int, int]:
    """Continue SQLite's checksum over `data`, whose length is a multiple of eight."""
    first, second = start
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & _U32
        second = (second + odd + first) & _U32
    return first, second
