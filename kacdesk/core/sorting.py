"""This file is the place where texts are put in Latvian order and folded for search, everywhere alike."""

import unicodedata
from functools import lru_cache

_LETTERS = "abcčdefgģhijkķlļmnņopqrŗsštuvwxzž"
"""Separate letters of CLDR `lv`; y is not among them, it sorts with i."""

_VARIANTS = {"ā": ("a", 1), "ē": ("e", 1), "ī": ("i", 1), "ō": ("o", 1), "ū": ("u", 1), "y": ("i", 2)}
_FOREIGN = 3
"""How far a foreign accent stands from its letter: behind the Latvian long vowel and y."""

_UNDECOMPOSED = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
"""Letters with a stroke or joined letters, which Unicode does not take apart."""

_MARKS = frozenset({"Mn", "Me"})
"""Unicode categories of what is written above, below or around a letter."""

_PLACE = {letter: chr(place) for place, letter in enumerate(_LETTERS, start=1)}
_END, _SIGN, _DIGIT, _LETTER, _ALIEN = map(chr, range(5))
"""What begins each place in a key: its end, then signs, digits, Latin letters, letters of other scripts."""

_CACHED_KEYS = 1 << 15


@lru_cache(maxsize=_CACHED_KEYS)
def latvian_key(text: str) -> str:
    """Return what to sort by: č ģ ķ ļ ņ ŗ š ž are letters of their own, long vowels yield only to the rest.

    The key holds the letters, then the accents, then the capitals, then the text itself, so that only equal
    texts have equal keys. Agrees with ICU's `lv` rules, which cannot be asked directly:
    Qt uses the system's own on Windows.
    """
    composed = unicodedata.normalize("NFC", text)
    weights = [_weigh(char) for char in composed]
    levels = ["".join(level) for level in zip(*weights, strict=True)] or ["", "", ""]
    return _END.join([*levels, composed])


@lru_cache(maxsize=2048)
def _weigh(char: str) -> tuple[str, str, str]:
    lower = char.lower()
    weighed = [_weigh_lower(each) for each in lower]
    capital = chr(1 + (lower != char))
    return "".join(place for place, _ in weighed), "".join(accent for _, accent in weighed), capital


def _weigh_lower(lower: str) -> tuple[str, str]:
    base, accent = _VARIANTS.get(lower, (lower, 0))
    if base in _PLACE:
        return _LETTER + _PLACE[base], chr(1 + accent)
    if lower.isdecimal():
        return _DIGIT + chr(unicodedata.decimal(lower)), chr(1)
    if unicodedata.combining(lower):
        return "", chr(1 + _FOREIGN)
    letters = [_VARIANTS.get(letter, (letter, 0))[0] for letter in fold(lower)]
    if letters and all(letter in _PLACE for letter in letters):
        return "".join(_LETTER + _PLACE[letter] for letter in letters), chr(1 + _FOREIGN)
    return (_ALIEN if lower.isalpha() else _SIGN) + lower, chr(1)


def latvian_order(left: str, right: str) -> int:
    """Compare two texts for SQLite (`create_collation`): negative, zero or positive."""
    if left == right:
        return 0
    left_key, right_key = latvian_key(left), latvian_key(right)
    return (left_key > right_key) - (left_key < right_key)


def fold(text: str) -> str:
    """Return the text as it is searched: without case and diacritics, so that "berzins" finds "Bērziņš".

    Folding what is folded changes nothing. Blanks and signs stay.
    """
    if text.isascii():
        return text.lower()
    return _bare(text).casefold()


class _Letters(dict[int, str | int | None]):
    """What becomes of a character when diacritics go, found once for each: a letter, itself, or nothing."""

    def __missing__(self, code: int) -> str | int | None:
        char = chr(code)
        bare = None if unicodedata.category(char) in _MARKS else _UNDECOMPOSED.get(char.lower(), code)
        self[code] = bare
        return bare


_BARE = _Letters()


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKD", text).translate(_BARE)
