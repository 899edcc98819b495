"""This file is the place where it is known which rules speak when a record of a register is saved.

Fields and their checks are the register's own (`models`). What stands here needs more than the record: the calendar,
the catalogue, who is present, another record.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.services import act_effects, point_settings
from kacdesk.services.catalogue import catalogue_rules
from kacdesk.services.context import Context
from kacdesk.services.dated_records import today_when_empty
from kacdesk.services.deadlines import proposed_due
from kacdesk.services.institutions import institution_notices, local_presence, receptions, referrals, stand_in
from kacdesk.services.keeping import file_plan, holds, privacy_rules, retention_rules
from kacdesk.services.local import border_lists, payments, residence, rural, switches
from kacdesk.services.papers.batch_rules import papers_follow, prepared_today
from kacdesk.services.papers.custody import moves_lawfully
from kacdesk.services.papers.letter_rules import issued_today, letter_answers, letter_days, taken_today
from kacdesk.services.people import absences, opening_hours
from kacdesk.services.quality import quality_rules
from kacdesk.services.requests import contesting, delegation, email_replies, feedback_rules
from kacdesk.spec.register import Values
from kacdesk.store.session import Unit

Judge = Callable[[Context, Values], Iterable[Problem]]
"""What forbids to save a record with these values (all fields, tidied); it is told beside the form too, while somebody
types. It only reads."""

Follow = Callable[[Context, Values, bool], Mapping[str, Any]]
"""The fields that follow from these values; it only reads. It is asked for a new record (True), where it may fill what
was left empty too, and after each correction (False), where a person may have emptied a field on purpose."""

Effect = Callable[[Context, Unit, UUID, Values | None], None]
"""What a record does to others, in its own transaction, once it and its lines are written: new (None), or changed or
voided from the row that is given. What it is now is read from the unit. Where it raises Refused, nothing is saved."""


JudgeLine = Callable[[Context, Values, Values], Iterable[Problem]]
"""What forbids to save a line with these values under a record with those: (context, record, line). It only reads."""

FollowLine = Callable[[Context, Values, Values], Mapping[str, Any]]
"""The fields that follow for a line that is new or was changed: (context, record, line). It only reads, and fills no
more than what was left empty."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one register; those of lines stand under the line register's name.

    `once` are the codes of what is judged when it is entered: a saved record that the rule would no longer let in (the
    service is not delegated any more, the timetable was changed) goes on, as long as nobody changes that field.
    """

    judge: Judge | None = None
    follow: Follow | None = None
    effect: Effect | None = None
    judge_line: JudgeLine | None = None
    follow_line: FollowLine | None = None
    once: frozenset[str] = frozenset()


def _due_by_the_kind(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """A document without a term gets the one that the point's rules set for its kind."""
    if not new or values.get("due_on") is not None:
        return {}
    return {"due_on": proposed_due(context.store, str(values.get("kind")), riga_day(values["received_at"]))}


def _each(*judges: Judge) -> Judge:
    """Return one judge that says what all of them say."""
    return lambda context, values: (problem for judge in judges for problem in judge(context, values))


RULES: Mapping[str, Rules] = {
    "visit": Rules(judge=point_settings.still_serves),
    "visit_service": Rules(judge_line=stand_in.judge_visit_line, follow_line=stand_in.follow_visit_line),
    "local_presence": Rules(follow=local_presence.follow),
    "institution_notice": Rules(judge=institution_notices.judge, follow=institution_notices.follow),
    "referral": Rules(judge=referrals.judge, follow=referrals.follow),
    "appointment": Rules(follow=receptions.follow, effect=receptions.refuse_a_time_taken),
    "phone_consultation": Rules(
        judge=_each(stand_in.judge_call, switches.judge_call),
        follow=stand_in.follow_call,
        once=frozenset({stand_in.REFER}),
    ),
    "received_document": Rules(follow=_due_by_the_kind, effect=moves_lawfully),
    "paper_batch": Rules(follow=prepared_today, effect=papers_follow),
    "outgoing_document": Rules(follow=letter_days, effect=letter_answers),
    "issued_document": Rules(follow=issued_today),
    "oral_request": Rules(follow=taken_today),
    "local_service": Rules(judge=catalogue_rules.judge_own, follow=catalogue_rules.follow_own),
    "service_here": Rules(judge=catalogue_rules.judge_here, follow=catalogue_rules.follow_here),
    "library_item": Rules(
        judge=catalogue_rules.judge_library,
        follow=catalogue_rules.follow_library,
        effect=catalogue_rules.end_the_version_before,
    ),
    "acknowledgement": Rules(judge=catalogue_rules.judge_acknowledgement),
    "absence": Rules(judge=absences.judge, follow=absences.follow),
    "opening_hours": Rules(judge=opening_hours.yearly_needs_an_end),
    "training": Rules(follow=quality_rules.follow_training, effect=quality_rules.training_follows),
    "survey": Rules(follow=quality_rules.follow_survey, effect=quality_rules.survey_follows),
    "survey_answer": Rules(judge=quality_rules.judge_answer),
    "review": Rules(follow=quality_rules.follow_review),
    "task": Rules(follow=quality_rules.follow_task),
    "access_application": Rules(follow=quality_rules.follow_access),
    "service_transfer": Rules(judge=quality_rules.judge_transfer, follow=quality_rules.follow_transfer),
    delegation.REGISTER: Rules(judge=delegation.judge, follow=delegation.follow, once=delegation.BEGUN),
    email_replies.REGISTER: Rules(follow=email_replies.follow),
    feedback_rules.REGISTER: Rules(
        judge=feedback_rules.judge,
        follow=feedback_rules.follow,
        effect=feedback_rules.effect,
        once=frozenset({feedback_rules.ROUTE}),
    ),
    contesting.REGISTER: Rules(judge=contesting.judge, follow=contesting.follow, effect=contesting.effect),
    residence.DECLARATION: Rules(judge=residence.judge_declaration, follow=residence.follow_declaration),
    residence.CERTIFICATE: Rules(judge=residence.judge_certificate, follow=residence.follow_certificate),
    border_lists.LISTS: Rules(judge=border_lists.judge_list, effect=border_lists.list_effect),
    border_lists.APPLICATIONS: Rules(
        judge=border_lists.judge_application,
        follow=border_lists.follow_application,
        effect=border_lists.application_effect,
    ),
    rural.CONSULTATION: Rules(judge=rural.judge, follow=rural.follow),
    payments.PAYMENT: Rules(follow=payments.follow),
    file_plan.PLAN: Rules(judge=file_plan.plan_objects),
    file_plan.VOLUMES: Rules(follow=file_plan.volume_follows),
    retention_rules.RULES: Rules(follow=retention_rules.rule_follows),
    "retention_hold": Rules(follow=holds.hold_follows),
    act_effects.ACTS: Rules(effect=act_effects.act_takes_effect),
    act_effects.TRANSFERS: Rules(effect=act_effects.transfer_takes_effect),
    "data_request": Rules(follow=privacy_rules.request_follows),
    "own_error": Rules(follow=today_when_empty("noted_on")),
    "quality_check": Rules(follow=today_when_empty("checked_on")),
}


def objections(
    context: Context, register: str, values: Values, before: Values | None = None
) -> list[Problem]:
    """Return what the rules of a register have against a record that is otherwise whole; `before` is what was saved."""
    rules = RULES.get(register, Rules())
    found = list(rules.judge(context, values)) if rules.judge is not None else []
    if rules.judge is None or before is None or not any(problem.code in rules.once for problem in found):
        return found
    stood = {problem.field for problem in rules.judge(context, before) if problem.code in rules.once}
    same = {name for name in stood if values.get(name) == before.get(name)}
    return [problem for problem in found if problem.code not in rules.once or problem.field not in same]


def consequences(context: Context, register: str, values: Values, *, new: bool) -> Mapping[str, Any]:
    """Return what follows from the values of a record, field → value."""
    follow = RULES.get(register, Rules()).follow
    return follow(context, values, new) if follow is not None else {}


def line_objections(context: Context, register: str, record: Values, line: Values) -> list[Problem]:
    """Return what the rules of a line register have against a line of a record, both otherwise whole."""
    judge = RULES.get(register, Rules()).judge_line
    return list(judge(context, record, line)) if judge is not None else []


def line_consequences(context: Context, register: str, record: Values, line: Values) -> Mapping[str, Any]:
    """Return what follows from the values of a line and of its record, field → value."""
    follow = RULES.get(register, Rules()).follow_line
    return follow(context, record, line) if follow is not None else {}


def take_effect(context: Context, unit: Unit, register: str, record: UUID, before: Values | None) -> None:
    """Let a record that was just written in the unit have its effect on others; `before` is None for a new one."""
    effect = RULES.get(register, Rules()).effect
    if effect is not None:
        effect(context, unit, record, before)
