"""This file is the place where the page says, calmly, that nothing is left to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import Colour, Picture

_ICON_SIDE = 32


class NothingDue(QFrame):
    """What stands where the lists would be."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.heading = label(t("Šodien viss izdarīts"), "record")
        told = label(
            t(
                "Nekas nav iesākts, un neviens termiņš šodien nebeidzas. "
                "Jaunu ierakstu sāk F2 (apmeklējums), F3 (zvans) vai F4 (dokuments)."
            ),
            "quiet",
            wrap=True,
        )
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.heading)
        texts.addWidget(told)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(16)
        row.addWidget(Picture("done", side=_ICON_SIDE, ink=Colour.DONE), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        self.hide()
