"""This file is the place where personal codes and registration numbers are told apart and judged.

A wrong refusal at the counter is worse than a warning: form and date are refused, a check digit that does not
agree is only to be confirmed. The check digit of personal codes has never been confirmed by its issuer.
"""

import re
from datetime import date
from enum import StrEnum

from stdnum.lv import pvn

from kacdesk.core.clock import today_riga

NATURAL = "NATURAL"
LEGAL = "LEGAL"

_REGISTRATION_REMAINDER = 3
_HYPHEN_AT = 6
_BLANKS = re.compile(r"\s+")
_TYPED_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
"""What office programs put in the place of a hyphen."""
_PLAIN = re.compile(r"[0-9A-Za-z-]*")
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")


class PartyCode(StrEnum):
    """What a code turned out to be.

    NEW personal codes (from 01.07.2017) carry neither date nor check digit, so nothing more can be checked.
    A `…_CHECK_WARNING` is accepted once a person has compared it with the document; an `ERROR_…` is refused:
    FORMAT not eleven digits, DATE no possible day of birth, KIND a code of the other kind of party.
    """

    NEW = "new"
    LEGACY = "legacy"
    LEGACY_CHECK_WARNING = "legacy_check_warning"
    REGISTRATION = "registration"
    REGISTRATION_CHECK_WARNING = "registration_check_warning"
    ERROR_FORMAT = "error_format"
    ERROR_DATE = "error_date"
    ERROR_KIND = "error_kind"

    @property
    def is_error(self) -> bool:
        """Say whether the code cannot be accepted."""
        return self in {PartyCode.ERROR_FORMAT, PartyCode.ERROR_DATE, PartyCode.ERROR_KIND}

    @property
    def is_warning(self) -> bool:
        """Say whether the code is accepted only after a look at the document."""
        return self in {PartyCode.LEGACY_CHECK_WARNING, PartyCode.REGISTRATION_CHECK_WARNING}

    @property
    def is_personal(self) -> bool:
        """Say whether it is the code of a natural person."""
        return self in {PartyCode.NEW, PartyCode.LEGACY, PartyCode.LEGACY_CHECK_WARNING}


def classify_personal_code(code: str, *, today: date | None = None) -> PartyCode:
    """Judge a personal code, with or without blanks and the hyphen; `today` is Riga's unless given."""
    digits = _personal_digits(code)
    if digits is None:
        return PartyCode.ERROR_FORMAT
    if "32" <= digits[:2] <= "39":
        return PartyCode.NEW
    born_on = _birth_date(digits)
    if born_on is None or born_on > (today or today_riga()):
        return PartyCode.ERROR_DATE
    agrees = pvn.calc_check_digit_pers(digits[:10]) == digits[10] and not _remainder_is_ten(digits)
    return PartyCode.LEGACY if agrees else PartyCode.LEGACY_CHECK_WARNING


def classify_registration_number(code: str) -> PartyCode:
    """Judge the number of a legal person or institution; a VAT number is the same with `LV` before it."""
    digits = _registration_digits(code)
    if digits is None:
        return PartyCode.ERROR_FORMAT
    agrees = pvn.checksum(digits) == _REGISTRATION_REMAINDER
    return PartyCode.REGISTRATION if agrees else PartyCode.REGISTRATION_CHECK_WARNING


def classify_party(code: str, kind: str | None = None, *, today: date | None = None) -> PartyCode:
    """Judge the code of a party of the given kind, `NATURAL`, `LEGAL` or None for either.

    The first digit tells the two apart: above 3 it is a registration number. A readable code of the
    other kind is ERROR_KIND.
    """
    if _registration_digits(code) is not None:
        return PartyCode.ERROR_KIND if kind == NATURAL else classify_registration_number(code)
    found = classify_personal_code(code, today=today)
    return PartyCode.ERROR_KIND if kind == LEGAL and found.is_personal else found


def fits_kind(code: str, kind: str) -> bool:
    """Say whether a code may stand with a party of that kind; what is no code at all is not judged here."""
    if _registration_digits(code) is not None:
        return kind != NATURAL
    return kind != LEGAL or not classify_personal_code(code).is_personal


def tidy_party_code(code: str) -> str:
    """Return the form that is stored: `DDMMYY-NNNNN` or eleven digits; anything else comes back as it was."""
    registration = _registration_digits(code)
    if registration is not None:
        return registration
    personal = _personal_digits(code)
    if personal is None or classify_personal_code(code).is_error:
        return code
    return f"{personal[:_HYPHEN_AT]}-{personal[_HYPHEN_AT:]}"


def _personal_digits(code: str) -> str | None:
    compact = _compact(code)
    if compact[_HYPHEN_AT : _HYPHEN_AT + 1] == "-":
        compact = compact[:_HYPHEN_AT] + compact[_HYPHEN_AT + 1 :]
    return compact if _ELEVEN_DIGITS.fullmatch(compact) else None


def _registration_digits(code: str) -> str | None:
    compact = _compact(code).upper().removeprefix("LV")
    return compact if _ELEVEN_DIGITS.fullmatch(compact) and compact[0] > "3" else None


def _compact(code: str) -> str:
    if _PLAIN.fullmatch(code):
        return code
    return _BLANKS.sub("", code).translate(_TYPED_HYPHENS)


def _birth_date(digits: str) -> date | None:
    day, month, short_year, century = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), digits[6]
    if century not in "012":
        return None
    try:
        return date(1800 + 100 * int(century) + short_year, month, day)
    except ValueError:
        return None


def _remainder_is_ten(digits: str) -> bool:
    # stdnum writes remainder 10 as check digit 0; whether such codes were ever issued is not known
    weights = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits[:10], strict=True))
    return (1101 - total) % 11 == 10
