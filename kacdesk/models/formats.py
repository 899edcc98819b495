"""This file is the place where the form of a text is judged by its kind: codes, phones, e-mail addresses, times."""

import re
from collections.abc import Callable, Mapping

from kacdesk.core.phones import SEPARATORS, national_number
from kacdesk.core.text import t
from kacdesk.models.codes import PartyCode, classify_party, tidy_party_code
from kacdesk.spec.field import Kind

_CODE = re.compile(r"[A-Z0-9_./-]+")
_EMAIL = re.compile(r"(?P<mailbox>[^\s@<>()\[\],;:\"\\]{1,64})@(?P<domain>(?:[\w-]{1,63}\.)+[\w-]{2,63})")
_LONGEST_EMAIL = 254
"""RFC 5321 leaves 254 characters for an address."""

_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:\s*[:.,\-]\s*(?P<minute>[0-9]{2}))?|(?P<joined>[0-9]{3,4})")

_FOREIGN_PHONE = re.compile(r"(?:\+|00)(?P<number>[1-9][0-9]{4,14})")
_KNOWN_LATVIAN_PHONE = re.compile(r"6[0-9]{7}|2[0-9]{7}|8[01][0-9]{6}|90[0-9]{6}|78[0-9]{6}")
"""Fixed, mobile, toll-free and shared cost, premium, newer range; a number outside them is only a warning."""
_FEWEST_FOREIGN_DIGITS = 5
_HOURS, _MINUTES = 24, 60


def warnings_of(kind: Kind, text: str) -> list[str]:
    """Return sentences about an acceptable text that a person must confirm before it is saved."""
    if kind is Kind.PARTY_CODE and classify_party(text).is_warning:
        return [t("Kontrolcipars nesakrīt — salīdziniet ar dokumentu.")]
    if kind is Kind.PHONE:
        number = national_number(text)
        if number is not None and not _KNOWN_LATVIAN_PHONE.fullmatch(number):
            return [t("Latvijas tālruņa numurs parasti sākas ar 2 vai 6 — pārbaudiet ciparus.")]
    return []


def tidied(kind: Kind, text: str) -> str:
    """Return the text in the form in which its kind is stored; what cannot be read comes back as it was.

    Phones become E.164, party codes get their form of `tidy_party_code`, codes capitals, the domain of an
    e-mail address small letters, times "08:30". Tidying twice changes nothing.
    """
    tidy = _TIDIED.get(kind)
    return tidy(text) if tidy else text


def _party_code_problem(text: str) -> str:
    found = classify_party(text)
    if found is PartyCode.ERROR_FORMAT:
        return t("Kods nav pareizs. Ievadiet 11 ciparus, piemēram, 123456-12345 vai 12345612345.")
    if found is PartyCode.ERROR_DATE:
        return t("Kodā ierakstītais dzimšanas datums nav iespējams. Salīdziniet kodu ar dokumentu.")
    return ""


def _phone_problem(text: str) -> str:
    if national_number(text) or _is_foreign_phone(text):
        return ""
    return t("Ievadiet 8 ciparus vai ārvalstu numuru, kas sākas ar + un valsts kodu.")


def _email_problem(text: str) -> str:
    found = _EMAIL.fullmatch(text)
    if found and len(text) <= _LONGEST_EMAIL and _dots_stand_between(found["mailbox"]):
        return ""
    return t("Ievadiet e-pasta adresi, piemēram, vards.uzvards@example.lv.")


def _code_problem(text: str) -> str:
    if _CODE.fullmatch(text):
        return ""
    return t(
        "Lietojiet tikai lielos burtus A–Z bez garumzīmēm un mīkstinājuma zīmēm, ciparus un zīmes - _ . /"
    )


def _time_problem(text: str) -> str:
    return "" if _time(text) else t("Ievadiet laiku, piemēram, 8:30.")


def _dots_stand_between(mailbox: str) -> bool:
    return all(mailbox.split("."))


def _is_foreign_phone(text: str) -> bool:
    if _FOREIGN_PHONE.fullmatch(SEPARATORS.sub("", text)):
        return not _claims_latvia(text)
    digits = sum(char in "0123456789" for char in text)
    return text.startswith("+") and digits >= _FEWEST_FOREIGN_DIGITS and not _claims_latvia(text)


def _claims_latvia(text: str) -> bool:
    return SEPARATORS.sub("", text).startswith(("+371", "00371"))


def _tidy_phone(text: str) -> str:
    latvian = national_number(text)
    if latvian:
        return f"+371{latvian}"
    foreign = _FOREIGN_PHONE.fullmatch(SEPARATORS.sub("", text))
    return f"+{foreign['number']}" if foreign and not _claims_latvia(text) else text


def _tidy_email(text: str) -> str:
    mailbox, at, domain = text.rpartition("@")
    return f"{mailbox}{at}{domain.lower()}" if at else text


def _time(text: str) -> str | None:
    """Return a time of day as it is stored, "08:30"; None when the text is none. 830, 8.30 and 8:30 are the same."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    joined = found["joined"]
    hour = int(joined[:-2] if joined else found["hour"])
    minute = int(joined[-2:] if joined else found["minute"] or 0)
    return f"{hour:02}:{minute:02}" if hour < _HOURS and minute < _MINUTES else None


def _tidy_time(text: str) -> str:
    return _time(text) or text


def _tidy_code(text: str) -> str:
    return text.upper() if text.isascii() else text


FORMATS: Mapping[Kind, Callable[[str], str]] = {
    Kind.PARTY_CODE: _party_code_problem,
    Kind.PHONE: _phone_problem,
    Kind.EMAIL: _email_problem,
    Kind.CODE: _code_problem,
    Kind.TIME: _time_problem,
}
"""Kind → a function that says in one Latvian sentence what is wrong with a tidied text, or ''."""

_TIDIED: Mapping[Kind, Callable[[str], str]] = {
    Kind.PARTY_CODE: tidy_party_code,
    Kind.PHONE: _tidy_phone,
    Kind.EMAIL: _tidy_email,
    Kind.CODE: _tidy_code,
    Kind.TIME: _tidy_time,
}
