"""This file is the place where the code that admits a desk is drawn, written for people and read back.

26 characters: 25 random ones of 32 (125 bits) and a check character after Luhn, so that a slip of the hand is
found before anything is sent. The alphabet has no I, L, O and U; lower case, blanks and hyphens are forgiven.
"""

from kacdesk.core import chance

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM = 25
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_ticket() -> str:
    """Return a new code without grouping."""
    body = chance.random_letters(ALPHABET, _RANDOM)
    return body + _check(body)


def ticket_text(ticket: str) -> str:
    """Return a code as it is printed: groups of five, the last of six."""
    groups = [ticket[place : place + 5] for place in range(0, _RANDOM - 5, 5)]
    return "-".join([*groups, ticket[_RANDOM - 5 :]])


def read_ticket(text: str) -> str | None:
    """Return the code a person typed, without grouping; None when it cannot be one."""
    ticket = text.upper().translate(_FORGIVEN)
    if len(ticket) != _RANDOM + 1 or any(char not in ALPHABET for char in ticket):
        return None
    return ticket if _check(ticket[:_RANDOM]) == ticket[_RANDOM:] else None


def _check(body: str) -> str:
    total = 0
    for place, char in enumerate(reversed(body)):
        value = ALPHABET.index(char) * (2 if place % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]
