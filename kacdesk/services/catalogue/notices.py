"""This file is the place where it is known what the point prints for its wall and its counter, and what that says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import Usage
from kacdesk.core.hours import Interval, minutes_of
from kacdesk.core.latvian import Case, long_date, short_date, weekday_name
from kacdesk.core.on_demand import on_demand
from kacdesk.core.schedule import Schedule
from kacdesk.core.text import later, t
from kacdesk.core.timetable import Slot
from kacdesk.services.catalogue import service_list
from kacdesk.services.context import Context
from kacdesk.services.institutions.presence_store import centre_of
from kacdesk.services.letterhead import letterhead
from kacdesk.services.people.opening_hours import day_words, schedule_of, week_lines
from kacdesk.store import tables
from kacdesk.store.session import one

if TYPE_CHECKING:
    from kacdesk.reports.official import Official, Rows, Words, draw_official
    from kacdesk.reports.poster import (
        ChannelsLeaflet,
        HoursNotice,
        NamePlate,
        draw_channels_leaflet,
        draw_hours_notice,
        draw_name_plate,
    )
else:
    Official, Rows, Words, draw_official = on_demand(
        "kacdesk.reports.official", "Official Rows Words draw_official"
    )
    ChannelsLeaflet, HoursNotice, NamePlate, draw_channels_leaflet, draw_hours_notice, draw_name_plate = (
        on_demand(
            "kacdesk.reports.poster",
            "ChannelsLeaflet HoursNotice NamePlate draw_channels_leaflet draw_hours_notice draw_name_plate",
        )
    )


_AHEAD_DAYS = 30
"""How far ahead the notice of opening hours tells days that differ."""

_A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to print. `name` is its word on the command line and the stem of its file."""

    name: str
    label: str
    about: str
    draw: Callable[[Context], bytes]


def draw(context: Context, name: str) -> bytes:
    """Draw a notice by its name and return the PDF; Usage when there is none of that name. Any thread."""
    found = next((each for each in NOTICES if each.name == name), None)
    if found is None:
        names = ", ".join(each.name for each in NOTICES)
        raise Usage(
            t("Izdrukas “{name}” nav.", name=name[:40]),
            effect=t("Nekas nav drukāts."),
            remedy=t("Izvēlieties vienu no šīm: {names}.", names=names),
        )
    return found.draw(context)


def _is_sample(context: Context) -> bool:
    with context.store.read() as connection:
        return bool(one(connection, tables.desk)["sample"])


def _contacts(context: Context) -> tuple[str, ...]:
    """Return how the point is reached, by what the catalogue says of it."""
    table = context.catalog.table("service_point")
    with context.store.read() as connection:
        row = connection.execute(select(table).where(table.c.code == context.store.point)).one_or_none()
    if row is None:
        return ()
    told = (
        row.address,
        t("Tālrunis {phone}", phone=row.phone) if row.phone else "",
        t("E-pasts {email}", email=row.email) if row.email else "",
    )
    return tuple(each for each in told if each)


def _name_plate(context: Context) -> bytes:
    """Draw the plate of the person at the desk, with the post that the staff register says."""
    table = context.catalog.table("staff")
    with context.store.read() as connection:
        post = connection.execute(select(table.c.post).where(table.c.id == context.actor.id)).scalar()
    plate = NamePlate(context.actor.name, post or "", sample=_is_sample(context))
    return draw_name_plate(plate, letterhead(context))


def _hours(context: Context) -> bytes:
    today, schedule = today_riga(), schedule_of(context.store)
    days = (today + timedelta(days=ahead) for ahead in range(_AHEAD_DAYS))
    differing = [
        (f"{short_date(day)}, {weekday_name(day)}", day_words(schedule, day))
        for day in days
        if schedule.is_known and _differs(schedule, day)
    ]
    week = week_lines(schedule, today) if schedule.is_known else []
    told = HoursNotice(week, differing, _contacts(context), sample=_is_sample(context))
    return draw_hours_notice(told, letterhead(context))


def _differs(schedule: Schedule, day: date) -> bool:
    """Say whether a day is not as its weekday: other hours, or customers are served elsewhere, also on a day off."""
    exception = schedule.exception_on(day)
    elsewhere = exception is not None and exception.elsewhere
    return bool(elsewhere) or schedule.intervals(day) != schedule.weekly_on(day, day.weekday())


def _services(context: Context) -> bytes:
    parts = [
        Rows(
            heads=(t("Pakalpojums"), t("Centrā"), t("Maksa"), t("Izpildes termiņš")),
            rows=[(each.title, each.role, each.fee or "—", each.term or "—") for each in group.services],
            shares=(0.46, 0.2, 0.17, 0.17),
            title=_titled(group.title, group.abbr),
        )
        for group in service_list.groups(context)
    ]
    note = t("“—” nozīmē, ka pakalpojumu katalogā tas nav norādīts; jautājiet darbiniekam.")
    paper = Official(
        title=t("Pakalpojumi centrā"),
        about=t("Uz {day}", day=long_date(today_riga(), Case.ACCUSATIVE)),
        heading=letterhead(context),
        parts=parts,
        sample=_is_sample(context),
        notes=(note,),
    )
    return draw_official(paper)


def _titled(title: str, abbr: str) -> str:
    """Return an institution as it stands on a wall: with its short name, unless its title ends with one itself."""
    return title if title.endswith(")") else f"{title} ({abbr})"


def _channels(context: Context) -> bytes:
    leaflet = ChannelsLeaflet(_contacts(context), sample=_is_sample(context))
    return draw_channels_leaflet(leaflet, letterhead(context))


def _reception(context: Context) -> bytes:
    """Draw when officials of institutions receive here (S003 26.1.9), by the timetable in force today."""
    centre, today = centre_of(context.store), today_riga()
    table = context.catalog.table("institution")
    with context.store.read() as connection:
        titles = {row.id: _titled(row.title, row.abbr) for row in connection.execute(select(table))}
    slots = [
        slot
        for slot in centre.timetable.slots
        if slot.valid_from <= today and (slot.valid_to is None or slot.valid_to >= today)
    ]
    parts = [
        Rows(
            heads=(t("Diena"), t("Laiks"), t("Darbinieks"), t("Kabinets")),
            rows=list(_reception_rows([slot for slot in slots if slot.institution == institution])),
            shares=(0.26, 0.18, 0.4, 0.16),
            title=titles.get(institution, ""),
        )
        for institution in sorted({slot.institution for slot in slots}, key=lambda key: titles.get(key, ""))
    ]
    paper = Official(
        title=t("Iestāžu pieņemšanas laiki"),
        about=t("Uz {day}", day=long_date(today, Case.ACCUSATIVE)),
        heading=letterhead(context),
        parts=parts or [Words(t("Iestāžu darbinieki centrā pašlaik nepieņem."))],
        sample=_is_sample(context),
    )
    return draw_official(paper)


def _reception_rows(slots: list[Slot]) -> Iterator[tuple[str, str, str, str]]:
    for slot in sorted(slots, key=lambda each: (each.weekday, each.begins)):
        day = weekday_name(_A_MONDAY + timedelta(days=slot.weekday))
        last, nth = t("mēneša pēdējā {day}", day=day), t("mēneša {nth}. {day}", nth=slot.nth, day=day)
        told = day if not slot.nth else last if slot.nth == "LAST" else nth
        person = ", ".join(part for part in (slot.person.name, slot.person.post) if part)
        hours = str(Interval(minutes_of(slot.begins), minutes_of(slot.ends)))
        yield told, hours, person or "—", slot.room or "—"


NOTICES: tuple[Notice, ...] = (
    Notice("plate", later("Darbinieka plāksnīte"), later("Jūsu vārds un amats, A5, galdam"), _name_plate),
    Notice("hours", later("Darba laiks"), later("Nedēļas darba laiks un tuvākās izmaiņas, A4"), _hours),
    Notice(
        "services", later("Pakalpojumu saraksts"), later("Viss, ko punkts sniedz, pa iestādēm, A4"), _services
    ),
    Notice("channels", later("E-kanāli"), later("Kā saņemt pakalpojumus, nenākot uz centru, A5"), _channels),
    Notice(
        "reception", later("Iestāžu pieņemšanas laiki"), later("Kad centrā pieņem iestādes, A4"), _reception
    ),
)
"""All of them, the one for the person at the counter first."""
