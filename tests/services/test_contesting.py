"""This file is the place where contesting is shown to go up its route one instance at a time, and to come back down."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core.errors import Invalid, Refused
from kacdesk.models.contest_routes import ROUTES
from kacdesk.services import deadlines, onward, records
from kacdesk.services.context import Context
from kacdesk.services.requests import contesting
from tests.helpers import desk
from tests.services.requests import NOON, feedback, offered, progress, refused_fields, row, save, step

R = "contest"
ANSWERED = date(2026, 11, 16)
FURTHER = [(about, place) for about, route in ROUTES.items() for place in range(1, len(route))]
ENDS = [about for about, route in ROUTES.items() if len(route) == 1]


@pytest.fixture
def context(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """A desk with the dated rules, on 21 November 2026."""
    deadlines.seed(context)
    desk.hold_clock(monkeypatch.setattr, NOON)
    return context


def answered(context: Context, about: str = "EMPLOYEE_ACTION") -> UUID:
    """Save a complaint and its answer by the first instance."""
    if about == "STATE_SERVICE":
        return save(
            context,
            "feedback",
            **feedback(
                about=about,
                institution_id=desk.INSTITUTION,
                forwarded_on=date(2026, 11, 10),
                institution_answered_on=ANSWERED,
            ),
        )
    return save(
        context,
        "feedback",
        **feedback(about=about, assigned_on=date(2026, 11, 10), answered_on=ANSWERED, finding="REJECTED"),
    )


def contest(context: Context, matter: UUID, instance: str, **more: Any) -> UUID:
    values = {"feedback_id": matter, "subject": "Par parauga lietu", "received_on": date(2026, 11, 17)}
    return save(context, R, **{**values, "instance": instance, **more})


def problems_of(work: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(Invalid) as invalid:
        work()
    return refused_fields(invalid.value)


DECIDED = {"decided_on": date(2026, 11, 20), "outcome": "REJECTED"}


@pytest.mark.clause("000-43", "000-44")
@pytest.mark.parametrize(
    ("about", "place"), FURTHER, ids=[f"{about}-{place + 1}" for about, place in FURTHER]
)
def test_each_further_instance_is_reached_after_those_before_it(
    context: Context, about: str, place: int
) -> None:
    matter, route = answered(context, about), ROUTES[about]
    for earlier in route[1:place]:
        contest(context, matter, earlier, **DECIDED)
    record = contest(context, matter, route[place])
    kept = row(context, "feedback", matter)
    assert (kept["instance"], kept["state"], kept["contest_open"]) == (route[place], "CONTESTED", True)
    kept = progress(context, R, record, **DECIDED)
    assert row(context, "feedback", matter)["state"] == "ANSWERED"


@pytest.mark.clause("000-43", "000-44", "002-20")
@pytest.mark.parametrize("about", ROUTES)
def test_every_instance_that_is_not_the_next_is_refused(context: Context, about: str) -> None:
    matter, route = answered(context, about), ROUTES[about]
    for instance in ("CENTRE", "HEAD", "DIRECTOR", "COMMISSION", "COURT", "INSTITUTION"):
        if instance == (route[1] if len(route) > 1 else None):
            continue
        found = problems_of(lambda instance=instance: contest(context, matter, instance))  # type: ignore[misc]
        assert found.keys() <= {"instance", "feedback_id"}
    assert desk.registered(context.store, R) == []


@pytest.mark.clause("000-43")
def test_the_court_is_not_reached_past_the_director(context: Context) -> None:
    matter = answered(context)
    assert problems_of(lambda: contest(context, matter, "COURT")) == {"instance": "skipped"}
    record = contest(context, matter, "DIRECTOR")
    assert problems_of(lambda: contest(context, matter, "COURT")) == {"instance": "skipped"}
    progress(context, R, record, **DECIDED)
    contest(context, matter, "COURT", received_on=date(2026, 11, 21))
    assert row(context, "feedback", matter)["instance"] == "COURT"


@pytest.mark.clause("000-43")
def test_there_is_nothing_to_contest_before_an_answer(context: Context) -> None:
    matter = save(context, "feedback", **feedback(about="EMPLOYEE_ACTION"))
    assert problems_of(lambda: contest(context, matter, "DIRECTOR")) == {"feedback_id": "order"}
    assert "contest" not in [
        each.name for each in onward.onward_of("feedback", row(context, "feedback", matter))
    ]


@pytest.mark.clause("000-43")
def test_one_instance_examines_a_matter_once(context: Context) -> None:
    matter = answered(context)
    contest(context, matter, "DIRECTOR")
    with pytest.raises(Refused, match="vienu reizi"):
        contest(context, matter, "DIRECTOR")
    assert len(desk.registered(context.store, R)) == 1


def test_voiding_brings_the_matter_back_but_not_from_under_a_later_instance(context: Context) -> None:
    matter = answered(context)
    director = contest(context, matter, "DIRECTOR", **DECIDED)
    court = contest(context, matter, "COURT", received_on=date(2026, 11, 21))
    with pytest.raises(Refused):
        records.void(context, R, director, reason="kļūda")
    records.void(context, R, court, reason="kļūda")
    assert row(context, "feedback", matter)["instance"] == "DIRECTOR"
    records.void(context, R, director, reason="kļūda")
    kept = row(context, "feedback", matter)
    assert (kept["instance"], kept["contested_on"], kept["contest_open"], kept["state"]) == (
        "HEAD",
        None,
        False,
        "ANSWERED",
    )


def test_what_is_contested_keeps_its_subject(context: Context) -> None:
    matter = answered(context)
    contest(context, matter, "DIRECTOR")
    rev = row(context, "feedback", matter)["rev"]
    with pytest.raises(Refused, match="apstrīdēšana"):
        records.correct(context, "feedback", matter, {"about": "HEAD_ACTION"}, rev=rev, reason="precizēts")
    with pytest.raises(Refused, match="apstrīdēšana"):
        records.void(context, "feedback", matter, reason="kļūda")
    assert "closed" not in offered(context, "feedback", matter)


@pytest.mark.clause("000-44")
def test_of_court_and_commission_only_day_and_outcome_are_kept(context: Context) -> None:
    matter = answered(context, "ADMINISTRATIVE_ACT")
    record = contest(context, matter, "COURT", grounds="Iebildumi", decision_text="Spriedums", **DECIDED)
    kept = row(context, R, record)
    assert (kept["grounds"], kept["decision_text"]) == (None, None)
    assert (kept["decided_on"], kept["outcome"], kept["due_on"]) == (date(2026, 11, 20), "REJECTED", None)


@pytest.mark.clause("000-43", "002-20")
def test_the_director_has_the_term_of_a_submission(context: Context) -> None:
    kept = row(context, R, contest(context, answered(context), "DIRECTOR"))
    assert kept["due_on"] == date(2026, 12, 2)
    assert step(context, R, kept["id"], "handed")["handed_on"] == date(2026, 11, 21)


def test_whether_it_came_in_time_is_told(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    assert row(context, R, contest(context, answered(context), "DIRECTOR"))["in_time"] is True
    desk.hold_clock(monkeypatch.setattr, NOON.replace(year=2027))
    late = contest(context, answered(context), "DIRECTOR", received_on=date(2027, 2, 1))
    assert row(context, R, late)["in_time"] is False


def test_a_decision_has_an_outcome_and_an_outcome_its_day(context: Context) -> None:
    record = contest(context, answered(context), "DIRECTOR")
    assert problems_of(lambda: progress(context, R, record, decided_on=date(2026, 11, 20))) == {
        "outcome": "required"
    }
    assert problems_of(lambda: progress(context, R, record, outcome="UPHELD")) == {"decided_on": "required"}


def test_it_begins_from_the_answer_at_the_next_instance(context: Context) -> None:
    matter = answered(context)
    draft = onward.begin(context, "feedback", matter, "contest")
    assert (draft.values["feedback_id"], draft.values["instance"]) == (matter, "DIRECTOR")


@pytest.mark.clause("000-43", "000-44")
@pytest.mark.parametrize(
    ("about", "words"),
    [
        (
            "EMPLOYEE_ACTION",
            "apstrīdēt līdz 2026. gada 16. decembrim, iesniedzot iesniegumu pašvaldības izpilddirektoram",
        ),
        ("HEAD_ACTION", "pārsūdzēt tiesā"),
        ("ADMINISTRATIVE_ACT", "pārsūdzēt tiesā"),
    ],
)
def test_a_reply_says_where_and_by_when_it_is_contested(context: Context, about: str, words: str) -> None:
    told = contesting.notice(context.store, row(context, "feedback", answered(context, about)))
    assert words in told


@pytest.mark.parametrize("about", ENDS)
def test_a_reply_at_the_end_of_its_route_says_nothing_of_contesting(context: Context, about: str) -> None:
    assert contesting.notice(context.store, row(context, "feedback", answered(context, about))) == ""


@pytest.mark.clause("000-44")
def test_the_address_is_the_points_own(context: Context) -> None:
    (kept,) = desk.registered(context.store, "point_settings")
    address = {"contest_address": "Parauga iela 1A, Balvi."}
    records.correct(context, "point_settings", kept["id"], address, rev=kept["rev"], reason="precizēts")
    told = contesting.act_notice(context.store, ANSWERED)
    assert told == (
        "Šo administratīvo aktu var apstrīdēt līdz 2026. gada 16. decembrim, iesniedzot iesniegumu pašvaldības"
        " Administratīvo aktu apstrīdēšanas komisijai (Parauga iela 1A, Balvi)."
    )
