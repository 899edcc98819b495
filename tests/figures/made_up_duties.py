"""This file is the place where tests get made-up rows of the registers that sections 6 to 12 of the report count."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

from kacdesk.figures.period import Period
from kacdesk.figures.rows import PeriodRows
from kacdesk.models.registers.opening_hours import WEEKDAY_CODES
from tests.figures.row_maker import SPACE, Maker, Row


def duties(period: Period, institutions: Sequence[UUID], *, seed: int = 1, most: int = 12) -> PeriodRows:
    """Return rows of every register of sections 6 to 12, up to `most` of each."""
    maker = Maker(period, seed)
    return (
        _requests(maker, most)
        | _local(maker, most)
        | _institutions(maker, institutions, most)
        | _hours(maker, most)
        | _training(maker, institutions, most)
    )


def _requests(maker: Maker, most: int) -> dict[str, list[Row]]:
    def letter() -> Row:
        day = maker.day()
        answered = maker.after(day, most=8)
        ground = "reklāma" if answered is None and maker.flag(0.3) else None
        return {
            "received_at": maker.at(day),
            "reply_due_on": maker.after(day, most=6, share=0.95),
            "answered_on": answered,
            "no_reply_ground": ground,
        }

    def opinion() -> Row:
        day = maker.day()
        return {
            "received_at": maker.at(day),
            "kind": maker.code(("COMPLAINT", "QUESTION", "PROPOSAL", "COMPLIMENT", "RIDDLE")),
            "source": maker.code(("COUNTER", "TRUST_LINE", "EMAIL", "PIGEON")),
            "category": maker.code(("ATTITUDE", "WAITING", "OTHER", "WEATHER")) if maker.flag(0.8) else None,
            "about": maker.code(("CENTRE", "STATE_SERVICE", "ADMINISTRATIVE_ACT", "EMPLOYEE_ACTION")),
            "due_on": maker.after(day, most=30, share=0.8),
            "forward_due_on": maker.after(day, most=10),
            "extended_on": maker.after(day, share=0.2),
            "assigned_on": maker.after(day, share=0.5),
            "forwarded_on": maker.after(day, share=0.3),
            "answered_on": maker.after(day, share=0.5),
            "closed_on": maker.after(day, share=0.3),
        }

    def delegated() -> Row:
        day = maker.day()
        attested = maker.after(day, most=3, share=0.9)
        registered = maker.after(attested, most=5, share=0.8)
        completed = maker.after(registered, most=20)
        destroy = maker.after(completed, most=60)
        return {
            "identity_checked_at": maker.at(day),
            "attested_on": attested,
            "registered_on": registered,
            "completed_on": completed,
            "withdrawn_on": maker.after(day, share=0.1) if completed is None else None,
            "destroy_on": destroy,
            "destroyed_on": maker.after(destroy, most=15),
        }

    def mistake() -> Row:
        day = maker.day()
        return {
            "noted_on": day,
            "apologised": maker.flag(),
            "informed_of_right": maker.flag(),
            "remedied_on": maker.after(day),
        }

    return {
        "email_intake": maker.rows("email_intake", 2 * most, letter),
        "feedback": maker.rows("feedback", 2 * most, opinion),
        "contest": maker.rows(
            "contest", most, lambda: {"received_on": maker.day(), "decided_on": maker.maybe()}
        ),
        "own_error": maker.rows("own_error", most, mistake),
        "delegated_application": maker.rows("delegated_application", 2 * most, delegated),
    }


def _local(maker: Maker, most: int) -> dict[str, list[Row]]:
    def fee() -> Row:
        how = maker.code(("CASH", "CARD", "BANK", "EXEMPT", "BARTER")) if maker.flag(0.8) else None
        is_paid = how not in (None, "EXEMPT")
        return {
            "fee_how": how,
            "fee_paid": maker.chance.randrange(2000) if is_paid else None,
            "fee_paid_on": maker.day() if is_paid else None,
        }

    def payment() -> Row:
        how = maker.code(("CASH", "CARD", "BANK", "EXEMPT"))
        amount = None if how == "EXEMPT" else maker.chance.randrange(5000)
        return {"paid_at": maker.at(maker.day()), "how": how, "amount": amount}

    def certificate() -> Row:
        day = maker.day()
        return {
            "kind": maker.code(("DECLARATION", "RESIDENCE", "PERSONS_AT_ADDRESS", "ODE")),
            "issued_on": day,
            "state": maker.code(("PREPARED", "SIGNED", "ISSUED", "CANCELLED")),
            "due_on": maker.after(day, most=10),
            "delivered_on": maker.after(day, most=20),
            **fee(),
        }

    def listing() -> Row:
        approved = maker.maybe()
        handed = maker.after(approved)
        return {"approved_on": approved, "handed_on": handed, "answered_on": maker.after(handed)}

    def rural() -> Row:
        length = maker.chance.randrange(5000) if maker.flag(0.8) else None
        return {"started_at": maker.at(maker.day()), "duration_s": length}

    def appointment() -> Row:
        return {
            "at": maker.at(maker.day()),
            "state": maker.code(("BOOKED", "CAME", "DID_NOT_COME", "MOVED", "CANCELLED", "DREAMT")),
        }

    return {
        "issued_document": maker.rows("issued_document", most, lambda: {"delivered_on": maker.maybe()}),
        "residence_declaration": maker.rows(
            "residence_declaration",
            most,
            lambda: {"declared_on": maker.day(), "registered_on": maker.maybe(), **fee()},
        ),
        "residence_certificate": maker.rows("residence_certificate", 2 * most, certificate),
        "border_traffic_application": maker.rows(
            "border_traffic_application", most, lambda: {"applied_on": maker.day()}
        ),
        "border_traffic_list": maker.rows("border_traffic_list", most, listing),
        "rural_consultation": maker.rows("rural_consultation", most, rural),
        "appointment": maker.rows("appointment", 2 * most, appointment),
        "payment": maker.rows("payment", 2 * most, payment),
    }


def _institutions(maker: Maker, institutions: Sequence[UUID], most: int) -> dict[str, list[Row]]:
    people = [
        maker.row("specialist", name=f"Paraugs Piemērs {number}", status="registered") for number in range(4)
    ]

    def officer() -> UUID | None:
        found: UUID = maker.chance.choice(people)["id"]
        return found if maker.flag() else None

    def slot() -> Row:
        begins, ends = maker.hours()
        first = maker.period.first_day - timedelta(days=maker.chance.randrange(-20, 200))
        return {
            "institution_id": maker.chance.choice(institutions),
            "officer_id": officer(),
            "weekday": maker.code(WEEKDAY_CODES),
            "nth": maker.code(("1", "2", "3", "4", "5", "LAST")) if maker.flag(0.3) else None,
            "from_time": begins,
            "to_time": ends,
            "valid_from": first,
            "valid_to": maker.after(first, most=260, share=0.3),
        }

    def notice() -> Row:
        day = maker.day()
        named = officer()
        begins, ends = maker.hours() if maker.flag(0.4) else (None, None)
        return {
            "received_at": maker.at(maker.day()),
            "institution_id": maker.chance.choice(institutions),
            "kind": maker.code(
                (
                    "A_ASSIGNED_OFFICER",
                    "B_HOURS_CHANGE",
                    "C_UNCOVERED_ABSENCE",
                    "C_UNCOVERED_ABSENCE",
                    "D_SUBSTITUTION",
                )
            ),
            "effective_from": day,
            "effective_to": maker.after(day, most=15),
            "from_time": begins,
            "to_time": ends,
            "officer_id": named,
            "officer_name": None if named else maker.chance.choice((None, "Paraugs Piemērs 2")),
            "in_time": maker.chance.choice((None, True, False)),
            "post_by": maker.maybe(),
            "posted_on": maker.maybe(),
            "ministry_informed_on": maker.maybe(),
        }

    return {
        "specialist": people,
        "presence": maker.rows("presence", most, slot),
        "institution_notice": maker.rows("institution_notice", 2 * most, notice),
    }


def _hours(maker: Maker, most: int) -> dict[str, list[Row]]:
    first = maker.period.first_day
    staff = [
        maker.row(
            "staff",
            name=f"Izdomātā Darbiniece {number}",
            active=maker.flag(0.8),
            employed_from=maker.maybe(0.2),
            employed_to=maker.maybe(0.2),
        )
        for number in range(4)
    ]
    point_id = uuid5(SPACE, "own point")

    def someone() -> UUID:
        found: UUID = maker.chance.choice(staff)["id"]
        return found

    def opening() -> Row:
        begins, ends = maker.hours()
        begun = first - timedelta(days=maker.chance.randrange(-20, 500))
        last = maker.after(begun, most=400, share=0.4)
        return {
            "set_name": maker.code(("Pamata", "Vasaras", "Ziemas")),
            "weekday": maker.code(WEEKDAY_CODES),
            "opens": begins,
            "closes": ends,
            "valid_from": begun,
            "valid_to": last,
            "yearly": last is not None and maker.flag(),
        }

    def exception() -> Row:
        kind, monthly = maker.code(("CLOSED", "OTHER_HOURS", "OFF_SITE")), maker.flag(0.3)
        begins, ends = maker.hours(7, 12)
        again, until = maker.hours(13, 19) if maker.flag(0.4) else (None, None)
        day = maker.day()
        return {
            "kind": kind,
            "repeats": "NTH" if monthly else "ONCE",
            "nth": maker.code(("1", "2", "3", "4", "5", "LAST")) if monthly else None,
            "weekday": maker.code(WEEKDAY_CODES) if monthly else None,
            "day": day,
            "until": maker.after(day, most=6, share=0.4),
            "opens": None if kind == "CLOSED" else begins,
            "closes": None if kind == "CLOSED" else ends,
            "opens_again": None if kind == "CLOSED" else again,
            "closes_again": None if kind == "CLOSED" else until,
        }

    def shift() -> Row:
        weekly = maker.flag(0.85)
        begins, ends = maker.hours()
        day = first - timedelta(days=maker.chance.randrange(200)) if weekly else maker.day()
        return {
            "staff_id": someone(),
            "repeats": "WEEKLY" if weekly else "ONCE",
            "weekday": maker.code(WEEKDAY_CODES) if weekly else None,
            "day": day,
            "valid_to": maker.after(day, most=300, share=0.3) if weekly else None,
            "opens": begins,
            "closes": ends,
            "place_id": maker.chance.choices((None, point_id, uuid5(SPACE, "other")), (80, 10, 10))[0],
        }

    def absence() -> Row:
        day = maker.day()
        return {
            "staff_id": someone(),
            "kind": "LEAVE",
            "first_on": day,
            "last_on": maker.after(day, most=14, share=1) or day,
            "substitute_id": someone() if maker.flag() else None,
            "decision": maker.code(("ASKED", "APPROVED", "APPROVED", "REJECTED")),
        }

    settings = {"follows_moved_days": maker.flag(0.7), "shortens": maker.flag(0.7)}
    return {
        "staff": staff,
        "service_point": [{"id": point_id, "code": maker.point}],
        "point_settings": [maker.row("point_settings", **settings)],
        "calendar_day": maker.rows("calendar_day", 4, lambda: {"day": maker.day(), "kind": "DAY_OFF"})
        + _moved(maker),
        "opening_hours": maker.rows("opening_hours", 3 * most, opening),
        "opening_exception": maker.rows("opening_exception", most, exception),
        "shift": maker.rows("shift", 3 * most, shift),
        "absence": maker.rows("absence", 3 * most, absence),
    }


def _moved(maker: Maker) -> list[Row]:
    """Return a Friday of the period that is worked on the Saturday of the week before."""
    fridays = [day for day in maker.period.days if day.isoweekday() == 5]
    if not fridays:
        return []
    friday = maker.chance.choice(fridays)
    return [
        maker.row(
            "calendar_day", day=friday, kind="MOVED", worked_on=friday - timedelta(days=6), source="paraugs"
        )
    ]


def _training(maker: Maker, institutions: Sequence[UUID], most: int) -> dict[str, list[Row]]:
    def training() -> Row:
        held = maker.maybe(0.7)
        return {
            "kind": maker.code(("YEARLY", "YEARLY", "BASKET", "MEETING", "DANCE")),
            "institution_id": maker.chance.choice(institutions[:3]),
            "due_on": maker.maybe(),
            "held_on": held,
            "guidance_due_on": maker.after(held, most=20),
            "guidance_on": maker.after(held, most=30),
            "next_due_on": maker.after(held, most=40, share=0.8),
            "followed": maker.flag(0.2),
        }

    def survey() -> Row:
        opened = maker.day()
        closed = maker.after(opened)
        return {
            "opened_on": opened,
            "closed_on": closed,
            "results_due_on": maker.after(closed, most=15, share=0.9),
            "sent_ministry_on": maker.after(closed, most=20),
            "sent_holders_on": maker.after(closed, most=20),
            "next_due_on": maker.after(opened, most=50, share=0.9),
            "followed": maker.flag(0.2),
        }

    def item() -> Row:
        return {
            "expected_by": maker.maybe(0.4),
            "received_on": maker.maybe(0.4),
            "review_due": maker.maybe(0.4),
            "valid_to": maker.maybe(0.2),
        }

    trainings = maker.rows("training", 2 * most, training)
    # two that were held, or begun, on one day have no order
    trainings = list({(row["institution_id"], row["held_on"]): row for row in trainings}.values())
    surveys = list({row["opened_on"]: row for row in maker.rows("survey", 4, survey)}.values())
    return {
        "training": trainings,
        "training_participant": [
            maker.row("training_participant", training_id=row["id"]) for row in trainings if maker.flag()
        ],
        "library_item": maker.rows("library_item", most, item),
        "acknowledgement": maker.rows("acknowledgement", most, lambda: {"acknowledged_on": maker.day()}),
        "survey": surveys,
        "survey_answer": maker.rows("survey_answer", most, lambda: {"answered_on": maker.day()}),
    }
