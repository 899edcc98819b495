"""This file is the place where the window takes a new version that lies ready: at its start, or when told to."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.lane import Lane
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import icon
from kacdesk.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from kacdesk.update.taking import take
else:
    (take,) = on_demand("kacdesk.update.taking", "take")

_LOOK_MS = 10 * 60 * 1000
"""How often it is looked whether IT has laid a version ready."""

_WIDTH = 460


class Newer(QObject):
    """Watches beside an open window and offers a version that came meanwhile; never over a record that is open.

    Where nobody sits (the desk has locked itself) and nothing is open, the window ends by itself to take it.
    Signals: `asked()` the window should end, so that the version is taken.
    """

    asked = Signal()

    def __init__(self, window: MainWindow, find: Callable[[], str | None]) -> None:
        super().__init__(window)
        self._window, self._find = window, find
        timer = QTimer(self)
        timer.setInterval(_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Look once: end the window where nobody is, offer it where nothing is open, else leave it for later."""
        version = self._find()
        if version is None or not self._window.is_at_rest:
            return
        if self._window.guard.is_locked:
            self.asked.emit()
            return
        text = t(
            "Jaunā kacdesk versija {version} ir gatava; pārstartēšana ilgst mazāk par minūti.",
            version=version,
        )
        self._window.strip.say(text, Tone.OFFER, [(t("Pārstartēt tagad"), self._go)])

    def _go(self) -> None:
        """End the window, unless a record was opened since it was offered."""
        if self._window.is_at_rest:
            self.asked.emit()
            return
        self._window.strip.say(
            t("Vispirms saglabājiet vai atlieciet atvērto ierakstu; tad jauno versiju piedāvās vēlreiz."),
            Tone.QUESTION,
        )


class TakingNotice(QWidget):
    """Says what is going on while a version is taken: it cannot be stopped half-way, and needs nobody."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self.setWindowTitle(t("KAC žurnāls"))
        self.setWindowIcon(icon("kacdesk"))
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        column.addWidget(
            label(t("Sāk lietot jauno versiju {version}", version=version), "heading", wrap=True)
        )
        told = t(
            "Dati tiek nokopēti, pārveidoti un pārbaudīti. Ja kaut kas neizdosies, darbu turpinās līdzšinējā versija; "
            "ieraksti paliek neskarti."
        )
        column.addWidget(label(told, "quiet", wrap=True))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(t("Notiek darbs"))
        column.addWidget(bar)


def take_beside(folder: Path, key: bytes, version: str) -> DeskError | None:
    """Take a version with a notice on the screen; return why it was not taken, None when it was."""
    notice, loop, lane = TakingNotice(version), QEventLoop(), Lane("kacdesk-taking")
    notice.show()
    try:
        future = lane.submit(take, folder, key, version)
        ended = QTimer()
        ended.setInterval(50)
        ended.timeout.connect(lambda: loop.quit() if future.done() else None)
        ended.start()
        loop.exec()
        error = future.exception()
    finally:
        lane.close()
        notice.close()
        notice.deleteLater()
    if error is None or isinstance(error, DeskError):
        return error
    raise error
