"""This file is the place where a supervisor says which service clerks meant by their own words.

Such words may say more than a service, so they stand here, where somebody asked for them, and not on the first page.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import Plural, number, plural
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.catalogue import service_search
from kacdesk.services.catalogue.service_search import Unmapped
from kacdesk.ui.errors import words as error_words
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.reference import ReferenceInput
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, main_button
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line


class MappingPanel(QWidget):
    """The texts that are not in the list of services; one is chosen, and then the service it stands for.

    Signals: `closed()` the person goes back · `done(str)` the records follow the service now, with what to tell.
    """

    closed = Signal()
    done = Signal(str)

    def __init__(self, jobs: Jobs, desk: Desk) -> None:
        super().__init__()
        self._jobs = jobs
        self._text = ""
        self.texts = Block(t("Saviem vārdiem ierakstītie pakalpojumi"))
        self._title = label("", "heading", wrap=True)
        self._told = label("", "value", wrap=True)
        self._trouble = label("", "problem", wrap=True)
        self.service = ReferenceInput(desk.spec("visit_service").by_name["service_id"], ())
        self._back = link_button(t("Atpakaļ uz dienu (Esc)"), self.closed.emit, icon_name="back")
        self._card = QFrame()
        self._card.setProperty("part", "card")
        column = QVBoxLayout(self._card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._told)
        column.addWidget(FieldFrame(self.service))
        column.addWidget(self._trouble)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(main_button(t("Piešķirt (Ctrl+S)"), self.map))
        column.addLayout(buttons)
        self._build()

    def _build(self) -> None:
        back = QHBoxLayout()
        back.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        scroll_in(self, sheet_of(self, self._card, self.texts, gap=10), head=[back], gap=8)

    def set_options(self, options: Options) -> None:
        """Take the services to choose from."""
        self.service.set_options(options.get("service", ()))

    def show_texts(self, unmapped: Sequence[Unmapped]) -> None:
        """Show all texts that have no service yet."""
        self._card.hide()
        lines = [
            Line(each.text, each.text, partial(self._choose, each), state=times_words(each.count))
            for each in unmapped
        ]
        self.texts.show_lines(lines, note=t("Izvēlieties vārdus; pēc tam — pakalpojumu, ko tie nozīmē."))

    def focus_first(self) -> None:
        """Put the keyboard into the choice of a service, or on the first text."""
        if self._card.isHidden():
            self.texts.focus_row(0)
        else:
            self.service.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel_question(self) -> bool:
        """Go back from one text to all; False when all are shown."""
        if self._card.isHidden():
            return False
        self._card.hide()
        self.texts.show()
        self.focus_first()
        return True

    @property
    def told(self) -> str:
        """Return what is said of the chosen text, and what is missing."""
        return " ".join(part.text() for part in (self._title, self._told, self._trouble) if part.text())

    def _choose(self, unmapped: Unmapped) -> None:
        self._text = unmapped.text
        self._title.setText(t("“{text}” nav sarakstā", text=unmapped.text))
        self._told.setText(
            t(
                "Tā rakstīts {count}. Izvēlieties pakalpojumu: šie ieraksti to saņems labojumā, vārdi paliks.",
                count=times_words(unmapped.count),
            )
        )
        self._tell("")
        self.service.set_value(None)
        self.texts.hide()
        self._card.show()
        self.focus_first()

    def map(self) -> None:
        """Give the service to all records with these words."""
        if self._card.isHidden():
            return
        self.service.settle()
        service = self.service.value()
        if service is None:
            self._tell(t("Izvēlieties pakalpojumu no saraksta."))
            self.focus_first()
            return
        self._jobs.run(self, service_search.map_text, self._text, service).then(self._mapped, self._failed)

    def _mapped(self, count: int) -> None:
        self.done.emit(t("Pakalpojums piešķirts. Laboti ieraksti: {count}.", count=number(count)))

    def _failed(self, error: DeskError) -> None:
        self._tell(error_words(error))

    def _tell(self, words: str) -> None:
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))


def times_words(count: int) -> str:
    """Return how many times: "1 reizi", "3 reizes"."""
    told = number(count)
    return {
        Plural.ZERO: t("{count} reižu", count=told),
        Plural.ONE: t("{count} reizi", count=told),
        Plural.OTHER: t("{count} reizes", count=told),
    }[plural(count)]
