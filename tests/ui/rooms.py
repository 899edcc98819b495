"""This file is the place where every page and dialog of the window is gone into, one after another.

Pages are found in the window's own list and dialogs among the classes there are, so that a new one is looked at
without a line here; `tests/ui/test_accessibility.py` fails for a dialog that nobody opens.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QStackedWidget, QWidget

from kacdesk.core import clock
from kacdesk.core.text import t
from kacdesk.figures.period import Period, Span
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.attachments.panel import AttachmentsPanel
from kacdesk.ui.first_run.step import Step
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.report.page import ReportsPage
from kacdesk.ui.shell.page import Page
from kacdesk.ui.shell.week_page import WeekPage
from tests.ui.hands import Hands

_TURNS = 5
"""Turns of the event loop after which a step of the first start stands as it stays."""

JOURNALS = ("visit", "phone_consultation", "received_document")
"""What other records are linked to, rather than chosen from a list."""


def rooms(hands: Hands, *, every_register: bool) -> Iterator[tuple[str, QWidget]]:
    """Yield name and root of everything a person can be shown, in the state in which it is shown.

    The pages of registers are one kind of widget over descriptions: those that together have every trait of a
    description are gone into wholly. With `every_register` the list and the form of each of the others are, too.
    """
    window = hands.window
    registers = {spec.name: spec for spec in window.desk.pages}
    wholly = with_every_trait(registers.values())
    for name in window.pages:
        if name in registers and name not in wholly and not every_register:
            continue
        page = window.pages[name]
        window.go_to(name)
        hands.settle()
        if isinstance(page, ReportsPage):
            _wait_for_figures(hands, page)
        yield name, window
        if isinstance(page, RegisterPage):
            yield from _of_register(hands, name, page) if name in wholly else _form_of(hands, name, page)
        elif isinstance(page, ReportsPage):
            yield from _of_report(hands, page)
    guide = window.help_dialog()
    guide.appear()
    hands.settle()
    yield "help", guide
    guide.close()
    window.show_go_to()
    hands.settle()
    yield "go to", window.go_to_dialog
    window.go_to_dialog.reject()
    window.badge.open_panel()
    yield from _dialogs(hands, "exchange")
    window.guard.lock()
    hands.settle()
    yield "locked", window


def with_every_trait(registers: Iterable[RegisterSpec]) -> set[str]:
    """Return registers that have between them everything that makes one page of a register look unlike another."""
    seen: set[object] = set()
    chosen = set()
    for spec in registers:
        traits = _traits(spec)
        if not traits <= seen:
            chosen.add(spec.name)
            seen |= traits
    return chosen


def _traits(spec: RegisterSpec) -> set[object]:
    flags = {
        "lines": bool(spec.children),
        "sections": any(each.section for each in spec.fields),
        "asked only when": any(each.when is not None for each in spec.fields),
        "numbered": spec.numbered,
        "supervised": spec.supervised,
        "clocks": bool(spec.clocks),
        "dated": spec.dated is not None,
        "counted": spec.counted_from is not None,
        "refers to a journal": any((each.refers_to or "") in JOURNALS for each in spec.entered),
    }
    return {
        spec.direction,
        *(each.kind for each in spec.entered),
        *(name for name, has in flags.items() if has),
    }


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
        sheet = pages.currentWidget()
        assert isinstance(sheet, QScrollArea)
        step = sheet.widget()
        assert isinstance(step, Step)
        step.enter()
        for _ in range(_TURNS):
            QApplication.processEvents()
        yield f"first start, step {place + 1}", first_run


def _of_register(hands: Hands, name: str, page: RegisterPage) -> Iterator[tuple[str, QWidget]]:
    if page.list.table.ids:
        page.open(page.list.table.ids[0])
        hands.settle()
        yield f"{name}: record", hands.window
        hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        yield from _dialogs(hands, f"{name}: paper")
        if page.view.files is not None and page.view.files.files:
            yield from _files(hands, f"{name}: file", page.view.files)
        page.correct()
        hands.settle()
        if page.is_writable:
            yield f"{name}: correction", hands.window
    yield from _form_of(hands, name, page)
    if page.is_writable:
        hands.window.new(name)
        page.save()
        hands.settle()
        yield f"{name}: form with problems", hands.window
        hands.window.strip.clear()
        page.form.throw_away()
    page.back_to_list()
    hands.settle()
    page.list.take_out()
    yield from _dialogs(hands, f"{name}: taken out")


def _of_report(hands: Hands, page: ReportsPage) -> Iterator[tuple[str, QWidget]]:
    """Yield the figures of this month, the rows of one and the paper, and every kind of period there is to choose."""
    for span in Span:
        page.choose(Period.of(clock.today_riga(), span))
        _wait_for_figures(hands, page)
        yield f"report: {span}", hands.window
    assert page.figures is not None
    page.open_figure(t("Apmeklējumi"), page.figures.summary.visits)
    hands.settle()
    yield "report: rows", hands.window
    page.back()
    page.show_paper()
    hands.until(lambda: page.paper.pages.is_drawn)
    yield "report: paper", hands.window
    page.back()
    page.choose(Period.of(clock.today_riga()).previous())
    _wait_for_figures(hands, page)
    page.front.closing.close_button.click()
    hands.settle()
    yield "report: closing", hands.window
    page.back()


def _wait_for_figures(hands: Hands, page: ReportsPage) -> None:
    """Wait until the tables, which are made one after another, all stand there and have their places."""
    hands.until(lambda: page.figures is not None and page.front.sheet.is_made)
    hands.settle()


def _form_of(hands: Hands, name: str, page: RegisterPage) -> Iterator[tuple[str, QWidget]]:
    """Yield the form of a new record."""
    if page.is_writable:
        hands.window.new(name)
        hands.settle()
        yield f"{name}: form", hands.window
        page.form.throw_away()
        page.back_to_list()


def _files(hands: Hands, name: str, panel: AttachmentsPanel) -> Iterator[tuple[str, QWidget]]:
    """Yield what is opened from the files of a record."""
    panel.open_for(panel.files[0], "pārbaude")
    hands.settle()
    yield from _dialogs(hands, name)
    panel.set_folder()
    yield from _dialogs(hands, f"{name}: scanner")


def kinds(parent: type[QWidget]) -> set[type[QWidget]]:
    """Return the classes of ours below a class of Qt's."""
    return {
        kind
        for child in parent.__subclasses__()
        for kind in (child, *kinds(child))
        if kind.__module__.startswith("kacdesk.")
    }


def page_kinds() -> set[type[QWidget]]:
    """Return every kind of page there is, without what pages only have in common."""
    return kinds(Page) - {WeekPage}


def dialog_kinds() -> set[type[QWidget]]:
    """Return every kind of dialog there is."""
    return kinds(QDialog)
