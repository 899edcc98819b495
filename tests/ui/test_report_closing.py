"""This file is the place where a report is closed, opened again and signed in the window, by the supervisor only."""

import hashlib
import zipfile
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from kacdesk.core import clock
from kacdesk.figures.period import Period, Span
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.services.reporting import closing, writing
from kacdesk.ui.report.page import ReportsPage
from tests.helpers.desk import CLERK, line, visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands

WAITS_S = 4
"""A closing gives up waiting for the save after that, so that a test which fails ends."""


def _month() -> Period:
    return Period.of(clock.today_riga()).previous()


def _at(day_of_month: int) -> datetime:
    day = _month().first_day + timedelta(days=day_of_month - 1)
    return clock.from_riga(datetime.combine(day, time(10, 30)))


def _visit(context: Context, day: int) -> None:
    records.save(context, "visit", visit(started_at=_at(day)), {"visit_service": [line(kind="APPLICATION")]})


@pytest.fixture
def kept(context: Context) -> Context:
    """Keep two visits in the last whole month."""
    for day in (2, 3):
        _visit(context, day)
    return context


def _page(hands: Hands) -> ReportsPage:
    hands.press(Qt.Key.Key_M, CTRL)
    page = hands.window.page
    assert isinstance(page, ReportsPage)
    return _counted(hands, page)


def _counted(hands: Hands, page: ReportsPage) -> ReportsPage:
    hands.settle()
    hands.until(lambda: page.figures is not None and page.front.sheet.is_made)
    hands.settle()
    return page


def _close(hands: Hands, page: ReportsPage) -> None:
    page.front.closing.close_button.click()
    hands.push("Slēgt", within=page.front.closing)
    _counted(hands, page)


def _offered(page: ReportsPage) -> set[str]:
    return {
        each.text()
        for each in page.front.closing.findChildren(QPushButton)
        if each.isVisibleTo(page.front.closing)
    }


def _titles(page: ReportsPage) -> list[str]:
    return page.front.sheet.titles


def test_a_month_is_closed_and_stays_as_it_was_closed(kept: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = _page(hands)
    assert page.front.closing.words.text() == "Atvērts."
    _close(hands, page)
    state = closing.state(kept, _month())
    assert state.closing is not None
    assert "1. redakcija" in page.front.closing.words.text()
    assert state.closing.hash in page.front.closing.hash.text().replace(" ", "")
    _visit(kept, 5)
    hands.press(Qt.Key.Key_F5)
    _counted(hands, page)
    assert page.figures is not None
    assert page.figures.summary.visits == 2
    hands.push("Rādīt, kā skaita tagad", within=page.front.closing)
    _counted(hands, page)
    assert page.figures.summary.visits == 3
    assert "šī brīža skaitļi" in page.front.closing.words.text()
    hands.push("Rādīt noslēgto", within=page.front.closing)
    _counted(hands, page)
    assert page.figures.summary.visits == 2


def test_who_saves_does_not_wait_while_a_month_is_closed(
    kept: Context, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, draw, waited = Event(), writing.drawn, []

    def drawn(*asked: Any) -> bytes:
        waited.append(saved.wait(WAITS_S))
        return draw(*asked)

    monkeypatch.setattr(closing, "drawn", drawn)
    hands = open_window()
    page = _page(hands)
    page.front.closing.close_it()
    job = hands.jobs.run(page, records.save, "visit", visit(), {"visit_service": [line()]})
    job.then(lambda _saved: saved.set())
    hands.until(lambda: closing.state(kept, _month()).closing is not None)
    _counted(hands, page)
    assert waited == [True]


def test_closing_is_asked_once_more_and_can_be_left(kept: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = _page(hands)
    page.front.closing.close_button.click()
    assert page.front.closing.confirm.isVisible()
    hands.press(Qt.Key.Key_Escape)
    assert not page.front.closing.confirm.isVisible()
    assert hands.window.page is page
    assert closing.state(kept, _month()).closing is None


def test_opening_again_needs_a_reason_and_closing_again_makes_the_next_edition(
    kept: Context, open_window: OpenWindow
) -> None:
    hands = open_window()
    page = _page(hands)
    _close(hands, page)
    page.front.closing.reopen_button.click()
    hands.push("Atvērt", within=page.front.closing)
    assert closing.state(kept, _month()).closing is not None
    hands.write("Saņemti nokavēti ieraksti")
    hands.press(Qt.Key.Key_Return)
    _counted(hands, page)
    assert closing.state(kept, _month()).closing is None
    assert "Saņemti nokavēti ieraksti" in page.front.closing.editions.text()
    _close(hands, page)
    assert "2. redakcija" in page.front.closing.words.text()


def test_what_changes_in_a_closed_month_stands_in_the_next_report_and_opens_its_rows(
    kept: Context, open_window: OpenWindow
) -> None:
    hands = open_window()
    page = _page(hands)
    _close(hands, page)
    _visit(kept, 7)
    page.front.choice.after.click()
    _counted(hands, page)
    titles = [title for title in _titles(page) if title.startswith("Labojumi par")]
    assert len(titles) == 2
    grid = next(each for each in page.front.sheet.grids if each.figures.table.title == titles[0])
    came = {each.title: each.cells[0].opens for each in grid.figures.table.lines}
    assert came["Apmeklējumi"] == 1
    assert came["Apmeklējumi"] is not None
    assert len(came["Apmeklējumi"].rows) == 1


def test_the_paper_of_a_closed_month_is_the_one_that_was_closed(
    kept: Context, open_window: OpenWindow, tmp_path: Path
) -> None:
    hands = open_window()
    page = _page(hands)
    _close(hands, page)
    out = tmp_path / "noslegts.pdf"
    page.save_to(out)
    hands.until(lambda: not page.waiting.is_on)
    state = closing.state(kept, _month())
    assert state.closing is not None
    assert hashlib.sha256(out.read_bytes()).hexdigest() == state.closing.paper_hash


def test_a_signed_container_is_kept_beside_the_closed_month_and_its_hash_is_shown(
    kept: Context, open_window: OpenWindow, tmp_path: Path
) -> None:
    hands = open_window()
    page = _page(hands)
    _close(hands, page)
    container = tmp_path / "parskats.asice"
    with zipfile.ZipFile(container, "w") as file:
        file.writestr("parskats.pdf", closing.closed_paper(kept, _month()))
        file.writestr("META-INF/signatures0.xml", "<paraksts-paraugs/>")
    page.front.closing.signed.add(container)
    _counted(hands, page)
    digest = hashlib.sha256(container.read_bytes()).hexdigest()
    told = [each.text().replace(" ", "") for each in page.front.closing.signed.labels]
    assert any(digest in words for words in told)
    out = tmp_path / "atpakal.asice"
    offered: list[list[str]] = []
    page.said.connect(lambda _text, _tone, acts: offered.append([words for words, _act in acts]))
    page.front.closing.signed.save_to(page.front.closing.signed.files[0], out)
    hands.settle()
    assert offered == [["Atvērt datni", "Atvērt mapi"]]
    assert out.read_bytes() == container.read_bytes()


def test_a_signed_file_without_the_closed_paper_is_kept_only_when_the_supervisor_says_so(
    kept: Context, open_window: OpenWindow, tmp_path: Path
) -> None:
    hands = open_window()
    page = _page(hands)
    _close(hands, page)
    other = tmp_path / "cits.pdf"
    other.write_bytes(b"%PDF-1.7\nparaugs\n")
    page.front.closing.signed.add(other)
    hands.settle()
    assert page.front.closing.signed.anyway.isVisible()
    assert not page.front.closing.signed.files
    hands.push("Glabāt tik un tā", within=page.front.closing)
    _counted(hands, page)
    files = page.front.closing.signed.files
    assert [file.holds_paper for file in files] == [False]
    assert any("nav atrasts" in each.text() for each in page.front.closing.signed.labels)


def test_a_clerk_sees_the_state_and_is_offered_nothing_to_close(
    kept: Context, open_window: OpenWindow
) -> None:
    hands = open_window()
    page = _page(hands)
    assert {"Slēgt mēnesi …"} == _offered(page)
    page.set_actor(next(each for each in accounts.staff(kept.store) if each.name == CLERK))
    page.count()
    _counted(hands, page)
    assert page.front.closing.words.text() == "Atvērts."
    assert _offered(page) == set()


def test_only_months_quarters_and_years_that_are_over_are_closed(hands: Hands) -> None:
    page = _page(hands)
    for span in (Span.DAY, Span.WEEK):
        page.choose(Period.of(_month().first_day, span))
        _counted(hands, page)
        assert not page.front.closing.isVisible()
    page.choose(Period.of(clock.today_riga()))
    _counted(hands, page)
    assert "nav beidzies" in page.front.closing.words.text()
    assert _offered(page) == set()
