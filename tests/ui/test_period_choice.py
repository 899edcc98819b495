"""This file is the place where the choice of a period is held to showing the period whole, between its arrows."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kacdesk.figures.period import Span
from kacdesk.ui.report.period_choice import PeriodChoice

_SMALL = 440
"""What a page has for it in the smallest window there is."""


_TURNS = 5
"""Turns of the event loop in which layouts within layouts come to rest."""


@pytest.fixture
def choice(qtbot: QtBot) -> PeriodChoice:
    """Return the choice in as much room as a page of the smallest window gives it."""
    made = PeriodChoice()
    qtbot.addWidget(made)
    made.resize(_SMALL, 200)
    made.show()
    return made


def _choose(choice: PeriodChoice, span: Span) -> None:
    choice.span.setCurrentIndex(choice.span.findData(str(span)))
    choice.span.activated.emit(choice.span.currentIndex())
    for _ in range(_TURNS):
        QApplication.processEvents()


def _down(choice: PeriodChoice, part: QWidget) -> int:
    return part.mapTo(choice, QPoint(0, part.height() // 2)).y()


@pytest.mark.parametrize("span", [each for each in Span if each is not Span.FREE])
def test_both_arrows_stand_in_the_row_of_what_they_change(choice: PeriodChoice, span: Span) -> None:
    _choose(choice, span)
    [shown] = [each for each in (choice.which, choice.day) if each.isVisible()]
    assert abs(_down(choice, choice.before) - _down(choice, shown)) <= 2
    assert abs(_down(choice, choice.after) - _down(choice, shown)) <= 2


def test_each_arrow_of_a_free_period_stands_beside_a_day(choice: PeriodChoice) -> None:
    _choose(choice, Span.FREE)
    assert abs(_down(choice, choice.before) - _down(choice, choice.since)) <= 2
    assert abs(_down(choice, choice.after) - _down(choice, choice.until)) <= 2
    assert (
        max(each.mapTo(choice, QPoint(each.width(), 0)).x() for each in (choice.after, choice.since))
        <= _SMALL
    )


@pytest.mark.parametrize("span", [Span.MONTH, Span.QUARTER, Span.YEAR])
def test_the_period_chosen_is_read_whole(choice: PeriodChoice, span: Span) -> None:
    """The list is filled anew for each kind, with longer words than those it was first shown with."""
    _choose(choice, span)
    assert choice.which.shown_text() == choice.which.currentText() != ""
