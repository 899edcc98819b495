"""This file is the place where it is said that shares which stand below each other are rounded."""

from collections.abc import Iterable

from kacdesk.core.latvian import percent
from kacdesk.core.text import t

_WHOLE = 100


def rounding_note(parts: Iterable[int], whole: int) -> str:
    """Return a sentence for below a column of shares when they do not add up as they are printed; else nothing."""
    if not whole or sum(int(percent(part, whole).rstrip("%")) for part in parts) == _WHOLE:
        return ""
    return t("Daļas ir noapaļotas, tāpēc kopā tās nav tieši 100%.")
