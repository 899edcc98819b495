"""This file is the place where what was written beside a record loses the words that were forgotten with it.

The record, its log, its sealed lines and its search entry are emptied by the store. Beside them stand the purposes that
people stated when they looked at it, and forms that were begun from it.
"""

import re
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.services.reason_masks import may_be_read
from kacdesk.store import tables
from kacdesk.store.session import Unit

_WORD = re.compile(r"[^\W\d_]+")
_STEM = 4
_NOT_DIGIT = re.compile(r"\D")


def blot_traces(
    unit: Unit, records: Collection[UUID], stems: Collection[str], codes: Collection[str] = ()
) -> None:
    """Take the words of forgotten values out of stated purposes, and drop half-filled forms that name the records.

    `stems` are how the words began (`reason_masks.stems_of`), `codes` the digits of codes and phones. A purpose that
    was stated for one of the records goes whenever it may name anybody at all.
    """
    log, blank = tables.access_log, t("(dzēsts kopā ar ierakstu)")
    known = frozenset(stems)
    rows = unit.connection.execute(
        select(log.c.aid, log.c.rid, log.c.purpose).where(or_(log.c.rid.in_(records), log.c.rid.is_(None)))
    )
    gone = [
        row.aid
        for row in rows
        if (not may_be_read(row.purpose, known) if row.rid is not None else _names(row.purpose, known, codes))
    ]
    for aid in gone:
        unit.connection.execute(update(log).where(log.c.aid == aid).values(purpose=blank))
    draft = tables.draft
    mentions = [draft.c.body.contains(name) for each in records for name in (str(each), each.hex)]
    if mentions:
        unit.connection.execute(delete(draft).where(or_(draft.c.id.in_(records), *mentions)))


def _names(purpose: str, stems: frozenset[str], codes: Collection[str]) -> bool:
    """Say whether a purpose of many records holds a name or a code that was forgotten."""
    if any(found[0][0].isupper() and fold(found[0])[:_STEM] in stems for found in _WORD.finditer(purpose)):
        return True
    digits = _NOT_DIGIT.sub("", purpose)
    return any(code in digits for code in codes)


def digits_of(values: Collection[object]) -> set[str]:
    """Return the digits of values that are codes or phones."""
    found = (_NOT_DIGIT.sub("", value) for value in values if isinstance(value, str))
    return {digits for digits in found if len(digits) >= 6}
