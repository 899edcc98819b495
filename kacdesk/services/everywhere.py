"""This file is the place where one text is searched for in all registers of the desk at once."""

from dataclasses import dataclass
from uuid import UUID

from kacdesk.core.text import t
from kacdesk.services import lists
from kacdesk.services.context import Context
from kacdesk.spec.field import Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found: what leads it (a moment, a number), what it is about, and its status."""

    id: UUID
    first: str
    about: str
    status: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one register, the newest first; `more` when that is not all."""

    register: str
    title: str
    hits: tuple[Hit, ...]
    more: bool


def search(context: Context, text: str, *, limit: int) -> list[Found]:
    """Return what holds every word of a text, at most `limit` records of a register, journals of contacts first.

    Registers in which nothing is found are left out. Personal data are searched but never in the answer.
    """
    if not text.strip():
        return []
    shown = [spec for spec in context.catalog.roots if spec.in_sidebar]
    found = [_in_one(context, spec, text, limit=limit) for spec in sorted(shown, key=_after_journals)]
    return [each for each in found if each.hits]


def _after_journals(spec: RegisterSpec) -> bool:
    return spec.counted_from is None


def _is_told(spec: RegisterSpec, name: str) -> bool:
    """Say whether a column helps to recognise a record: of moments only the one by which it counts."""
    field = spec.by_name.get(name)
    if field is None:
        return True
    beside = field.kind is Kind.MOMENT and name != spec.counted_from
    return name != "status" and not field.personal and not beside


def _in_one(context: Context, spec: RegisterSpec, text: str, *, limit: int) -> Found:
    page = lists.page(context, spec.name, ListQuery(text=text, limit=limit), masked=True)
    told = [place for place, name in enumerate(page.columns) if place and _is_told(spec, name)]
    hits = tuple(
        Hit(record, cells[0], " · ".join(cells[place] for place in told if cells[place]), status)
        for record, cells, status in zip(page.ids, page.cells, page.statuses, strict=True)
    )
    return Found(spec.name, t(spec.title), hits, page.more)
