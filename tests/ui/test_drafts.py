"""This file is the place where nothing half-filled may be lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from kacdesk.core import clock
from kacdesk.core.errors import Missing
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.people import accounts
from kacdesk.ui.fields.times import DurationInput
from tests.helpers.desk import CLERK, call, hold_clock, line, registered, visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands, problem_of
from tests.ui.mornings import today_of

NOON = datetime(2026, 11, 20, 10, tzinfo=UTC)


def go_on(hands: Hands, words: str) -> None:
    """Go on with what the first page lists as begun, where the keyboard stands; nothing else on the screen says it."""
    page = today_of(hands)
    hands.until(lambda: page.begun.is_there)
    assert words in page.begun.texts[0]
    assert page.begun.note.startswith("Atjaunot ")
    assert hands.strip == ""
    hands.until(lambda: hands.focused() is page.begun.rows[0])
    hands.press(Qt.Key.Key_Return)
    hands.settle()


def test_what_was_typed_survives_closing_the_window(open_window: OpenWindow, context: Context) -> None:
    hands = open_window()
    hands.press(Qt.Key.Key_F2)
    hands.choose("Pakalpojums", "vecuma pens", line=0)
    hands.fill("Klients", "Ķērsta Paraudziņa")
    hands.fill("Skaits", "3", line=0)
    began = hands.field("Sākums").input.value()

    hands = open_window()
    go_on(hands, "Apmeklējums")
    assert hands.field("Klients").input.value() == "Ķērsta Paraudziņa"
    assert hands.field("Skaits", line=0).input.value() == 3
    assert hands.field("Sākums").input.value() == began
    hands.save()
    [row] = registered(context.store, "visit")
    assert (row["customer_name"], row["started_at"]) == ("Ķērsta Paraudziņa", began)
    assert drafts.mine(context) == []


def test_what_another_page_has_unfinished_is_offered_at_the_start(open_window: OpenWindow) -> None:
    hands = open_window()
    hands.press(Qt.Key.Key_F3)
    hands.fill("Temats", "Par pensiju")

    hands = open_window()
    go_on(hands, "Tālruņa konsultācija")
    assert hands.field("Temats").input.value() == "Par pensiju"
    assert hands.window.page is hands.page("phone_consultation")


def test_typing_is_kept_without_leaving_the_form(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums par")
    hands.until(lambda: bool(drafts.mine(context)))
    [draft] = drafts.mine(context)
    assert draft.values["title"] == "Iesniegums par"


def test_a_form_that_nobody_touched_leaves_nothing_behind(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_Escape)
    hands.settle()
    assert drafts.mine(context) == []
    assert hands.strip == ""


def test_two_visits_can_be_parked_and_both_are_offered(hands: Hands, context: Context) -> None:
    for name in ("Pirmais Paraugs", "Otrais Paraugs"):
        hands.press(Qt.Key.Key_F2)
        hands.fill("Klients", name)
    hands.press(Qt.Key.Key_Escape)
    hands.settle()
    assert {draft.values["customer_name"] for draft in drafts.mine(context)} == {
        "Pirmais Paraugs",
        "Otrais Paraugs",
    }


def test_a_saved_record_leaves_no_draft(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums")
    hands.shown.form.keeper.keep_now()
    hands.save()
    assert drafts.mine(context) == []


def test_a_draft_that_was_left_open_ends_when_somebody_last_typed(
    hands: Hands, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_clock(monkeypatch.setattr, NOON)
    stopped = clock.now_utc() - timedelta(minutes=42)
    begun = drafts.begin("visit", visit(started_at=stopped - timedelta(minutes=5), start_quality="MEASURED"))
    left = drafts.Draft(begun.id, "visit", stopped, stopped, begun.values, {"visit_service": [line()]})
    drafts.keep(context, left)
    hands.window.contacts.resume(left)
    hands.settle()
    assert "kad pēdējoreiz rakstījāt" in hands.strip
    hands.save()
    [row] = registered(context.store, "visit")
    assert (row["ended_at"], row["end_quality"]) == (stopped, "LEFT_OPEN")


def test_an_unfinished_correction_is_gone_on_with(open_window: OpenWindow, context: Context) -> None:
    record = records.save(
        context, "visit", visit(customer_name="Jānis Bērziņš"), {"visit_service": [line()]}
    ).id
    hands = open_window()
    hands.window.open_record("visit", record)
    hands.settle()
    hands.press(Qt.Key.Key_E, CTRL)
    hands.settle()
    hands.write("Kolēģe lūdza")
    hands.fill("Klients", "Jānis Ozoliņš")

    hands = open_window()
    go_on(hands, "labojums")
    assert hands.field("Klients").input.value() == "Jānis Ozoliņš"
    assert hands.shown.form.head.reason() == "Kolēģe lūdza"
    hands.save()
    [row] = registered(context.store, "visit")
    assert row["customer_name"] == "Jānis Ozoliņš"
    assert len(registered(context.store, "visit_service")) == 1


def test_another_persons_drafts_are_theirs_alone(context: Context) -> None:
    draft = drafts.begin("visit", visit())
    drafts.keep(context, draft)
    other = accounts.swap(context, CLERK)
    assert drafts.mine(other) == []
    with pytest.raises(Missing):
        drafts.reopen(other, draft.id)


def test_a_draft_thrown_away_is_gone(context: Context) -> None:
    draft = drafts.begin("visit", visit())
    drafts.keep(context, draft)
    drafts.discard(context, draft.id)
    with pytest.raises(Missing):
        drafts.reopen(context, draft.id)


def test_every_kind_of_value_comes_back_from_a_draft(context: Context) -> None:
    values = visit(customer_name="Ķ", informed_of_e_channel=True, clerk_id=context.actor.id)
    draft = drafts.Draft(
        drafts.begin("visit").id,
        "visit",
        clock.now_utc(),
        clock.now_utc(),
        values,
        {"visit_service": [line()]},
    )
    drafts.keep(context, draft)
    assert drafts.reopen(context, draft.id) == draft


def test_words_that_cannot_be_read_come_back_with_the_cursor_in_them(open_window: OpenWindow) -> None:
    hands = open_window()
    hands.press(Qt.Key.Key_F4)
    hands.write("Iesniegums")
    hands.fill("Termiņš", "rīt no rīta")

    hands = open_window()
    go_on(hands, "Saņemtais dokuments")
    assert hands.field("Termiņš").input.isAncestorOf(hands.focused())
    hands.write("!")
    hands.save()
    assert "“rīt no rīta!” nav datums" in problem_of(hands.field("Termiņš"))
    assert hands.field("Par ko").input.value() == "Iesniegums"


def test_a_save_that_was_refused_goes_on_being_kept(hands: Hands, context: Context) -> None:
    hands.press(Qt.Key.Key_F2)
    hands.fill("Klients", "Ķērsta Paraudziņa")
    hands.save()
    assert "Vēl nav saglabāts" in hands.strip
    hands.until(lambda: bool(drafts.mine(context)))


@pytest.mark.parametrize(("minutes_ago", "quality"), [(2, "EDITED"), (42, "LEFT_OPEN")])
def test_a_call_that_was_cut_off_goes_on_from_what_was_measured_and_says_so(
    hands: Hands, context: Context, monkeypatch: pytest.MonkeyPatch, minutes_ago: int, quality: str
) -> None:
    hold_clock(monkeypatch.setattr, NOON)
    stopped = NOON - timedelta(minutes=minutes_ago)
    begun = drafts.begin(
        "phone_consultation",
        call(call_state="ANSWERED", started_at=stopped, start_quality="MEASURED", duration_s=190),
    )
    cut = replace(begun, begun_at=stopped, kept_at=stopped, measured_s=190)
    drafts.keep(context, cut)
    hands.window.contacts.resume(cut)
    hands.settle()
    duration = hands.field("Ilgums").input
    assert isinstance(duration, DurationInput)
    assert duration.is_running is (minutes_ago < 10)
    hands.save()
    [row] = registered(context.store, "phone_consultation")
    assert row["start_quality"] == quality
    assert 190 <= row["duration_s"] < 250
