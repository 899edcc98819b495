"""This file is the place where the bookings of an official's day become a list on paper."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from kacdesk.core.hours import Interval, minutes_of, told_intervals
from kacdesk.core.latvian import told_time
from kacdesk.core.on_demand import on_demand
from kacdesk.core.phones import shown_phone
from kacdesk.core.text import t
from kacdesk.core.timetable import Person
from kacdesk.models.registers.reception import APPOINTMENT_FORM
from kacdesk.services.context import Context
from kacdesk.services.institutions.presence_store import centre_of
from kacdesk.services.institutions.receptions import REGISTER, booked_on, receptions_on
from kacdesk.services.letterhead import letterhead
from kacdesk.services.lists import log_access
from kacdesk.store import tables
from kacdesk.store.session import one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.reception_list import Booked, ReceptionList, draw_reception_list
else:
    Booked, ReceptionList, draw_reception_list = on_demand(
        "kacdesk.reports.reception_list", "Booked ReceptionList draw_reception_list"
    )


_FORMS = {choice.code: choice.label for choice in APPOINTMENT_FORM}


def day_of(context: Context, record: UUID) -> bytes:
    """Draw the list of the day and the official of a booking and return the PDF; Missing when it is not here.

    Who prints it is written down for the booking itself by the seam; for the others of the day it is done here.
    """
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, REGISTER, record)
    return day_list(context, row["official_id"], row["day"])


def day_list(context: Context, official: UUID, day: date) -> bytes:
    """Draw the list of an official's day and return the PDF. It names the customers: the access is logged."""
    booked = booked_on(context, official, day)
    if booked:
        named = [row["id"] for row in booked]
        log_access(context, "paper", REGISTER, named, purpose=t("Amatpersonas dienas saraksts"))
    receptions = receptions_on(context, official, day)
    person = centre_of(context.store).people.get(official, Person())
    with context.store.read() as connection:
        sample = one(connection, tables.desk)["sample"]
    told = ReceptionList(
        official=person.name,
        post=person.post,
        day=day,
        hours=told_intervals(Interval(minutes_of(each.begins), minutes_of(each.ends)) for each in receptions),
        place=", ".join(dict.fromkeys(each.place for each in receptions if each.place)),
        booked=[
            Booked(
                at=told_time(row["at"]),
                customer=row["customer_name"],
                contact=shown_phone(row["customer_contact"] or ""),
                matter=row["matter"] or "",
                form=t(_FORMS.get(row["form"], row["form"])),
            )
            for row in booked
        ],
        sample=sample,
    )
    return draw_reception_list(told, letterhead(context))
