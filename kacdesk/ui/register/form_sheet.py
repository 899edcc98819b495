"""This file is the place where a form is laid out: its fields in cards, its lines, the seldom used folded away."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.fields.field_set import FieldSet
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.grid import FieldGrid
from kacdesk.ui.look.buttons import fold_button, label

_NAMED = 4
"""How many of the folded fields are named on the button that unfolds them."""


class FormSheet(QScrollArea):
    """The fields that are always seen, then what stands below them, last the others under "Vairāk".

    The lines stand above all when the work begins with them. Each section of a register has a card with its heading,
    which is gone while none of its fields is asked for.

    Here as in the form what holds others stands in its place before they come: whenever a widget changes its parent Qt
    looks up anew how everything in it is dressed.
    """

    def __init__(
        self,
        fields: FieldSet,
        lines: Iterable[QWidget],
        below: Iterable[QWidget],
        parent: QWidget,
        *,
        lines_first: bool,
    ) -> None:
        super().__init__(parent)
        self._fields = fields
        self._unfold = fold_button(self._toggle)
        sheet = QWidget()
        sheet.setProperty("part", "sheet")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(sheet)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        self._cards = list(_cards(fields, sheet))
        first = [card for card, _ in self._cards]
        for widget in (*lines, *first, *below) if lines_first else (*first, *below, *lines):
            column.addWidget(widget)
        rest, box = _card(sheet)
        self._more = FieldGrid([fields.frames[each.name] for each in fields.more], rest)
        box.addWidget(self._unfold)
        box.addWidget(self._more)
        column.addWidget(rest)
        rest.setVisible(bool(fields.more))
        column.addStretch(1)
        self.show_more(shown=False)
        self._refit()
        fields.asked.connect(self._refit)

    def begin(self) -> None:
        """Show the sheet from its top, folded: another record stands on it."""
        self.show_more(shown=False)
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the field with the keyboard in sight when a message or the row of open contacts takes room away."""
        super().resizeEvent(event)
        here: QWidget | None = self.window().focusWidget()
        before = event.oldSize().height()
        if here is None or event.size().height() >= before or not self.isAncestorOf(here):
            return
        if 0 <= here.mapTo(self.viewport(), QPoint(0, 0)).y() < before:
            self.ensureWidgetVisible(here)

    def reveal(self, name: str) -> None:
        """Unfold the sheet if the field of that name is folded away."""
        if any(each.name == name for each in self._fields.more):
            self.show_more(shown=True)

    def show_more(self, *, shown: bool) -> None:
        """Fold or unfold the seldom used fields."""
        self._more.setVisible(shown)
        words = t("– Mazāk lauku") if shown else t("+ Vairāk lauku: {names}", names=self._rest_names())
        self._unfold.setText(words)
        self._unfold.setAccessibleName(t("Mazāk lauku") if shown else t("Vairāk lauku"))

    def _refit(self) -> None:
        """Show the cards whose fields are asked for now."""
        for card, grid in self._cards:
            grid.refit()
            card.setVisible(grid.is_asked)
        self._more.refit()

    def _toggle(self) -> None:
        self.show_more(shown=self._more.isHidden())

    def _rest_names(self) -> str:
        names = [
            t(each.label).lower() if place else t(each.label) for place, each in enumerate(self._fields.more)
        ]
        return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _cards(fields: FieldSet, sheet: QWidget) -> Iterator[tuple[QFrame, FieldGrid]]:
    """Yield the cards of the fields that are seen at once, one for each section, with the grid in them."""
    sections: list[tuple[str, list[FieldFrame]]] = [("", [])]
    for each in fields.first:
        if each.section:
            sections.append((t(each.section), []))
        sections[-1][1].append(fields.frames[each.name])
    for heading, frames in sections:
        if frames or len(sections) == 1:
            card, box = _card(sheet)
            grid = FieldGrid(frames, card)
            if heading:
                box.addWidget(label(heading, "heading", wrap=True))
            box.addWidget(grid)
            yield card, grid


def _card(sheet: QWidget) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame(sheet)
    card.setProperty("part", "card")
    box = QVBoxLayout(card)
    box.setContentsMargins(10, 8, 10, 10)
    return card, box
