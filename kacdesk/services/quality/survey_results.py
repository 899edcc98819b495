"""This file is the place where the answers to a survey are read to be counted."""

from uuid import UUID

from sqlalchemy import select

from kacdesk.figures.survey import SurveyResults, count_survey
from kacdesk.services.context import Context
from kacdesk.spec.register import Status
from kacdesk.store.rows import rows_of


def results(context: Context, survey: UUID) -> SurveyResults:
    """Count the answers to a survey that are not voided."""
    table = context.catalog.table("survey_answer")
    counted = select(table).where(table.c.survey_id == survey, table.c.status != str(Status.VOIDED))
    with context.store.read() as connection:
        return count_survey(rows_of(connection, table, counted))
