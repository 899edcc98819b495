"""This file is the place where the records of a file are read: all that a query finds, a part at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.services.context import Context
from kacdesk.services.lists import by_code, masked_reason, printed, shown
from kacdesk.services.references import References
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.query import lines_of_many, row_numbers
from kacdesk.store.rows import rows_of

AT_ONCE = 500

_SUMMARY = "lines"
_REASON = "void_reason"
_OF_EVERY_RECORD = frozenset({"status", _REASON, "made_at", "made_by"})
"""What a line has as its record has it; the file says it once."""

Row = Mapping[str, Any]


class ExportRows:
    """The records that a query finds, with their lines, read from one snapshot.

    Only the numbers of the rows are held, in the order of the file. When `masked`, a reason that may name somebody
    reads •••; personal columns are for the writer to leave out.
    """

    def __init__(
        self, connection: Connection, context: Context, spec: RegisterSpec, query: ListQuery, *, masked: bool
    ) -> None:
        self._connection = connection
        self._catalog = context.catalog
        self._spec = spec
        self._child = context.catalog.spec(spec.children[0]) if spec.children else None
        self._masked = masked
        asked = by_code(connection, context, spec, query)
        self._numbers = row_numbers(connection, context.catalog, spec.name, asked)
        self.names = References(connection, context.catalog)

    def __len__(self) -> int:
        """Return how many records the file will hold."""
        return len(self._numbers)

    def only(self) -> UUID | None:
        """Return the record if there is just one."""
        if len(self._numbers) != 1:
            return None
        table = self._catalog.table(self._spec.name)
        found: UUID | None = self._connection.scalar(select(table.c.id).where(table.c.n == self._numbers[0]))
        return found

    def flat_spec(self) -> RegisterSpec:
        """Return the register as a file has it: with its lines' fields behind its own."""
        child = self._child
        if child is None:
            return self._spec
        own = {field.name for field in self._spec.fields}
        lines = [
            FieldSpec(field.name, self._spec.singular, Kind.TEXT)
            if field.name == child.parent_field
            else field
            for field in child.fields
            if field.name not in _OF_EVERY_RECORD and field.name not in own
        ]
        return replace(self._spec, fields=(*self._spec.fields, *lines))

    def flat(self) -> Iterator[tuple[int, list[Row]]]:
        """Yield for each part how many records it has, and a row for each line or for a record without lines."""
        for records in self._parts():
            lines = self._lines(records)
            rows = [row for record in records for row in self._rows_of(record, lines.get(record["id"], ()))]
            yield len(records), rows

    def listed(self, columns: Sequence[str]) -> Iterator[tuple[int, list[list[str]]]]:
        """Yield for each part how many records it has, and the texts to print of each, its lines in a few words."""
        for records in self._parts():
            lines = self._lines(records)
            rows = [
                [
                    "; ".join(map(self._in_words, lines.get(record["id"], ())))
                    if name == _SUMMARY
                    else printed(self._spec.by_name[name], record[name], self.names)
                    for name in columns
                ]
                for record in records
            ]
            yield len(records), rows

    def _parts(self) -> Iterator[list[dict[str, Any]]]:
        table = self._catalog.table(self._spec.name)
        for first in range(0, len(self._numbers), AT_ONCE):
            numbers = self._numbers[first : first + AT_ONCE]
            found = {
                row["n"]: row
                for row in rows_of(self._connection, table, select(table).where(table.c.n.in_(numbers)))
            }
            part = [found[number] for number in numbers]
            for record in part if self._masked and _REASON in table.c else ():
                record[_REASON] = masked_reason(self._spec, record)
            yield part

    def _lines(self, records: Sequence[Row]) -> Mapping[UUID, list[dict[str, Any]]]:
        found: dict[UUID, list[dict[str, Any]]] = {}
        if self._child is not None:
            above = self._child.parent_field or ""
            ids = [record["id"] for record in records]
            for line in lines_of_many(self._connection, self._catalog, self._child, ids):
                found.setdefault(line[above], []).append(line)
        return found

    def _rows_of(self, record: Row, lines: Sequence[Row]) -> Iterator[Row]:
        if self._child is None:
            yield record
            return
        about = {self._child.parent_field or "": str(record["id"])}
        if not lines:
            yield {**record, **about}
        for line in lines:
            yield {**line, **record, **about, "id": line["id"]}

    def _in_words(self, line: Row) -> str:
        fields = self._child.fields if self._child is not None else ()
        told = ("institution_id", "service_id", "service_text")
        words = [shown(field, line[field.name], self.names) for field in fields if field.name in told]
        return " ".join(word for word in words if word)
