"""This file is the place where a register is written to a file for other programs and for paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Select, select

from kacdesk.core.errors import Usage
from kacdesk.core.latvian import period
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.services.lists import log_access, shown
from kacdesk.services.references import References
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.query import lines_of_many
from kacdesk.store.session import one

if TYPE_CHECKING:
    from kacdesk.reports.listing import draw_listing
    from kacdesk.reports.tabular import write_csv, write_xlsx
else:
    (draw_listing,) = on_demand("kacdesk.reports.listing", "draw_listing")
    write_csv, write_xlsx = on_demand("kacdesk.reports.tabular", "write_csv write_xlsx")


Format = Literal["csv", "xlsx", "pdf"]

_CHUNK = 500
_SUMMARY = "lines"
_VISIT_ID = FieldSpec("visit_id", "Apmeklējums", Kind.TEXT)
_OF_EVERY_RECORD = frozenset({"status", "void_reason", "made_at", "made_by"})
"""What a line has as its record has it; the file says it once."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: `rows` of the file, where, and whether personal columns were left out (`masked`)."""

    rows: int
    path: Path
    masked: bool


def export(
    context: Context,
    register: str,
    *,
    since: date,
    until: date,
    format: Format,
    out: Path,
    purpose: str | None,
) -> ExportReport:
    """Write the records of the days `since` to `until`, both included, oldest first, voided ones with their status.

    The days are those on which a record counts; a register without such days is written whole. In CSV and XLSX a
    visit with several services has a row for each of them, the visit's columns repeated; a voided line is left
    out. Personal columns are written only with a stated `purpose`, which is logged first. There is no limit of
    rows. Raises Usage for an unknown register or format, Unavailable when the file cannot be written.
    """
    spec = _asked(context, register, format, since, until)
    purpose = purpose.strip() if purpose else None
    desk_sample, heading = _sample(context), letterhead(context)
    with context.store.read() as connection:
        rows = _Rows(connection, context, spec, since, until)
        if purpose and rows.personal:
            log_access(context, "export", register, rows.ids(), purpose=purpose)
        label, masked = rows.names.label, rows.personal and not purpose
        if format == "pdf":
            columns = tuple(name for name in spec.listed if purpose or name not in spec.personal)
            listed = list(rows.listed(columns))
            draw_listing(
                spec, listed, heading, out, columns=columns, filters=period(since, until), sample=desk_sample
            )
            return ExportReport(len(listed), out, masked)
        flat = rows.flat_spec()
        fields = tuple(field for field in flat.fields if purpose or not field.personal)
        if format == "csv":
            count = write_csv(flat, rows.flat(), out, label=label, fields=fields)
        else:
            count = write_xlsx(
                flat,
                rows.flat(),
                out,
                label=label,
                generated_at=heading.generated_at,
                fields=fields,
                sample=desk_sample,
            )
    return ExportReport(count, out, masked)


def _asked(context: Context, register: str, format: str, since: date, until: date) -> RegisterSpec:
    known = [spec.name for spec in context.catalog.roots]
    if register not in known:
        raise _usage(
            t("Žurnāla “{register}” nav.", register=register),
            t("Norādiet vienu no: {names}.", names=", ".join(known)),
        )
    if format not in ("csv", "xlsx", "pdf"):
        raise _usage(t("Formāta “{format}” nav.", format=format), t("Norādiet csv, xlsx vai pdf."))
    if until < since:
        raise _usage(t("Perioda beigas ir pirms tā sākuma."), t("Pārbaudiet abus datumus."))
    return context.catalog.spec(register)


def _usage(what: str, remedy: str) -> Usage:
    return Usage(what, effect=t("Nekas nav ierakstīts."), remedy=remedy)


def _sample(context: Context) -> bool:
    with context.store.read() as connection:
        return bool(one(connection, tables.desk)["sample"])


class _Rows:
    """The records that were asked for, read in chunks from one snapshot."""

    def __init__(
        self, connection: Connection, context: Context, spec: RegisterSpec, since: date, until: date
    ) -> None:
        self._connection = connection
        self._catalog = context.catalog
        self._spec = spec
        self._days = since, until
        self._child = context.catalog.spec(spec.children[0]) if spec.children else None
        self.names = References(connection, context.catalog)

    @property
    def personal(self) -> bool:
        """Say whether the register, or its lines, hold personal data."""
        return bool(self._spec.personal or (self._child and self._child.personal))

    def _statement(self, *columns: Any) -> Select[Any]:
        table = self._catalog.table(self._spec.name)
        statement = select(*columns) if columns else select(table)
        if "counted_on" in table.c:
            statement = statement.where(table.c.counted_on.between(*self._days))
        return statement.order_by(table.c[self._spec.counted_from or "n"], table.c.n)

    def ids(self) -> list[UUID]:
        """Return which records the file will hold."""
        return list(self._connection.scalars(self._statement(self._catalog.table(self._spec.name).c.id)))

    def flat_spec(self) -> RegisterSpec:
        """Return the register as a file has it: with its lines' fields behind its own."""
        if self._child is None:
            return self._spec
        own = {field.name for field in self._spec.fields}
        lines = [
            _VISIT_ID if field.name == self._child.parent_field else field
            for field in self._child.fields
            if field.name not in _OF_EVERY_RECORD and field.name not in own
        ]
        return replace(self._spec, fields=(*self._spec.fields, *lines))

    def _chunks(self) -> Iterator[list[Mapping[str, Any]]]:
        result = self._connection.execute(self._statement(), execution_options={"yield_per": _CHUNK})
        for part in result.partitions(_CHUNK):
            yield [dict(row._mapping) for row in part]

    def flat(self) -> Iterator[Mapping[str, Any]]:
        """Yield a row for each line, and one for a record without lines."""
        for chunk in self._chunks():
            if self._child is None:
                yield from chunk
                continue
            lines = self._lines(self._child, chunk)
            for record in chunk:
                about = {"visit_id": str(record["id"])}
                yield from (
                    {**line, **record, **about, "id": line["id"]} for line in lines.get(record["id"], ())
                )
                if record["id"] not in lines:
                    yield {**record, **about}

    def _lines(
        self, child: RegisterSpec, chunk: Sequence[Mapping[str, Any]]
    ) -> Mapping[UUID, list[dict[str, Any]]]:
        above = child.parent_field or ""
        lines: dict[UUID, list[dict[str, Any]]] = {}
        for line in lines_of_many(self._connection, self._catalog, child, [record["id"] for record in chunk]):
            lines.setdefault(line[above], []).append(line)
        return lines

    def listed(self, columns: Sequence[str]) -> Iterator[list[str]]:
        """Yield the texts to print, a row for each record, its lines in a few words."""
        for chunk in self._chunks():
            lines = self._lines(self._child, chunk) if self._child is not None else {}
            for record in chunk:
                yield [
                    "; ".join(map(self._in_words, lines.get(record["id"], ())))
                    if name == _SUMMARY
                    else shown(self._spec.by_name[name], record[name], self.names)
                    for name in columns
                ]

    def _in_words(self, line: Mapping[str, Any]) -> str:
        fields = self._child.fields if self._child is not None else ()
        told = ("institution_id", "service_id", "service_text")
        words = [shown(field, line[field.name], self.names) for field in fields if field.name in told]
        return " ".join(word for word in words if word)
