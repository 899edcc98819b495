"""This file is the place where a tree of widgets is looked over as a person sees, hears and tabs through it.

Each check returns what is wrong in words; tests/ui/test_accessibility.py gives every one a widget it must not pass.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QToolButton,
    QWidget,
)

from kacdesk.ui.shell.page_tree import PageTree

FOCUSABLE = (
    QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox,
)  # fmt: skip
TYPED_INTO = (QComboBox, QLineEdit, QPlainTextEdit, QAbstractSpinBox)
LATVIAN_ONLY = re.compile("[āčēģīķļņšūž]", re.IGNORECASE)
_COLUMN = 150
"""The width of the narrowest column of a window: the sidebar on a small screen."""

_BESIDE_TITLE = 20
"""The least that a row of the sidebar needs beside its icon and its words."""

_SLACK = 2
"""Pixels by which letters may lean over their box: rounding of fonts."""


def told(widget: QObject) -> str:
    """Return how a widget is named in a failure."""
    words = getattr(widget, "text", lambda: "")()
    name = widget.accessibleName() if isinstance(widget, QWidget) else ""
    return f"{type(widget).__name__} “{words or name}”"


def within(root: QWidget, kind: type[QWidget] | tuple[type[QWidget], ...]) -> Iterator[QWidget]:
    """Yield the widgets of a kind that are in sight."""
    for widget in _shown(root):
        if isinstance(widget, kind) and widget.width() > 0:
            yield widget


def _shown(root: QWidget) -> Iterator[QWidget]:
    """Yield what is below a widget and not hidden: without going into the many pages that are not looked at."""
    for child in root.children():
        if isinstance(child, QWidget) and not child.isHidden():
            yield child
            yield from _shown(child)


def _is_part(widget: QWidget) -> bool:
    """Say whether a widget is a part of another control, which carries the name: the line of a choice, a header."""
    above = widget.parent()
    while isinstance(above, QWidget):
        if isinstance(above, QAbstractSpinBox):
            return True
        if isinstance(above, QComboBox):
            return not isinstance(widget, QLineEdit)
        if isinstance(above, QLineEdit) and isinstance(widget, QToolButton):
            return True
        above = above.parent()
    return isinstance(widget, QHeaderView)


def nameless(root: QWidget) -> list[str]:
    """Return what can be focused and says nothing to a screen reader."""
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__} has no spoken name"
        for widget in within(root, FOCUSABLE)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not _is_part(widget)
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
    ]


def unlabelled(root: QWidget) -> list[str]:
    """Return what is typed into without words beside it that are tied to it, and signs that nothing explains.

    A search line carries its words inside: a sign and a placeholder.
    """
    buddies = {label.buddy() for label in _shown(root) if isinstance(label, QLabel)}
    bare = [
        f"{told(widget)} in {type(widget.parent()).__name__} has no label"
        for widget in within(root, TYPED_INTO)
        if not (_is_part(widget) or _in_choice(widget) or _is_search(widget))
        and not _labelled(widget, buddies)
    ]
    unexplained = [
        f"{told(widget)} in {type(widget.parent()).__name__} is a sign without a tip"
        for widget in _shown(root)
        if isinstance(widget, QAbstractButton) and _is_sign(widget) and not widget.toolTip()
    ]
    return bare + unexplained


def _is_sign(button: QAbstractButton) -> bool:
    """Say whether a button that can be focused shows no words, neither its own nor in a layout of its own."""
    wordless = not button.text() and button.layout() is None and not isinstance(button, QCheckBox)
    return wordless and button.focusPolicy() is not Qt.FocusPolicy.NoFocus and not _is_part(button)


def _labelled(widget: QWidget, buddies: set[QWidget]) -> bool:
    """Say whether a label belongs to a widget, or to what hands its focus on to it."""
    own: QWidget | None = widget
    while own is not None:
        if own in buddies:
            return True
        above = own.parentWidget()
        own = above if above is not None and above.focusProxy() is own else None
    return False


def _in_choice(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit) and isinstance(widget.parent(), QComboBox)


def _is_search(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit) and bool(widget.actions()) and bool(widget.placeholderText())


def cut(root: QWidget) -> list[str]:
    """Return words that have less room than they take; a shortened button must tell the whole in its tip."""
    return [f"{told(widget)} is cut: {why}" for widget, why in _cut(root) if why]


def _cut(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    for widget in within(
        root, (QLabel, QPushButton, QCheckBox, QComboBox, QScrollArea, QListWidget, PageTree, QHeaderView)
    ):
        match widget:
            case QLabel():
                yield widget, _cut_label(widget)
            case QPushButton():
                yield widget, _cut_button(widget)
            case QCheckBox():
                yield widget, _less(widget.width(), widget.sizeHint().width())
            case QComboBox():
                yield widget, _cut_choice(widget)
            case QScrollArea():
                over = widget.horizontalScrollBar().maximum()
                yield widget, f"{over} px to the side of what is in sight" if over > _SLACK else ""
            case QListWidget():
                yield widget, _cut_items(widget)
            case PageTree():
                yield widget, _cut_rows(widget)
            case QHeaderView():
                yield widget, _cut_headings(widget)
        if isinstance(widget, QLabel | QPushButton):
            yield widget, _outside(widget, root)


def _less(room: int, needed: int) -> str:
    return f"{room} px for {needed}" if room + _SLACK < needed else ""


def _plain(words: str) -> str:
    if "<" not in words:
        return words
    document = QTextDocument()
    document.setHtml(words)
    return document.toPlainText()


def _cut_label(label: QLabel) -> str:
    if not label.text():
        return ""
    if not label.wordWrap():
        return _less(label.width(), label.sizeHint().width()) or _less(
            label.height(), label.sizeHint().height()
        )
    room = label.contentsRect().width()
    longest = max(
        (label.fontMetrics().horizontalAdvance(word) for word in _plain(label.text()).split()), default=0
    )
    return _less(room, longest) or _less(label.height(), label.heightForWidth(label.width()))


def _cut_button(button: QPushButton) -> str:
    if not button.text() or button.layout() is not None:
        return ""
    if button.text().endswith("…") and button.toolTip():
        return ""
    return _less(button.width(), button.sizeHint().width())


def _cut_choice(choice: QComboBox) -> str:
    words = choice.currentText()
    if not words or choice.isEditable() or choice.toolTip() == words:
        return ""
    return _less(choice.width(), choice.fontMetrics().horizontalAdvance(words) + 24)


def _cut_items(items: QListWidget) -> str:
    over = items.horizontalScrollBar().maximum()
    if over > _SLACK:
        return f"{over} px to the side of what is in sight"
    for row in range(items.count()):
        item = items.item(row)
        room = items.visualItemRect(item).width() - (
            items.iconSize().width() if not item.icon().isNull() else 0
        )
        pieces = item.text().split() if items.wordWrap() else [item.text()]
        needed = max((items.fontMetrics().horizontalAdvance(piece) for piece in pieces), default=0)
        if (why := _less(room, needed)) and not item.isHidden():
            return f"“{item.text()}” {why}"
    return ""


def _cut_rows(tree: PageTree) -> str:
    """Return which title of a page has no room: a word that is too long, or more lines than its row is high."""
    over = tree.horizontalScrollBar().maximum()
    if over > _SLACK:
        return f"{over} px to the side of what is in sight"
    beside = tree.iconSize().width() + _BESIDE_TITLE
    for item in tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive):
        room = tree.visualItemRect(item)
        if room.height() <= 0:
            continue  # folded away
        metrics = QFontMetrics(item.font(0)) if item.font(0).bold() else tree.fontMetrics()
        longest = max(metrics.horizontalAdvance(word) for word in item.text(0).split())
        if why := _less(room.width() - beside, longest):
            return f"“{item.text(0)}” {why}"
    return ""


def _cut_headings(header: QHeaderView) -> str:
    if header.orientation() is not Qt.Orientation.Horizontal or header.model() is None:
        return ""
    for section in range(header.count()):
        words = str(header.model().headerData(section, Qt.Orientation.Horizontal) or "")
        needed = max((header.fontMetrics().horizontalAdvance(line) for line in words.split("\n")), default=0)
        if not header.isSectionHidden(section) and (why := _less(header.sectionSize(section), needed)):
            return f"“{words}” {why}"
    return ""


def _outside(widget: QWidget, root: QWidget) -> str:
    """Say that a widget leans out to the side of what holds it; down below is what scrolling is for."""
    above = widget.parentWidget()
    while above is not None and above is not root.parentWidget():
        left = widget.mapTo(above, QPoint(0, 0)).x()
        if left + widget.width() > above.width() + _SLACK and above.width() > 0:
            return f"{left + widget.width() - above.width()} px outside of {type(above).__name__}"
        above = above.parentWidget() if not above.isWindow() else None
    return ""


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


def words_of(root: QWidget, *, hidden: bool) -> Iterator[str]:
    """Yield every word of the program in sight or spoken: not what stands in rows, which are data.

    With `hidden` also those of what is there and not shown now.
    """
    yield root.windowTitle()
    for widget in root.findChildren(QWidget) if hidden else _shown(root):
        if not (isinstance(widget, QLabel) and widget.accessibleName() == _plain(widget.text())):
            yield widget.accessibleName()
        yield widget.toolTip()
        match widget:
            case QLabel() if widget.property("part") not in ("value", "line", "record", "person"):
                yield _plain(widget.text())
            case QAbstractButton():
                yield widget.text()
            case QLineEdit():
                yield widget.placeholderText()
            case QComboBox():
                yield from (widget.itemText(place) for place in range(widget.count()))
            case QHeaderView() if (
                widget.model() is not None and widget.orientation() is Qt.Orientation.Horizontal
            ):
                yield from (
                    str(widget.model().headerData(section, Qt.Orientation.Horizontal) or "")
                    for section in range(widget.count())
                )
            case PageTree():
                yield from widget.titles


def untranslated(root: QWidget, data: set[str], *, hidden: bool = False) -> list[str]:
    """Return words that are still Latvian, but for those of the data themselves; with `hidden` also out of sight."""
    known = sorted(data, key=len, reverse=True)
    found = []
    for words in {each for each in words_of(root, hidden=hidden) if LATVIAN_ONLY.search(each)}:
        left = words
        for each in known:
            left = left.replace(each, "")
        if LATVIAN_ONLY.search(left):
            found.append(words)
    return sorted(set(found))
