"""This file is the place where typed letters are found in many short texts, also when one letter is wrong."""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from kacdesk.core.sorting import fold

_WORD = re.compile(r"\w+")
_JOINED = re.compile(r"\w+(?:-\w+)+")
_PHRASE_END = re.compile(r"[,;]")
_FEW = 3
"""With fewer hits than this, misspelt ones are looked for too: before that they would only be noise."""

_SHORTEST_SWAPPED, _SHORTEST_MISSPELT = 3, 4
"""In three letters only two that changed places are forgiven, else every abbreviation would be every other."""

_FIRST_WRONG, _ONLY_BEGUN = 10, 5
"""How much further away a misspelt word is when its first letter is wrong, and when it is not typed to its end."""

_LAST = "\U0010ffff"


class Rank(IntEnum):
    """How good a hit is, the best first: the code itself, the beginning of the name, a word of the name, of what it
    belongs to, another name, and any of these with a letter wrong."""

    CODE = 0
    BEGINS = 1
    WORD = 2
    NEAR = 3
    OTHER = 4
    MISSPELT = 5


@dataclass(frozen=True, slots=True)
class Wording:
    """The words by which one thing is found: its name, its code, what it belongs to, and its other names with commas
    between them."""

    label: str
    code: str = ""
    near: str = ""
    other: str = ""


class Hit(NamedTuple):
    """A thing that was found, by its place in what was indexed.

    `named` says that the whole text is one of its other names · `apart` grows with what is not alike: words that are
    only begun, names further away. It orders hits that are otherwise equal, and misspelt ones before anything else.
    """

    place: int
    rank: Rank
    named: bool
    apart: int


_Found = dict[int, tuple[Rank, int]]
"""Place → where its best word stands, and how far that is from what was typed."""


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared: folded, without signs."""
    return _WORD.findall(fold(text))


def _indexed(text: str) -> list[str]:
    """Return the words of a text, and those with a hyphen also written together: Smart-ID is smartid too."""
    return [*words_of(text), *(joined.replace("-", "") for joined in _JOINED.findall(fold(text)))]


_indexed_near = lru_cache(maxsize=256)(_indexed)
"""Many things belong to one, whose words are taken apart once."""


def left_after_mistake(typed: str, word: str) -> int | None:
    """Return how many letters of `word` are still to be typed once one wrong letter of `typed` is forgiven.

    Forgiven is a letter too many, too few, another one, or two that changed places; None when that is not enough.
    """
    same = 0
    for mine, theirs in zip(typed, word, strict=False):
        if mine != theirs:
            break
        same += 1
    length = len(typed)
    if same == length:
        return len(word) - length
    rest = typed[same + 1 :]
    ends = [same + len(rest)] if word.startswith(rest, same) else []  # a letter too many
    if word.startswith(rest, same + 1) and same < len(word):
        ends.append(length)
    if word.startswith(typed[same:], same + 1):
        ends.append(length + 1)
    if _swapped(typed, word, same):
        ends.append(length)
    return min(len(word) - end for end in ends) if ends else None


def _swapped(typed: str, word: str, same: int) -> bool:
    """Say whether the two letters from the first difference on changed places, and the rest goes on alike."""
    turned = typed[same + 1 : same + 2] + typed[same : same + 1]
    return len(turned) == 2 and word.startswith(turned + typed[same + 2 :], same)


def _left_after_swap(typed: str, word: str) -> int | None:
    same = next((at for at, (mine, theirs) in enumerate(zip(typed, word, strict=False)) if mine != theirs), 0)
    return len(word) - len(typed) if _swapped(typed, word, same) else None


class WordIndex:
    """The words of many things, sorted once so that each key pressed costs no more than looking them up."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self._postings: dict[str, dict[int, Rank]] = {}
        self._labels: list[str] = []
        self._codes: dict[str, set[int]] = {}
        self._phrases: dict[str, set[int]] = {}
        for place, wording in enumerate(wordings):
            self._take(place, wording)
        self._words = sorted(self._postings)
        self._tails = sorted((word[1:], word) for word in self._words)

    def _take(self, place: int, wording: Wording) -> None:
        label, code = words_of(wording.label), words_of(wording.code)
        self._labels.append(" ".join(label))
        if code:
            self._codes.setdefault(" ".join(code), set()).add(place)
        for phrase in _PHRASE_END.split(wording.other):
            self._phrases.setdefault(" ".join(words_of(phrase)), set()).add(place)
        for rank, words in (
            (Rank.WORD, _indexed(wording.label)),
            (Rank.NEAR, _indexed_near(wording.near)),
            (Rank.OTHER, [*_indexed(wording.other), *code]),
        ):
            for word in words:
                self._postings.setdefault(word, {}).setdefault(place, rank)

    def find(self, text: str) -> list[Hit]:
        """Return everything that has all words of the text, in no order; nothing for a text without words."""
        asked = words_of(text)
        if not asked:
            return []
        whole = " ".join(asked)
        found = self._with_all(asked, self._begun_by)
        hits = [self._hit(place, whole, rank, apart) for place, (rank, apart) in found.items()]
        if len(hits) < _FEW:
            nearly = self._with_all(asked, self._nearly_begun_by)
            hits += [
                Hit(place, Rank.MISSPELT, False, apart + rank)
                for place, (rank, apart) in nearly.items()
                if place not in found
            ]
        return hits

    def _hit(self, place: int, whole: str, rank: Rank, apart: int) -> Hit:
        if place in self._codes.get(whole, ()):
            rank = Rank.CODE
        elif self._labels[place].startswith(whole):
            rank = Rank.BEGINS
        return Hit(place, rank, place in self._phrases.get(whole, ()), apart)

    def _with_all(self, asked: Sequence[str], finder: Callable[[str], _Found]) -> _Found:
        """Return what has every word; the word that stands worst decides."""
        together = finder(asked[0])
        for word in asked[1:]:
            found = finder(word)
            together = {
                place: (max(rank, found[place][0]), apart + found[place][1])
                for place, (rank, apart) in together.items()
                if place in found
            }
        return together

    def _begun_by(self, typed: str) -> _Found:
        found: _Found = {}
        for word in self._beginning(typed):
            _keep_best(found, self._postings[word], 0 if word == typed else 1)
        return found

    def _nearly_begun_by(self, typed: str) -> _Found:
        found = self._begun_by(typed)
        if len(typed) < _SHORTEST_SWAPPED:
            return found
        left_in = left_after_mistake if len(typed) >= _SHORTEST_MISSPELT else _left_after_swap
        for word in self._alike(typed):
            left = left_in(typed, word)
            if left is not None and not word.startswith(typed):
                apart = 2 + (_FIRST_WRONG if word[0] != typed[0] else 0) + (_ONLY_BEGUN if left else 0)
                _keep_best(found, self._postings[word], apart)
        return found

    def _beginning(self, letters: str) -> list[str]:
        return self._words[bisect_left(self._words, letters) : bisect_left(self._words, letters + _LAST)]

    def _alike(self, typed: str) -> set[str]:
        """Return the words that a single mistake may have made into the typed one; only these are looked at closely.

        With the first letter right it is any word of that letter. With the first letter wrong, all that follows is
        right: it was put in, swapped, changed or left out.
        """
        first, rest = typed[0], typed[1:]
        found = {
            *self._beginning(first),
            *self._beginning(rest),
            *self._beginning(rest[0] + first + rest[1:]),
        }
        for tail in (rest, typed):
            begin, end = bisect_left(self._tails, (tail,)), bisect_left(self._tails, (tail + _LAST,))
            found.update(word for _, word in self._tails[begin:end])
        return found


def _keep_best(found: _Found, postings: Mapping[int, Rank], apart: int) -> None:
    for place, rank in postings.items():
        told = (rank, apart)
        if place not in found or told < found[place]:
            found[place] = told
