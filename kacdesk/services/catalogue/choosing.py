"""This file is the place where what a person types into a search box becomes options, best first."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from heapq import nsmallest
from uuid import UUID

from kacdesk.services.catalog import Choices, Option
from kacdesk.services.catalogue.word_search import Hit, Rank

TEN = 10
_MOST_SHOWN = 60

_COUNT_BEFORE = re.compile(r"\s*(\d{1,3})\s*[x×*](?:\s+|(?=[^\W\d])|$)", re.IGNORECASE)
_COUNT_AFTER = re.compile(r"(?:^|\s)\s*[x×*]\s*(\d{1,3})\s*$|[×*]\s*(\d{1,3})\s*$", re.IGNORECASE)
_COUNT_BEGUN = re.compile(r"\s+[x×*]\s*$|\s*[×*]\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: the words, and how many times it is meant; None when nothing was said of it."""

    words: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Favourites:
    """What is likely to be chosen next: `order` the likeliest rows, best first; `used` row → how much it is used."""

    order: tuple[UUID, ...] = ()
    used: Mapping[UUID, int] = field(default_factory=dict)


NONE_YET = Favourites()
COMING = Favourites()
"""Says, by being this very one, that they are asked for and will be there in a moment."""


def typed(text: str) -> Typed:
    """Read "pens x3", "3x pens" or "pens *3" as the words and their number; an "x" still alone is no word either."""
    for pattern in (_COUNT_BEFORE, _COUNT_AFTER):
        found = pattern.match(text) if pattern is _COUNT_BEFORE else pattern.search(text)
        if found is not None:
            count = int(next(group for group in found.groups() if group is not None))
            words = text[found.end() :] if pattern is _COUNT_BEFORE else text[: found.start()]
            return Typed(words.strip(), count or None)
    return Typed(_COUNT_BEGUN.sub("", text).strip())


def matching(
    options: Sequence[Option], text: str, belongs: Mapping[str, UUID], favourites: Favourites = NONE_YET
) -> list[Option]:
    """Return what may be chosen for the typed words, best first; for none, everything, the likeliest first.

    All words must be there, in any order, whatever the case and garumzīmes. `belongs` keeps options that refer to the
    same rows; when it leaves nothing, it is passed over, because a person who types a name means it.
    """
    choices = options if isinstance(options, Choices) else Choices(options)
    if not text.strip():
        return _likeliest(choices, belongs, favourites)
    hits = [hit for hit in choices.search.find(text) if not choices[hit.place].retired]
    within = [hit for hit in hits if _belongs(choices[hit.place], belongs)] if belongs else hits
    tops = frozenset(row for row in favourites.order[:TEN] if row in favourites.used)
    best = nsmallest(
        _MOST_SHOWN, within or hits, key=lambda hit: _order(hit, choices[hit.place], favourites.used, tops)
    )
    return [choices[hit.place] for hit in best]


def _likeliest(choices: Choices, belongs: Mapping[str, UUID], favourites: Favourites) -> list[Option]:
    first = [choices.by_id[row] for row in favourites.order if row in choices.by_id]
    kept = {option.id for option in first}
    every = (*first, *(option for option in choices if option.id not in kept))
    offered = [option for option in every if not option.retired and _belongs(option, belongs)]
    return offered[:_MOST_SHOWN]


def _order(
    hit: Hit, option: Option, uses: Mapping[UUID, int], tops: Set[UUID]
) -> tuple[int, int, int, int, int]:
    """Return what to sort by. A favourite stands with the names that begin so: what is used every day is meant."""
    rank = hit.rank
    if rank is Rank.WORD and option.id in tops:
        rank = Rank.BEGINS
    used = uses.get(option.id, option.used)
    if rank is Rank.MISSPELT:
        return (rank, hit.apart, -used, 0, hit.place)
    return (rank, not hit.named, -used, hit.apart, hit.place)


def _belongs(option: Option, belongs: Mapping[str, UUID]) -> bool:
    return all(option.belongs.get(name, value) == value for name, value in belongs.items())
