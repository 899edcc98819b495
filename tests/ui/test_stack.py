"""Pages that share one room: only the one that is shown is asked for its size."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kacdesk.ui.look.stack import Stack


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
