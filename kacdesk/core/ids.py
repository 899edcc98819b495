"""This file is the place where identifiers are made: UUIDv7 that never step back within a process."""

import threading
from uuid import UUID, uuid5

from kacdesk.core import chance, clock

_CATALOGUE = UUID("7b1f6a34-3c0e-5d0b-9b55-6e1f3c2d8a10")
_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Return a new UUIDv7 (RFC 9562): 48 bits of milliseconds, a 12-bit counter, 62 random bits.

    If the wall clock steps back the last millisecond is kept and the counter goes on, so identifiers made by
    one process always grow. Safe from any thread. Only index locality may rely on the order.
    """
    global _last  # the generator's whole state is this one number
    with _lock:
        _last = max(_last + 1, clock.now_ms() << 12)
        ms, count = _last >> 12, _last & 0xFFF
    value = (ms & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | count << 64 | 0b10 << 62 | chance.random_bits(62)
    return UUID(int=value)


def reference_id(register: str, code: str) -> UUID:
    """Return the identifier of a reference row, the same everywhere for one register and code."""
    return uuid5(_CATALOGUE, f"{register}/{code}")


def parse_id(text: str) -> UUID | None:
    """Read an identifier with or without hyphens; None when it is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None


SERIES_ALPHABET = "ACDEFHJKLMNPRTUVXZ"
"""Letters of a document series: no digit lookalikes (B, G, I, O, Q, S) and nothing that Latvian lacks."""


def new_series(length: int = 3) -> str:
    """Draw the series of a stream's document numbers at random, e.g. `KTR`.

    18 letters in three places give 5,832 series; the central store confirms that none is taken in the point.
    """
    return chance.random_letters(SERIES_ALPHABET, length)
