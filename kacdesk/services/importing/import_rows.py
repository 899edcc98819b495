"""This file is the place where rows of a spreadsheet become drafts of records, each with what could not be read."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.ids import parse_id
from kacdesk.core.text import t
from kacdesk.reports.cells import unguarded
from kacdesk.services.counter.entry import Unreadable
from kacdesk.services.importing.import_cells import as_text, canonical, read_cells
from kacdesk.services.importing.import_headings import Column, Columns
from kacdesk.services.importing.import_names import Names
from kacdesk.services.importing.import_report import RowProblem
from kacdesk.services.importing.import_times import Times
from kacdesk.services.importing.import_words import GROUP, OLD_NUMBER, ROW_ID, STATUS, choice_of, normal
from kacdesk.services.importing.sheet_rows import Cell, Sheet, SheetRow, is_blank
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec, Status

_LINE_PATH = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")

Told = list[tuple[Column, Cell]]
"""The columns of one field that are filled in one row, with their cells."""


@dataclass
class Draft:
    """One record as its rows tell it. With problems it must not be saved.

    `ids` are identifiers of our own export · `unmapped` counts names kept as text · `unknown_clerk` and `timeless`
    are told to the person afterwards.
    """

    rows: list[SheetRow]
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    line_rows: list[SheetRow] = field(default_factory=list)
    known_by: list[Any] = field(default_factory=list)
    ids: set[UUID] = field(default_factory=set)
    problems: list[RowProblem] = field(default_factory=list)
    unmapped: int = 0
    unknown_clerk: bool = False
    timeless: bool = False

    def key(self, register: str, occurrence: int) -> bytes:
        """Return what the record is known by for ever; `occurrence` counts records of the same cells in one file."""
        told = json.dumps([register, self.known_by, occurrence], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(told.encode()).digest()


class Drafts:
    """Reads the rows of one sheet as records of a register and, where it has one, of its lines' register."""

    def __init__(self, parts: tuple[RegisterSpec, ...], columns: Columns, sheet: Sheet, names: Names) -> None:
        self._root, *children = parts
        self._child = children[0] if children else None
        self._columns = columns
        self._sheet = sheet
        self._names = names
        self._times = Times(self._root, sheet.epoch)
        self._by_field: dict[tuple[str, str], list[Column]] = {}
        for column in columns.read:
            self._by_field.setdefault((column.register, column.field), []).append(column)
        self.unknown_with_data: set[int] = set()

    def __iter__(self) -> Iterator[Draft]:
        groups = groupby(enumerate(self._filled_rows()), key=lambda pair: self._group_of(*pair))
        for _, pairs in groups:
            yield self._draft([row for _, row in pairs])

    def _filled_rows(self) -> Iterator[SheetRow]:
        """Yield the rows that hold anything we read; the heading repeated on a new page is skipped."""
        read = [column.index for column in self._columns.read if not column.field.startswith("*")]
        for row in self._sheet.rows:
            if row.cells == self._sheet.heading.cells:
                continue
            width = len(row.cells)
            self.unknown_with_data |= {
                at for at in self._columns.unknown if at < width and not is_blank(row.cells[at])
            }
            too_wide = any(not is_blank(cell) for cell in row.cells[self._columns.width :])
            if too_wide and self._sheet.delimiter and not row.fault:
                fault = t("Rindā ir vairāk šūnu nekā virsrakstu; pārbaudiet atdalītājus un pēdiņas.")
                yield SheetRow(row.line, row.cells, fault)
            elif row.fault or any(at < width and not is_blank(row.cells[at]) for at in read):
                yield row

    def _group_of(self, place: int, row: SheetRow) -> tuple[str, int]:
        """Return what rows of one record share; a row without a visit number stands alone."""
        told = self._told(row, self._root.name, GROUP)
        text = as_text(told[0][1]) if told and self._child is not None and not row.fault else ""
        return (text, 0) if text else ("", place)

    def _told(self, row: SheetRow, register: str, name: str) -> Told:
        return [
            (column, self._plain(row.cells[column.index]))
            for column in self._by_field.get((register, name), ())
            if column.index < len(row.cells) and not is_blank(row.cells[column.index])
        ]

    def _plain(self, cell: Cell) -> Cell:
        """Return what a CSV cell says without the apostrophe by which our own export keeps it from being run."""
        return unguarded(cell) if isinstance(cell, str) and self._sheet.delimiter else cell

    def _draft(self, rows: list[SheetRow]) -> Draft:
        draft = Draft(rows)
        draft.problems += [RowProblem(row.line, "", row.fault) for row in rows if row.fault]
        if draft.problems:
            return draft
        head = rows[0]
        self._require_alike(draft)
        self._status(draft, head)
        draft.values, known = self._part(draft, head, self._root)
        self._moments(draft, head, known)
        self._old_number(draft, head, known)
        draft.known_by.append(sorted(known.items()))
        if self._child is not None:
            self._lines(draft, self._child)
        told = [
            pair
            for row in rows
            for name in (ROW_ID, GROUP)
            for pair in self._told(row, self._root.name, name)
        ]
        draft.ids = {found for _, cell in told if (found := parse_id(as_text(cell))) is not None}
        return draft

    def _require_alike(self, draft: Draft) -> None:
        """Ask that later rows of one visit repeat or leave empty what the first says of the visit."""
        head, *others = draft.rows
        for row in others:
            for (register, name), columns in self._by_field.items():
                if register != self._root.name or name.startswith("*"):
                    continue
                for column in columns:
                    first, later = (
                        r.cells[column.index] if column.index < len(r.cells) else None for r in (head, row)
                    )
                    if not is_blank(later) and as_text(later) != as_text(first):
                        reason = t("Atšķiras no pirmās rindas ar to pašu apmeklējuma numuru.")
                        draft.problems.append(RowProblem(row.line, column.heading, reason))

    def _status(self, draft: Draft, row: SheetRow) -> None:
        status = self._root.by_name.get("status")
        for column, cell in self._told(row, self._root.name, STATUS):
            if status is not None and choice_of(status, as_text(cell)) == Status.VOIDED:
                reason = t("Ieraksts ir anulēts; anulētus ierakstus neimportē.")
                draft.problems.append(RowProblem(row.line, column.heading, reason))

    def _lines(self, draft: Draft, child: RegisterSpec) -> None:
        lines: list[dict[str, Any]] = []
        for row in draft.rows:
            values, known = self._part(draft, row, child)
            if known:
                lines.append(values)
                draft.line_rows.append(row)
                draft.known_by.append(sorted(known.items()))
        draft.lines = {child.name: lines} if lines else {}

    def _part(self, draft: Draft, row: SheetRow, part: RegisterSpec) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the values of one register in a row, and by what each of them is known."""
        values: dict[str, Any] = {}
        known: dict[str, str] = {}
        for spec in part.entered:
            told = self._told(row, part.name, spec.name)
            if not told:
                if (
                    not spec.required
                    and spec.default is not None
                    and (part.name, spec.name) in self._by_field
                ):
                    values[spec.name] = None
            elif spec.kind is not Kind.MOMENT:
                try:
                    value, text = self._value(draft, part, spec, told)
                except Unreadable as error:
                    draft.problems.append(RowProblem(row.line, told[0][0].heading, str(error)))
                    continue
                known[spec.name] = canonical(spec, value, text)
                if value is not None:
                    values[spec.name] = value
        draft.unmapped += self._names.keep_unmapped(part.name, values)
        return values, known

    def _value(self, draft: Draft, part: RegisterSpec, spec: FieldSpec, told: Told) -> tuple[Any, str]:
        if spec.kind is not Kind.REFERENCE:
            return read_cells(spec, told, self._names.references, epoch=self._sheet.epoch), ""
        texts = [as_text(cell) for _, cell in told]
        text = next((one for one in texts if parse_id(one) is None), texts[0])
        value = self._names.find(part.name, spec, texts, shown=text)
        if value is None and spec.refers_to == "staff":
            draft.unknown_clerk = True
        return value, text

    def _moments(self, draft: Draft, row: SheetRow, known: dict[str, str]) -> None:
        told = {name: self._told(row, self._root.name, name) for name in self._times.names}
        read = self._times.read(told, draft.values, self._names.references)
        draft.timeless = read.timeless
        draft.problems += [RowProblem(row.line, heading, reason) for heading, reason in read.problems]
        for name, value in read.values.items():
            draft.values[name] = value
            spec = self._root.by_name[name]
            if not name.endswith("_quality"):
                known[name] = canonical(spec, value, "")

    def _old_number(self, draft: Draft, row: SheetRow, known: dict[str, str]) -> None:
        told = self._told(row, self._root.name, OLD_NUMBER)
        named = [pair for pair in told if normal(pair[0].heading) != "nr"] or told
        if not named or "note" not in self._root.by_name:
            return
        number = as_text(named[0][1])
        known[OLD_NUMBER] = number
        remark = t("Iepriekšējais Nr. {number}", number=number)
        draft.values["note"] = "\n".join(part for part in (draft.values.get("note"), remark) if part)

    def place(self, draft: Draft, problem: Problem) -> RowProblem:
        """Return where in the file a broken rule shows: the row, and the column's heading or the field's label."""
        found = _LINE_PATH.fullmatch(problem.field)
        if found is None:
            return RowProblem(draft.rows[0].line, self._heading(self._root, problem.field), problem.sentence)
        row = draft.line_rows[int(found[2])]
        child = self._child if self._child is not None else self._root
        return RowProblem(row.line, self._heading(child, found[3]), problem.sentence)

    def _heading(self, part: RegisterSpec, name: str) -> str:
        columns = self._by_field.get((part.name, name), ())
        if columns:
            return columns[0].heading
        spec = part.by_name.get(name)
        return t(spec.label) if spec is not None else name
