"""This file is the place where a tree of widgets is looked over as a person sees, hears and tabs through it.

Each check returns what is wrong in words; tests/ui/test_accessibility.py gives every one a widget it must not pass.
"""

import re
from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
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
    delegate = tree.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    margin = tree.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, tree) + 1
    for item in tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive):
        option = QStyleOptionViewItem()
        tree.initViewItemOption(option)
        delegate.initStyleOption(option, tree.indexFromItem(item))
        option.rect = tree.visualItemRect(item)
        if option.rect.height() <= 0:
            continue  # folded away
        place = tree.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, tree)
        longest = max(option.fontMetrics.horizontalAdvance(word) for word in item.text(0).split())
        if (
            place.width() - 2 * margin <= longest
        ):  # without a pixel to spare a screen of another scale cuts it
            return f"“{item.text(0)}” {place.width() - 2 * margin} px for {longest}"
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
