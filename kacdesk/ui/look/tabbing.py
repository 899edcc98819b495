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
        stops = list(reading_order(window)) if window is not None else []
        now = QApplication.focusWidget()
        if not stops:
            return False
        if now in stops:
            target = stops[(stops.index(now) + (1 if forward else -1)) % len(stops)]
        else:
            target = stops[0 if forward else -1]
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True


def reading_order(root: QWidget) -> Iterator[QWidget]:
    """Yield what Tab stops at within a widget, in the order in which it is laid out."""
    for child in _children(root):
        if not child.isVisible() or child.isWindow():
            continue
        if _stops(child):
            yield child
            if isinstance(child, _ONE_CONTROL):
                continue
        yield from reading_order(child)


def _stops(widget: QWidget) -> bool:
    tabbed = Qt.FocusPolicy.TabFocus.value
    return bool(widget.focusPolicy().value & tabbed) and widget.isEnabled() and widget.focusProxy() is None


def _children(widget: QWidget) -> list[QWidget]:
    """Return the widgets right below one: those of its layout in its order, then the others from above to below."""
    layout = widget.layout()
    placed = list(_laid_out(layout)) if layout is not None else []
    known = set(placed)
    others = [child for child in widget.children() if isinstance(child, QWidget) and child not in known]
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
