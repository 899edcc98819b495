"""This file is the place where the window shows how far the records have got; `badge_words` decides what it says."""

from math import ceil

import shiboken6
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from kacdesk.core.text import t
from kacdesk.services import overview
from kacdesk.services.overview import Standing
from kacdesk.sync.status import SyncControl, SyncState, SyncStatus
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import Colour, Picture, look
from kacdesk.ui.shell.badge_words import Badge, badge_of, details_of
from kacdesk.ui.shell.sync_panel import SyncPanel

_ICON_SIDE = 20
_IN_ONE_LINE = 10_000
"""Pixels in which every sentence takes one line."""

_SETTLE_MS = 150
"""Several commits in a row are told once."""

_LOOK_AGAIN_MS = 60_000
"""How often it is read without being told: a copy grows old and a day begins by themselves."""

_ICONS = {
    SyncState.ALONE: ("sync_alone", Colour.ICON),
    SyncState.SENT: ("sync_ok", Colour.DONE),
    SyncState.WAITING: ("sync_waiting", Colour.WAITING),
    SyncState.BUSY: ("sync_busy", Colour.ICON),
    SyncState.ATTENTION: ("sync_attention", Colour.TROUBLE),
}


class SyncBadge(QPushButton):
    """The badge; pressing it opens the panel that tells more.

    Signals: `read(Standing)` how far everything has got was read anew · `looked_into()` the person wants to see what
    has to be looked at.
    """

    read = Signal(object)
    looked_into = Signal()
    _told = Signal(object)

    def __init__(self, jobs: Jobs, sync: SyncControl | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "badge")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._icon = Picture("", side=_ICON_SIDE)
        self._text = label("", "badge", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        for part in (self._icon, self._text):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._jobs = jobs
        self._sync = sync
        self._status: SyncStatus | None = None
        self._badge = Badge(SyncState.WAITING, "", "")
        self._short = False
        self.panel = SyncPanel(can_send=sync is not None, parent=self)
        self.panel.sync_asked.connect(self.sync_now)
        self.panel.look_asked.connect(self.looked_into)
        self._settle = self._timer(_SETTLE_MS, once=True)
        self._again = self._timer(_LOOK_AGAIN_MS, once=False)
        self._again.start()
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        jobs.changed.connect(lambda _records: self._settle.start())
        self.clicked.connect(lambda _checked=False: self.open_panel())
        if sync is not None:
            sync.on_status(self._hear_elsewhere)

    def _timer(self, interval_ms: int, *, once: bool) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(once)
        timer.setInterval(interval_ms)
        timer.timeout.connect(self.refresh)
        return timer

    def refresh(self) -> None:
        """Read anew how far everything has got; of the exchange itself only at first, then it tells."""
        sync = self._sync
        if sync is not None and self._status is None:
            self._jobs.read(self, lambda _context: sync.status()).then(self._know)
        self._jobs.read(self, overview.standing).then(self._show)

    def _know(self, status: SyncStatus) -> None:
        if self._status is None:
            self._status = status

    def sync_now(self) -> None:
        """Ask for an exchange; alone there is nobody to exchange with."""
        if self._sync is not None:
            self._sync.sync_now()
        self.refresh()

    def open_panel(self) -> None:
        """Show the details beside the badge."""
        self.refresh()
        self.panel.open_above(self)

    def _hear_elsewhere(self, status: SyncStatus) -> None:
        """Hear of a change on the exchange's own thread, which may outlive the window for a moment."""
        if shiboken6.isValid(self):
            self._told.emit(status)

    def _hear(self, status: SyncStatus) -> None:
        self._status = status
        self._settle.start()

    def _show(self, kept: Standing) -> None:
        """Say how far everything has got; what is said already is not said again."""
        badge = badge_of(kept, self._status)
        if badge != self._badge:
            self._badge = badge
            self._text.setText(badge.short if self._short else badge.words)
            self.setAccessibleName(t("Apmaiņa: {words}", words=badge.words))
            self.setToolTip(badge.words)
            self._dress(badge)
        self._fit()
        self.panel.tell(badge, details_of(kept, self._status), to_look_at=bool(kept.to_look_at))
        self.read.emit(kept)

    def set_short(self, *, short: bool) -> None:
        """Say it in a few words, where the whole sentence would be cut off; the panel still tells all."""
        if short != self._short:
            self._short = short
            self._text.setText(self._badge.short if short else self._badge.words)
            self._fit()

    def _dress(self, badge: Badge) -> None:
        name, ink = _ICONS[badge.state]
        self._icon.show_icon(name, ink=ink)
        look(self, badge=str(badge.state))
        look(self._text, badge=str(badge.state))

    @property
    def words(self) -> str:
        """Return the words as they are shown."""
        return self._text.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Never be lower than the sentence: a cut sentence could say the opposite.

        Nor lower than two lines, where there is room: what is above would jump at each save.
        """
        another = 0 if self._short else ceil(QFontMetricsF(self._text.font()).lineSpacing())
        least = self.heightForWidth(_IN_ONE_LINE) + another
        self.setMinimumHeight(max(0, least, self.heightForWidth(self.width())))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else -1
