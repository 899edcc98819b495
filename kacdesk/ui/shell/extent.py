"""This file is the place where it is named how much of the window an album shows."""

from enum import StrEnum


class Extent(StrEnum):
    """How much an album shows: BRIEF the contacts, the pages of their own kind and a few forms · SHOWN a form of every
    register besides · WHOLE its list and a record too."""

    BRIEF = "brief"
    SHOWN = "shown"
    WHOLE = "whole"
