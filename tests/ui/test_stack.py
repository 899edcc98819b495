"""Pages that share one room: only the one that is shown is asked for its size, drawn and typed into."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFocusEvent, QHideEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.stack import Stack
from kacdesk.ui.look.tabbing import ReadsInOrder
from kacdesk.ui.shell.page import Page


class Asked(QWidget):
    """A page that counts how often its size is asked for."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.asked = 0
        self._width = width

    def sizeHint(self) -> QSize:  # noqa: N802 -- Qt names it
        self.asked += 1
        return QSize(self._width, 50)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 -- Qt names it
        self.asked += 1
        return QSize(self._width, 50)


def test_the_hidden_pages_have_no_say_and_are_not_asked(qtbot: QtBot) -> None:
    stack, small, wide = Stack(), Asked(100), Asked(900)
    qtbot.addWidget(stack)
    stack.addWidget(small)
    stack.addWidget(wide)
    stack.show()
    wide.asked = 0
    assert stack.sizeHint().width() == stack.minimumSizeHint().width() == 100
    assert wide.asked == 0
    stack.setCurrentWidget(wide)
    small.asked = 0
    assert stack.sizeHint().width() == stack.minimumSizeHint().width() == 900
    assert small.asked == 0


def test_a_page_gets_all_the_room_there_is(qtbot: QtBot) -> None:
    stack, small, wide = Stack(), Asked(100), Asked(200)
    qtbot.addWidget(stack)
    stack.addWidget(small)
    stack.addWidget(wide)
    stack.resize(640, 480)
    stack.show()
    stack.setCurrentWidget(wide)
    assert wide.size() == stack.size() == QSize(640, 480)


def test_an_empty_stack_has_a_size(qtbot: QtBot) -> None:
    stack = Stack()
    qtbot.addWidget(stack)
    assert stack.sizeHint() is not None
    assert stack.minimumSizeHint() is not None


class Line(QLineEdit):
    """A field that counts how often the keyboard came to it."""

    came = 0

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 -- Qt names it
        self.came += 1
        super().focusInEvent(event)


class Room(ReadsInOrder, QWidget):
    """A window with a field of its own above two pages with two fields each."""

    def __init__(self) -> None:
        super().__init__()
        self.above, self.stack = Line(), Stack()
        box = QVBoxLayout(self)
        box.addWidget(self.above)
        box.addWidget(self.stack)
        self.pages = [self._page(), self._page()]

    def _page(self) -> tuple[QWidget, Line, Line]:
        page, lines = QWidget(), (Line(), Line())
        box = QVBoxLayout(page)
        for line in lines:
            box.addWidget(line)
        self.stack.addWidget(page)
        return page, *lines


def _room(qtbot: QtBot) -> Room:
    room = Room()
    qtbot.addWidget(room)
    with qtbot.waitExposed(room):
        room.show()
        room.activateWindow()
    return room


def test_the_keyboard_goes_straight_to_where_it_was_last_on_a_page(qtbot: QtBot) -> None:
    room = _room(qtbot)
    (one, first, second), (two, third, fourth) = room.pages
    second.setFocus()
    room.above.came = first.came = 0
    room.stack.setCurrentWidget(two)
    assert QApplication.focusWidget() is third
    fourth.setFocus()
    room.stack.setCurrentWidget(one)
    assert QApplication.focusWidget() is second
    room.stack.setCurrentWidget(two)
    assert QApplication.focusWidget() is fourth
    assert (room.above.came, first.came, third.came) == (0, 0, 1)


def test_the_keyboard_waits_for_whoever_puts_it_somewhere(qtbot: QtBot) -> None:
    room = _room(qtbot)
    (_one, first, _second), (two, third, fourth) = room.pages
    first.setFocus()
    room.stack.turn_to(two)
    fourth.setFocus()
    room.stack.pass_keyboard_on()
    assert QApplication.focusWidget() is fourth
    assert third.came == 0


def test_a_keyboard_that_was_elsewhere_stays_there(qtbot: QtBot) -> None:
    room = _room(qtbot)
    room.above.setFocus()
    room.stack.setCurrentWidget(room.pages[1][0])
    assert QApplication.focusWidget() is room.above


def test_what_is_on_the_pages_may_draw_itself_while_they_change(qtbot: QtBot) -> None:
    """To forbid it, and allow it again, Qt went through everything that is on any of the pages."""
    forbidden: list[bool] = []

    class Leaving(QWidget):
        def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 -- Qt names it
            super().hideEvent(event)
            forbidden.append(not other.updatesEnabled())

    stack, page, other = Stack(), Leaving(), QWidget()
    qtbot.addWidget(stack)
    stack.addWidget(page)
    stack.addWidget(other)
    stack.show()
    stack.setCurrentWidget(other)
    assert forbidden == [False]
    assert stack.updatesEnabled()


def test_a_page_is_in_its_window_from_the_first(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    with Page.made_in(home):
        assert Page("a", "A").parentWidget() is home
    alone = Page("b", "B")
    qtbot.addWidget(alone)
    assert alone.parentWidget() is None
