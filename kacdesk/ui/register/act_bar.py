"""This file is the place where it stands as buttons what can be done with the record that is shown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from kacdesk.core.text import t
from kacdesk.services.record_acts import Act as RecordAct
from kacdesk.services.record_acts import Acts
from kacdesk.ui.look.buttons import main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.shell.shortcuts import KEYS, Act

STEP_KEY, ONWARD_KEY, PAPER_KEY = KEYS[Act.STEP].sequence, KEYS[Act.ONWARD].sequence, "Ctrl+P"
_MOST_PAPERS = 3
"""More papers than this stand in a menu; steps always have buttons, for there are seldom more."""

Do = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Item:
    """A button. `menu` is what it opens, words → act · `kept` it stays one where there is little room."""

    words: str
    sign: str
    do: Do | None = None
    menu: tuple[tuple[str, Do], ...] = ()
    main: bool = False
    kept: bool = False


class ActBar(QWidget):
    """The buttons: steps first, the next one as the main button; then the correction, what is begun from it, papers.

    Signals: `step_asked(str)`, `paper_asked(str)`, `onward_asked(str)` by name · `correction_asked()` ·
    `void_asked()` · `reveal_asked()` personal data are to be shown · `slip_asked()` and `stamp_asked()` the papers
    every contact and every document has.
    """

    step_asked = Signal(str)
    paper_asked = Signal(str)
    onward_asked = Signal(str)
    correction_asked = Signal()
    void_asked = Signal()
    reveal_asked = Signal()
    slip_asked = Signal()
    stamp_asked = Signal()

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._acts = Acts()
        self._writable = self._slip = self._stamp = self._hides = self._narrow = False
        self._buttons: list[QPushButton] = []
        self._row = Flow(self)
        for key, act in (
            (STEP_KEY, self._first_step),
            (ONWARD_KEY, self._first_onward),
            (PAPER_KEY, self._first_paper),
        ):
            shortcut = QShortcut(QKeySequence(key), view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    def show_acts(self, acts: Acts, *, writable: bool, slip: bool, stamp: bool, hides: bool) -> None:
        """Show what can be done now. `slip`, `stamp`: it has that paper · `hides`: personal data are masked."""
        self._acts = acts
        self._writable, self._slip, self._stamp, self._hides = writable, slip, stamp, hides
        self._fill()

    def set_narrow(self, *, narrow: bool) -> None:
        """Keep only what is wanted most as buttons where there is little room; the rest stands in a menu."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._fill()

    @property
    def words(self) -> list[str]:
        """Return the words of the buttons, in their order."""
        return [button.text() for button in self._buttons]

    def _fill(self) -> None:
        """Make the buttons anew; those of another record go."""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        items = list(self._items())
        if self._narrow:
            items = _folded(items)
        self._buttons = [self._button(item) for item in items]
        for button in self._buttons:
            self._row.addWidget(button)
            button.show()

    def _items(self) -> Iterator[_Item]:
        usual = self._usual_step()
        for act in self._acts.steps:
            words = f"{act.label} ({STEP_KEY})" if act is usual else act.label
            do = partial(self.step_asked.emit, act.name)
            yield _Item(words, "done", do, main=act is usual, kept=act is usual)
        if self._writable:
            yield _Item(t("Labot (Ctrl+E)"), "edit", self.correction_asked.emit, kept=True)
        words = t("Turpināt ar … ({key})", key=ONWARD_KEY)
        yield from _several(self._acts.onward, self.onward_asked.emit, words, "next", most=1)
        if self._slip:
            yield _Item(t("Drukāt lapiņu ({key})", key=PAPER_KEY), "slip", self.slip_asked.emit)
        if self._stamp:
            yield _Item(t("Spiedogs SAŅEMTS"), "stamp", self.stamp_asked.emit)
        yield from _several(
            self._acts.papers, self.paper_asked.emit, t("Drukāt …"), "print", most=_MOST_PAPERS
        )
        if self._hides:
            yield _Item(t("Rādīt personas datus"), "", self.reveal_asked.emit)
        if self._writable:
            yield _Item(t("Anulēt"), "void", self.void_asked.emit)

    def _button(self, item: _Item) -> QPushButton:
        make = main_button if item.main else plain_button
        if item.do is not None:
            return make(item.words, item.do, icon_name=item.sign)
        menu = QMenu(self)
        for words, do in item.menu:
            menu.addAction(words, do)
        button = plain_button(item.words, lambda: _pop(menu, button), icon_name=item.sign)
        button.destroyed.connect(menu.deleteLater)
        return button

    def _usual_step(self) -> RecordAct | None:
        """Return the step that the key takes, None when nothing is what usually comes next."""
        return next((act for act in self._acts.steps if not act.aside), None)

    def _first_step(self) -> None:
        usual = self._usual_step()
        if usual is not None:
            self.step_asked.emit(usual.name)

    def _first_onward(self) -> None:
        """Begin the only one there is, or let the person choose."""
        if len(self._acts.onward) == 1:
            self.onward_asked.emit(self._acts.onward[0].name)
        elif self._acts.onward:
            words = t("Turpināt ar … ({key})", key=ONWARD_KEY)
            shown = [each for each in self._buttons if each.text() == words]
            button = shown[0] if shown else self._buttons[-1]
            button.setFocus()
            button.click()

    def _first_paper(self) -> None:
        """Ask for the slip, or for the first paper of a record without one; where there is neither, the slip that is
        asked for says why."""
        if self._slip or not self._acts.papers:
            self.slip_asked.emit()
        else:
            self.paper_asked.emit(self._acts.papers[0].name)


def _several(
    acts: Sequence[RecordAct], ask: Callable[[str], None], words: str, sign: str, *, most: int
) -> Iterator[_Item]:
    """Yield a button for each, or one with a menu where there are more than `most`."""
    if len(acts) > most:
        yield _Item(words, sign, menu=tuple((act.label, partial(ask, act.name)) for act in acts))
        return
    for act in acts:
        yield _Item(act.label, sign, partial(ask, act.name))


def _folded(items: Sequence[_Item]) -> list[_Item]:
    """Return the buttons that stay, and one with everything else."""
    rest = [
        each
        for item in items
        if not item.kept
        for each in (item.menu if item.do is None else ((item.words, item.do),))
    ]
    kept = [item for item in items if item.kept]
    return [*kept, _Item(t("Citas darbības …"), "list", menu=tuple(rest))] if len(rest) > 1 else list(items)


def _pop(menu: QMenu, button: QPushButton) -> None:
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
