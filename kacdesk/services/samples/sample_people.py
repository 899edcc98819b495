"""This file is the place where sample customers are made up: nobody can take them for real people."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kacdesk.services.samples.sample_words import Words

NEW_CODE_SHARE = 0.10
NO_CODE_SHARE = 0.03
LEGAL_SHARE = 0.05
"""Shares of customers with a code of the new form, without a code, and of companies (domain notes, 5.3)."""

_COMPANY_CHANCE = LEGAL_SHARE / 0.72
"""About 28 of 100 named customers come in matters that no company has."""

_RETURNING_SHARE = 0.6
_PERSONAL_WEIGHTS = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LEGAL_WEIGHTS = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6)
_LEGAL_PREFIX = "49999"
_NEW_PREFIX = "39"
_YOUNGEST_DAYS, _OLDEST_DAYS = 18 * 365, 92 * 365


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up customer; `code` is a personal code, a registration number, or None."""

    kind: str
    name: str
    code: str | None
    phone: str
    contact: str | None


def personal_code(born: date, serial: int) -> str | None:
    """Return a personal code of the form used to 2017, or None when these ten digits have no check digit."""
    stem = f"{born:%d%m%y}{born.year // 100 - 18}{serial:03d}"
    check = (1101 - _weighted(stem, _PERSONAL_WEIGHTS)) % 11
    return None if check == 10 else f"{stem[:6]}-{stem[6:]}{check}"


def registration_number(serial: int) -> str | None:
    """Return a company's number with a valid check digit from 49999…, a range that no register has issued."""
    stem = f"{_LEGAL_PREFIX}{serial:05d}"
    check = (3 - _weighted(stem, _LEGAL_WEIGHTS)) % 11
    return None if check == 10 else f"{stem}{check}"


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))


class Crowd:
    """The customers of a sample: most contacts are of somebody who came before, as in a real town."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._private_people: list[Person] = []
        self._companies: list[Person] = []
        self._codes: set[str] = set()

    def customer(self, rng: Random, day: date, *, private: bool) -> Person:
        """Return a customer of that day, new (and then of age) or known; `private` is never a company.

        Days must not go back.
        """
        company = not private and rng.random() < _COMPANY_CHANCE
        known, fewest = (self._companies, 15) if company else (self._private_people, 300)
        if rng.random() < _RETURNING_SHARE:
            place = int(rng.random() * max(fewest, len(known)))
            if place < len(known):
                return known[place]
        person = self._company(rng) if company else self._private(rng, day)
        known.append(person)
        return person

    def representative(self, rng: Random) -> str:
        """Return the name of somebody who acts for a customer."""
        return self._name(rng)

    def _private(self, rng: Random, day: date) -> Person:
        name = self._name(rng)
        draw = rng.random()
        if draw < NO_CODE_SHARE:
            code = None
        elif draw < NO_CODE_SHARE + NEW_CODE_SHARE:
            code = self._fresh(
                lambda: f"{_NEW_PREFIX}{int(rng.random() * 10**4):04d}-{int(rng.random() * 10**5):05d}"
            )
        else:
            code = self._fresh(lambda: _old_code(rng, day))
        return Person("NATURAL", name, code, *_reach(name, rng))

    def _company(self, rng: Random) -> Person:
        code = self._fresh(lambda: registration_number(int(rng.random() * 10**5)))
        name = _pick(self._words.companies, rng).format(number=int(code[5:10]))
        return Person("LEGAL", name, code, *_reach("info", rng))

    def _name(self, rng: Random) -> str:
        words = self._words
        if rng.random() < 0.5:
            return f"{_pick(words.men, rng)} {_pick(words.men_surnames, rng)}"
        surname = _pick(words.women_surnames, rng)
        if rng.random() < 0.08:
            surname = f"{surname}-{_pick(words.women_surnames, rng)}"
        return f"{_pick(words.women, rng)} {surname}"

    def _fresh(self, draw: Callable[[], str | None]) -> str:
        """Draw codes until one is valid and belongs to nobody yet."""
        while True:
            code = draw()
            if code is not None and code not in self._codes:
                self._codes.add(code)
                return code


def _old_code(rng: Random, day: date) -> str | None:
    age_days = _YOUNGEST_DAYS + int(rng.random() * (_OLDEST_DAYS - _YOUNGEST_DAYS))
    return personal_code(day - timedelta(days=age_days), 900 + int(rng.random() * 100))


def _reach(name: str, rng: Random) -> tuple[str, str | None]:
    """Return a phone of the pattern 2000 0xxx and what the customer leaves for contact."""
    phone = f"+37120000{int(rng.random() * 1000):03d}"
    draw = rng.random()
    if draw < 0.6:
        return phone, phone
    if draw < 0.85:
        return phone, f"{_ascii(name)}@piemers.example"
    return phone, None


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.casefold()).encode("ascii", "ignore").decode()
    return plain.replace(" ", ".")


def _pick(choices: tuple[str, ...], rng: Random) -> str:
    return choices[int(rng.random() * len(choices))]
