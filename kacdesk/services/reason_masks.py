"""This file is the place where it is decided whether a written reason may be read without a purpose.

A reason is a person's own words, and may name the customer. Without a purpose it is shown only if nothing in it looks
like personal data; the other way round, a harmless one that is hidden is read by stating a purpose.
"""

import re
from collections.abc import Iterable

from kacdesk.core.sorting import fold

_WORD = re.compile(r"[^\W\d_]+")
_CODE_OR_PHONE = re.compile(r"\d[\d\s-]{4,}\d|@")
_SENTENCE_END = re.compile(r"[.!?:]\s*$")
_STEM = 4
"""Latvian declines names by their ends: the first letters tell them again."""


def stems_of(values: Iterable[object]) -> frozenset[str]:
    """Return how the words of personal values begin, folded."""
    texts = (value for value in values if isinstance(value, str))
    return frozenset(_stem(word) for text in texts for word in _WORD.findall(text) if len(word) >= _STEM - 1)


def may_be_read(reason: str, stems: frozenset[str]) -> bool:
    """Say whether a reason shows nothing personal: no code, phone or address, no word of the record's personal
    values, and no capitalised word inside a sentence, which in Latvian is a name (abbreviations are none)."""
    if _CODE_OR_PHONE.search(reason):
        return False
    for found in _WORD.finditer(reason):
        word = found[0]
        before = reason[: found.start()]
        if len(word) >= _STEM - 1 and _stem(word) in stems:
            return False
        begins = not before.strip() or _SENTENCE_END.search(before) is not None
        if word[0].isupper() and not word.isupper() and not begins:
            return False
    return True


def _stem(word: str) -> str:
    return fold(word)[:_STEM]
