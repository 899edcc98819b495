"""This file is the place where the paper for an outage gets its services and their codes.

A service's code on paper follows from its identity alone: it is the same on every desk, today and in a year, so that a
sheet from the drawer can be keyed in anywhere and nothing has to be remembered of what was printed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.services import catalog
from kacdesk.services.catalog import Option
from kacdesk.services.context import Context
from kacdesk.services.counter import catch_up_line
from kacdesk.services.letterhead import letterhead

if TYPE_CHECKING:
    from kacdesk.reports.outage_sheet import OutageSheet, SheetService, draw_outage_sheet
else:
    OutageSheet, SheetService, draw_outage_sheet = on_demand(
        "kacdesk.reports.outage_sheet", "OutageSheet SheetService draw_outage_sheet"
    )


PRINTED = 26
"""So many services fill the first side of the sheet, big enough to write beside."""

_CODES = 8999
"""A prime near all numbers of four digits; by this one no two services of the shipped catalogue share a code."""

_FIRST_CODE = 1000


def code_of(service: UUID) -> str:
    """Return the four digits by which a service is named on paper.

    Of two thousand services about every fifth shares its digits with another: then a person is asked which is meant.
    Digits that were written or read wrongly mean nothing at all, nearly always.
    """
    return str(_FIRST_CODE + service.int % _CODES)


def by_code(services: Sequence[Option]) -> Mapping[str, tuple[Option, ...]]:
    """Return what each code on paper may mean, what is used most first; also services that ended meanwhile."""
    found: dict[str, list[Option]] = {}
    for option in sorted(services, key=lambda option: option.retired):
        found.setdefault(code_of(option.id), []).append(option)
    return {code: tuple(options) for code, options in found.items()}


def sheet(context: Context) -> OutageSheet:
    """Return what the sheet of this desk says now: what it used most comes first, grouped by institution."""
    options = catalog.options(context)
    institutions = {option.id: option.short for option in options["institution"]}
    offered = [option for option in options["service"] if not option.retired][:PRINTED]
    printed = [
        SheetService(
            code_of(option.id),
            institutions.get(option.belongs.get("institution_id", option.id), ""),
            option.label,
        )
        for option in offered
    ]
    desk = catalog.desk(context)
    return OutageSheet(
        services=tuple(_grouped(printed)),
        letters=tuple((letter, t(written)) for letter, written in catch_up_line.LETTERS),
        printed_on=clock.today_riga(),
        sample=desk.sample,
    )


def write(context: Context, out: Path) -> Path:
    """Draw the sheet at `out` and return it; Unavailable when the place does not take it."""
    draw_outage_sheet(sheet(context), letterhead(context), out)
    return out


def _grouped(services: Sequence[SheetService]) -> list[SheetService]:
    """Keep an institution's services together, the institution with the most used service first."""
    order = list(dict.fromkeys(each.institution for each in services))
    return sorted(services, key=lambda each: order.index(each.institution))
