"""This file is the place where the rows of a list are held against the style's own, and stay put as records come."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.ui.look.theme import wear
from kacdesk.ui.register.list import RegisterList
from kacdesk.ui.register.row_changes import RowChanges, changes_between
from tests.helpers.desk import an_hour_ago, call
from tests.ui.conftest import OpenWindow
from tests.ui.drawn import by_the_style, points
from tests.ui.hands import Hands

START = timedelta(minutes=1)
TOPICS = (
    "Ābele",
    "Garš temats, kas savā ailē nekādi neietilpst, lai cik plats būtu logs, un tāpēc beigās ir daudzpunkte",
    "Viena rinda\nun otra",
    "",
    "Ēģiptē & <b>Ķīnā</b>\tciems",
)


@pytest.fixture
def normal_look() -> Iterator[None]:
    """Give the program its ordinary look back."""
    yield
    wear()


def _write_calls(context: Context, topics: tuple[str, ...]) -> list[UUID]:
    """Write calls a minute apart, the first one the newest, and return them in that order."""
    start, names = an_hour_ago(), records.read_references(context)
    with context.store.unit(context.actor.id) as unit:
        entries = [
            records.Entry(
                context, "phone_consultation", call(started_at=start - n * START, topic=topic), {}, names
            )
            for n, topic in enumerate(topics)
        ]
        return [records.write_new(context, unit, entry).id for entry in entries]


def _at_calls(hands: Hands) -> RegisterList:
    hands.window.resize(1366, 768)
    hands.window.go_to("phone_consultation")
    hands.settle()
    return hands.page("phone_consultation").list


def _points(rows: QTableView) -> list[int]:
    """Return the colour of every point of as many rows as there are topics, and of a strip below them."""
    return points(rows, len(TOPICS) + 1)


@pytest.mark.usefixtures("normal_look")
@pytest.mark.parametrize(("look", "letters"), [("light", "normal"), ("dark", "large")])
def test_a_list_is_drawn_and_measured_as_by_the_style(
    context: Context, open_window: OpenWindow, look: str, letters: str
) -> None:
    ids = _write_calls(context, TOPICS)
    records.void(context, "phone_consultation", ids[1], reason="Pārbaude")
    shown = _at_calls(open_window())
    wear(look=look, letters=letters)
    shown.rows.selectRow(2)
    plain = by_the_style(shown.rows)
    own = _points(shown.rows)
    assert own == _points(plain)
    plain.selectRow(0)
    assert own != _points(plain)
    cells = [(row, column) for row in range(len(TOPICS)) for column in range(shown.table.columnCount())]
    told = [cell for cell in cells if shown.table.cell(*cell)]
    measured = [shown.rows.cells.wanted(shown.table.cell(*cell)) for cell in told]
    assert measured == [plain.sizeHintForIndex(shown.table.index(*cell)).width() for cell in told]


def test_a_record_that_comes_leaves_marks_and_what_is_in_sight(
    context: Context, open_window: OpenWindow
) -> None:
    ids = _write_calls(context, tuple(f"Nr. {number}" for number in range(60)))
    hands = open_window()
    shown = _at_calls(hands)
    shown.rows.selectRow(30)
    shown.rows.scrollTo(shown.table.index(30, 0), shown.rows.ScrollHint.PositionAtTop)
    before = shown.rows.visualRect(shown.table.index(30, 0))
    assert before.top() == 0
    come = records.save(
        context, "phone_consultation", call(started_at=an_hour_ago() + START, topic="Jauns")
    ).id
    hands.until(lambda: shown.table.ids == [come, *ids])
    assert shown.rows.marked == [31]
    assert shown.rows.currentIndex().row() == 31
    assert shown.rows.visualRect(shown.table.index(31, 0)) == before
    shown.rows.scrollToTop()
    last = records.save(
        context, "phone_consultation", call(started_at=an_hour_ago() + 2 * START, topic="!")
    ).id
    hands.until(lambda: shown.table.ids == [last, come, *ids])
    assert shown.rows.rowAt(0) == 0, "whoever looks at the first rows sees what comes"


def test_a_record_voided_elsewhere_is_struck_where_it_stands(
    context: Context, open_window: OpenWindow
) -> None:
    ids = _write_calls(context, ("Ābele", "Bērzs", "Ceriņi"))
    hands = open_window()
    shown = _at_calls(hands)
    shown.rows.selectRow(2)
    before = _points(shown.rows)
    told: list[tuple[int, int]] = []
    shown.table.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    records.void(context, "phone_consultation", ids[1], reason="Pārbaude")
    hands.until(lambda: shown.table.is_voided(1))
    assert shown.rows.marked == [2]
    wide, high = shown.rows.horizontalHeader().length(), shown.rows.rowHeight(0)
    after = _points(shown.rows)
    changed = {place // wide // high for place, was in enumerate(before) if after[place] != was}
    assert changed == {1}
    assert told == [(1, 1)], "whoever hears the list is told of that row alone"


def test_a_record_is_marked_alone_even_while_ctrl_is_down(context: Context, open_window: OpenWindow) -> None:
    ids = _write_calls(context, ("Ābele", "Bērzs", "Ceriņi"))
    hands = open_window()
    shown = _at_calls(hands)
    shown.rows.selectAll()
    QTest.keyPress(hands.window.windowHandle(), Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    shown.select(ids[1])
    QTest.keyRelease(hands.window.windowHandle(), Qt.Key.Key_Control)
    assert shown.rows.marked == [1]
    assert shown.rows.currentIndex().row() == 1


@pytest.mark.usefixtures("normal_look")
def test_columns_grow_with_the_letters(context: Context, open_window: OpenWindow) -> None:
    _write_calls(context, TOPICS)
    hands = open_window()
    shown = _at_calls(hands)
    before = shown.rows.columnWidth(0)
    wear(letters="large")
    hands.until(lambda: shown.rows.columnWidth(0) > before)
    wear()
    hands.until(lambda: shown.rows.columnWidth(0) == before)


def test_another_search_begins_at_its_first_row(context: Context, open_window: OpenWindow) -> None:
    _write_calls(context, ("Ābele", "Bērzs viens", "Bērzs otrs"))
    hands = open_window()
    shown = _at_calls(hands)
    shown.rows.selectRow(2)
    shown.table.search("bērzs")
    hands.until(lambda: shown.table.rowCount() == 2)
    assert shown.rows.currentIndex().row() == 0


ONE, TWO, THREE, FOUR = (UUID(int=number) for number in range(1, 5))


def test_rows_that_stay_are_told_from_those_that_go_and_come() -> None:
    assert changes_between([ONE, TWO, THREE], [FOUR, ONE, TWO]) == RowChanges(((2, 2),), ((0, 0),))
    assert changes_between([ONE, TWO, THREE, FOUR], [TWO]) == RowChanges(((2, 3), (0, 0)), ())
    assert changes_between([ONE, TWO], [ONE, TWO]) == RowChanges((), ())


def test_rows_that_changed_places_begin_anew() -> None:
    assert changes_between([ONE, TWO], [TWO, ONE]) is None
    assert changes_between([ONE, TWO], [THREE, FOUR]) is None
