"""This file is the place where it is looked at how widgets stand to each other, and to what is in sight.

Each check returns what is wrong in words; tests/ui/test_accessibility.py gives every one a widget it must not pass.
"""

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QScrollArea, QWidget

from tests.ui.seen import told, within

_COLUMN = 150
"""The width of the narrowest column of a window: the sidebar on a small screen."""

_LABEL_INSET = 8
"""How much further to the left than its label an input may begin that stands below it."""

_SLACK = 2
"""Pixels by which two may lean apart: rounding of fonts."""


def parted(root: QWidget) -> list[str]:
    """Return labels whose input begins the row below: nobody sees what the input is for."""
    return [
        f"{told(label)} stands a row above {told(label.buddy())}"
        for label in within(root, QLabel)
        if isinstance(label, QLabel) and label.buddy() is not None and _is_parted(label, label.buddy(), root)
    ]


def _is_parted(label: QLabel, part: QWidget, root: QWidget) -> bool:
    if not (label.isVisible() and part.isVisible() and root.isAncestorOf(part)):
        return False
    words, place = _place(label, root), _place(part, root)
    return place.top() >= words.bottom() and place.left() + _SLACK < words.left() - _LABEL_INSET


def lost(root: QWidget) -> list[str]:
    """Return where the keyboard is, if that is scrolled out of sight."""
    here: QWidget | None = root.focusWidget()
    area = _scrolled_by(here) if here is not None else None
    if here is None or area is None or not here.isVisible() or isinstance(here, QScrollArea):
        return []
    shown = here.visibleRegion().boundingRect()
    if isinstance(here, QAbstractItemView) and here.currentIndex().isValid():
        at = here.viewport().mapTo(here, here.visualRect(here.currentIndex()).center())
        is_shown = shown.contains(at)
    else:
        is_shown = shown.height() >= min(here.height(), area.viewport().height())
    return [] if is_shown else [f"{told(here)} has the keyboard out of sight"]


def out_of_order(root: QWidget) -> list[str]:
    """Go once round with Tab and return the steps against reading: up, or back in the row.

    A column to the right may start at its top.
    """
    window = root.window()
    stops: list[QWidget] = []
    while window.focusNextPrevChild(True):
        now = QApplication.focusWidget()
        if now is None or now in stops:
            break
        stops.append(now)
    first = min(range(len(stops)), key=lambda each: _reading(_place(stops[each], window)), default=0)
    return [
        f"{told(before)} → {told(after)}"
        for before, after in pairwise([*stops[first:], *stops[:first]])
        if _against(*_places(before, after, window))
    ]


def _places(before: QWidget, after: QWidget, root: QWidget) -> tuple[QRect, QRect]:
    """Return where two widgets stand to each other: what is scrolled is compared with the rest by its scroll area."""
    if _scrolled_by(before) is _scrolled_by(after):
        return _place(before, root), _place(after, root)
    held_before, held_after = _scrolled_by(before) or before, _scrolled_by(after) or after
    if held_before.isAncestorOf(held_after) or held_after.isAncestorOf(held_before):
        return _place(before, root), _place(after, root)
    return _place(held_before, root), _place(held_after, root)


def _scrolled_by(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _place(widget: QWidget, root: QWidget) -> QRect:
    """Return where a widget stands in its window, as if nothing were scrolled."""
    at = widget.mapTo(root, QPoint(0, 0))
    area = _scrolled_by(widget)
    while area is not None:
        at += QPoint(area.horizontalScrollBar().value(), area.verticalScrollBar().value())
        area = _scrolled_by(area)
    return QRect(at, widget.size())


def _reading(place: QRect) -> tuple[int, int]:
    return place.left() // _COLUMN, place.top()


def _against(before: QRect, after: QRect) -> bool:
    if after.left() >= before.right():
        return False
    same_row = before.top() < after.center().y() < before.bottom()
    return after.bottom() <= before.top() or (same_row and after.right() <= before.left())
