"""This file is the place where one saved record is read, with its lines and everything that happened to it."""

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core.latvian import duration, short_date, short_moment
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.lists import MASK, HistoryEntry, Opened
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import Direction, RegisterSpec, Status
from kacdesk.ui.fields.typed import show_money
from kacdesk.ui.look.ask_bar import AskBar, purposes, void_reasons
from kacdesk.ui.look.buttons import label, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import look
from kacdesk.ui.register.paper import PaperKind

_KINDS = {
    "ins": "Izveidots",
    "set": "Labots",
    "void": "Anulēts",
    "restore": "Atjaunots",
    "forget": "Personas dati dzēsti",
    "file": "Pievienota datne",
    "settle": "Izlemts",
}


_TWO_COLUMNS_LETTERS = 80
"""From which width on, in average letters, fields stand in two columns."""


class RecordView(QWidget):
    """A record to read.

    Signals: `correction_asked()` · `voided(str)` with the reason · `reveal_asked(str)` with the purpose ·
    `paper_asked(PaperKind)` a paper for the customer is wanted.
    """

    correction_asked = Signal()
    voided = Signal(str)
    reveal_asked = Signal(str)
    paper_asked = Signal(object)

    def __init__(self, desk: Desk, spec: RegisterSpec) -> None:
        super().__init__()
        self.spec = spec
        self.opened: Opened | None = None
        self._desk = desk
        self._labels = _code_labels(desk)
        self._title = label("", "record", wrap=True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._status = label("", "status")
        self._reveal = plain_button(t("Rādīt personas datus"), self._ask_purpose)
        self._correct = plain_button(t("Labot (Ctrl+E)"), self.correction_asked.emit, icon_name="edit")
        self._void = plain_button(t("Anulēt"), self.ask_void, icon_name="void")
        self._slip = plain_button(t("Drukāt lapiņu (Ctrl+P)"), self._ask_slip, icon_name="slip")
        self._stamp = plain_button(
            t("SAŅEMTS zīmogs"), partial(self.paper_asked.emit, PaperKind.STAMP), icon_name="stamp"
        )
        print_key = QShortcut(QKeySequence("Ctrl+P"), self)
        print_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        print_key.activated.connect(self._ask_slip)
        self._purpose = AskBar(t("Kādam nolūkam rādīt personas datus?"), usual=purposes(), button=t("Rādīt"))
        self._reason = AskBar(t("Kāpēc anulēt? Ieraksts paliks redzams, bet netiks skaitīts."),
                              usual=void_reasons(), button=t("Anulēt"))  # fmt: skip
        self._sheet = QWidget()
        self._build()

    def _build(self) -> None:
        top = Flow()
        top.add(self._title, stretch=1)
        top.add(self._status)
        acts = Flow()
        for button in (self._correct, self._slip, self._stamp, self._reveal, self._void):
            acts.addWidget(button)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(t("Ieraksts"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(top)
        box.addLayout(acts)
        box.addWidget(self._purpose)
        box.addWidget(self._reason)
        box.addWidget(self._scroll, 1)

    def show_record(self, opened: Opened, history: Sequence[HistoryEntry], options: Options) -> None:
        """Show a record; what is masked reads •••."""
        self.opened = opened
        self._purpose.cancel()
        self._reason.cancel()
        self._title.setText(self._named(opened, options))
        status = next((each for each in self.spec.fields if each.name == "status"), None)
        self._status.setText(t(status.choice_label(opened.status)) if status else "")
        self._status.setVisible(status is not None)
        look(self._status, status=opened.status)
        writable = self.spec.direction is not Direction.DOWN and opened.status != Status.VOIDED
        self._correct.setVisible(writable)
        self._void.setVisible(writable)
        self._slip.setVisible(self._has_slip)
        self._stamp.setVisible(self._has_slip and self.spec.numbered)
        self._reveal.setVisible(opened.masked and self._hides(opened))
        sheet = QWidget()
        sheet.setProperty("part", "sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        column.addWidget(self._fields_card(opened, options))
        for name, lines in opened.lines.items():
            if lines:
                column.addWidget(self._lines_card(self._desk.spec(name), lines, options))
        if history:
            column.addWidget(self._history_card(history))
        column.addStretch(1)
        self._scroll.setWidget(sheet)

    @property
    def _has_slip(self) -> bool:
        """Say whether the record is one of which a customer gets papers."""
        return self.opened is not None and bool(self.opened.code) and self.opened.status != Status.VOIDED

    def _ask_slip(self) -> None:
        if self._has_slip:
            self.paper_asked.emit(PaperKind.SLIP)

    def focus_first(self) -> None:
        """Put the cursor on the record, so that keys scroll it."""
        self._scroll.setFocus()

    def ask_void(self) -> None:
        """Ask why the record is to be voided."""
        self._purpose.cancel()
        self._reason.ask(self.voided.emit)

    def cancel_question(self) -> bool:
        """Take an open question away; False when none was open."""
        asked = not (self._reason.isHidden() and self._purpose.isHidden())
        self._reason.cancel()
        self._purpose.cancel()
        return asked

    def _ask_purpose(self) -> None:
        self._reason.cancel()
        self._purpose.ask(self.reveal_asked.emit)

    def _hides(self, opened: Opened) -> bool:
        rows = [opened.values, *(line for lines in opened.lines.values() for line in lines)]
        return any(value == MASK for row in rows for value in row.values())

    def _named(self, opened: Opened, options: Options) -> str:
        named = self.spec.by_name[self.spec.named_by[0]]
        return f"{t(self.spec.singular)} {_words(named, opened.values[named.name], options, self._labels)}"

    def _fields_card(self, opened: Opened, options: Options) -> QFrame:
        card, grid = _card(t("Ieraksts"))
        told = [
            (t(each.label), words)
            for each in self.spec.fields
            if self._is_told(each)
            and (words := _words(each, opened.values[each.name], options, self._labels))
        ]
        if opened.code:
            told.append((t("Kods uz lapiņas"), opened.code))
        _fill_grid(grid, told, columns=self._columns())
        return card

    def _columns(self) -> int:
        """Return how many columns of fields have room beside each other; the room is the page's until it is shown."""
        room = (self.parentWidget() or self).width()
        return 2 if room >= self.fontMetrics().averageCharWidth() * _TWO_COLUMNS_LETTERS else 1

    def _is_told(self, field: FieldSpec) -> bool:
        """Say whether a field is worth reading: not the parts of a number that is told whole."""
        part = field.derived and not field.searched and field.kind in (Kind.CODE, Kind.INTEGER)
        return field.name != "status" and not part

    def _lines_card(self, spec: RegisterSpec, lines: Sequence[dict[str, Any]], options: Options) -> QFrame:
        card, grid = _card(t(spec.title))
        for row, line in enumerate(lines):
            words = [
                f"<b>{escape(text)}</b>"
                if each.name in spec.named_by
                else f"{escape(t(each.label))}: {escape(text)}"
                for each in spec.entered
                if (text := _words(each, line[each.name], options, self._labels))
            ]
            told = label(f"{row + 1}. {' · '.join(words)}", "line", wrap=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(told, row, 0)
        return card

    def _history_card(self, history: Sequence[HistoryEntry]) -> QFrame:
        card, grid = _card(t("Vēsture"))
        for row, entry in enumerate(reversed(history)):
            what = t(_KINDS.get(entry.kind, entry.kind))
            if entry.register and entry.register != self.spec.name:
                what = t(
                    "{what}: {part}", what=what, part=t(self._desk.spec(entry.register).singular).lower()
                )
            grid.addWidget(label(short_moment(entry.at), "quiet"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(entry.who, "value"), row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(_change_words(what, entry), "value", wrap=True), row, 2)
        grid.setColumnStretch(2, 1)
        return card


def _words(spec: FieldSpec, value: Any, options: Options, labels: Mapping[str, str]) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return ""
    if value == MASK:
        return MASK
    match spec.kind:
        case Kind.MOMENT:
            return short_moment(value)
        case Kind.DAY:
            return short_date(value)
        case Kind.DURATION:
            return duration(value)
        case Kind.MONEY:
            return show_money(value)
        case Kind.FLAG:
            return t("Jā") if value else t("Nē")
        case Kind.CHOICE:
            return t(spec.choice_label(value))
        case Kind.REFERENCE:
            rows = options.get(spec.refers_to or "", ())
            return next((option.label for option in rows if option.id == value), "")
    codes = [part.strip() for part in str(value).split(",")]
    return ", ".join(labels[code] for code in codes) if all(code in labels for code in codes) else str(value)


def _code_labels(desk: Desk) -> dict[str, str]:
    """Return the labels of codes that stand in plain texts (a service's ways and channels)."""
    fields = [each for spec in desk.registers for each in spec.fields]
    return {
        choice.code: t(choice.label) for each in fields for choice in each.choices if choice.code.isupper()
    }


def _card(heading: str) -> tuple[QFrame, QGridLayout]:
    card = QFrame()
    card.setProperty("part", "card")
    box = QVBoxLayout(card)
    box.setContentsMargins(14, 10, 14, 12)
    box.addWidget(label(heading, "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(5)
    box.addLayout(grid)
    return card, grid


def _fill_grid(grid: QGridLayout, told: Sequence[tuple[str, str]], *, columns: int) -> None:
    rows = -(-len(told) // columns)
    for place, (name, words) in enumerate(told):
        row, column = place % rows, place // rows * 2
        value = label(words, "value", wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(label(name, "quiet"), row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, column + 1, Qt.AlignmentFlag.AlignTop)
    for column in range(columns):
        grid.setColumnStretch(column * 2 + 1, 1)


def _change(name: str, old: str, new: str) -> str:
    if old == new:
        return t("{name}: mainīts ({mask})", name=name, mask=MASK)
    if not old:
        return t("{name}: bija tukšs, tagad {new}", name=name, new=new)
    if not new:
        return t("{name}: bija {old}, tagad nav", name=name, old=old)
    return t("{name}: bija {old}, tagad {new}", name=name, old=old, new=new)


def _change_words(what: str, entry: HistoryEntry) -> str:
    parts = [f"<b>{escape(what)}</b>"]
    if entry.reason:
        parts.append(escape(t("iemesls: {reason}", reason=entry.reason)))
    if entry.kind != "ins":
        parts += [
            escape(_change(name, old, new))
            for name, (old, new) in entry.changes.items()
            if old != new or old == MASK
        ]
    return " · ".join(parts)
