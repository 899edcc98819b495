"""This file is the place where records of any register are saved, corrected and voided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Problem, Refused, Stale
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.models.fields import NO_ONE
from kacdesk.models.rules import field_problem, problems, tidy
from kacdesk.services.context import Context, Role, made_by
from kacdesk.services.keeping.file_plan import numbers_for
from kacdesk.services.people.acting import STAFF, require_supervisor_himself, require_supervisor_left
from kacdesk.services.record_lines import changed_values, correct_lines, saved_lines, write_lines
from kacdesk.services.references import References, current_references
from kacdesk.services.rulebook import (
    consequences,
    line_consequences,
    line_objections,
    objections,
    take_effect,
)
from kacdesk.services.sent_again import send_corrected
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import Direction, RegisterSpec, Status
from kacdesk.store.session import Unit

_AHEAD = timedelta(minutes=10)
"""How far a computer clock may be behind the wall clock of the person who enters a time."""

_REASON = FieldSpec("reason", "Iemesls", Kind.TEXT, longest=500)
"""A reason; the line of the exchange takes twice as many characters."""

Lines = Mapping[str, Sequence[Mapping[str, Any]]]
"""Line register → its lines; a line with an `id` is one that is already there."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a person is told after a save: the record is durable, with its number if it has one."""

    id: UUID
    number: str | None


class Entry:
    """One new record, checked and ready to be written; `problems` is empty when it may be.

    `saved` are the lines that are already there, by their identity, and `before` is the record itself: rules do not
    judge anew what stays as it is.
    """

    def __init__(
        self,
        context: Context,
        register: str,
        given: Mapping[str, Any],
        lines: Lines,
        names: References,
        *,
        saved: Mapping[UUID, Mapping[str, Any]] | None = None,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        self._context = context
        self._saved = saved or {}
        self._before = before
        self.spec = _writable(context, register)
        self._names = names
        self.values = self._filled(self.spec, given)
        self.lines = {
            child: [self._filled(context.catalog.spec(child), line) for line in lines.get(child, ())]
            for child in self.spec.children
        }
        self.problems = self._problems(lines)

    def _filled(self, spec: RegisterSpec, given: Mapping[str, Any]) -> dict[str, Any]:
        values = {field.name: tidy(field, given.get(field.name, field.default)) for field in spec.entered}
        if "clerk_id" in values and values["clerk_id"] is None:
            values["clerk_id"] = self._context.actor.id
        service = values.get("service_id")
        if service is not None and values.get("institution_id", service) is None:
            values["institution_id"] = self._names.institution_of(service)
        asked = {field.name: field.is_asked(values) for field in spec.entered}
        return {name: value if asked[name] else None for name, value in values.items()}

    def _problems(self, lines: Lines) -> list[Problem]:
        catalog = self._context.catalog
        gone = _forgotten(self.spec, self._before) if self._before is not None else ()
        found = problems(self.spec, self.values, forgotten=gone) + self._world(self.spec, self.values, "")
        for child, rows in self.lines.items():
            spec = catalog.spec(child)
            for place, row in enumerate(rows):
                path = f"{child}[{place}]."
                found += problems(spec, row, path=path) + self._world(spec, row, path)
            number = spec.by_name.get("line_no")
            if number is not None and number.most is not None and len(rows) > number.most:
                sentence = t("Rindu ir pārāk daudz; vienā ierakstā var būt {most}.", most=number.most)
                found.append(Problem(child, sentence, "range"))
        for name in sorted(set(lines) - set(self.spec.children)):
            found.append(Problem(name, t("Šim reģistram nav rindu “{name}”.", name=name), "unknown"))
        if self.spec.counted_from and not found:
            moment = self.values[self.spec.counted_from]
            if moment > clock.now_utc() + _AHEAD:
                sentence = t("Laiks ir nākotnē; pārbaudiet datumu un datora pulksteni.")
                found.append(Problem(self.spec.counted_from, sentence, "future"))
        if found:
            return found
        own = objections(self._context, self.spec.name, self.values, self._before)
        return [*own, *self._objections(lines)]

    def _objections(self, lines: Lines) -> list[Problem]:
        """Return what the rules have against the lines that are new or changed."""
        found = []
        for child, rows in self.lines.items():
            for place, (row, told) in enumerate(zip(rows, lines.get(child, ()), strict=True)):
                there = self._saved.get(told.get("id") or NO_ONE)
                if there is not None and not changed_values(row, there):
                    continue
                for problem in line_objections(self._context, child, self.values, row):
                    found.append(replace(problem, field=f"{child}[{place}].{problem.field}"))
        return found

    def _world(self, spec: RegisterSpec, values: Mapping[str, Any], path: str) -> list[Problem]:
        """Hold the references against what is here."""
        return [
            Problem(
                path + field.name,
                t("Laukā “{label}” norādītais nav atrasts.", label=field.label),
                "reference",
            )
            for field in spec.entered
            if field.refers_to
            and isinstance(values.get(field.name), UUID)
            and not self._names.knows(field.refers_to, values[field.name])
        ]


def _forgotten(spec: RegisterSpec, before: Mapping[str, Any]) -> set[str]:
    """Return the personal fields that a saved record must have and has no more: their time was over."""
    must = (each for each in spec.fields if each.personal and each.needed and each.is_asked(before))
    return {each.name for each in must if before[each.name] is None}


def read_references(context: Context) -> References:
    """Return the names that records refer to, as they are now."""
    return current_references(context.store)


def save(
    context: Context,
    register: str,
    values: Mapping[str, Any],
    lines: Lines | None = None,
    *,
    names: References | None = None,
) -> Saved:
    """Save one new record with its lines, durably, and return its identity.

    Invalid when the rules are broken (nothing is saved), Unavailable when the disk does not take it. `names`
    spares reading the references again for many records.
    """
    entry = Entry(context, register, values, lines or {}, names or read_references(context))
    if entry.problems:
        raise Invalid(
            entry.problems,
            effect=t("Ieraksts nav saglabāts."),
            remedy=t("Izlabojiet un saglabājiet vēlreiz."),
        )
    with context.store.unit(context.actor.id) as unit:
        return write_new(context, unit, entry)


def write_new(context: Context, unit: Unit, entry: Entry, *, record: UUID | None = None) -> Saved:
    """Write a checked record inside an open unit, under the identity given or a new one, with what follows from it."""
    record = record or new_id()
    made = made_by(context)
    values = entry.values | made
    if entry.spec.counted_from:
        values["counted_on"] = clock.riga_day(values[entry.spec.counted_from])
    values |= consequences(context, entry.spec.name, values, new=True)
    if entry.spec.numbered:
        values |= numbers_for(unit, entry.spec.name, year=clock.today_riga().year)
    unit.insert(entry.spec.name, record, values)
    for child, rows in entry.lines.items():
        followed = [{**row, **line_consequences(context, child, entry.values, row)} for row in rows]
        write_lines(unit, unit.catalog.spec(child), record, followed, made)
    take_effect(context, unit, entry.spec.name, record, None)
    return Saved(record, values.get("number"))


def correct(
    context: Context,
    register: str,
    record: UUID,
    changes: Mapping[str, Any],
    lines: Lines | None = None,
    *,
    rev: int,
    reason: str | None,
    finish: Callable[[Unit], None] | None = None,
) -> int:
    """Change a saved record and return its new revision.

    A change of anything but progress fields (custody, outcome, due date) is a correction and asks for a reason.
    `lines` are all lines as they should be afterwards; one left out is voided. Stale when somebody changed the
    record since `rev`. What the central store had refused of the record goes up again with it.
    """
    spec = _writable(context, register)
    _require_entered(spec, changes)
    names = read_references(context)
    tidied = {name: tidy(spec.by_name[name], value) for name, value in changes.items()}
    progress_only = lines is None and all(spec.by_name[name].progress for name in tidied)
    effect = t("Labojums nav saglabāts.")
    reason = tidy_reason(reason or "", effect=effect)
    if not progress_only and reason is None:
        raise Refused(t("Labojumam vajag iemeslu."), effect=effect, remedy=t("Ierakstiet, kāpēc labojat."))
    with context.store.unit(context.actor.id, reason=reason) as unit:
        current = unit.row(register, record)
        _require_current(spec, current, tidied, rev=rev)
        merged = {field.name: current[field.name] for field in spec.entered} | tidied
        there = saved_lines(unit, spec, record, lines)
        entry = Entry(context, register, merged, lines or {}, names, saved=there, before=current)
        if entry.problems:
            raise Invalid(entry.problems, effect=effect)
        told = {*tidied, *_follows(spec, entry.values, tidied)}
        wanted = {name: entry.values[name] for name in told}
        wanted |= consequences(context, register, {**current, **wanted}, new=False)
        differing = {name: value for name, value in wanted.items() if value != current[name]}
        if spec.counted_from and spec.counted_from in differing:
            differing["counted_on"] = clock.riga_day(entry.values[spec.counted_from])
        if not progress_only:
            differing["status"] = str(Status.CORRECTED)
        if differing:
            unit.update(register, record, differing)
            _require_supervisor_left(unit, register)
        if lines is not None:
            unit.touch(register, record)
            for child, rows in entry.lines.items():
                below, given = unit.catalog.spec(child), lines.get(child, ())
                correct_lines(context, unit, below, record, entry.values, rows, given)
        take_effect(context, unit, register, record, current)
        send_corrected(unit, register, record)
        if finish is not None:
            finish(unit)
        return int(unit.row(register, record)["rev"])


def void(context: Context, register: str, record: UUID, *, reason: str) -> None:
    """Void a record with a reason. It stays in the log, leaves the figures, and its number stays used."""
    _writable(context, register)
    effect = t("Ieraksts nav anulēts.")
    why = tidy_reason(reason, effect=effect)
    if why is None:
        raise Refused(t("Anulēšanai vajag iemeslu."), effect=effect, remedy=t("Ierakstiet, kāpēc anulējat."))
    with context.store.unit(context.actor.id, reason=why) as unit:
        before = unit.row(register, record)
        if before["status"] == Status.VOIDED:
            raise Refused(t("Ieraksts jau ir anulēts."), effect=t("Nekas nav mainīts."))
        unit.update(register, record, {"status": str(Status.VOIDED), "void_reason": why})
        _require_supervisor_left(unit, register)
        take_effect(context, unit, register, record, before)


def _require_supervisor_left(unit: Unit, register: str) -> None:
    if register == STAFF:
        require_supervisor_left(unit.connection, unit.catalog)


def tidy_reason(reason: str, *, effect: str) -> str | None:
    """Return a reason as it is kept, None when it is empty; Refused when it does not fit."""
    text = tidy(_REASON, reason)
    problem = field_problem(_REASON, text)
    if problem is not None:
        raise Refused(
            problem.sentence, effect=effect, remedy=t("Pierakstiet iemeslu īsāk un parastos burtos.")
        )
    return None if text is None else str(text)


def _require_entered(spec: RegisterSpec, changes: Mapping[str, Any]) -> None:
    """Refuse changes of fields that nobody fills in: the number, the status."""
    entered = {field.name for field in spec.entered}
    unknown = [
        Problem(name, t("Reģistrā “{title}” nav lauka “{name}”.", title=t(spec.title), name=name), "unknown")
        for name in changes
        if name not in entered
    ]
    if unknown:
        raise Invalid(unknown, effect=t("Labojums nav saglabāts."))


def _follows(spec: RegisterSpec, values: Mapping[str, Any], changed: Mapping[str, Any]) -> set[str]:
    """Return the fields that the program fills in after the changed ones, or empties because they are not asked for."""
    left = {field.name for field in spec.entered if field.when is not None and field.when.name in changed}
    return left | ({"institution_id"} if "service_id" in changed and "institution_id" in values else set())


def _require_current(
    spec: RegisterSpec, current: Mapping[str, Any], mine: Mapping[str, Any], *, rev: int
) -> None:
    if current["status"] == Status.VOIDED:
        raise Refused(
            t("Anulētu ierakstu labot nevar."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Ja vajag, ievadiet jaunu."),
        )
    if current["rev"] == rev:
        return
    theirs = {name: current[name] for name in mine if current[name] != mine[name]}
    raise Stale(
        t("Kamēr labojāt, šo ierakstu ({title}) mainīja kāds cits.", title=spec.singular),
        mine=dict(mine),
        theirs=theirs,
        effect=t("Jūsu labojums vēl nav saglabāts."),
        remedy=t("Atveriet ierakstu vēlreiz un salīdziniet."),
    )


def _writable(context: Context, register: str) -> RegisterSpec:
    spec = context.catalog.spec(register)
    if spec.direction is Direction.DOWN:
        raise Refused(
            t("“{title}” nāk no centrālās krātuves un šeit nav maināms.", title=spec.title),
            effect=t("Nekas nav mainīts."),
            remedy=t("Lūdziet labojumu centrālās krātuves uzturētājam."),
        )
    if spec.parent is not None:
        raise Refused(t("Rindu saglabā kopā ar tās ierakstu."))
    if spec.by_program:
        raise Refused(
            t("Reģistru “{title}” raksta pati programma.", title=spec.title),
            effect=t("Nekas nav mainīts."),
            remedy=t("Ieraksti rodas no darbības, par kuru tie ir, piemēram, slēdzot pārskatu."),
        )
    context.require(Role.CLERK, Role.SUPERVISOR)
    if spec.supervised:
        context.require(Role.SUPERVISOR)
    if spec.name == STAFF:
        require_supervisor_himself(context)
    return spec
