"""This file is the place where a Latvian phone number is told from other texts, and written as it is read aloud."""

import re

SEPARATORS = re.compile(r"[\s().\-\u2010-\u2014]+")
LATVIA = "371"
"""Its country code (ITU-T E.164)."""

_LATVIAN = re.compile(r"(?:\+371|00371|371)?(?P<number>[1-9][0-9]{7})")


def national_number(text: str) -> str | None:
    """Return the eight digits of a Latvian number in whatever form it was written, None when it is not one."""
    found = _LATVIAN.fullmatch(SEPARATORS.sub("", text))
    return found["number"] if found else None


def shown_phone(text: str) -> str:
    """Return a stored Latvian phone as it is read aloud, "64 522 453"; a foreign one as it is stored."""
    number = national_number(text)
    return f"{number[:2]} {number[2:5]} {number[5:]}" if number else text
