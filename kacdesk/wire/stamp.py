"""This file is the place where hybrid logical clock stamps are made, read and bounded.

A stamp is 48 bits of milliseconds since 1970 and 16 bits of counter. On the wire it is 16 hex digits, because
it exceeds the integers that every JSON reader keeps.
"""

MOST_AHEAD_MS = 10 * 60 * 1000
"""How far beyond the central store's clock a stamp may count (docs/sync.md, "Marks and stamps")."""

LARGEST_STAMP = 2**63 - 1
"""The largest stamp that fits a signed 64-bit column; its milliseconds reach the year 6429."""


def next_stamp(last: int, now_ms: int) -> int:
    """Return the stamp of a new operation: later than `last` whatever the clock says."""
    return max(last + 1, now_ms << 16)


def effective(stamp: int, now_ms: int) -> int:
    """Return the stamp as it counts in a merge at the central store, whose clock says `now_ms`."""
    return min(stamp, (now_ms + MOST_AHEAD_MS) << 16)


def stamp_text(stamp: int) -> str:
    """Return the 16 hex digits of a stamp."""
    if not 0 <= stamp <= LARGEST_STAMP:
        raise ValueError("a stamp has 63 bits")
    return f"{stamp:016x}"


def read_stamp(text: str) -> int:
    """Read 16 lowercase hex digits; raises ValueError for anything else."""
    if len(text) != 16 or any(char not in "0123456789abcdef" for char in text):
        raise ValueError("a stamp is 16 lowercase hex digits")
    stamp = int(text, 16)
    if stamp > LARGEST_STAMP:
        raise ValueError("a stamp has 63 bits")
    return stamp
