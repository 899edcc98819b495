"""This file is the place where a form that is being filled is told, beside its fields, what the rules say of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.evidence import without_evidence
from kacdesk.core.latvian import clock_time, counted, short_date
from kacdesk.core.text import t
from kacdesk.models.rules import field_problem, problems, tidy, warnings
from kacdesk.services import point_settings
from kacdesk.services.context import Context
from kacdesk.services.counter.duplicates import find_duplicate
from kacdesk.services.deadlines import due
from kacdesk.services.institutions import receptions, referrals, stand_in
from kacdesk.services.keeping import keeping_hints
from kacdesk.services.local import fees
from kacdesk.services.people.absences import words_beside
from kacdesk.services.people.roster import ABSENCES
from kacdesk.services.requests import request_hints
from kacdesk.services.rulebook import line_objections, objections
from kacdesk.spec.field import FieldSpec
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.session import row_of

_AHEAD = timedelta(minutes=10)
"""As at saving: how far a computer clock may be behind the wall clock of the person who enters a time."""

_LONG_AGO = timedelta(days=31)
"""A contact from before this is more often a mistyped month than one found in a drawer."""

_FAR_DUE = timedelta(days=366)
_UNTOLD = frozenset({"required", "longest"})
"""What is not said while somebody types: that she has not got there yet, and what the length already says."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One sentence beside one field.

    `path` as in a problem · `asks` it should be looked at again, else it is only told · `confirmable` a person may
    say that it is right as it stands · `record` of the form's register that can be opened for it.
    """

    path: str
    sentence: str
    asks: bool = False
    confirmable: bool = False
    record: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """What stands in a form now. `record` is the saved one that is corrected · `typing` the path of the field with
    the cursor, of which nothing is judged yet."""

    register: str
    values: Mapping[str, Any]
    lines: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    record: UUID | None = None
    typing: str = ""


Provider = Callable[[Context, Sketch], Iterator[Hint]]
"""Something that has to say about a form. It only reads, and says nothing when it does not know."""


def ask(context: Context, sketch: Sketch) -> list[Hint]:
    """Return everything there is to say about the form, the more urgent first for each field."""
    told = [hint for provider in PROVIDERS for hint in provider(context, sketch)]
    return sorted(told, key=lambda hint: not hint.asks)


def _parts(context: Context, sketch: Sketch) -> Iterator[tuple[RegisterSpec, Mapping[str, Any], str]]:
    """Yield the record and its lines, tidied as they would be saved, with what their paths begin with."""
    spec = context.catalog.spec(sketch.register)
    yield spec, _tidied(spec, sketch.values), ""
    for child in spec.children:
        below = context.catalog.spec(child)
        for place, line in enumerate(sketch.lines.get(child, ())):
            yield below, _tidied(below, line), f"{child}[{place}]."


def _tidied(spec: RegisterSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: tidy(each, values.get(each.name)) for each in spec.entered}


def beside(told: FieldSpec, sentence: str) -> str:
    """Return the sentence of a problem as it stands beside its field, which has its label already."""
    bare = sentence.removeprefix(f"{t(told.label)}: ")
    return bare[:1].upper() + bare[1:]


def values_that_do_not_fit(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell of codes, phones and numbers that have been left and would be refused, or are only to be confirmed."""
    for spec, values, path in _parts(context, sketch):
        for each in spec.entered:
            if values[each.name] is None or path + each.name == sketch.typing:
                continue
            problem = field_problem(each, values[each.name])
            if problem is not None and problem.code not in _UNTOLD:
                yield Hint(path + each.name, beside(each, problem.sentence), asks=True)
        for problem in warnings(spec, values, path=path):
            if problem.field != sketch.typing:
                sentence = beside(spec.by_name[problem.field.removeprefix(path)], problem.sentence)
                yield Hint(problem.field, sentence, asks=True, confirmable=True)


def fields_that_disagree(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell of fields that cannot both be right: an end before the start, a code of the other kind of customer."""
    for spec, values, path in _parts(context, sketch):
        for check in spec.checks:
            problem = check(values)
            if problem is None or problem.code in _UNTOLD or path + problem.field == sketch.typing:
                continue
            yield Hint(path + problem.field, problem.sentence, asks=True)


def unlikely_days(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell of a contact in the future or long ago, and of a term that lies very far ahead."""
    spec, now = context.catalog.spec(sketch.register), clock.now_utc()
    began = sketch.values.get(spec.counted_from or "")
    if isinstance(began, datetime) and spec.counted_from != sketch.typing:
        days = (clock.riga_day(now) - clock.riga_day(began)).days
        if began > now + _AHEAD:
            yield Hint(
                spec.counted_from or "", t("Laiks ir nākotnē — pārbaudiet datumu un stundu."), asks=True
            )
        elif now - began > _LONG_AGO and sketch.record is None:
            ago = counted(days, t("dienām"), t("dienas"), t("dienām"))
            words = t("Tas bija pirms {ago} — pārbaudiet mēnesi un gadu.", ago=ago)
            yield Hint(spec.counted_from or "", words, asks=True)
    due = sketch.values.get("due_on")
    if isinstance(due, date) and sketch.typing != "due_on" and due - clock.riga_day(now) > _FAR_DUE:
        yield Hint("due_on", t("Termiņš ir vēlāk nekā pēc gada — pārbaudiet gadu."), asks=True)


def due_by_the_rules(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell the term that follows from the kind and the day of receipt, and where that is written."""
    spec = context.catalog.spec(sketch.register)
    received = sketch.values.get(spec.counted_from or "")
    if "due_on" not in spec.by_name or not isinstance(received, datetime):
        return
    found = due(context.store, str(sketch.values.get("kind")), clock.riga_day(received))
    given = sketch.values.get("due_on")
    if found is None or given == found.due_on:
        return
    told = {"day": short_date(found.due_on), "source": without_evidence(found.source)}
    if given is None:
        yield Hint("due_on", t("Tiks ierakstīts {day} — {source}", **told))
    else:
        yield Hint("due_on", t("Pēc noteikumiem būtu {day} — {source}", **told))


def registered_already(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell of a record made minutes ago that says the same."""
    if sketch.record is not None:
        return
    spec = context.catalog.spec(sketch.register)
    found = find_duplicate(context, spec, sketch.values, sketch.lines)
    if found is None:
        return
    minutes = int((clock.now_utc() - found.at).total_seconds() // 60)
    if minutes < 1:
        words = t("Tikko jau reģistrēts tāds pats.")
    elif minutes < 60:
        words = t("Pirms {minutes} min jau reģistrēts tāds pats.", minutes=minutes)
    else:
        words = t("Plkst. {time} jau reģistrēts tāds pats.", time=clock_time(found.at))
    yield Hint(found.path, words, asks=True, record=found.record)


def rules_against_it(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell what the rules of the register will not let be saved, once its own fields are whole."""
    spec = context.catalog.spec(sketch.register)
    values = _tidied(spec, sketch.values)
    whole = not problems(spec, values)
    found = objections(context, sketch.register, values, _saved(context, sketch)) if whole else []
    for below, line, path in _parts(context, sketch):
        if path and not problems(below, line):
            found += [
                replace(problem, field=path + problem.field)
                for problem in line_objections(context, below.name, values, line)
            ]
    for problem in found:
        if problem.field != sketch.typing:
            yield Hint(problem.field, problem.sentence, asks=True)


def _saved(context: Context, sketch: Sketch) -> Mapping[str, Any] | None:
    if sketch.record is None:
        return None
    with context.store.read() as connection:
        return row_of(connection, context.catalog, sketch.register, sketch.record)


def hours_left_bare(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell which open hours an absence leaves without anybody, and that the substitute is away too."""
    if sketch.register == ABSENCES:
        for path, sentence in words_beside(context, sketch.values, sketch.record):
            yield Hint(path, sentence, asks=True)


def fee_by_the_rules(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell what the rules say of a sum that is still empty."""
    if sketch.record is None:
        for path, sentence in fees.words_beside(context, sketch.register, sketch.values):
            yield Hint(path, sentence)


def where_to_send(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell what will be filled of the specialist to whom somebody is sent, and what the contacts do not know."""
    if sketch.register == referrals.REGISTER:
        for path, sentence in referrals.told_beside(context, sketch.values):
            yield Hint(path, sentence)
    for spec, line, path in _parts(context, sketch):
        if (
            path
            and line.get("kind") == "REFERRAL"
            and "referral_to" in spec.by_name
            and not line["referral_to"]
        ):
            here = stand_in.present_for(context, sketch.values, line)
            if here:
                yield Hint(f"{path}referral_to", t("Tagad centrā pieņem {who}.", who=here))


def when_received(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell when an official receives, and which times are still free."""
    if sketch.register == receptions.REGISTER:
        for path, sentence, asks in receptions.told_beside(context, sketch.values, sketch.record):
            if path != sketch.typing:
                yield Hint(path, sentence, asks=asks)


def terms_of_requests(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell by when a request, an e-mail or a complaint is answered, and by whom."""
    for path, sentence in request_hints.told_beside(context, sketch.register, sketch.values):
        yield Hint(path, sentence)


def names_that_are_not_here(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell of a rule of keeping or a hold that names a field or a record which is not here."""
    for path, sentence in keeping_hints.names_nothing(context, sketch.register, sketch.values):
        if path != sketch.typing:
            yield Hint(path, sentence, asks=True)


def settings_that_hold(context: Context, sketch: Sketch) -> Iterator[Hint]:
    """Tell whoever begins settings of the point that there are some, which the new ones would replace as a whole."""
    if sketch.register == point_settings.REGISTER and sketch.record is None:
        holds = point_settings.standing(context)
        if holds is not None:
            words = t(
                "Punktam jau ir iestatījumi. Jauni stāsies visu to vietā; lai mainītu vienu, labojiet tos."
            )
            yield Hint("centre_type", words, asks=True, record=holds)


PROVIDERS: tuple[Provider, ...] = (
    registered_already,
    values_that_do_not_fit,
    fields_that_disagree,
    rules_against_it,
    unlikely_days,
    due_by_the_rules,
    terms_of_requests,
    where_to_send,
    when_received,
    hours_left_bare,
    fee_by_the_rules,
    names_that_are_not_here,
    settings_that_hold,
)
"""Everything that speaks while a form is filled. A rule that needs more than the form (who is present now) is one
more entry."""
