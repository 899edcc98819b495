"""This file is the place where the window says how far the records have got: green only with a receipt for all."""

from dataclasses import dataclass
from datetime import datetime

import shiboken6
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from kacdesk.core import clock
from kacdesk.core.latvian import clock_time, counted, short_date
from kacdesk.core.text import t
from kacdesk.services import catalog
from kacdesk.services.overview import Overview
from kacdesk.sync.status import SyncControl, SyncState, SyncStatus
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import icon, look

_ICON_SIDE = 22
_SETTLE_MS = 150
"""Several commits in a row are told once."""

_ICONS = {
    SyncState.SENT: "sync_ok",
    SyncState.WAITING: "sync_waiting",
    SyncState.BUSY: "sync_waiting",
    SyncState.ATTENTION: "sync_attention",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """What the badge shows: its colour by the state and its sentence."""

    state: SyncState
    words: str


def badge_of(kept: Overview, exchange: SyncStatus | None) -> Badge:
    """Put together what the store knows and what the exchange says. The store alone can make it green."""
    if not kept.enrolled:
        return Badge(SyncState.ALONE, _with_place(kept, ""))
    trouble = exchange.trouble if exchange is not None else ""
    troubled = bool(trouble or kept.trouble)
    if kept.refused or kept.conflicts or (exchange is not None and exchange.state is SyncState.ATTENTION):
        return Badge(SyncState.ATTENTION, _attention_words(kept, trouble))
    if kept.all_sent and not troubled:
        at = kept.receipt_at
        return Badge(
            SyncState.SENT, t("Viss nosūtīts; apstiprināts {at}", at=_when(at)) if at else t("Viss nosūtīts")
        )
    if exchange is not None and exchange.state is SyncState.BUSY:
        sending = _records(kept.unsent) if kept.unsent or not kept.files_waiting else _files(kept)
        return Badge(SyncState.BUSY, t("Sūta: {count}", count=sending))
    return Badge(SyncState.WAITING, _waiting_words(kept, trouble))


def _attention_words(kept: Overview, trouble: str) -> str:
    parts = []
    if kept.refused:
        parts.append(t("Krātuve nepieņēma: {count}", count=_records(kept.refused)))
    if kept.conflicts:
        parts.append(t("Atšķiras divi labojumi: {count}", count=_records(kept.conflicts)))
    if kept.unsent:
        parts.append(_with_place(kept, _waiting_count(kept)))
    return ". ".join([*parts, *([trouble] if trouble else [])]) or t("Sinhronizācijai vajag palīdzību")


def _waiting_words(kept: Overview, trouble: str) -> str:
    if not kept.unsent and not kept.receipt_at:
        first = t("Krātuve vēl nav apstiprinājusi saņemšanu")
    elif kept.unsent:
        first = _waiting_count(kept)
    elif kept.files_waiting:
        first = t("Ieraksti nosūtīti; gaida: {count}", count=_files(kept))
    else:
        first = t("Viss nosūtīts, bet krātuve tagad neatbild")
    first = _with_place(kept, first)
    return f"{first}. {trouble}" if trouble else first


def _with_place(kept: Overview, words: str) -> str:
    """Add how much lies on this disk alone, and that copies have not been made for hours."""
    parts = [words] if words else []
    if kept.only_here:
        parts.append(t("Tikai šajā datorā: {count}", count=_records(kept.only_here)))
    elif kept.copied_at is not None and kept.unsent:
        parts.append(t("Ir arī kopijā: {count}", count=_records(kept.unsent)))
    elif not words:
        parts.append(t("Tikai šajā datorā: {count}", count=_records(kept.unsent)))
    if kept.copies_late:
        parts.append(t("Kopiju vieta nav pieejama"))
    return ". ".join(parts)


def _waiting_count(kept: Overview) -> str:
    since = kept.oldest_unsent_at
    if since is None:
        return t("Gaida nosūtīšanu: {count}", count=_records(kept.unsent))
    return t("Gaida nosūtīšanu: {count} kopš {since}", count=_records(kept.unsent), since=_when(since))


def _records(count: int) -> str:
    return counted(count, t("izmaiņu"), t("izmaiņa"), t("izmaiņas"))


def _files(kept: Overview) -> str:
    return counted(kept.files_waiting, t("datņu"), t("datne"), t("datnes"))


def _when(at: datetime) -> str:
    """Return the time alone for today, else the day too."""
    moment = clock.riga_time(at)
    if moment.date() == clock.today_riga():
        return clock_time(moment)
    return f"{short_date(moment.date())} {clock_time(moment)}"


class SyncBadge(QPushButton):
    """The badge; pressing it asks for an exchange at once."""

    _told = Signal(object)

    def __init__(self, jobs: Jobs, sync: SyncControl | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "badge")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._icon = QLabel()
        self._text = label("", "badge", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        for part in (self._icon, self._text):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._jobs = jobs
        self._sync = sync
        self._status = sync.status() if sync is not None else None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        jobs.changed.connect(lambda _records: self._settle.start())
        self.clicked.connect(lambda _checked=False: self.sync_now())
        if sync is not None:
            sync.on_status(self._hear_elsewhere)

    def refresh(self) -> None:
        """Read anew how far everything has got."""
        self._jobs.read(self, catalog.state).then(self._show)

    def sync_now(self) -> None:
        """Ask for an exchange; alone there is nobody to exchange with."""
        if self._sync is not None:
            self._sync.sync_now()
        self.refresh()

    def _hear_elsewhere(self, status: SyncStatus) -> None:
        """Hear of a change on the exchange's own thread, which may outlive the window for a moment."""
        if shiboken6.isValid(self):
            self._told.emit(status)

    def _hear(self, status: SyncStatus) -> None:
        self._status = status
        self._settle.start()

    def _show(self, kept: Overview) -> None:
        badge = badge_of(kept, self._status)
        self._text.setText(badge.words)
        self.setAccessibleName(t("Sinhronizācija: {words}", words=badge.words))
        self.setToolTip(t("Spiediet, lai sūtītu tūlīt (F9)") if self._sync else badge.words)
        drawn = icon(_ICONS[badge.state]) if badge.state in _ICONS else icon("")
        self._icon.setPixmap(drawn.pixmap(QSize(_ICON_SIDE, _ICON_SIDE)))
        self._icon.setVisible(not drawn.isNull())
        look(self, badge=str(badge.state))
        look(self._text, badge=str(badge.state))
        self._fit()

    @property
    def words(self) -> str:
        """Return the sentence as it is shown."""
        return self._text.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Never be lower than the sentence: a cut sentence could say the opposite."""
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else -1
