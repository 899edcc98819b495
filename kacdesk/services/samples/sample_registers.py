"""This file is the place where it is listed what a sample point has besides contacts: a few records of each kind."""

from collections.abc import Callable

from kacdesk.services.context import Context
from kacdesk.services.samples import (
    sample_catalogue,
    sample_institutions,
    sample_keeping,
    sample_local,
    sample_papers,
    sample_quality,
    sample_requests,
    sample_roster,
)

Maker = Callable[[Context], None]
"""Saves a few clearly made-up records of some registers, always the same ones, near the day that is today."""

MAKERS: tuple[Maker, ...] = (
    sample_institutions.make,
    sample_catalogue.make,
    sample_roster.make,
    sample_local.make,
    sample_papers.make,
    sample_quality.make,
    sample_requests.make,
    sample_keeping.make,
)


def fill_registers(context: Context) -> None:
    """Let every maker save its records; what a later one refers to is made by an earlier one."""
    for make in MAKERS:
        make(context)
