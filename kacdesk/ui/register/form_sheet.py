"""This file is the place where the fields and lines of a form are laid out, the seldom used ones folded away."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.fields.field_set import FieldSet
from kacdesk.ui.fields.grid import FieldGrid
from kacdesk.ui.look.buttons import fold_button

_NAMED = 4
"""How many of the folded fields are named on the button that unfolds them."""


class FormSheet(QScrollArea):
    """The fields that are always seen, then what stands below them, last the others under "Vairāk".

    The lines stand above all when the work begins with them.
    """

    def __init__(
        self, fields: FieldSet, lines: Iterable[QWidget], below: Iterable[QWidget], *, lines_first: bool
    ) -> None:
        super().__init__()
        self._fields = fields
        self._unfold = fold_button(self._toggle)
        self._more = FieldGrid([fields.frames[each.name] for each in fields.more])
        sheet = QWidget()
        sheet.setProperty("part", "sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        first = _card(FieldGrid([fields.frames[each.name] for each in fields.first]))
        for widget in (*lines, first, *below) if lines_first else (first, *below, *lines):
            column.addWidget(widget)
        rest = _card(self._unfold, self._more)
        column.addWidget(rest)
        rest.setVisible(bool(fields.more))
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(sheet)
        self.show_more(shown=False)

    def begin(self) -> None:
        """Show the sheet from its top, folded: another record stands on it."""
        self.show_more(shown=False)
        self.verticalScrollBar().setValue(0)

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

    def _toggle(self) -> None:
        self.show_more(shown=self._more.isHidden())

    def _rest_names(self) -> str:
        names = [
            t(each.label).lower() if place else t(each.label) for place, each in enumerate(self._fields.more)
        ]
        return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _card(*widgets: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("part", "card")
    box = QVBoxLayout(card)
    box.setContentsMargins(10, 8, 10, 10)
    for widget in widgets:
        box.addWidget(widget)
    return card
