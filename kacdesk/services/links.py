"""This file is the place where a record of a journal, to which another one refers, is named and found.

Lists (institutions, services, staff) are chosen from by name; a visit or a document is known by its number, its moment
or the code on its slip, none of which tells who the customer was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import Missing
from kacdesk.core.ids import parse_id
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.services.context import Context
from kacdesk.services.lists import shown
from kacdesk.services.papers.short_codes import coded_in
from kacdesk.services.references import References, current_references
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec, Status, Values
from kacdesk.store.session import row_of

_LONGEST_SEQUENCE = 9


@dataclass(frozen=True, slots=True)
class Link:
    """A record that another one refers to, as it is shown. `here` is False while this desk does not have it."""

    register: str
    record: UUID
    words: str
    here: bool = True


def linking(catalog: Catalog, spec: RegisterSpec) -> Iterator[FieldSpec]:
    """Yield the fields of a register that refer to a journal."""
    named = {each.name for each in catalog.named}
    for field in spec.fields:
        if field.kind is Kind.REFERENCE and field.refers_to not in named and field.name != spec.parent_field:
            yield field


def named(context: Context, register: str, record: UUID) -> Link:
    """Return how a record is named, without personal data."""
    with context.store.read() as connection:
        return _named(connection, context, register, record)


def links_of(context: Context, register: str, values: Values) -> Mapping[str, Link]:
    """Return what a record of these values is linked to, by field."""
    spec = context.catalog.spec(register)
    told = {field.name: values.get(field.name) for field in linking(context.catalog, spec)}
    with context.store.read() as connection:
        return {
            name: _named(connection, context, spec.by_name[name].refers_to or "", value)
            for name, value in told.items()
            if isinstance(value, UUID)
        }


def find(context: Context, register: str, text: str) -> Link:
    """Return the record that a number, the code of a slip or an identifier means; Missing when there is none.

    Of several records with one code, which were made in the same millisecond, the first is meant.
    """
    spec, typed = context.catalog.spec(register), text.strip()
    with context.store.read() as connection:
        found = parse_id(typed) or _numbered(connection, context, spec, typed)
        if found is None:
            found = next(iter(coded_in(connection, context.catalog, spec, typed)), None)
        link = _named(connection, context, register, found) if found is not None else None
    if link is None or not link.here:
        raise Missing(
            t("“{text}” šeit nav atrasts: {title}.", text=typed[:40], title=t(spec.title)),
            effect=t("Nekas nav piesaistīts."),
            remedy=t("Ierakstiet tā numuru vai kodu no lapiņas."),
        )
    return link


def _numbered(connection: Connection, context: Context, spec: RegisterSpec, text: str) -> UUID | None:
    """Return the record with a number; of this year its last part is enough, if only one record has it."""
    if not spec.numbered or not text:
        return None
    columns = context.catalog.table(spec.name).c
    whole = columns.number == text.upper()
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_SEQUENCE:
        whole = and_(columns.reg_year == today_riga().year, columns.sequence == int(text))
    found: list[UUID] = list(connection.scalars(select(columns.id).where(whole).limit(2)))
    return found[0] if len(found) == 1 else None


def _named(connection: Connection, context: Context, register: str, record: UUID) -> Link:
    spec = context.catalog.spec(register)
    try:
        row = row_of(connection, context.catalog, register, record)
    except Missing:
        words = t("{title}: šajā datorā vēl nav", title=t(spec.singular))
        return Link(register, record, words, here=False)
    return Link(register, record, name_of(spec, row, current_references(context.store)))


def name_of(spec: RegisterSpec, row: Mapping[str, Any], names: References) -> str:
    """Return the name of a record in words: what it is, and what names it that is not personal."""
    told = [
        shown(spec.by_name[name], row[name], names)
        for name in spec.named_by
        if not spec.by_name[name].personal
    ]
    moment = spec.counted_from or spec.ordered_by
    if not any(told) and moment is not None and not spec.by_name[moment].personal:
        told = [shown(spec.by_name[moment], row[moment], names)]
    words = " · ".join([t(spec.singular), *(part for part in told if part)])
    return t("{name} (anulēts)", name=words) if row.get("status") == Status.VOIDED else words
