"""This file is the place where Tab goes from one thing to the next as a person reads: by the layout, not by history.

Qt follows the order in which widgets were made; whatever is added later (a line, a chip, a filter) would come last.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QGridLayout, QLayout, QWidget

_ONE_CONTROL = (QComboBox, QAbstractSpinBox)
"""Controls made of several widgets that take the keyboard as one."""


class ReadsInOrder:
    """Mixed into a window or dialog, before Qt's class."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on to the next thing in reading order, from the last to the first; called by Qt for Tab and Shift+Tab."""
        window = self if isinstance(self, QWidget) else None
        if window is None:
            return False
        now = QApplication.focusWidget()
        if now is not None and _is_stop_of(window, now):
            ahead = _beyond(window, now, forward=forward)
        else:
            ahead = reading_order(window, forward=forward)
        target = next(ahead, None)
        if target is None:
            return False
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True


def reading_order(root: QWidget, *, forward: bool = True) -> Iterator[QWidget]:
    """Yield what Tab stops at within a widget, in the order in which it is laid out, or from the last to the first."""
    children = _children(root)
    for child in children if forward else reversed(children):
        yield from _with_inside(child, forward=forward)


def _with_inside(widget: QWidget, *, forward: bool) -> Iterator[QWidget]:
    """Yield a widget if Tab stops there, and what it stops at within it."""
    if not widget.isVisible() or widget.isWindow():
        return
    stops = _stops(widget)
    if stops and forward:
        yield widget
    if not (stops and isinstance(widget, _ONE_CONTROL)):
        yield from reading_order(widget, forward=forward)
    if stops and not forward:
        yield widget


def _beyond(root: QWidget, now: QWidget, *, forward: bool) -> Iterator[QWidget]:
    """Yield the stops after one, or before it, and then those from the other end: only what is near is looked at."""
    if forward and not isinstance(now, _ONE_CONTROL):
        yield from reading_order(now)
    inner = now
    while inner is not root:
        around = inner.parentWidget()
        if around is None:
            return
        children = _children(around)
        place = children.index(inner)
        for child in children[place + 1 :] if forward else reversed(children[:place]):
            yield from _with_inside(child, forward=forward)
        if not forward and around is not root and _stops(around):
            yield around
        inner = around
    yield from reading_order(root, forward=forward)


def _is_stop_of(root: QWidget, widget: QWidget) -> bool:
    """Say whether Tab stops at a widget of this window."""
    if not root.isAncestorOf(widget) or not widget.isVisible() or not _stops(widget):
        return False
    around = widget.parentWidget()
    while around is not None and around is not root:
        if isinstance(around, _ONE_CONTROL) and _stops(around):
            return False
        around = around.parentWidget()
    return True


def _stops(widget: QWidget) -> bool:
    tabbed = Qt.FocusPolicy.TabFocus.value
    return bool(widget.focusPolicy().value & tabbed) and widget.isEnabled() and widget.focusProxy() is None


def _children(widget: QWidget) -> list[QWidget]:
    """Return the widgets right below one: those of its layout in its order, then the others from above to below.

    Only widgets are asked for: for the first child of another kind PySide would make ready every class it has.
    """
    layout = widget.layout()
    placed = list(_laid_out(layout)) if layout is not None else []
    known = set(placed)
    below = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    others = [child for child in below if child not in known]
    return [*placed, *sorted(others, key=lambda child: (child.y(), child.x()))]


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in _places(layout):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _places(layout: QLayout) -> Iterable[int]:
    """Return the items of a layout as they are read; a grid's by rows, in whatever order they were put in."""
    if not isinstance(layout, QGridLayout):
        return range(layout.count())
    cells = {place: layout.getItemPosition(place) for place in range(layout.count())}
    return sorted(cells, key=lambda place: cells[place][:2])  # type: ignore[index]  # a tuple, not the stub's object
