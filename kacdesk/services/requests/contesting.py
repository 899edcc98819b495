"""This file is the place where an answer goes to its next instance, by the routes of S000 4.2, 4.3, S002 13."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import Missing, Problem, Refused
from kacdesk.core.latvian import Case, long_date
from kacdesk.core.text import t
from kacdesk.models.contest_routes import ACT, COMMISSION, COURT, DIRECTOR, INSTANCE, ROUTES, next_instance
from kacdesk.services import point_settings
from kacdesk.services.context import Context
from kacdesk.services.deadlines import proposed_due
from kacdesk.services.requests.feedback_state import state_of
from kacdesk.spec.register import Status, Values
from kacdesk.store.rows import rows_of
from kacdesk.store.session import Store, Unit, row_of

REGISTER, FEEDBACK = "contest", "feedback"
TERM = "CONTESTING"
_NAMES = {choice.code: choice.label for choice in INSTANCE}


def instance_name(code: str) -> str:
    """Return an instance as people say it."""
    return t(_NAMES.get(code, code))


def next_of(feedback: Values) -> str | None:
    """Return the instance to which an answer can be taken now; None before it is there and at the end of the route."""
    if feedback.get("answered_on") is None or feedback.get("contest_open"):
        return None
    about, now = str(feedback.get("about")), str(feedback.get("instance"))
    return next_instance(about, now) if now in ROUTES.get(about, ()) else None


def judge(context: Context, values: Values) -> Iterator[Problem]:
    """Refuse an instance that is not on the route, one that is skipped to, and contesting before there is an answer."""
    feedback = _feedback(context, values["feedback_id"])
    if feedback is None:
        yield Problem("feedback_id", t("Lieta, ko apstrīd, nav atrasta."), "reference")
        return
    route, instance = ROUTES[feedback["about"]], str(values["instance"])
    received = values["received_on"] or today_riga()
    if feedback["answered_on"] is None:
        yield Problem("feedback_id", t("Apstrīdēt var tikai atbildi; lietā tās vēl nav."), "order")
    elif received < feedback["answered_on"]:
        yield Problem("received_on", t("Apstrīdēšana nevar būt pirms atbildes; pārbaudiet datumu."), "order")
    if instance not in route[1:]:
        further = [instance_name(each) for each in route[1:]]
        where = ", ".join(further) if further else t("šajā kārtībā tālākas instances nav")
        yield Problem(
            "instance", t("Šāda instance kārtībā nav paredzēta. Tālāk: {where}.", where=where), "route"
        )
        return
    if received > today_riga():
        yield Problem("received_on", t("Diena ir nākotnē; pārbaudiet datumu."), "future")
    decided = _decided(context, values["feedback_id"])
    skipped = next((each for each in route[1 : route.index(instance)] if each not in decided), None)
    if skipped is not None:
        sentence = t("Instances neizlaiž: vispirms lemj {instance}.", instance=instance_name(skipped).lower())
        yield Problem("instance", sentence, "skipped")


def follow(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Return by when the next instance of the municipality decides, and whether it was asked in time."""
    feedback, received = _feedback(context, values["feedback_id"]), values["received_on"] or today_riga()
    if feedback is None:
        return {"received_on": received}
    own = values["instance"] == DIRECTOR
    before = _answer_before(context, feedback, values)
    last = proposed_due(context.store, TERM, before) if before is not None else None
    return {
        "received_on": received,
        "due_on": proposed_due(context.store, "SUBMISSION", received) if own else None,
        "in_time": received <= last if last is not None else None,
    }


def _answer_before(context: Context, feedback: Values, values: Values) -> Any:
    """Return the day of the answer that is contested: the decision of the instance before, or the first answer."""
    route = ROUTES[feedback["about"]]
    instance = values["instance"]
    place = route.index(instance) - 1 if instance in route else 0
    return (
        _decided(context, values["feedback_id"]).get(route[place]) if place > 0 else feedback["answered_on"]
    )


def effect(context: Context, unit: Unit, record: UUID, before: Values | None) -> None:
    """Reopen the matter at its next instance, or bring it back; Refused where one would stand twice or alone."""
    feedback = unit.row(REGISTER, record)["feedback_id"]
    _carry(unit, feedback)
    if before is not None and before["feedback_id"] != feedback:
        _carry(unit, before["feedback_id"])


def _carry(unit: Unit, feedback: UUID) -> None:
    """Write into the matter what its contests make of it."""
    matter, contests = unit.row(FEEDBACK, feedback), contests_of(unit, feedback)
    route = ROUTES[matter["about"]]
    there = [contest["instance"] for contest in contests]
    if sorted(there, key=route.index) != list(route[1 : 1 + len(there)]):
        raise Refused(
            t("Katra instance lietu izskata vienu reizi un pēc kārtas."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pārbaudiet, kuras apstrīdēšanas par šo lietu jau ir reģistrētas."),
        )
    furthest = max(contests, key=lambda contest: route.index(contest["instance"]), default=None)
    told: dict[str, Any] = {
        "instance": furthest["instance"] if furthest else route[0],
        "contested_on": furthest["received_on"] if furthest else None,
        "contest_open": furthest is not None and furthest["decided_on"] is None,
    }
    told["state"] = state_of({**matter, **told})
    unit.update(FEEDBACK, feedback, told)


def contests_of(unit: Unit, feedback: UUID) -> list[dict[str, Any]]:
    """Return the contests of a matter that are not voided, as the unit sees them."""
    table = unit.catalog.table(REGISTER)
    kept = select(table).where(table.c.feedback_id == feedback, table.c.status != str(Status.VOIDED))
    return rows_of(unit.connection, table, kept.order_by(table.c.n))


def _feedback(context: Context, record: UUID) -> dict[str, Any] | None:
    with context.store.read() as connection:
        try:
            return row_of(connection, context.catalog, FEEDBACK, record)
        except Missing:
            return None


def _decided(context: Context, feedback: UUID) -> dict[str, Any]:
    """Return the instances after the first that have decided, with the day."""
    columns = context.catalog.table(REGISTER).c
    of_it = (
        columns.feedback_id == feedback,
        columns.decided_on.is_not(None),
        columns.status != str(Status.VOIDED),
    )
    with context.store.read() as connection:
        found = connection.execute(select(columns.instance, columns.decided_on).where(*of_it))
        return {row.instance: row.decided_on for row in found}


def notice(store: Store, feedback: Values) -> str:
    """Return the sentence of a reply that says where and by when it can be contested; '' where the route ends.

    S000 4.2, 4.3; the address is the point's setting, the term the dated rule CONTESTING.
    """
    about, now = str(feedback["about"]), str(feedback["instance"])
    further = next_instance(about, now)
    if further is None:
        return ""
    answered = feedback.get("answered_on") or today_riga()
    last = proposed_due(store, TERM, answered)
    until = t(" līdz {day}", day=long_date(last, Case.DATIVE)) if last is not None else ""
    if further == COURT:
        return t("Šo atbildi var pārsūdzēt tiesā likumā noteiktajā kārtībā{until}.", until=until)
    return t(
        "Šo atbildi var apstrīdēt{until}, iesniedzot iesniegumu {whom}{place}.",
        until=until,
        whom=_whom(further),
        place=_place(store),
    )


def act_notice(store: Store, issued: Any) -> str:
    """Return the sentence of an administrative act issued on a day: where and by when it is contested (S000 4.3)."""
    last = proposed_due(store, TERM, issued)
    until = t(" līdz {day}", day=long_date(last, Case.DATIVE)) if last is not None else ""
    return t(
        "Šo administratīvo aktu var apstrīdēt{until}, iesniedzot iesniegumu {whom}{place}.",
        until=until,
        whom=_whom(ROUTES[ACT][0]),
        place=_place(store),
    )


def _whom(instance: str) -> str:
    if instance == COMMISSION:
        return t("pašvaldības Administratīvo aktu apstrīdēšanas komisijai")
    return t("pašvaldības izpilddirektoram")


def _place(store: Store) -> str:
    address = point_settings.of(store).contest_address.strip().rstrip(".")
    return t(" ({address})", address=address) if address else ""
