"""This file is the place where everybody at the desk can see what IT has set for the computer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from kacdesk.core.policy import Policy, shown_value
from kacdesk.core.policy_keys import KEYS
from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import GRID


class SetByIt(QFrame):
    """The card of IT's settings; hidden where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addWidget(label(t("Noteicis IT"), "heading"))
        words = t("Tas noteikts visam datoram; programmā to nemaina. Ja vajag citādi, lūdziet IT.")
        box.addWidget(label(words, "quiet", wrap=True))
        box.addLayout(self._grid)
        self.told: tuple[tuple[str, str], ...] = ()
        self.hide()

    def tell(self, policy: Policy) -> None:
        """Show each setting with its value."""
        told = tuple(
            (t(key.label), shown_value(key.name, policy.taken[key.name].value))
            for key in KEYS
            if key.name in policy.taken
        )
        self.setVisible(bool(told))
        if told == self.told:
            return
        self.told = told
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(told):
            self._grid.addWidget(label(name, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(value, "value", wrap=True), row, 1)


def fault_words(policy: Policy) -> str:
    """Return what is wrong with IT's settings: the first fault, and how many more there are; '' for nothing.

    How each is mended `kacdesk policy` tells those who can: in a small window there is no room for it.
    """
    if not policy.faults:
        return ""
    first, more = policy.faults[0].error(), len(policy.faults) - 1
    parts = [t("IT noteiktajos iestatījumos ir kļūda. {fault}", fault=first.what), first.effect]
    if more:
        parts.append(t("Ir vēl citas: {count}.", count=more))
    return " ".join([*parts, t("Lūdziet IT palaist “kacdesk policy”: tas parāda, kas jālabo.")])
