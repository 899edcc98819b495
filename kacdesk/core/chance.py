"""This file is the place where identifiers, salts, series and tokens get what is random in them.

It is the operating system's source. Only a simulation puts another in its place, so that a run can be repeated from
its seed; keys and the nonces of encryption are drawn where they are used and never from here.
"""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

_source: random.Random = secrets.SystemRandom()


def random_bits(count: int) -> int:
    """Return a number of so many random bits."""
    return _source.getrandbits(count)


def random_bytes(count: int) -> bytes:
    """Return so many random bytes."""
    return _source.randbytes(count)


def random_letters(alphabet: str, count: int) -> str:
    """Return so many letters of an alphabet, each drawn by itself."""
    return "".join(_source.choice(alphabet) for _ in range(count))


@contextmanager
def drawn_from(source: random.Random) -> Iterator[None]:
    """Draw everything from `source` until the block ends: for repeatable simulations, on one thread."""
    global _source  # this one name is the seam
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
