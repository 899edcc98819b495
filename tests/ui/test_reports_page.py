"""This file is the place where a period is counted, opened figure by figure, looked at and taken out in the window."""

import csv
import json
import resource
import signal
import weakref
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from kacdesk.core.clock import today_riga
from kacdesk.figures.period import Period, Span
from kacdesk.figures.plain import counts
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.ui.report import taking
from kacdesk.ui.report.grid import FigureGrid
from kacdesk.ui.report.page import ReportsPage
from kacdesk.ui.report.tiles import Tile
from tests.helpers.desk import call, line, visit
from tests.ui.conftest import OpenWindow
from tests.ui.hands import CTRL, Hands


def _page(hands: Hands) -> ReportsPage:
    """Open the page by its key and count this month."""
    hands.press(Qt.Key.Key_M, CTRL)
    page = hands.window.page
    assert isinstance(page, ReportsPage)
    page.choose(Period.of(today_riga()))
    _counted(hands, page)
    return page


def _counted(hands: Hands, page: ReportsPage) -> None:
    hands.until(lambda: page.figures is not None and page.figures.period == page.front.choice.period)
    hands.until(lambda: page.front.sheet.is_made)
    hands.settle()


def _grid(page: ReportsPage, title: str) -> FigureGrid:
    return next(grid for grid in page.front.sheet.grids if grid.figures.table.title == title)


def _shown(grid: FigureGrid, line: str, head: str) -> str:
    table = grid.figures.table
    row = [each.title for each in table.lines].index(line)
    index = grid.figures.index(row, table.heads.index(head))
    return str(grid.figures.data(index))


@pytest.fixture
def kept(context: Context) -> Context:
    """Keep two visits with services and a call."""
    records.save(context, "visit", visit(), {"visit_service": [line(kind="APPLICATION", quantity=3)]})
    records.save(context, "visit", visit(), {"visit_service": [line()]})
    records.save(context, "phone_consultation", call())
    return context


def test_tables_that_nobody_sees_are_made_when_the_page_is_shown_again(kept: Context, hands: Hands) -> None:
    page = _page(hands)
    whole = len(page.front.sheet.grids)
    hands.window.go_to("today")
    page.choose(Period.of(today_riga()).previous())
    hands.until(lambda: page.figures is not None and page.figures.period == page.front.choice.period)
    hands.settle()
    assert len(page.front.sheet.grids) <= 1
    assert not page.front.sheet.is_made
    hands.window.go_to("reports")
    _counted(hands, page)
    assert 1 < len(page.front.sheet.grids) <= whole


def test_the_last_whole_month_is_counted_when_the_page_is_opened(hands: Hands) -> None:
    hands.press(Qt.Key.Key_M, CTRL)
    page = hands.window.page
    assert isinstance(page, ReportsPage)
    _counted(hands, page)
    assert page.figures is not None
    assert page.figures.period == Period.of(today_riga()).previous()
    told = [each.text() for each in page.front.sheet.findChildren(QLabel)]
    assert any("nekas nav reģistrēts" in words for words in told)


def test_figures_of_the_paper_stand_on_the_page(kept: Context, open_window: OpenWindow) -> None:
    page = _page(open_window())
    assert _shown(_grid(page, "Pieteikumi un konsultācijas pa iestādēm"), "VSAA", "Pieteikumi") == "3"
    assert _shown(_grid(page, "Kanāli"), "Klātienē", "Apmeklējumi") == "2"
    assert _shown(_grid(page, "Tālruņa konsultācijas"), "Kopā", "Kopā") == "1"
    tiles = {each.accessibleName().partition(":")[0] for each in page.front.sheet.findChildren(Tile)}
    assert {"Pieteikumi", "Konsultācijas", "Apmeklējumi"} <= tiles


def test_every_kind_of_period_can_be_chosen_and_gone_on_from(kept: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = _page(hands)
    choice = page.front.choice
    today = today_riga()
    for span in Span:
        choice.span.setCurrentIndex(choice.span.findData(str(span)))
        choice.span.activated.emit(choice.span.currentIndex())
        if span is Span.FREE:
            choice.since.set_value(today - timedelta(days=9))
            choice.until.set_value(today)
            choice.until.line.editingFinished.emit()
        shown = choice.period
        assert shown.span is span
        choice.after.click()
        assert choice.period == shown.following()
        choice.before.click()
        assert choice.period == shown
        _counted(hands, page)
        figures = page.figures
        assert figures is not None
        assert figures.period == shown
        assert figures.summary.visits == (2 if today in shown else 0)


def test_a_period_that_ends_before_it_begins_is_not_counted(hands: Hands) -> None:
    page = _page(hands)
    page.front.choice.span.setCurrentIndex(page.front.choice.span.findData("free"))
    page.front.choice.span.activated.emit(page.front.choice.span.currentIndex())
    before = page.front.choice.period
    page.front.choice.since.set_value(today_riga())
    page.front.choice.until.set_value(today_riga() - timedelta(days=2))
    page.front.choice.until.line.editingFinished.emit()
    assert page.front.choice.period == before
    assert any("pirms tā sākuma" in each.text() for each in page.front.choice.findChildren(QLabel))


def test_a_figure_is_walked_to_and_opens_exactly_its_rows_and_a_row_its_record(
    kept: Context, open_window: OpenWindow
) -> None:
    hands = open_window()
    page = _page(hands)
    grid = _grid(page, "Pieteikumi un konsultācijas pa iestādēm")
    grid.setFocus()
    row = [each.title for each in grid.figures.table.lines].index("VSAA")
    for _ in range(row):
        hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: bool(page.rows.rows))
    hands.settle()
    told = page.rows.model.told[0]
    assert told is not None
    assert [each.weight for each in page.rows.rows] == [3]
    assert told.weight == 3
    assert told.opens[0] == "visit"
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert hands.shown is hands.page("visit")
    opened = hands.page("visit").view.opened
    assert opened is not None
    assert opened.id == told.opens[1]
    hands.press(Qt.Key.Key_M, CTRL)
    assert page.rows.isVisible()
    hands.press(Qt.Key.Key_Escape)
    assert not page.rows.isVisible()
    assert hands.window.page is page


def test_every_figure_of_the_report_stands_on_the_page_and_opens_its_rows(
    kept: Context, open_window: OpenWindow
) -> None:
    records.save(
        kept,
        "visit",
        visit(channel="EMAIL"),
        {"visit_service": [line(kind="E_SERVICE_CONSULT"), line(kind="E_ADDRESS_CONSULT")]},
    )
    page = _page(open_window())
    cells = [
        cell for grid in page.front.sheet.grids for each in grid.figures.table.lines for cell in each.cells
    ]
    shown = [cell.opens for cell in cells if cell.opens is not None]
    assert page.figures is not None
    figures = counts(page.figures)
    told = {key: count for key, count in figures.items() if count.rows}
    assert len(told) > 25
    assert [key for key, count in told.items() if count.rows not in {each.rows for each in shown}] == []
    to_come = {f"days.{day.day}" for day in page.figures.days if day.day > page.figures.as_of}
    assert len(shown) >= len([key for key in figures if key.rpartition(".")[0] not in to_come])


def test_the_rows_of_a_figure_hold_no_personal_data_and_are_saved_as_a_file(
    context: Context, open_window: OpenWindow, tmp_path: Path
) -> None:
    records.save(
        context, "visit", visit(customer_name="Izdomātais Klients"), {"visit_service": [line(quantity=2)]}
    )
    hands = open_window()
    page = _page(hands)
    assert page.figures is not None
    page.open_figure("Apmeklējumi: 1", page.figures.summary.visits)
    hands.until(lambda: bool(page.rows.rows))
    hands.settle()
    told = page.rows.model.told[0]
    assert told is not None
    assert "Klātienē" in told.about
    assert "Klients" not in told.about
    out = tmp_path / "rindas.csv"
    page.rows.save_to(out)
    hands.settle()
    assert "rindas.csv" in hands.strip
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["id"] for row in rows] == [str(each.id) for each in page.rows.rows]
    assert "Klients" not in out.read_text(encoding="utf-8-sig")


def test_the_paper_is_looked_at_page_by_page(kept: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = _page(hands)
    page.show_paper()
    pages = page.paper.pages
    hands.until(lambda: pages.is_drawn)
    assert pages.pages > 1
    assert pages.page == 0
    hands.press(Qt.Key.Key_PageDown)
    assert pages.page == 1
    hands.press(Qt.Key.Key_End)
    assert pages.page == pages.pages - 1
    hands.press(Qt.Key.Key_1)
    hands.until(lambda: pages.is_drawn)
    assert pages.percent == 100
    wide = pages.percent
    hands.press(Qt.Key.Key_Plus)
    assert pages.percent > wide
    assert page.paper.page_words.text().endswith(f"no {pages.pages}")
    hands.press(Qt.Key.Key_Escape)
    assert page.front.sheet.isVisible()


def test_the_report_is_written_as_what_its_name_says(
    kept: Context, open_window: OpenWindow, tmp_path: Path
) -> None:
    hands = open_window()
    page = _page(hands)
    for ending in (".pdf", ".xlsx", ".csv", ".json"):
        out = tmp_path / f"parskats{ending}"
        page.save_to(out)
        hands.until(lambda: not page.waiting.is_on)
        assert out.name in hands.strip
        _holds_the_report(out)


def _holds_the_report(out: Path) -> None:
    ending = out.suffix
    if ending == ".pdf":
        assert "Pārskats par" in pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()
    elif ending == ".xlsx":
        assert zipfile.is_zipfile(out)
    elif ending == ".csv":
        assert "summary.applications" in out.read_text(encoding="utf-8-sig")
    else:
        assert json.loads(out.read_text(encoding="utf-8"))["summary"]["applications"] == 3


def test_the_paper_is_printed_page_by_page(kept: Context, open_window: OpenWindow, tmp_path: Path) -> None:
    hands = open_window()
    page = _page(hands)
    page.show_paper()
    hands.until(lambda: page.paper.pages.is_drawn)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    out = tmp_path / "izdruka.pdf"
    printer.setOutputFileName(str(out))
    page.print_on(printer)
    hands.until(lambda: not page.waiting.is_on)
    assert len(pypdfium2.PdfDocument(out)) == page.paper.pages.pages
    assert "printerim" in hands.strip


def test_the_printer_lives_for_as_long_as_it_is_asked_which_one(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt's dialog works on a printer that it does not own: without one the whole program ends."""
    alive: list[bool] = []

    class Asked(QDialog):
        def __init__(self, printer: QPrinter, page: QWidget) -> None:
            super().__init__(page)
            self._printer = weakref.ref(printer)

        def exec(self) -> int:
            alive.append(self._printer() is not None)
            return 0

    monkeypatch.setattr(taking, "QPrintDialog", Asked)
    _page(hands).taking.ask_printer(b"")
    assert alive == [True]


def test_a_place_that_cannot_be_written_is_told_and_nothing_breaks(hands: Hands, tmp_path: Path) -> None:
    page = _page(hands)
    blocked = tmp_path / "nav mape"
    blocked.write_text("")
    page.save_to(blocked / "parskats.pdf")
    hands.settle()
    assert "Mape" in hands.strip
    assert page.front.save_button.isEnabled()
    folder = tmp_path / "parskats.pdf"
    folder.mkdir()
    page.save_to(folder)
    hands.settle()
    assert "parskats.pdf" in hands.strip
    assert folder.is_dir()
    page.save_to(tmp_path / "parskats.doc")
    hands.settle()
    assert ".doc" in hands.strip
    assert ".xlsx" in hands.strip


@contextmanager
def _room(most_bytes: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_told_and_leaves_no_half_of_a_file(hands: Hands, tmp_path: Path) -> None:
    page = _page(hands)
    page.show_paper()
    hands.until(lambda: page.pdf is not None)
    out = tmp_path / "parskats.pdf"
    with _room(4096):
        page.save_to(out)
        hands.until(lambda: not page.waiting.is_on)
    assert "nepietiek vietas" in hands.strip
    assert list(tmp_path.glob("*parskats*")) == []


def test_a_workbook_that_is_given_up_leaves_no_file(
    kept: Context, open_window: OpenWindow, tmp_path: Path
) -> None:
    hands = open_window()
    page = _page(hands)
    out = tmp_path / "parskats.xlsx"
    page.save_to(out)
    page.waiting.give_up()
    hands.settle()
    assert list(tmp_path.glob("*parskats*")) == []
    assert page.front.save_button.isEnabled()


def test_what_is_given_up_comes_back_unheard(kept: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = _page(hands)
    page.front.choice.choose(Period.of(today_riga(), Span.YEAR))
    page.waiting.give_up()
    hands.settle()
    assert page.figures is None
    assert not page.front.save_button.isEnabled()
    hands.press(Qt.Key.Key_F5)
    _counted(hands, page)
    assert page.front.save_button.isEnabled()


def test_contacts_that_came_meanwhile_are_counted_when_the_page_is_opened_again(
    kept: Context, open_window: OpenWindow
) -> None:
    hands = open_window()
    page = _page(hands)
    hands.window.go_to("visit")
    records.save(kept, "visit", visit(), {"visit_service": [line()]})
    hands.settle()
    hands.press(Qt.Key.Key_M, CTRL)
    _counted(hands, page)
    assert page.figures is not None
    assert page.figures.summary.visits == 3


def test_the_arrows_bring_a_figure_into_sight(kept: Context, open_window: OpenWindow) -> None:
    hands = open_window()
    page = _page(hands)
    last = page.front.sheet.grids[-1]
    last.setFocus()
    QTest.keyClick(last, Qt.Key.Key_Down)
    assert not last.visibleRegion().isEmpty()
