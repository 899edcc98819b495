"""This file is the place where the headings of somebody's spreadsheet are matched with the fields of a register."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.services.importing.import_words import (
    DURATION,
    EVERYWHERE,
    FAULT,
    HEADINGS,
    IGNORED,
    OLD_NUMBER,
    UNITS,
    normal,
)
from kacdesk.services.importing.sheet_rows import Cell, SheetRow, is_blank, trimmed, unreadable
from kacdesk.spec.field import Kind
from kacdesk.spec.register import RegisterSpec

_IN_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_UNIT_AT_END = re.compile(r"[\s,/]+(\w+)\.?$")
_DAY_ONLY = re.compile("datum|diena|date")
_LONGEST_HEADING = 100
_FEWEST_NAMED = 2
"""With fewer known headings a row is taken for the heading only if all that is required is there."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read: where it stands, its heading as written, the register's part and field it fills.

    `unit_s` is the unit of bare numbers in a column of durations, None when the heading does not tell it ·
    `day_only` says that "13.11" in it cannot be a time.
    """

    index: int
    heading: str
    register: str
    field: str
    unit_s: int | None = None
    day_only: bool = False


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet; `unknown` are those whose heading means nothing here: index → heading."""

    read: tuple[Column, ...]
    unknown: dict[int, str]
    width: int

    def of(self, register: str, field: str) -> tuple[Column, ...]:
        """Return the columns that fill a field."""
        return tuple(column for column in self.read if (column.register, column.field) == (register, field))

    @property
    def fault_index(self) -> int | None:
        """Return where the reasons of an earlier import stand."""
        return next((column.index for column in self.read if column.field == FAULT), None)


class Headings:
    """All headings that a register understands, its lines' ones too."""

    def __init__(self, catalog: Catalog, register: str) -> None:
        self.spec = catalog.spec(register)
        self._meanings: dict[str, list[tuple[str, str]]] = {}
        special = {**EVERYWHERE}
        if self.spec.numbered:
            special[OLD_NUMBER] = HEADINGS.get(register, {}).get(OLD_NUMBER, ())
        for field, words in special.items():
            self._add(register, field, words)
        self._special = frozenset(self._meanings)
        for part in catalog.parts(register):
            self._add_part(part)
        for meanings in self._meanings.values():
            meanings.sort(key=lambda meaning: meaning[1].endswith("_quality"))

    def _add_part(self, part: RegisterSpec) -> None:
        extra = HEADINGS.get(part.name, {})
        told = {field: words for field, words in extra.items() if field != OLD_NUMBER}
        for field, words in told.items():
            self._add(part.name, field, words)
        for spec in part.entered:
            self._add(part.name, spec.name, (spec.label, spec.name, f"{spec.name}_label", *spec.synonyms))
        for spec in part.fields:
            if spec.derived or spec.local:
                self._add(part.name, IGNORED, (spec.label, spec.name, f"{spec.name}_label"))
        if part.counted_from:
            self._add(part.name, part.counted_from, ("date",))

    def _add(self, register: str, field: str, words: Sequence[str]) -> None:
        for word in words:
            meanings = self._meanings.setdefault(normal(word), [])
            taken_elsewhere = any(other[0] != register or other[1].startswith("*") for other in meanings)
            if (register, field) not in meanings and not taken_elsewhere:
                meanings.append((register, field))

    def count(self, cells: Sequence[Cell]) -> int:
        """Return how many columns the row names if it were the heading; 0 when it cannot be one."""
        columns = self.columns(cells)
        named = {(c.register, c.field) for c in columns.read if not c.field.startswith("*")}
        enough = len(named) >= _FEWEST_NAMED or (named and not self._absent(columns))
        return len(columns.read) if enough else 0

    def columns(self, cells: Sequence[Cell]) -> Columns:
        """Return what each column of a heading row means. A heading with two meanings takes the one that is free."""
        told: dict[int, tuple[str, list[tuple[str, str]], int | None]] = {}
        unknown: dict[int, str] = {}
        for index, cell in enumerate(cells):
            if not isinstance(cell, str) or is_blank(cell):
                continue
            heading = trimmed(cell)
            meanings, unit = self._meanings_of(heading)
            if meanings:
                told[index] = heading, meanings, unit
            else:
                unknown[index] = heading
        taken = {
            meanings[0]
            for heading, meanings, _ in told.values()
            if len(meanings) == 1 and not _is_day(heading)
        }
        read: list[Column] = []
        for index, (heading, meanings, unit) in told.items():
            register, field = next((m for m in meanings if m not in taken), meanings[0])
            if not _is_day(heading):
                taken.add((register, field))
            unit_s = self._unit(register, field, heading, unit)
            read.append(Column(index, heading, register, field, unit_s, _is_day(heading)))
        return Columns(tuple(read), unknown, len(cells))

    def _meanings_of(self, heading: str) -> tuple[list[tuple[str, str]], int | None]:
        if len(heading) > _LONGEST_HEADING:
            return [], None
        for bare, unit in _forms(heading):
            meanings = self._meanings.get(normal(bare))
            if meanings:
                return meanings, UNITS.get(normal(unit))
        return [], None

    def _unit(self, register: str, field: str, heading: str, unit: int | None) -> int | None:
        """Return the unit of a column of durations; under the field's own name they are seconds."""
        if field == DURATION:
            return unit
        spec = self.spec.by_name.get(field) if register == self.spec.name else None
        if spec is None or spec.kind is not Kind.DURATION:
            return None
        return 1 if heading == spec.name else unit

    def _absent(self, columns: Columns) -> list[str]:
        return [
            spec.label
            for spec in self.spec.entered
            if spec.required and spec.default is None and not columns.of(self.spec.name, spec.name)
        ]

    def require(self, heading: SheetRow, *, file: str) -> Columns:
        """Return the columns of the heading that was found; raises Usage when it cannot fill the register."""
        if not heading.cells:
            raise self._no_heading(file)
        columns = self.columns(heading.cells)
        absent = self._absent(columns)
        if absent:
            raise unreadable(
                t("Datnē “{file}” nav kolonnas: {columns}.", file=file, columns=", ".join(absent)),
                t("Ievietojiet trūkstošo kolonnu vai pārbaudiet, vai izvēlēts pareizais žurnāls."),
            )
        return columns

    def _no_heading(self, file: str) -> Usage:
        needed = ", ".join(spec.label for spec in self.spec.entered[:6])
        return unreadable(
            t(
                "Datnē “{file}” nav atrasta žurnāla “{title}” virsrakstu rinda.",
                file=file,
                title=self.spec.title,
            ),
            t("Pirmajās rindās jābūt kolonnu virsrakstiem, piemēram: {needed}.", needed=needed),
        )


def _is_day(heading: str) -> bool:
    """Say whether a column holds days alone, beside another one with the time."""
    return _DAY_ONLY.search(normal(heading)) is not None and "laiks" not in normal(heading)


def _forms(heading: str) -> Iterator[tuple[str, str]]:
    """Yield what a heading may be without its remark: (heading, unit)."""
    yield heading, ""
    bracketed = _IN_BRACKETS.search(heading)
    if bracketed is not None:
        yield _IN_BRACKETS.sub(" ", heading), bracketed[1] or bracketed[2] or ""
    at_end = _UNIT_AT_END.search(heading)
    if at_end is not None and normal(at_end[1]) in UNITS:
        yield heading[: at_end.start()], at_end[1]
