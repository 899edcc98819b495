"""This file is the place where a customer's answer at the counter is taken into the survey that is open today."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.figures.survey import SurveyResults
from kacdesk.models.registers.survey import MARKS
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.quality.survey_results import results
from kacdesk.spec.register import Status

SURVEY, ANSWER = "survey", "survey_answer"


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """The survey that is open today, what its answers say so far, and how many came today."""

    id: UUID
    title: str
    questions: Mapping[str, str]
    found: SurveyResults
    today: int


def open_survey(context: Context) -> OpenSurvey | None:
    """Return the survey that is open today, the newest of several; None without one.

    `questions` field → its words, in the order of the questionnaire.
    """
    table, answers = context.catalog.table(SURVEY), context.catalog.table(ANSWER)
    day = clock.today_riga()
    open_today = (
        table.c.status != str(Status.VOIDED),
        table.c.opened_on <= day,
        table.c.closed_on.is_(None) | (table.c.closed_on >= day),
    )
    with context.store.read() as connection:
        row = connection.execute(
            select(table.c.id, table.c.title).where(*open_today).order_by(table.c.opened_on.desc())
        ).first()
        if row is None:
            return None
        came = (answers.c.survey_id == row.id, answers.c.answered_on == day)
        today = connection.scalar(select(func.count()).where(*came, answers.c.status != str(Status.VOIDED)))
    fields = context.catalog.spec(ANSWER).by_name
    questions = {name: t(fields[name].label) for name in MARKS}
    return OpenSurvey(row.id, row.title, questions, results(context, row.id), today or 0)


def take(context: Context, marks: Mapping[str, int], remark: str = "") -> UUID:
    """Keep one answer given at the counter's second screen. Refused when none is open, Invalid when it is empty."""
    found = open_survey(context)
    if found is None:
        raise Refused(
            t("Neviena aptauja šodien nav atvērta."),
            effect=t("Atbilde nav saglabāta."),
            remedy=t("Lūdziet vadītājam sākt aptauju sadaļā “Klientu aptaujas”."),
        )
    values = {
        "survey_id": found.id,
        "answered_on": clock.today_riga(),
        "way": "SCREEN",
        "remark": remark or None,
    }
    return records.save(context, ANSWER, {**values, **marks}).id
