"""This file is the place where it is said which PINs are good enough."""

import secrets
import unicodedata
from datetime import date
from itertools import pairwise

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Problem
from kacdesk.core.sorting import fold
from kacdesk.core.text import t

SHORTEST_NUMBER, SHORTEST_WORD, LONGEST = 4, 6, 64
_ONE_TIME_DIGITS = 6
_FIRST_BIRTH_YEAR = 1920

_TRIED_FIRST = frozenset(
    {
        *(
            "2580",
            "0852",
            "1379",
            "1397",
            "1357",
            "2468",
            "1470",
            "1122",
            "1004",
            "147258",
            "159753",
            "112233",
        ),
        *("parole", "password", "qwerty", "qwertz", "asdfgh", "kacdesk", "latvija", "riga2026"),
    }
)
"""What people who guess try first, beside runs and repetitions."""


def require_good(pin: str, *, name: str, confirmed: bool) -> None:
    """Refuse a PIN that is short or easily guessed: Invalid, its problem at the field `new`.

    One that looks like a day or year of birth is asked about once, with the code `confirm`, and taken when
    `confirmed`. `name` is the person's, because a name is the first guess of all.
    """
    problem = _problem(unicodedata.normalize("NFC", pin), name, confirmed=confirmed)
    if problem is not None:
        raise Invalid(
            [problem],
            effect=t("PIN nav mainīts."),
            remedy=""
            if problem.code == "confirm"
            else t("Izvēlieties vismaz {digits} ciparus vai {letters} burtus, ko citi neuzminēs.", **_LEAST),
        )


_LEAST = {"digits": SHORTEST_NUMBER, "letters": SHORTEST_WORD}


def _problem(pin: str, name: str, *, confirmed: bool) -> Problem | None:
    least = SHORTEST_NUMBER if pin.isascii() and pin.isdigit() else SHORTEST_WORD
    if len(pin) < least:
        return Problem("new", t("Šis PIN ir par īsu."), "short")
    if len(pin) > LONGEST:
        return Problem("new", t("Šis PIN ir par garu."), "long")
    if pin != pin.strip() or not pin.isprintable():
        return Problem("new", t("PIN nesākas un nebeidzas ar atstarpi."), "characters")
    if _repeats(pin) or _runs(pin) or fold(pin) in _TRIED_FIRST or _is_of_name(pin, name):
        return Problem("new", t("Šo PIN ir viegli uzminēt."), "weak")
    if not confirmed and _is_like_birth(pin):
        sentence = t("Šis PIN izskatās pēc dzimšanas gada vai dienas; apstipriniet vēlreiz, ja tā nav.")
        return Problem("new", sentence, "confirm")
    return None


def _repeats(pin: str) -> bool:
    """Say whether it is one or two signs over and over: 1111, 1212, 123123."""
    return any(pin == (pin[:length] * len(pin))[: len(pin)] for length in range(1, len(pin) // 2 + 1))


def _runs(pin: str) -> bool:
    """Say whether every sign follows the one before by one step: 1234, 9876, 7890, abcdef."""
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    digits = {step % 10 for step in steps} if pin.isdigit() else steps
    return digits in ({1}, {9}, {-1})


def _is_of_name(pin: str, name: str) -> bool:
    told = fold(pin)
    return any(told in part or part in told for part in fold(name).split() if len(part) >= SHORTEST_NUMBER)


def _is_like_birth(pin: str) -> bool:
    """Say whether it may be a year, or a day as 311299, 31121999 or 19991231."""
    if not (pin.isascii() and pin.isdigit()):
        return False
    if len(pin) == 4:
        return _is_year(pin)
    if len(pin) == 6:
        return _is_day(f"20{pin[4:]}", pin[2:4], pin[:2])  # the leap years of both centuries are the same
    if len(pin) == 8:
        written, sorted_way = (pin[4:], pin[2:4], pin[:2]), (pin[:4], pin[4:6], pin[6:])
        return any(_is_year(day[0]) and _is_day(*day) for day in (written, sorted_way))
    return False


def _is_year(year: str) -> bool:
    return _FIRST_BIRTH_YEAR <= int(year) <= clock.today_riga().year


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def one_time_pin() -> str:
    """Return a random PIN of six digits that is good enough until its owner chooses another."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(_ONE_TIME_DIGITS))
        if _problem(pin, "", confirmed=False) is None:
            return pin
