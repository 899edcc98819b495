"""This file is the place where a list keeps the widths that a person gave its columns."""

from collections.abc import Mapping

from kacdesk.services import preferences
from kacdesk.services.context import Context


def read(context: Context, register: str) -> dict[str, int]:
    """Return column → logical pixels; empty when nobody has changed any."""
    return dict(preferences.read(context).column_widths.get(register, {}))


def keep(context: Context, register: str, widths: Mapping[str, int]) -> None:
    """Keep widths of some columns beside those kept before."""
    kept = preferences.read(context).column_widths
    preferences.change(context, column_widths={**kept, register: {**kept.get(register, {}), **dict(widths)}})
