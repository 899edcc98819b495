"""This file is the place where it is said what every page of the window can be asked for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kacdesk.services.catalog import Options
from kacdesk.services.context import Actor
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.matters import Matter
from kacdesk.services.overview import Standing
from kacdesk.ui.look.strip import Action, Tone


class Page(QWidget):
    """One page of the window. What a page does not have (a search, something to save) does nothing there.

    `name` is the register's for a page of a register · `title` stands in the sidebar.

    Signals: `said(str, Tone, actions)` for the strip · `moved()` another part of the page is shown ·
    `drafts_changed()` something was begun, finished or thrown away · `record_asked(str, UUID)` a record of that
    register is to be opened · `page_asked(str)` another page is to be shown · `day_asked(str, date)` another page is
    to be shown at a day · `resumed(Draft)` something begun is to be gone on with · `draft_asked(Draft)` what another
    record led to, kept nowhere yet, is to be gone on with · `mend_asked(Matter)` the correction of what the central
    store refused is to be opened · `matter_asked(Matter)` all that can be done about it is to be shown ·
    `sync_asked()` send and receive at once.
    """

    said = Signal(str, object, object)
    moved = Signal()
    drafts_changed = Signal()
    record_asked = Signal(str, object)
    page_asked = Signal(str)
    day_asked = Signal(str, object)
    resumed = Signal(object)
    draft_asked = Signal(object)
    mend_asked = Signal(object)
    matter_asked = Signal(object)
    sync_asked = Signal()

    _home: ClassVar[QWidget | None] = None

    def __init__(self, name: str, title: str) -> None:
        super().__init__(self._home)
        self.name = name
        self.title = title

    @staticmethod
    @contextmanager
    def made_in(home: QWidget) -> Iterator[None]:
        """Let the pages that are made in this block be in `home` from the first.

        What moves into another widget is dressed anew with all that is in it: a third of what making a page took.
        """
        before, Page._home = Page._home, home
        try:
            yield
        finally:
            Page._home = before

    def say(self, text: str, tone: Tone, actions: Sequence[Action] = ()) -> None:
        """Tell something on the strip."""
        self.said.emit(text, tone, list(actions))

    def load(self) -> None:
        """Read what the page shows: when the window opens, and when a person asks for it."""

    def enter(self) -> None:
        """Be shown: called each time, and the place to put the keyboard."""

    def keep(self) -> None:
        """Keep what stands half-filled, because the page is left, locked or closed."""

    def set_options(self, options: Options) -> None:
        """Take the rows that references may now point to."""

    def set_actor(self, actor: Actor) -> None:
        """Let another person go on; what the one before had begun was kept before this is called."""

    def show_standing(self, standing: Standing) -> None:
        """Learn how far everything has got towards the central store."""

    def show_drafts(self, begun: Sequence[Draft]) -> None:
        """Learn what the person has begun and not finished, the one touched last first."""

    def new(self) -> None:
        """Start a new record."""

    def open(self, record: UUID) -> None:
        """Show a record of this page."""

    def show_day(self, day: date) -> None:
        """Be shown at a day; a page that does not go by days is just shown."""
        self.enter()

    def look_at(self, matter: Matter) -> None:
        """Show one matter that has to be looked at."""

    def search(self) -> None:
        """Go to the search."""

    def save(self) -> None:
        """Save what stands in the form."""

    def back(self) -> None:
        """Go back one step."""

    def correct(self) -> None:
        """Change the record that is shown."""

    def to_customer(self) -> None:
        """Go to the field by which the customer of the open form is known."""

    def add_line(self) -> None:
        """Add a line to what stands in the form."""
