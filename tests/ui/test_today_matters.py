"""This file is the place where what was refused or disputed is closed from the first page by keyboard alone."""

import json

import pytest
from PySide6.QtCore import Qt

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.ids import new_id
from kacdesk.services import attention, records
from kacdesk.services.context import Context
from kacdesk.services.lists import MASK
from kacdesk.services.matters import open_matters
from kacdesk.services.people import accounts
from kacdesk.store import brakes, marks, tables
from tests.helpers.desk import CLERK, all_rows, call, captured, line, registered, visit
from tests.store.told import Feed, a_foreign_visit
from tests.ui.conftest import OpenWindow
from tests.ui.mornings import disputed_visit, refuse, refused_call, today_of, value_of, walk_to


def test_what_was_refused_is_corrected_and_sent_again_without_the_mouse(
    open_window: OpenWindow, context: Context
) -> None:
    record = refused_call(context)
    hands = open_window()
    page = today_of(hands)
    assert page.refused.texts[0].endswith("Labot un sūtīt vēlreiz, Laukā “Ilgums” skaitlis ir ārpus atļautā.")
    assert page.refused.note.startswith("Pārējo tas nekavē")
    walk_to(hands, page.refused)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.page is hands.page("phone_consultation"))
    hands.until(lambda: hands.shown.shown is hands.shown.form)
    field = hands.field("Ilgums")
    assert field.told == "Laukā “Ilgums” skaitlis ir ārpus atļautā."
    assert field.isAncestorOf(hands.focused()), "the cursor stands in the refused field"
    assert "ierakstu sūtīs vēlreiz" in hands.strip
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hands.write("07:00")
    hands.save()
    hands.until(lambda: hands.window.page is page)
    assert "sūta vēlreiz" in hands.strip
    assert attention.open_items(context) == []
    assert value_of(context, "phone_consultation", record, "duration_s") == 420
    assert "ins" in [row["kind"] for row in captured(context.store, record)]
    hands.until(lambda: not page.refused.is_there)


def test_leaving_the_correction_leaves_the_refusal(open_window: OpenWindow, context: Context) -> None:
    refused_call(context)
    hands = open_window()
    page = today_of(hands)
    walk_to(hands, page.refused)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.page is hands.page("phone_consultation"))
    hands.until(lambda: hands.shown.shown is hands.shown.form)
    hands.window.go_to("today")
    hands.settle()
    assert page.refused.is_there
    assert len(attention.open_items(context)) == 1


def test_a_refusal_can_be_given_up_with_a_reason(open_window: OpenWindow, context: Context) -> None:
    record = refused_call(context)
    hands = open_window()
    page = today_of(hands)
    page.look_at(open_matters(context)[0])
    assert [row.line.words for row in page.panel.choices.rows] == [
        "Labot un sūtīt vēlreiz",
        "Sūtīt vēlreiz, kā ir",
        "Atteikties no šīs izmaiņas",
        "Atvērt ierakstu",
    ]
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.write("ievadīts divreiz")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: not attention.open_items(context))
    hands.until(lambda: not page.refused.is_there)
    assert value_of(context, "phone_consultation", record, "status") == "voided"
    assert hands.strip.startswith("Izmaiņa atsaukta")


def test_what_nobody_here_can_mend_is_explained(open_window: OpenWindow, context: Context) -> None:
    record = records.save(context, "phone_consultation", call()).id
    refuse(context, record, field="zzz", code="field-unknown", outcome="parked")
    hands = open_window()
    page = today_of(hands)
    walk_to(hands, page.refused)
    hands.press(Qt.Key.Key_Return)
    assert page.panel.isVisible()
    assert "pēc atjaunināšanas krātuve to pieņems pati" in page.panel.told
    hands.press(Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    assert hands.focused() is page.refused.rows[0]


@pytest.mark.parametrize(("steps", "channel"), [(0, "IN_PERSON"), (1, "EMAIL")])
def test_of_two_values_a_person_chooses_one(
    open_window: OpenWindow, context: Context, steps: int, channel: str
) -> None:
    record = disputed_visit(context, field="channel", value="EMAIL")
    hands = open_window()
    page = today_of(hands)
    walk_to(hands, page.disputed)
    hands.press(Qt.Key.Key_Return)
    rows = page.panel.choices.texts
    assert rows[:2] == [
        "Rāda tagad, Klātienē, Atstāt, Ievadīts šajā datorā",
        "Otrs, E-pasts, Ņemt šo, Ievadīts citā datorā",
    ]
    for _ in range(steps):
        hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    if steps:
        hands.write("pareizi ir e-pastā")
        hands.press(Qt.Key.Key_Return)
    hands.until(lambda: not attention.open_items(context))
    assert value_of(context, "visit", record, "channel") == channel
    hands.until(lambda: not page.disputed.is_there)


def test_personal_values_are_shown_only_for_a_purpose(open_window: OpenWindow, context: Context) -> None:
    disputed_visit(context, field="note", value="otra piezīme", note="mana piezīme")
    hands = open_window()
    page = today_of(hands)
    walk_to(hands, page.disputed)
    hands.press(Qt.Key.Key_Return)
    assert [row.line.words for row in page.panel.choices.rows[:2]] == [MASK, MASK]
    hands.push("Rādīt personas datus", within=page.panel)
    hands.write("strīds")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: page.panel.choices.rows[0].line.words == "mana piezīme")
    assert page.panel.choices.rows[1].line.words == "otra piezīme"
    assert all_rows(context.store, tables.access_log)[-1]["purpose"] == "strīds"


def test_an_incident_is_read_and_closed(open_window: OpenWindow, context: Context) -> None:
    marks.fork(context.store)
    hands = open_window()
    page = today_of(hands)
    walk_to(hands, page.told)
    hands.press(Qt.Key.Key_Return)
    assert "sākta jauna dokumentu sērija" in page.panel.told
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: not page.told.is_there)
    assert attention.open_items(context) == []


def test_a_supervisor_names_what_clerks_wrote_in_their_own_words(
    open_window: OpenWindow, context: Context
) -> None:
    for _ in range(2):
        lines = {"visit_service": [line(service_text="Pensijas apliecība", institution_id=None)]}
        records.save(context, "visit", visit(), lines)
    hands = open_window()
    page = today_of(hands)
    walk_to(hands, page.unnamed)
    hands.press(Qt.Key.Key_Return)
    assert page.mapping.texts.texts == ["Pensijas apliecība, 2 reizes"]
    hands.press(Qt.Key.Key_Return)
    hands.save()
    assert page.mapping.isVisible()
    assert page.mapping.told.endswith("vārdi paliks. Izvēlieties pakalpojumu no saraksta.")
    hands.write("slimibas pabalsts")
    hands.press(Qt.Key.Key_Return)
    hands.save()
    hands.until(lambda: not page.unnamed.is_there)
    assert "Laboti ieraksti: 2" in hands.strip
    assert all(row["service_id"] for row in registered(context.store, "visit_service"))


def test_a_clerk_is_not_asked_to_name_services(open_window: OpenWindow, context: Context) -> None:
    lines = {"visit_service": [line(service_text="Pensijas apliecība", institution_id=None)]}
    records.save(context, "visit", visit(), lines)
    hands = open_window()
    page = today_of(hands)
    assert page.unnamed.is_there
    page.set_actor(accounts.act_as(context.store, CLERK).actor)
    hands.settle()
    assert not page.unnamed.is_there


def test_what_the_exchange_brings_is_seen_without_a_save(open_window: OpenWindow, context: Context) -> None:
    record = records.save(context, "phone_consultation", call(duration_s=5)).id
    hands = open_window()
    page = today_of(hands)
    assert not page.refused.is_there
    refuse(context, record, field="duration_s", code="range")
    hands.window.badge.refresh()
    hands.until(lambda: page.refused.is_there)


def stopped_mass_change(context: Context) -> int:
    """Let the central store tell that 60 visits were voided elsewhere; return how many are stopped."""
    feed = Feed(context.store)
    made = [new_id() for _ in range(60)]
    feed.apply(*(feed.set("visit", record, a_foreign_visit(context)) for record in made))
    told = {"status": "voided", "void_reason": "kļūda"}
    voids = [feed.set("visit", record, told, do="void", y="kļūda", w=clock.now_ms()) for record in made]
    stopped = feed.apply(*voids, head=voids[-1].c).stopped
    assert stopped is not None
    brakes.note_stopped(context.store, count=stopped, head=voids[-1].c)
    return stopped


def test_a_supervisor_lets_a_stopped_mass_change_pass_with_a_reason(
    open_window: OpenWindow, context: Context
) -> None:
    count = stopped_mass_change(context)
    hands = open_window()
    page, asked = today_of(hands), []
    page.sync_asked.connect(lambda: asked.append(True))
    assert f"anulēti vai dzēsti neparasti daudz ierakstu ({count})" in page.told.texts[0]
    walk_to(hands, page.told)
    hands.press(Qt.Key.Key_Return)
    assert "tikai tad pārņemiet" in page.panel.told
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)  # no reason yet
    (before,) = all_rows(context.store, tables.sync_state)
    assert before["mass_change_allowed"] is None
    hands.write("Centrs slēgts, ieraksti anulēti ar rīkojumu")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: "Izmaiņa atļauta" in hands.strip)
    hands.until(lambda: not page.told.is_there)
    (state,) = all_rows(context.store, tables.sync_state)
    assert state["mass_change_allowed"] == state["mass_change_head"]
    (kept,) = all_rows(context.store, tables.incident)
    assert json.loads(kept["detail"]) == {
        "count": count,
        "by": context.actor.id.hex,
        "reason": "Centrs slēgts, ieraksti anulēti ar rīkojumu",
    }
    assert kept["settled_at"] is not None
    assert asked == [True]


def test_a_clerk_is_told_of_a_stopped_mass_change_and_whom_to_call(context: Context) -> None:
    stopped_mass_change(context)
    clerk = accounts.act_as(context.store, CLERK)
    (matter,) = open_matters(clerk)
    assert not matter.may_allow
    assert "Sauciet vadītāju" in matter.advice
    with pytest.raises(Refused, match="drīkst veikt tikai"):
        attention.allow_mass_change(clerk, "gribu")
    with pytest.raises(Refused, match="vajag iemeslu"):
        attention.allow_mass_change(context, "  ")
