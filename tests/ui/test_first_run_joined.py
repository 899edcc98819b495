"""The first start with an enrolment code, against a real central store: admitted, refused, without a line."""

import socket
from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from kacdesk.central import admin
from kacdesk.central.database import Database
from kacdesk.central.desks import list_desks
from kacdesk.core import clock
from kacdesk.services.overview import overview
from kacdesk.services.people import accounts
from kacdesk.store import marks
from kacdesk.ui.first_run.step import line_of
from kacdesk.wire.tickets import new_ticket, ticket_text
from tests.helpers.desk import registered
from tests.helpers.thread_server import Served
from tests.sync.conftest import ticket
from tests.ui.first_run_hands import (
    Pages,
    begin,
    central,
    central_data,
    exchange,
    is_empty,
    opened_pages,
    pages,
)

__all__ = ["central", "central_data", "opened_pages", "pages"]


def test_enrolled_the_code_tells_the_point_and_the_desk_is_known_there(
    pages: Pages, central: Served, central_data: Database
) -> None:
    pages.join(central.url, ticket(central_data, "VILAKA"))
    dialog = pages.dialog
    assert pages.is_at(dialog.point), dialog.step.told
    assert dialog.point.point().code == "VILAKA"
    assert not dialog.point.choice.isVisible()
    assert is_empty(pages.folder)
    pages.go_through()
    store = pages.make()
    assert overview(store).enrolled
    assert overview(store).point == "VILAKA"
    exchange(store)
    assert overview(store).unsent == 0
    with central_data.whole() as connection:
        [desk] = list_desks(connection, now_ms=clock.now_ms(), point="VILAKA")
    assert desk.device == str(marks.read_state(store).device)


def test_a_second_desk_of_the_point_does_not_double_its_people(
    opened_pages: list[Pages], qtbot: QtBot, tmp_path: Path, central: Served, central_data: Database
) -> None:
    first = begin(opened_pages, tmp_path / "one", qtbot)
    first.join(central.url, ticket(central_data))
    first.go_through("Paraugs Vaditajs")
    exchange(first.make())

    second = begin(opened_pages, tmp_path / "two", qtbot)
    second.join(central.url, ticket(central_data))
    assert "tieši tāpat" in second.dialog.people.words.text()
    second.go_through("paraugs vaditajs")
    store = second.make()
    assert [person.name for person in accounts.staff(store)] == ["Paraugs Vaditajs"]
    assert len(registered(store, "deadline_rule")) == len(registered(first.make(), "deadline_rule"))


def test_a_mistyped_code_is_told_before_anything_is_sent(pages: Pages) -> None:
    pages.join("https://kac.example.invalid", "ABCDE-12345")
    assert pages.dialog.step.told.startswith("Kodā ir pārrakstīšanās kļūda.")
    assert pages.is_at(pages.dialog.start)


def test_an_address_that_is_not_safe_is_refused(pages: Pages) -> None:
    pages.join("http://kac.example.invalid", ticket_text(new_ticket()))
    assert "https" in pages.dialog.step.told


def test_a_code_that_admits_nobody_and_one_used_elsewhere_are_told_and_mended(
    opened_pages: list[Pages], qtbot: QtBot, tmp_path: Path, central: Served, central_data: Database
) -> None:
    code = ticket(central_data)
    first = begin(opened_pages, tmp_path / "one", qtbot)
    first.join(central.url, code)
    assert first.is_at(first.dialog.point)
    second = begin(opened_pages, tmp_path / "two", qtbot)
    for wrong in (ticket_text(new_ticket()), code):
        second.join(central.url, wrong)
        assert second.dialog.step.told.startswith("Pieteikšanas kods nav derīgs vai ir jau izlietots.")
    second.join(central.url, ticket(central_data))
    assert second.is_at(second.dialog.point)


def test_an_out_of_date_code_is_told(pages: Pages, central: Served, central_data: Database) -> None:
    with central_data.whole() as connection:
        long_ago = clock.now_ms() - 10 * 24 * 3_600_000
        old = ticket_text(admin.issue_ticket(connection, "BALVI", now_ms=long_ago))
    pages.join(central.url, old)
    assert pages.dialog.step.told.startswith("Pieteikšanas kods nav derīgs")


def test_without_a_line_the_code_stays_good_and_is_asked_for_once_only(
    pages: Pages, central: Served, central_data: Database
) -> None:
    code = ticket(central_data)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        dead = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    pages.join(dead, code)
    assert "Nav savienojuma ar centrālo krātuvi." in pages.dialog.step.told
    assert "kods paliek derīgs" in pages.dialog.step.told
    pages.join(central.url, code)
    assert pages.is_at(pages.dialog.point)
    central.stop()
    pages.dialog.go_back()
    pages.enter()
    assert pages.is_at(pages.dialog.point)


def test_the_same_desk_may_ask_again_with_the_same_code(
    pages: Pages, central: Served, central_data: Database
) -> None:
    code = ticket(central_data)
    pages.join(central.url, code)
    pages.dialog.go_back()
    pages.join(f"{central.url}/", code)
    assert pages.is_at(pages.dialog.point)


def test_the_window_goes_on_while_the_central_store_is_silent(pages: Pages, qtbot: QtBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = pages.dialog.start
        start.joined.setChecked(True)
        line_of(start.address).setText(f"http://127.0.0.1:{silent.getsockname()[1]}")
        line_of(start.code).setText(ticket_text(new_ticket()))
        pages.dialog.go_on()
        ticks: list[int] = []
        timer = QTimer()
        timer.timeout.connect(lambda: ticks.append(1))
        timer.start(10)
        qtbot.waitUntil(lambda: len(ticks) > 20)
        timer.stop()
        assert not pages.dialog.next_button.isEnabled()
        assert pages.dialog.told == "Sazinās ar centrālo krātuvi …"
        assert pages.dialog.leave_button.isEnabled()
    pages.until_quiet()
    assert pages.is_at(start)
