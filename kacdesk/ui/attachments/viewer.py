"""This file is the place where a file of a record is looked at inside the window: pages, zoom, nothing on the disk."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.services.papers.attachments import Opened
from kacdesk.ui.attachments.pictures import PageShown, page_of
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.strip import Strip, Tone
from kacdesk.ui.look.tabbing import ReadsInOrder

_WISHED = QSize(1000, 760)
_EDGE = 24
_STEP, _LEAST, _MOST = 1.25, 0.2, 6.0


class FileViewer(ReadsInOrder, QDialog):
    """One file of a record, page by page.

    Signals: `removal_asked(str)` the file is to be taken out of sight, for this reason.
    """

    removal_asked = Signal(str)

    def __init__(self, jobs: Jobs, file: Opened, title: str, parent: QWidget, *, may_remove: bool) -> None:
        super().__init__(parent)
        self._jobs, self._file = jobs, file
        self.shown: PageShown | None = None
        self.zoom = 0.0
        """1 is true size, 0 as wide as the window."""
        self.setWindowTitle(title)
        self.finished.connect(self.deleteLater)
        self.strip = Strip(self)
        self.page_words = label("", "quiet")
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(title)
        self.room = QScrollArea()
        self.room.setWidget(self._picture)
        self.room.setWidgetResizable(True)
        self.room.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.room.setAccessibleName(t("Datnes lapa"))
        self.before = plain_button(t("Iepriekšējā (PgUp)"), partial(self.turn, -1), icon_name="back")
        self.after = plain_button(t("Nākamā (PgDn)"), partial(self.turn, 1), icon_name="next")
        self.remove = link_button(t("Noņemt no ieraksta …"), self._ask_removal, icon_name="void")
        self.remove.setVisible(may_remove)
        self.reason = AskBar(
            t("Kāpēc noņemt? Datne vairs nebūs redzama, bet paliek vēsturē."),
            usual=(t("Pievienota citam ierakstam"), t("Slikti noskenēta"), t("Pievienota divreiz")),
            button=t("Noņemt"),
        )
        self._build()
        self.resize(_WISHED.boundedTo(parent.window().size() - QSize(_EDGE, _EDGE)))
        self._ask(0)

    def _build(self) -> None:
        acts = QWidget()
        row = Flow(acts)
        for widget in (
            plain_button(t("Aizvērt (Esc)"), self.reject),
            self.before,
            self.after,
            self.page_words,
            plain_button(t("Mazāk (-)"), partial(self.scale, 1 / _STEP)),
            plain_button(t("Vairāk (+)"), partial(self.scale, _STEP)),
            plain_button(t("Visā platumā (0)"), self.fit),
            self.remove,
        ):
            row.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        box.addWidget(self.strip)
        box.addWidget(acts)
        box.addWidget(self.reason)
        box.addWidget(self.room, 1)
        self.room.setFocus()

    def turn(self, step: int) -> None:
        """Show the page before or after; nothing at the ends."""
        if self.shown is not None and 0 <= self.shown.page + step < self.shown.pages:
            self._ask(self.shown.page + step)

    def scale(self, factor: float) -> None:
        """Make the page larger or smaller."""
        if self.shown is not None:
            now = self.zoom or self._fitting()
            self.zoom = max(_LEAST, min(_MOST, now * factor))
            self._draw()

    def fit(self) -> None:
        """Make the page as wide as there is room."""
        self.zoom = 0.0
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.scale(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.scale(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Escape and not self.reason.isHidden():
            self.reason.cancel()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.zoom:
            self._draw()

    def _ask(self, page: int) -> None:
        job = self._jobs.read(self, page_of, self._file.content, self._file.mime, page)
        job.then(self._show, self._failed)

    def _show(self, shown: PageShown) -> None:
        self.shown = shown
        self.page_words.setText(t("{page}. lapa no {pages}", page=shown.page + 1, pages=shown.pages))
        self.before.setEnabled(shown.page > 0)
        self.after.setEnabled(shown.page < shown.pages - 1)
        self._draw()
        self.room.verticalScrollBar().setValue(0)

    def _fitting(self) -> float:
        width = self.shown.width if self.shown is not None else 1
        return max(_LEAST, (self.room.viewport().width() - 4) / max(1, width))

    def _draw(self) -> None:
        if self.shown is None:
            return
        ratio = self.devicePixelRatioF()
        width = round(self.shown.width * (self.zoom or self._fitting()) * ratio)
        drawn = QPixmap.fromImage(
            self.shown.picture.scaledToWidth(max(1, width), Qt.TransformationMode.SmoothTransformation)
        )
        drawn.setDevicePixelRatio(ratio)
        self._picture.setPixmap(drawn)

    def _ask_removal(self) -> None:
        self.reason.ask(self.removal_asked.emit)

    def _failed(self, error: DeskError) -> None:
        self.strip.say(words(error), Tone.TROUBLE)
