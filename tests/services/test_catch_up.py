"""Contacts entered after an outage: read as typed, kept until saved, saved once, told apart in the figures."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Missing
from kacdesk.core.ids import reference_id
from kacdesk.figures.period import Period
from kacdesk.services.context import Context
from kacdesk.services.counter import catch_up, drafts
from kacdesk.services.counter.catch_up_line import Line, read_clock
from kacdesk.services.people import accounts
from kacdesk.services.reporting import counting
from kacdesk.store import tables
from tests.helpers.desk import CLERK, all_rows, captured, registered

SERVICE = reference_id("service", "VSAA-VECUMS")


def day() -> date:
    """Return the day before yesterday."""
    return clock.today_riga() - timedelta(days=2)


def line(**more: Any) -> Line:
    """Return a made-up line of the day before yesterday."""
    return Line(**{"day": day(), "time": "9:15", "service": SERVICE, **more})


def saved(context: Context, typed: Line) -> UUID:
    """Keep a line and save it."""
    catch_up.keep(context, [typed])
    return catch_up.save(context, typed.id).id


def refused(context: Context, typed: Line) -> dict[str, str]:
    """Return why a kept line is refused: column → code; nothing of it may be written."""
    catch_up.keep(context, [typed])
    with pytest.raises(Invalid) as error:
        catch_up.save(context, typed.id)
    assert registered(context.store, "visit") == registered(context.store, "phone_consultation") == []
    assert [each.id for each in catch_up.lines(context)] == [typed.id]
    return {problem.field: problem.code for problem in error.value.problems}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("915", time(9, 15)),
        ("0915", time(9, 15)),
        ("9:15", time(9, 15)),
        ("9.15", time(9, 15)),
        ("9,15", time(9, 15)),
        ("9-15", time(9, 15)),
        (" 16 : 05 ", time(16, 5)),
        ("9", time(9, 0)),
        ("23", time(23, 0)),
        ("2359", time(23, 59)),
        ("0", time(0, 0)),
        ("24", None),
        ("960", None),
        ("9:5", None),
        ("12:60", None),
        ("9:15:30", None),
        ("rītā", None),
        ("", None),
        ("٩:١٥", None),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, expected: time | None) -> None:
    assert read_clock(text) == expected


def test_a_line_becomes_a_visit_of_its_day_marked_as_entered_later(context: Context) -> None:
    before = clock.now_utc()
    record = saved(context, line(time="915", way="EMAIL", done="ACCEPTED", count="3", note="Zvanīs rīt"))

    [visit] = registered(context.store, "visit")
    [service] = registered(context.store, "visit_service")
    assert visit["id"] == record
    assert visit["started_at"] == clock.from_riga(datetime.combine(day(), time(9, 15)))
    assert visit["counted_on"] == day()
    assert (visit["start_quality"], visit["end_quality"]) == ("ENTERED_LATER", "ENTERED_LATER")
    assert visit["made_at"] >= before
    assert visit["clerk_id"] == context.actor.id
    assert (visit["channel"], visit["note"]) == ("EMAIL", "Zvanīs rīt")
    assert (service["service_id"], service["quantity"]) == (SERVICE, 3)
    assert (service["kind"], service["outcome"]) == ("APPLICATION", "ACCEPTED")
    assert service["institution_id"] == reference_id("institution", "VSAA")
    assert catch_up.lines(context) == []


def test_a_call_becomes_a_phone_consultation(context: Context) -> None:
    record = saved(context, line(way="PHONE", service=None, words="Par apkuri"))

    [call] = registered(context.store, "phone_consultation")
    assert call["id"] == record
    assert (call["topic"], call["outcome"], call["start_quality"]) == (
        "Par apkuri",
        "SERVED",
        "ENTERED_LATER",
    )
    assert registered(context.store, "visit") == []


def test_a_service_that_is_not_in_the_list_is_kept_in_words(context: Context) -> None:
    saved(context, line(service=None, words="Malkas kubikmetri"))
    [service] = registered(context.store, "visit_service")
    assert (service["service_id"], service["service_text"]) == (None, "Malkas kubikmetri")


def test_where_somebody_was_sent_stands_in_the_note(context: Context) -> None:
    assert refused(context, line(done="REFERRED")) == {"note": "required"}
    catch_up.drop(context, catch_up.lines(context)[0].id)
    saved(context, line(done="REFERRED", note="Sociālais dienests"))
    [service] = registered(context.store, "visit_service")
    assert (service["kind"], service["referral_to"]) == ("REFERRAL", "Sociālais dienests")


def test_the_figures_count_such_contacts_apart_and_none_as_left_open(context: Context) -> None:
    for typed in (line(time="9"), line(time="10"), line(time="11", way="PHONE")):
        saved(context, typed)
    then = day()
    figures = counting.figures(context, Period.month(then.year, then.month))
    assert figures.completeness.entered_later == 3
    assert figures.completeness.left_open == 0
    assert (figures.summary.visits, figures.summary.calls) == (2, 1)
    assert figures.handling.measured == 0


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"time": ""}, {"time": "required"}),
        ({"time": "25:99"}, {"time": "unreadable"}),
        ({"service": None}, {"service": "required"}),
        ({"service": None, "words": "1234"}, {"service": "reference"}),
        ({"service": None, "words": "12:05"}, {"service": "reference"}),
        ({"service": None, "words": "?"}, {"service": "reference"}),
        ({"service": UUID(int=7)}, {"service": "reference"}),
        ({"count": "0"}, {"count": "range"}),
        ({"count": "daudz"}, {"count": "range"}),
        ({"count": "1000"}, {"count": "range"}),
        ({"way": "PHONE", "count": "2"}, {"count": "range"}),
        ({"note": "x" * 5000}, {"note": "longest"}),
    ],
)
def test_a_line_that_cannot_be_a_contact_stays_with_its_reason(
    context: Context, wrong: dict[str, Any], expected: dict[str, str]
) -> None:
    assert refused(context, line(**wrong)) == expected


def test_a_line_of_tomorrow_stays_with_its_reason(context: Context) -> None:
    tomorrow = clock.today_riga() + timedelta(days=1)
    assert refused(context, line(day=tomorrow)) == {"day": "future", "time": "future"}


def test_a_minute_that_has_not_come_is_refused(context: Context) -> None:
    soon = clock.riga_time(clock.now_utc() + timedelta(minutes=2))
    typed = line(day=soon.date(), time=f"{soon.hour}:{soon.minute:02}")
    assert refused(context, typed) == {"time": "future"}


def test_a_line_saved_twice_is_one_record(context: Context) -> None:
    typed = line()
    assert saved(context, typed) == catch_up.save(context, typed.id).id == typed.id
    [visit] = registered(context.store, "visit")
    assert len([each for each in captured(context.store, visit["id"]) if each["kind"] == "insert"]) <= 1


def test_what_was_typed_before_the_save_and_kept_after_it_does_not_come_back(context: Context) -> None:
    typed = line()
    saved(context, typed)
    catch_up.keep(context, [msgspec.structs.replace(typed, note="vēl")])
    assert catch_up.lines(context) == []
    assert all_rows(context.store, tables.draft) == []


def test_lines_are_kept_as_typed_in_their_order(context: Context) -> None:
    typed = [line(time="25:99", count="??"), line(words="kaut kas", service=None), line(note="tikai piezīme")]
    catch_up.keep(context, typed)
    catch_up.keep(context, [msgspec.structs.replace(typed[0], time="9x")])
    assert [each.time for each in catch_up.lines(context)] == ["9x", "9:15", "9:15"]
    assert catch_up.lines(context)[1:] == typed[1:]


def test_a_line_that_was_emptied_goes(context: Context) -> None:
    typed = line()
    catch_up.keep(context, [typed])
    catch_up.keep(context, [Line(id=typed.id, day=day())])
    assert catch_up.lines(context) == []


def test_lines_are_no_drafts_of_a_form(context: Context) -> None:
    catch_up.keep(context, [line()])
    assert drafts.mine(context) == []


def test_each_person_has_lines_of_her_own(context: Context) -> None:
    typed = line()
    catch_up.keep(context, [typed])
    other = accounts.swap(context, CLERK)
    assert catch_up.lines(other) == []
    with pytest.raises(Missing):
        catch_up.save(other, typed.id)


def test_lines_move_to_another_day_together(context: Context) -> None:
    other = day() - timedelta(days=3)
    stays = line(day=other - timedelta(days=1))
    catch_up.keep(context, [line(), line(time="10"), stays])
    moved = catch_up.move(context, since=day(), to=other)
    assert sorted(each.day for each in moved) == [stays.day, other, other]
