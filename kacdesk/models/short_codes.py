"""This file is the place where a record's identity becomes a short code for paper, and a typed code its identity.

`K7M-2QX-9T5` is eight characters of Crockford's base 32, which carry 40 bits, and a check character (ISO 7064, the
hybrid system, over the same 32 letters). The 40 bits are the low bits of the millisecond with which a UUIDv7 begins:
a code is therefore a short span of identifiers, which their unique index finds at once, and no desk has to keep codes
or tell them to another. They repeat every 34.8 years. Records made in the same millisecond share a code; whoever finds
by code is told all of them. An identifier that is no UUIDv7 has a code too, but is not found by it.
"""

from uuid import UUID

from stdnum.iso7064 import mod_37_36

from kacdesk.core import clock

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O, U: nothing looks like a digit, and no word comes about."""
_FORGIVEN = str.maketrans(
    {"O": "0", "I": "1", "L": "1", **dict.fromkeys(" \u00a0\t-_.\u2010\u2011\u2012\u2013\u2014")}
)
_BITS = 40
_LENGTH = 8
_GROUP = 3
_BEHIND_TIME = 80
"""Bits of a UUIDv7 after its 48 bits of time."""

_SPREAD = 0x9E3779B97F
"""An odd number: codes of records made one after another differ in most letters, so two slips are not mixed up."""
_GATHER = pow(_SPREAD, -1, 1 << _BITS)


def short_code(record: UUID) -> str:
    """Return the code of a record as it is printed: nine characters in groups of three."""
    moment = record.int >> _BEHIND_TIME & ((1 << _BITS) - 1)
    rest = moment * _SPREAD & ((1 << _BITS) - 1)
    letters = "".join(_LETTERS[rest >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    whole = letters + mod_37_36.calc_check_digit(letters, _LETTERS)
    return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))


def read_short_code(text: str) -> int | None:
    """Read a code as people type it and return its 40 bits of time; None when it is not one or a letter is wrong.

    Small letters, dashes and blanks anywhere, O for 0 and I or L for 1 are forgiven.
    """
    letters = text.upper().translate(_FORGIVEN)
    if len(letters) != _LENGTH + 1 or not mod_37_36.is_valid(letters, _LETTERS):
        return None
    spread = 0
    for letter in letters[:_LENGTH]:
        spread = spread << 5 | _LETTERS.index(letter)
    return spread * _GATHER & ((1 << _BITS) - 1)


def spans_of(moment: int) -> list[tuple[UUID, UUID]]:
    """Return the spans of identifiers, both ends included, whose code carries these bits.

    One for this stretch of 34.8 years and one for each beside it, because the desk's clock may be wrong.
    """
    now = clock.now_ms() >> _BITS
    begins = [(era << _BITS | moment) << _BEHIND_TIME for era in range(max(0, now - 1), now + 2)]
    return [(UUID(int=begin), UUID(int=begin | (1 << _BEHIND_TIME) - 1)) for begin in begins]
