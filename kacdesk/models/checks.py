"""This file is the place where the cross-field checks are made that many registers need."""

from collections.abc import Callable

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.spec.register import Check, Values


def not_before(begins: str, ends: str) -> Check:
    """Return a check that refuses an end (day or moment) before its beginning."""

    def check(values: Values) -> Problem | None:
        first, last = values.get(begins), values.get(ends)
        if first is None or last is None or last >= first:
            return None
        return Problem(ends, t("Beigas ir pirms sākuma; pārbaudiet abus."), "order")

    return check


def one_of(*names: str, sentence: Callable[[], str]) -> Check:
    """Return a check that at least one of the fields is filled; the first of them is pointed at."""

    def check(values: Values) -> Problem | None:
        if any(values.get(name) not in (None, False) for name in names):
            return None
        return Problem(names[0], sentence(), "required")

    return check


def ends_later(begins: str, ends: str) -> Check:
    """Return a check that refuses an end (time of day) that is not after its beginning."""

    def check(values: Values) -> Problem | None:
        first, last = values.get(begins), values.get(ends)
        if first is None or last is None or last > first:
            return None
        return Problem(ends, t("Beigu laikam jābūt pēc sākuma laika."), "order")

    return check
