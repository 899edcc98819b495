"""This file is the place where one saved record is read, with its lines and everything that happened to it."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.lists import MASK, Opened
from kacdesk.services.record_acts import Beside
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.attachments.panel import AttachmentsPanel
from kacdesk.ui.look.ask_bar import AskBar, purposes, void_reasons
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.scrolling import EDGE
from kacdesk.ui.look.theme import look
from kacdesk.ui.register.act_bar import ActBar
from kacdesk.ui.register.paper import PaperKind
from kacdesk.ui.register.record_cards import (
    Reading,
    Told,
    code_labels,
    field_cards,
    history_card,
    lines_card,
)

_LOW = 420
"""Pixels before scaling under which rows of buttons would leave nothing of the record in sight."""

_TWO_COLUMNS_LETTERS = 80
"""From which width on, in average letters, fields stand in two columns."""


class RecordView(QWidget):
    """A record to read.

    Signals: `correction_asked()` · `voided(str)` with the reason · `reveal_asked(str)` with the purpose ·
    `paper_asked(PaperKind | str)` a paper is wanted, one of the usual ones or one of the register's own by its name ·
    `step_asked(str)` · `onward_asked(str)` · `record_asked(str, UUID)` a linked record is to be opened.
    """

    correction_asked = Signal()
    voided = Signal(str)
    reveal_asked = Signal(str)
    paper_asked = Signal(object)
    step_asked = Signal(str)
    onward_asked = Signal(str)
    record_asked = Signal(str, object)

    def __init__(self, desk: Desk, spec: RegisterSpec) -> None:
        super().__init__()
        self.spec = spec
        self.opened: Opened | None = None
        self._desk = desk
        self._labels = code_labels(desk)
        self._title = label("", "record", wrap=True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._status = label("", "status")
        self.acts = ActBar(self)
        self._purpose = AskBar(t("Kādam nolūkam rādīt personas datus?"), usual=purposes(), button=t("Rādīt"))
        self._reason = AskBar(t("Kāpēc anulēt? Ieraksts paliks redzams, bet netiks skaitīts."),
                              usual=void_reasons(), button=t("Anulēt"))  # fmt: skip
        self._scroll = QScrollArea()
        self.files: AttachmentsPanel | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._status, 0, Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidgetResizable(True)
        self._scroll.setMinimumHeight(
            1
        )  # in the smallest window a message and a question go before the record
        self._scroll.setAccessibleName(t("Ieraksts"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(top)
        box.addWidget(self.acts)
        box.addWidget(self._purpose)
        box.addWidget(self._reason)
        box.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        self.acts.correction_asked.connect(self.correction_asked)
        self.acts.void_asked.connect(self.ask_void)
        self.acts.reveal_asked.connect(self._ask_purpose)
        self.acts.step_asked.connect(self.step_asked)
        self.acts.onward_asked.connect(self.onward_asked)
        self.acts.paper_asked.connect(lambda name: self.paper_asked.emit(name))
        self.acts.slip_asked.connect(lambda: self.paper_asked.emit(PaperKind.SLIP))
        self.acts.stamp_asked.connect(lambda: self.paper_asked.emit(PaperKind.STAMP))

    def show_record(self, opened: Opened, beside: Beside, options: Options, *, may_write: bool) -> None:
        """Show a record; what is masked reads •••. `may_write` whoever works now changes such records."""
        self.opened = opened
        self._purpose.cancel()
        self._reason.cancel()
        reading = Reading(options, self._labels, beside.links, self._open)
        self._title.setText(self._named(opened, reading))
        status = self.spec.by_name.get("status")
        self._status.setText(t(status.choice_label(opened.status)) if status else "")
        self._status.setVisible(status is not None)
        look(self._status, status=opened.status)
        has_slip = bool(opened.code) and not opened.is_voided
        self.acts.show_acts(
            beside.acts,
            writable=may_write and not opened.is_voided,
            slip=has_slip,
            stamp=has_slip and self.spec.numbered,
            hides=opened.masked and _hides(opened),
        )
        self._show_sheet(opened, beside, reading)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.acts.set_narrow(narrow=event.size().height() < _LOW)

    def focus_first(self) -> None:
        """Put the cursor on the record, so that keys scroll it."""
        self._scroll.setFocus()

    def ask_void(self, why: str = "") -> None:
        """Ask why the record is to be voided; `why` are the words that were not taken."""
        self._purpose.cancel()
        self._reason.ask(self.voided.emit)
        self._reason.answer.setEditText(why)

    def cancel_question(self) -> bool:
        """Take an open question away; False when none was open."""
        asked = not (self._reason.isHidden() and self._purpose.isHidden())
        self._reason.cancel()
        self._purpose.cancel()
        if asked:
            self.focus_first()
        return asked or (self.files is not None and self.files.cancel_question())

    def _show_sheet(self, opened: Opened, beside: Beside, reading: Reading) -> None:
        sheet = QWidget()
        sheet.setProperty("part", "sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(10)
        code = [Told(t("Kods uz lapiņas"), opened.code)] if opened.code else []
        for card in field_cards(self.spec, opened.values, reading, columns=self._columns(), more=code):
            column.addWidget(card)
        for name, lines in opened.lines.items():
            if lines:
                column.addWidget(lines_card(self._desk.spec(name), lines, reading))
        if self.files is not None:
            column.addWidget(self.files)
        if beside.history:
            column.addWidget(history_card(self._desk, self.spec, beside.history, columns=self._columns()))
        column.addStretch(1)
        self._scroll.setWidget(sheet)

    def _ask_purpose(self) -> None:
        self._reason.cancel()
        self._purpose.ask(self.reveal_asked.emit)

    def _named(self, opened: Opened, reading: Reading) -> str:
        named = self.spec.by_name[self.spec.named_by[0]]
        return f"{t(self.spec.singular)} {reading.words(named, opened.values[named.name])}"

    def _columns(self) -> int:
        """Return how many columns of fields have room beside each other; the room is the page's until it is shown."""
        room = (self.parentWidget() or self).width()
        return 2 if room >= self.fontMetrics().averageCharWidth() * _TWO_COLUMNS_LETTERS else 1

    def _open(self, register: str, record: UUID) -> None:
        self.record_asked.emit(register, record)


def _hides(opened: Opened) -> bool:
    rows = [opened.values, *(line for lines in opened.lines.values() for line in lines)]
    return any(value == MASK for row in rows for value in row.values())
