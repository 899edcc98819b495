"""This file is the place where it is known what follows from trainings, surveys, reviews and transfers (D08–D22).

Every term is asked of the point's dated rules (`deadlines`); a matter without a rule in force gets no term.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import Unit

_CAUSED_BY = {"BASKET": "BASKET_TRAINING", "DECISION": "DECISION_TRAINING"}
"""Kind of training → the term that runs from its cause."""

_WITH_GUIDANCE = frozenset({"YEARLY", "BASKET", "DECISION"})


def _term(context: Context, matter: str, start: date | None) -> date | None:
    return proposed_due(context.store, matter, start) if start is not None else None


def follow_training(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Set by when a training is owed, and what is owed once it was held (D09–D13)."""
    kind, held = str(values.get("kind")), values.get("held_on")
    cause = _term(context, _CAUSED_BY[kind], values.get("cause_on")) if kind in _CAUSED_BY else None
    return {
        "due_on": cause or values.get("planned_on"),
        "guidance_due_on": _term(context, "GUIDANCE_AFTER_TRAINING", held)
        if kind in _WITH_GUIDANCE
        else None,
        "start_due_on": _term(context, "SERVICE_START", held) if kind in _CAUSED_BY else None,
        "next_due_on": _term(context, "YEARLY_TRAINING", held) if kind == "YEARLY" else None,
    }


def follow_survey(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Set by when the results are to be sent, and the next survey to be made (D08)."""
    closed = values.get("closed_on")
    return {
        "results_due_on": _term(context, "SURVEY_RESULTS", closed),
        "next_due_on": _term(context, "SURVEY", closed or values.get("opened_on")),
    }


def judge_answer(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse an answer to a survey that is not open on that day, and one that says nothing."""
    from_, to = _open_days(context, values.get("survey_id"))
    day = values["answered_on"]
    if from_ is not None and (day < from_ or (to is not None and day > to)):
        yield Problem("answered_on", t("Šajā dienā aptauja nebija atvērta."), "order")
    names = ("place", "waiting", "working_time", "attitude", "clarity", "result", "remark")
    if all(values.get(name) is None for name in names):
        yield Problem("place", t("Atzīmējiet vismaz vienu vērtējumu."), "required")


def _open_days(context: Context, survey: UUID | None) -> tuple[date | None, date | None]:
    table = context.catalog.table("survey")
    with context.store.read() as connection:
        row = connection.execute(
            select(table.c.opened_on, table.c.closed_on).where(table.c.id == survey)
        ).first()
    return (row.opened_on, row.closed_on) if row is not None else (None, None)


def follow_review(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Set by when the leadership gets the review, counted from the end of its period (D22)."""
    return {"due_on": _term(context, "REVIEW_REPORT", values.get("period_to"))}


def follow_task(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Set the day on which the head is to be told of a direct order: the same day (S000 3.6, 3.7)."""
    return {"given_on": riga_day(values["given_at"])}


def follow_access(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Set by when the maintainer decides, and by when the terms are accepted after that (D17, D18)."""
    granted = values.get("done_on") if values.get("kind") == "GRANT" else None
    return {
        "due_on": _term(context, "ACCESS_GRANT", values.get("applied_on")),
        "terms_due_on": _term(context, "ACCESS_TERMS", granted),
    }


def follow_transfer(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Set the steps of a transfer: the ministry's information, the committee, the notice of an exclusion (D14, D15)."""
    excluded = values.get("ends_on") if values.get("direction") == "EXCLUDE" else None
    return {
        "ministry_due_on": _term(context, "TRANSFER_MINISTRY", values.get("letter_on")),
        "committee_due_on": _term(context, "TRANSFER_COMMITTEE", values.get("ministry_on")),
        "notice_due_on": _term(context, "EXCLUSION_NOTICE", excluded),
    }


def judge_transfer(context: Context, values: Values) -> Iterator[Problem]:
    """A service of the minimal basket cannot be excluded by its holder (S001 16)."""
    service = values.get("service_id")
    if values.get("direction") != "EXCLUDE" or service is None:
        return
    table = context.catalog.table("service")
    with context.store.read() as connection:
        in_basket = connection.scalars(select(table.c.in_basket).where(table.c.id == service)).first()
    if in_basket:
        yield Problem(
            "service_id", t("Minimālā groza pakalpojumu turētājs no centra izslēgt nevar."), "basket"
        )


def training_follows(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Mark the earlier yearly trainings of the institution as followed once the next one was held (D09)."""
    row = unit.row("training", record)
    if row["kind"] != "YEARLY" or row["held_on"] is None or row["status"] == Status.VOIDED:
        return
    table = context.catalog.table("training")
    earlier = select(table.c.id).where(
        table.c.kind == "YEARLY",
        table.c.institution_id.is_not_distinct_from(row["institution_id"]),
        table.c.held_on < row["held_on"],
        table.c.followed == False,  # noqa: E712 -- SQL
    )
    for each in unit.connection.scalars(earlier).all():
        unit.update("training", each, {"followed": True})


def survey_follows(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Mark the earlier surveys as followed once the next one was begun (D08)."""
    row = unit.row("survey", record)
    if row["status"] == Status.VOIDED:
        return
    table = context.catalog.table("survey")
    earlier = select(table.c.id).where(table.c.opened_on < row["opened_on"], table.c.followed == False)  # noqa: E712 -- SQL
    for each in unit.connection.scalars(earlier).all():
        unit.update("survey", each, {"followed": True})


def awaits_guidance(values: Values) -> bool:
    """Say whether guidance is still owed after a training that was held."""
    return values.get("guidance_due_on") is not None and values.get("guidance_on") is None


def awaits_start(values: Values) -> bool:
    """Say whether the service is still to be begun after a training that was held."""
    return values.get("start_due_on") is not None and values.get("started_on") is None


def awaits_terms(values: Values) -> bool:
    """Say whether the terms of cooperation are still to be accepted after access was granted."""
    return values.get("terms_due_on") is not None and values.get("terms_on") is None


def awaits_committee(values: Values) -> bool:
    """Say whether the committee is still to decide of a transfer."""
    return values.get("state") == "OPEN" and values.get("ministry_on") is not None
