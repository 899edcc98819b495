"""This file is the place where contacts left open on an earlier day are asked about: when did they end."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services.counter.drafts import Draft
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.register.left_open import Ending

_MOST_SHOWN = 3


class LeftOpenBar(QFrame):
    """One row for each contact, hidden while there is none.

    Signals: `answered(Draft, Ending)` when it ended · `discarded(Draft)` it is to be thrown away.
    """

    answered = Signal(object, object)
    discarded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "ask")
        self._shown: tuple[Draft, ...] = ()
        self._first: QWidget | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(12, 8, 8, 8)
        self._rows.setSpacing(4)
        self.hide()

    def show_left(self, left: Sequence[tuple[Draft, str]]) -> None:
        """Show the contacts with their names, the one left last first; nothing changes where nothing is new."""
        drafts = tuple(draft for draft, _ in left)
        if drafts == self._shown:
            return
        self._shown, self._first = drafts, None
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for draft, name in left[:_MOST_SHOWN]:
            self._rows.addWidget(self._row(draft, name))
        if len(left) > _MOST_SHOWN:
            count = len(left) - _MOST_SHOWN
            self._rows.addWidget(label(t("… un vēl {count}; tos rādīs pēc šiem", count=count), "quiet"))
        self.setVisible(bool(left))

    def focus_first(self) -> None:
        """Put the cursor on the first answer."""
        if self._first is not None:
            self._first.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(max(0, self.heightForWidth(event.size().width())))

    def _row(self, draft: Draft, name: str) -> QWidget:
        row = QWidget()
        flow = Flow(row)
        asked = label(t("Palika atvērts: {name}. Kad tas beidzās?", name=name), "label", wrap=True)
        typed = t("Pēdējā rakstīšanas brīdī, {time}", time=clock_time(draft.kept_at))
        at_typing = plain_button(typed, partial(self.answered.emit, draft, Ending.AT_LAST_TYPING))
        other = plain_button(t("Citā laikā …"), partial(self.answered.emit, draft, Ending.OTHER_TIME))
        discard = link_button(t("Izmest"), partial(self.discarded.emit, draft))
        flow.add(asked, stretch=1)
        for button in (at_typing, other, discard):
            button.setAccessibleName(f"{name}: {button.text()}")
            flow.add(button)
        self._first = self._first or at_typing
        return row
