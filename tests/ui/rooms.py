"""This file is the place where every page and dialog of the window is gone into, one after another.

Pages are found in the window's own list and dialogs among the classes there are, so that a new one is looked at
without a line here; `tests/ui/test_accessibility.py` fails for a dialog that nobody opens.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QStackedWidget, QWidget

from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.shell.page import Page
from tests.ui.hands import Hands


def rooms(hands: Hands) -> Iterator[tuple[str, QWidget]]:
    """Yield name and root of everything a person can be shown, in the state in which it is shown."""
    window = hands.window
    for name, page in window.pages.items():
        window.go_to(name)
        hands.settle()
        yield name, window
        if isinstance(page, RegisterPage):
            yield from _of_register(hands, name, page)
    for words, dialog in (("month", window.monthly_dialog()), ("help", window.help_dialog())):
        dialog.resize(min(dialog.width(), window.width()), min(dialog.height(), window.height()))
        dialog.show()
        hands.settle()
        yield words, dialog
        dialog.close()
    window.badge.open_panel()
    yield from _dialogs(hands, "exchange")
    window.guard.lock()
    hands.settle()
    yield "locked", window


def _dialogs(hands: Hands, name: str) -> Iterator[tuple[str, QWidget]]:
    """Yield the dialogs that are open, and close them."""
    hands.settle()
    for each in QApplication.topLevelWidgets():
        if isinstance(each, QDialog) and each.isVisible():
            yield name, each
            each.close()
    hands.settle()


def steps(first_run: QDialog) -> Iterator[tuple[str, QWidget]]:
    """Yield the steps of the first start."""
    pages = first_run.findChild(QStackedWidget)
    assert pages is not None
    for place in range(pages.count()):
        pages.setCurrentIndex(place)
        QApplication.processEvents()
        yield f"first start, step {place + 1}", first_run


def _of_register(hands: Hands, name: str, page: RegisterPage) -> Iterator[tuple[str, QWidget]]:
    if page.list.table.ids:
        page.open(page.list.table.ids[0])
        hands.settle()
        yield f"{name}: record", hands.window
        if any(each.isVisibleTo(page) and "Ctrl+P" in each.text() for each in page.findChildren(QPushButton)):
            hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
            yield from _dialogs(hands, f"{name}: paper")
        page.correct()
        hands.settle()
        if page.is_writable:
            yield f"{name}: correction", hands.window
    if page.is_writable:
        hands.window.new(name)
        hands.settle()
        yield f"{name}: form", hands.window
        page.save()
        hands.settle()
        yield f"{name}: form with problems", hands.window
        hands.window.strip.clear()
        page.form.throw_away()
    page.back_to_list()
    hands.settle()


def kinds(parent: type[QWidget]) -> set[type[QWidget]]:
    """Return the classes of ours below a class of Qt's."""
    return {
        kind
        for child in parent.__subclasses__()
        for kind in (child, *kinds(child))
        if kind.__module__.startswith("kacdesk.")
    }


def page_kinds() -> set[type[QWidget]]:
    """Return every kind of page there is."""
    return kinds(Page)


def dialog_kinds() -> set[type[QWidget]]:
    """Return every kind of dialog there is."""
    return kinds(QDialog)
