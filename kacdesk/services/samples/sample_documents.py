"""This file is the place where the sample makes up documents that are handed in or sent to a centre."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from kacdesk.services.samples.sample_hours import IsWorkingDay
from kacdesk.services.samples.sample_people import Person
from kacdesk.services.samples.sample_shares import DayShares, Weighted
from kacdesk.services.samples.sample_words import Words

_KINDS = Weighted({"SUBMISSION": 0.45, "APPLICATION": 0.30, "ATTACHMENT": 0.15, "LETTER": 0.10})
_PAPER_CHANNELS = frozenset({"IN_PERSON", "POST"})
_ANSWERED_KINDS = frozenset({"SUBMISSION", "APPLICATION"})
_OLD_CUSTODY = Weighted({"SENT": 0.35, "ACKNOWLEDGED": 0.50, "RETURNED": 0.15})
_FRESH_DAYS = 7
_MUNICIPALITY = "BNP"
_MUNICIPALITY_SHARE = 0.6

_SHORT_TERM_FROM = date(2026, 3, 1)
_SHORT_TERM = 10
_LONG_TERM_DAYS = 30
"""Iesniegumu likums: ten working days from 01.03.2026, before that a month (here 30 days or more)."""


class DocumentPlan:
    """Draws received documents; older ones have left the centre, those of the last week are still there."""

    def __init__(self, words: Words, calendar: IsWorkingDay, *, last_day: date) -> None:
        self._words = words
        self._fresh_from = last_day - timedelta(days=_FRESH_DAYS)
        self._due_on = lru_cache(maxsize=4)(lambda day: _due_on(day, calendar))

    def values(
        self, rng: Random, at: datetime, day: date, *, channel: str, customer: Person, shares: DayShares
    ) -> dict[str, Any]:
        """Return the values of one document; `addressee` is an institution's abbreviation."""
        kind = _KINDS.draw(rng)
        titles = self._words.titles[kind]
        paper = channel in _PAPER_CHANNELS
        here = paper and day >= self._fresh_from
        return {
            "received_at": at,
            "submitter_kind": customer.kind,
            "submitter_name": customer.name,
            "submitter_code": customer.code,
            "submitter_contact": customer.contact,
            "addressee": _MUNICIPALITY if rng.random() < _MUNICIPALITY_SHARE else shares.holder(rng),
            "kind": kind,
            "title": titles[int(rng.random() * len(titles))],
            "pages": 1 + int(rng.expovariate(0.6)),
            "originals": 1 if paper else 0,
            "copies": int(rng.random() * 3) if paper else 0,
            "form": "PAPER" if paper else "ELECTRONIC",
            "custody": "AT_CENTRE" if here else _OLD_CUSTODY.draw(rng) if paper else "SENT",
            "due_on": self._due_on(day) if kind in _ANSWERED_KINDS else None,
        }


def _due_on(day: date, calendar: IsWorkingDay) -> date:
    due = day
    if day < _SHORT_TERM_FROM:
        due += timedelta(days=_LONG_TERM_DAYS)
        while not calendar(due):
            due += timedelta(days=1)
        return due
    worked = 0
    while worked < _SHORT_TERM:
        due += timedelta(days=1)
        worked += calendar(due)
    return due
