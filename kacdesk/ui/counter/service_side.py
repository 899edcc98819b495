"""This file is the place where a form gets what it knows of services: the likely ones, and the card beside it."""

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.services import preferences
from kacdesk.services.catalogue import service_card, service_search
from kacdesk.services.catalogue.choosing import COMING, NONE_YET, Favourites
from kacdesk.services.catalogue.service_card import ServiceCard
from kacdesk.services.preferences import Preferences
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.counter.service_card import FOLD_KEY, ServiceCardView
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import link_button
from kacdesk.ui.look.scrolling import EDGE
from kacdesk.ui.look.theme import GRID

_log = logging.getLogger(__name__)

_CARD_LETTERS, _BESIDE_LETTERS = 34, 105
"""How wide the card is, and from which width of the form on it stands beside it and not below."""


class ServicePart(Protocol):
    """A part of a form in which services are named."""

    spec: RegisterSpec

    @property
    def pointed(self) -> SignalInstance:
        """Tell (register, row) when a row is marked or chosen."""

    def set_favourites(self, favourites: Favourites) -> None:
        """Take which services are likely to be named."""

    def offer(self) -> None:
        """Open the list of likely services if the cursor stands in its empty box."""

    def settle(self) -> None:
        """Take what is marked for what was typed."""


class ServiceSide(QWidget):
    """The sheet of a form with the service card beside it, below it where the window is narrow, or folded away.

    A form in which no service is named gets its sheet alone.
    """

    def __init__(self, jobs: Jobs, parts: Sequence[ServicePart], parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._sheet: QScrollArea
        self._parts = [part for part in parts if any(f.refers_to == "service" for f in part.spec.entered)]
        self._wanted: UUID | None = None
        self._open = True
        self._beside = False
        self._stale = self._reading = self._known = self._offered_early = False
        self.card = ServiceCardView(self.toggle)
        self._side = QScrollArea()
        self._side.setWidgetResizable(True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setViewportMargins(0, 0, EDGE, 0)
        self._side.setAccessibleName(t("Pakalpojuma kartīte"))
        self._unfold = link_button(
            "", self.toggle, icon_name="info", tip=t("Rādīt pakalpojuma kartīti ({key})", key=FOLD_KEY)
        )
        self._unfold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._side)
        self._row.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignTop)
        for part in self._parts:
            part.pointed.connect(self._point)
            part.set_favourites(COMING)
        if self._parts:
            shortcut = QShortcut(QKeySequence(FOLD_KEY), self)
            shortcut.activated.connect(self.toggle)
            jobs.swapped.connect(lambda _actor: self.read_favourites())
            jobs.changed.connect(self._hear)
        self.read_favourites()

    def hold(self, sheet: QScrollArea) -> None:
        """Stand beside a form's sheet, which was made in this widget: one that moves here is dressed a second time."""
        self._sheet = sheet
        self._row.insertWidget(0, sheet, 1)
        self._put_below()
        self._show_open()

    @property
    def is_open(self) -> bool:
        """Say whether the card is shown, beside or below."""
        return bool(self._parts) and self._open

    def read_favourites(self) -> None:
        """Learn anew which services are likely; asked while an answer is under way, it is asked again after it."""
        if not self._parts:
            return
        self._stale = self._reading
        if not self._reading:
            self._reading = True
            job = self._jobs.read(self, service_search.favourites)
            job.then(self._take_favourites, self._keep_favourites)

    def offer(self) -> None:
        """Open the list of likely services if the cursor stands in an empty box for one, as soon as they are known."""
        self._offered_early = not self._known
        for part in self._parts:
            part.offer()

    def settle(self) -> None:
        """Take what is marked for what was typed: the record is being saved."""
        for part in self._parts:
            part.settle()

    def toggle(self) -> None:
        """Fold the card away or show it again, and remember it."""
        self._open = not self._open
        self._show_open()
        self._jobs.run(self, service_card.keep_shown, shown=self._open)
        if self._open and not self._beside:
            self._sheet.ensureWidgetVisible(self.card)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._parts:
            self._jobs.read(self, preferences.read).then(self._take_preferences)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the list of likely services change only while nobody looks at it."""
        super().hideEvent(event)
        if self._stale:
            self.read_favourites()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        letter = self.fontMetrics().averageCharWidth()
        beside = event.size().width() >= _BESIDE_LETTERS * letter
        self._side.setFixedWidth(_CARD_LETTERS * letter)
        if beside != self._beside:
            self._beside = beside
            if beside:
                self._put_beside()
            else:
                self._put_below()
            self._show_open()

    def _take_preferences(self, told: Preferences) -> None:
        self._open = told.card_shown
        self._show_open()

    def _hear(self, changed: Mapping[str, frozenset[UUID]]) -> None:
        about = {part.spec.parent or part.spec.name for part in self._parts} | {"service"}
        if about & changed.keys():
            self._stale = True
            if not self.isVisible():
                self.read_favourites()

    def _take_favourites(self, places: Mapping[str, Favourites]) -> None:
        self._reading = False
        if self._stale and not self.isVisible():
            self.read_favourites()
        for part in self._parts:
            part.set_favourites(places.get(part.spec.name, NONE_YET))
        self._known = True
        if self._offered_early and self.isVisible():
            self.offer()

    def _keep_favourites(self, error: DeskError) -> None:
        """Go on with the order there is: a list in yesterday's order is no trouble of the clerk's."""
        self._reading = False
        if not self._known:
            for part in self._parts:
                part.set_favourites(NONE_YET)
        _log.warning("likely services were not read: %s", type(error).__name__)

    def _point(self, register: str, record: UUID | None) -> None:
        if register != "service" or record == self._wanted:
            return
        self._wanted = record
        if record is None:
            self.card.show_nothing()
        else:
            job = self._jobs.read(self, service_card.read, record)
            job.then(self._show_card, partial(self._has_none, record))

    def _show_card(self, card: ServiceCard) -> None:
        if card.id == self._wanted:
            self.card.show_card(card)

    def _has_none(self, record: UUID, _error: DeskError) -> None:
        """The catalogue here does not have the service (yet): there is nothing to tell, and nothing is wrong."""
        if record == self._wanted:
            self.card.show_nothing()

    def _put_beside(self) -> None:
        self._side.setWidget(self.card)
        self.card.show()

    def _put_below(self) -> None:
        if self._side.widget() is self.card:
            self._side.takeWidget()
        sheet = self._sheet.widget()
        column = sheet.layout() if sheet is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.count() - 1, self.card)

    def _show_open(self) -> None:
        self.card.setVisible(self.is_open)
        self._side.setVisible(self.is_open and self._beside)
        self._unfold.setVisible(bool(self._parts) and not self._open)
