"""This file is the place where a PIN becomes what is kept of it, and is held against it."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import HashingError, InvalidHashError, VerificationError, VerifyMismatchError

from kacdesk.core.errors import Damaged, Unavailable
from kacdesk.core.text import t

_HASHER = PasswordHasher(time_cost=2, memory_cost=64 * 1024, parallelism=1)
"""argon2id with 64 MiB and two passes: 115 ms on a 2-core virtual machine of 2025, short enough for a counter."""


def hash_pin(pin: str) -> str:
    """Return a PIN as a PHC string with a salt of its own. Takes about a tenth of a second."""
    try:
        return _HASHER.hash(_same(pin))
    except HashingError as error:
        raise _no_room() from error


def fits(phc: str, pin: str) -> bool:
    """Say whether this is the PIN that was kept; Damaged for a string that is none. Takes as long as `hash_pin`."""
    try:
        return _HASHER.verify(phc, _same(pin))
    except VerifyMismatchError:
        return False
    except InvalidHashError as error:
        raise Damaged(
            t("Darbinieka PIN šajā datorā ir bojāts."),
            effect=t("Darbs nav sākts."),
            remedy=t("Lūdziet vadītāju dot jaunu PIN."),
        ) from error
    except VerificationError as error:
        raise _no_room() from error


def _same(pin: str) -> bytes:
    """Return the same bytes for the same letters, however the keyboard put them together."""
    return unicodedata.normalize("NFC", pin).encode(errors="surrogatepass")


def _no_room() -> Unavailable:
    return Unavailable(
        t("Datoram trūkst brīvas atmiņas, lai pārbaudītu PIN."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Aizveriet citas programmas un mēģiniet vēlreiz."),
    )
