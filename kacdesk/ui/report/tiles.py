"""This file is the place where the figures that are looked for first stand large, each a button to its rows."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout

from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.figures.count import Count
from kacdesk.figures.period_words import after_against
from kacdesk.figures.report import ReportFigures
from kacdesk.services.reporting.table import signed
from kacdesk.ui.look.buttons import label

_LEAST_WIDTH = 148


class Tile(QPushButton):
    """One figure under its words, with that of the period before below it."""

    def __init__(self, words: str, figure: Count, beside: str, act: Callable[[], None]) -> None:
        super().__init__()
        self.setAutoDefault(True)  # Enter presses it
        self.setProperty("part", "tile")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setAccessibleName(
            t("{figure}; Enter rāda ierakstus", figure=f"{words}: {number(figure)}, {beside}")
        )
        self.setToolTip(t("Rādīt ierakstus, no kuriem tas saskaitīts"))
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(0)
        box.addWidget(label(words, "quiet"))
        box.addWidget(label(number(figure), "figure"))
        box.addWidget(label(beside, "hint"))
        self.setMinimumHeight(box.sizeHint().height())
        self.clicked.connect(lambda _checked=False: act())

    def sizeHint(self) -> QSize:
        """Return the room that the words take: a button knows nothing of a layout within it."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()


def tiles(figures: ReportFigures, show: Callable[[str, Count], None]) -> list[Tile]:
    """Return the tiles of a report; `show` opens the rows of a figure, told in words."""
    made = []
    for words, name in _told():
        figure: Count = getattr(figures.summary, name)
        beside = _beside(figures, name)
        made.append(Tile(words, figure, beside, partial(show, f"{words}: {number(figure)}", figure)))
    return made


def _told() -> tuple[tuple[str, str], ...]:
    return (
        (t("Pieteikumi"), "applications"),
        (t("Konsultācijas"), "consultations"),
        (t("Reģistrācijas kopā"), "registrations"),
        (t("Apmeklējumi"), "visits"),
        (t("Tālruņa zvani"), "calls"),
        (t("Saņemti dokumenti"), "received_documents"),
    )


def _beside(figures: ReportFigures, name: str) -> str:
    """Return how far the figure is from that of the period before."""
    if figures.previous is None:
        return t("nav, ar ko salīdzināt")
    now: Count = getattr(figures.summary, name)
    before: Count = getattr(figures.previous, name)
    against = after_against(figures.period.previous())
    return t("{change} pret {period}", change=signed(now - before), period=against)
