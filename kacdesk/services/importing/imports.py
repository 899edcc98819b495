"""This file is the place where what an office has in a spreadsheet is taken into a register, once, row by row."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.errors import Usage
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.models.rules import warnings
from kacdesk.services.context import Context, Role
from kacdesk.services.importing.import_headings import Columns, Headings
from kacdesk.services.importing.import_names import Names
from kacdesk.services.importing.import_report import ImportReport, RowProblem
from kacdesk.services.importing.import_rows import Draft, Drafts
from kacdesk.services.importing.sheet_rows import Sheet
from kacdesk.services.importing.spreadsheet import open_sheet
from kacdesk.services.institutions.stand_in import REFER
from kacdesk.services.records import Entry, read_references, write_new
from kacdesk.services.references import References
from kacdesk.store import tables

if TYPE_CHECKING:
    from kacdesk.services.importing.import_rejects import Rejects
else:
    (Rejects,) = on_demand("kacdesk.services.importing.import_rejects", "Rejects")


__all__ = ["ImportReport", "RowProblem", "run"]

BATCH = 250
"""So many records are one transaction: quick, and after a power cut at most these are read again."""

_LINES_TOLD = 10
"""So many lines are named in a note; more are only counted."""


def run(context: Context, register: str, file: Path, *, dry_run: bool, rejects: Path | None) -> ImportReport:
    """Take the rows of a CSV or XLSX file into a register and tell what became of each.

    Every row goes through the rules of the form. Rows that went in before, from this file or another, are counted
    and left alone, so the same file can be imported again, also after the import was interrupted. A dry run checks
    everything and leaves the store as it is. Rejected rows are written to `rejects` when it is given, in a dry run
    too. Refused without the role of a supervisor, Usage when the file is no table of this register.
    """
    context.require(Role.SUPERVISOR)
    headings = _headings(context, register)
    if rejects is not None and rejects.resolve() == file.resolve():
        raise Usage(
            t("Noraidīto rindu datne nevar būt tā pati datne, ko importē."),
            effect=t("Nekas nav importēts."),
            remedy=t("Norādiet --rejects citu nosaukumu."),
        )
    with open_sheet(file, headings.count) as sheet:
        columns = headings.require(sheet.heading, file=file.name)
        with Rejects(
            rejects, sheet.heading, delimiter=sheet.delimiter, fault_index=columns.fault_index
        ) as rejected:
            names = read_references(context)
            drafts = Drafts(context.catalog.parts(register), columns, sheet, Names(names))
            work = _Import(context, register, drafts, names, rejected, dry_run=dry_run)
            try:
                work.take_all()
            except Usage as broken:
                raise _broken_midway(broken, work) from broken
    return work.report(file.name, columns, sheet)


def _headings(context: Context, register: str) -> Headings:
    takes = [spec.name for spec in context.catalog.captured if spec.parent is None]
    if register not in takes:
        raise Usage(
            t("Žurnālā “{register}” importēt nevar.", register=register),
            effect=t("Nekas nav importēts."),
            remedy=t("Norādiet vienu no: {names}.", names=", ".join(takes)),
        )
    return Headings(context.catalog, register)


def _broken_midway(broken: Usage, work: "_Import") -> Usage:
    """Say truly what was kept when a file turned out to be damaged after its first rows."""
    if not work.records or work.dry_run:
        return broken
    effect = t("Derīgās rindas pirms bojātās vietas ir importētas; otrreiz tās netiks pievienotas.")
    return Usage(broken.what, effect=effect, remedy=broken.remedy)


@dataclass
class _Import:
    """One import while it runs: what was counted so far."""

    context: Context
    register: str
    drafts: Drafts
    names: References
    rejects: Rejects
    dry_run: bool = field(kw_only=True)
    read: int = 0
    added: int = 0
    records: int = 0
    already_there: int = 0
    rejected: int = 0
    unmapped: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    unknown_clerks: list[int] = field(default_factory=list)
    timeless: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    _like: Counter[bytes] = field(default_factory=Counter)

    def take_all(self) -> None:
        for batch in _batches(self.drafts):
            self._take(batch)

    def _take(self, drafts: Sequence[Draft]) -> None:
        """Reject what is wrong in a batch and write the rest in one transaction."""
        keyed: list[tuple[bytes, Draft]] = []
        for draft in drafts:
            self.read += len(draft.rows)
            if draft.problems:
                self._reject(draft)
            else:
                like = draft.key(self.register, 0)
                self._like[like] += 1
                keyed.append((draft.key(self.register, self._like[like]), draft))
        seen = self._seen([key for key, _ in keyed])
        here = self._here({identifier for _, draft in keyed for identifier in draft.ids})
        good: list[tuple[bytes, Draft, Entry]] = []
        for key, draft in keyed:
            if key in seen or not here.isdisjoint(draft.ids):
                self.already_there += len(draft.rows)
                continue
            entry = Entry(self.context, self.register, draft.values, draft.lines, self.names)
            told = [problem for problem in entry.problems if problem.code != REFER]  # it has happened already
            draft.problems += [self.drafts.place(draft, problem) for problem in told]
            if draft.problems:
                self._reject(draft)
            else:
                good.append((key, draft, entry))
        if good and not self.dry_run:
            self._write(good)
        for _, draft, entry in good:
            self._count(draft, entry)

    def _seen(self, keys: list[bytes]) -> set[bytes]:
        seen = tables.import_seen
        with self.context.store.read() as connection:
            return set(connection.scalars(select(seen.c.key).where(seen.c.key.in_(keys))))

    def _here(self, ids: set[UUID]) -> set[UUID]:
        """Return which identifiers of our own export are records of this store, or lines of theirs."""
        here: set[UUID] = set()
        with self.context.store.read() as connection:
            for part in self.context.catalog.parts(self.register) if ids else ():
                column = self.context.catalog.table(part.name).c.id
                here.update(connection.scalars(select(column).where(column.in_(ids))))
        return here

    def _write(self, good: Iterable[tuple[bytes, Draft, Entry]]) -> None:
        with self.context.store.unit(self.context.actor.id) as unit:
            made = [
                {"key": key, "reg": self.register, "rid": write_new(self.context, unit, entry).id}
                for key, _, entry in good
            ]
            unit.connection.execute(tables.import_seen.insert(), made)

    def _count(self, draft: Draft, entry: Entry) -> None:
        line = draft.rows[0].line
        self.added += len(draft.rows)
        self.records += 1
        self.unmapped += draft.unmapped
        if draft.unknown_clerk:
            self.unknown_clerks.append(line)
        if draft.timeless:
            self.timeless.append(line)
        if warnings(entry.spec, entry.values):
            self.doubtful.append(line)

    def _reject(self, draft: Draft) -> None:
        self.rejected += len(draft.rows)
        self.problems += draft.problems
        for row in draft.rows:
            own = [problem for problem in draft.problems if problem.line == row.line]
            told = [f"{one.column}: {one.reason}" if one.column else one.reason for one in own]
            sibling = t("Noraidīta cita rinda ar to pašu apmeklējuma numuru.")
            self.rejects.add(row, " ".join(told) or sibling)

    def report(self, file: str, columns: Columns, sheet: Sheet) -> ImportReport:
        return ImportReport(
            register=self.register,
            file=file,
            dry_run=self.dry_run,
            read=self.read,
            added=self.added,
            records=self.records,
            already_there=self.already_there,
            rejected=self.rejected,
            unmapped=self.unmapped,
            problems=tuple(self.problems),
            notes=tuple(self._notes(columns, sheet)),
            rejects=self.rejects.file,
        )

    def _notes(self, columns: Columns, sheet: Sheet) -> Iterator[str]:
        if not self.read:
            yield t("Zem virsrakstiem nav nevienas aizpildītas rindas.")
        unread = [columns.unknown[at] for at in sorted(self.drafts.unknown_with_data)]
        if unread:
            yield t("Šīs kolonnas nav atpazītas un nav importētas: {columns}.", columns=", ".join(unread))
        if sheet.left_unread:
            yield t(
                "Šīs lapas nav lasītas, importējiet tās atsevišķi: {sheets}.",
                sheets=", ".join(sheet.left_unread),
            )
        if self.unmapped:
            yield t("Katalogā nav atrasti nosaukumi: {count}; tie ierakstīti kā teksts.", count=self.unmapped)
        if self.unknown_clerks:
            yield t(
                "Darbinieks nav atrasts, tāpēc ierakstīts importētājs; rindas: {lines}.",
                lines=_told(self.unknown_clerks),
            )
        if self.timeless:
            yield t(
                "Nav norādīts laiks, tāpēc ierakstīts 00:00; rindas: {lines}.", lines=_told(self.timeless)
            )
        if self.doubtful:
            yield t(
                "Kodu vai tālruni vajag salīdzināt ar dokumentu; rindas: {lines}.", lines=_told(self.doubtful)
            )


def _batches(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    source = iter(drafts)
    while batch := list(islice(source, BATCH)):
        yield batch


def _told(lines: Sequence[int]) -> str:
    named = ", ".join(str(line) for line in lines[:_LINES_TOLD])
    more = len(lines) - _LINES_TOLD
    return t("{named} un vēl {more}", named=named, more=more) if more > 0 else named
