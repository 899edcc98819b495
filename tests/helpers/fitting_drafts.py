"""This file is the place where a draft built from a description alone is made to fit rules that need more than it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context

Draft = dict[str, Any]


def _without(draft: Draft, *names: str) -> Draft:
    return {name: value for name, value in draft.items() if name not in names}


def _all_today(draft: Draft) -> Draft:
    """What is done in steps is done on one day, because none of them lies in the future."""
    today = clock.today_riga()
    return {
        name: today if isinstance(value, date) and not hasattr(value, "tzinfo") else value
        for name, value in draft.items()
    }


def _feedback(_context: Context, draft: Draft) -> Draft:
    rest = _without(draft, "extension", "extended_on", "extension_reason", "extension_notice_on")
    return _all_today(rest)


def _contest(context: Context, draft: Draft) -> Draft:
    matter = {
        "received_at": clock.now_utc() - timedelta(hours=3),
        "about": "EMPLOYEE_ACTION",
        "subject": "Par paraugu",
        "anonymous": True,
        "assigned_on": clock.today_riga(),
        "answered_on": clock.today_riga(),
    }
    saved = records.save(context, "feedback", matter)
    more = {
        "feedback_id": saved.id,
        "instance": "DIRECTOR",
        "grounds": "Nepiekrīt",
        "decision_text": "Atcelts",
    }
    return {**_all_today(draft), **more}


def _delegated(_context: Context, draft: Draft) -> Draft:
    rest = _without(draft, "withdrawn_on", "destroyed_on", "destruction_act")
    return _all_today(rest)


def _email(_context: Context, draft: Draft) -> Draft:
    return _all_today(_without(draft, "no_reply_ground"))


def _survey_answer(context: Context, draft: Draft) -> Draft:
    """An answer belongs to a survey that is open on its day."""
    opened_on = clock.today_riga() - timedelta(days=3)
    survey = records.save(context, "survey", {"title": "Paraugs", "opened_on": opened_on})
    return {**draft, "survey_id": survey.id, "answered_on": clock.today_riga()}


def _paper_batch_line(_context: Context, draft: Draft) -> Draft:
    """Each line is a paper that came from elsewhere: a document of ours is in a batch once."""
    return _without(draft, "document_id")


FITTED: Mapping[str, Callable[[Context, Draft], Draft]] = {
    "feedback": _feedback,
    "contest": _contest,
    "delegated_application": _delegated,
    "email_intake": _email,
    "survey_answer": _survey_answer,
    "paper_batch_line": _paper_batch_line,
}
"""Register → what makes its draft fit: order of steps, a record that it is about."""
