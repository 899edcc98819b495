"""This file is the place where papers at the centre are ticked into batches, sent, and their receipt confirmed."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import counted, number
from kacdesk.core.text import t
from kacdesk.services import steps
from kacdesk.services.papers import batches
from kacdesk.services.papers.batches import Sendings
from kacdesk.services.record_acts import Act
from kacdesk.services.records import Saved
from kacdesk.ui import names
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.labelled import labelled
from kacdesk.ui.look.scrolling import scroll_in, scrolling
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT
from kacdesk.ui.papers.batch_list import BatchList
from kacdesk.ui.papers.piles import Piles
from kacdesk.ui.register.paper import PaperDialog, paper_of
from kacdesk.ui.shell.page import Page

NAME = names.SENDINGS
_BATCH, _DOCUMENT = "paper_batch", "received_document"
_CONCERNED = frozenset({_BATCH, _DOCUMENT})


class SendingsPage(Page):
    """The page of papers that leave: above what lies here by addressee, below what is on its way.

    Space ticks a paper or a whole pile, Enter puts what is ticked into a batch.
    """

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(NAME, t("Sūtījumi"))
        self._jobs = jobs
        self.piles = Piles()
        self.batches = BatchList()
        self.how = CalmCombo()
        self.how.setMinimumHeight(INPUT_HEIGHT)
        self.how.setAccessibleName(t("Kā nosūta"))
        for choice in batches.WAYS:
            self.how.addItem(t(choice.label), choice.code)
        self.ticked = label("", "quiet")
        self.unseen = label("", "hint", wrap=True)
        self.received_by = AskBar(t("Kas saņēma?"), usual=(t("Lietvede"), t("Kanceleja")), button=t("Gatavs"))
        self._sent = plain_button(t("Nosūtīts"), self.send, icon_name="done")
        self._confirmed = plain_button(t("Saņemšana apstiprināta …"), self.confirm, icon_name="inbox")
        self._paper = plain_button(t("Nodošanas saraksts"), self.print_list, icon_name="print")
        self._open = plain_button(t("Atvērt sūtījumu"), self.open_batch)
        self._build()
        self.piles.ticked_changed.connect(self._tell_ticked)
        self.piles.wanted.connect(self.prepare)
        self.batches.chosen_changed.connect(self._show_acts)
        self.batches.wanted.connect(self.open_batch)
        jobs.changed.connect(self._hear)

    def _build(self) -> None:
        preparing = QWidget()
        row = Flow(preparing)
        row.addWidget(main_button(t("Sagatavot sūtījumu (Enter)"), self.prepare, icon_name="transfer"))
        row.addWidget(labelled(t("Kā nosūta"), self.how, self.how))
        row.addWidget(plain_button(t("Atvērt dokumentu"), self.open_document))
        row.addWidget(self.ticked)
        acts = QWidget()
        below = Flow(acts)
        for button in (self._sent, self._confirmed, self._paper, self._open):
            below.addWidget(button)
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(GRID)
        column.addWidget(label(self.title, "title"))
        column.addWidget(label(t("Papīri centrā pa adresātiem"), "heading"))
        column.addWidget(self.piles, 3)
        column.addWidget(self.unseen)
        column.addWidget(preparing)
        column.addWidget(label(t("Sagatavotie un ceļā esošie sūtījumi"), "heading"))
        column.addWidget(self.batches, 2)
        column.addWidget(acts)
        column.addWidget(self.received_by)
        scroll_in(self, scrolling(sheet, self))
        self._show_acts()
        self._tell_ticked()

    def load(self) -> None:
        """Read what is here and what is on its way."""
        self._jobs.read(self, batches.sendings).then(self._show)

    def enter(self) -> None:
        """Read it anew, and put the keyboard among the papers."""
        self.load()
        self.piles.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        """Take an open question away, else go back to the day."""
        if self.received_by.isHidden():
            self.page_asked.emit("today")
        self.received_by.cancel()

    def prepare(self) -> None:
        """Put what is ticked into a batch, or what the keyboard is on when nothing is."""
        papers = self.piles.ticked or self.piles.pointed_at
        job = self._jobs.run(self, batches.prepare, papers, how=str(self.how.currentData()))
        job.then(self._prepared, self._failed)

    def send(self) -> None:
        """Write down that the chosen batch leaves now, with all its papers."""
        if self.batches.chosen is not None:
            job = self._jobs.run(self, steps.take, _BATCH, self.batches.chosen.record, "sent")
            job.then(
                lambda _rev: self.say(t("Sūtījums un visi tā papīri ir nosūtīti."), Tone.DONE), self._failed
            )

    def confirm(self) -> None:
        """Ask who confirmed that the chosen batch arrived."""
        if self.batches.chosen is not None:
            self.received_by.ask(partial(self._confirm, self.batches.chosen.record))

    def print_list(self) -> None:
        """Show the transmittal list of the chosen batch, to be printed and signed."""
        if self.batches.chosen is not None:
            self._print_list_of(self.batches.chosen.record)

    def open_batch(self) -> None:
        """Show the chosen batch."""
        if self.batches.chosen is not None:
            self.record_asked.emit(_BATCH, self.batches.chosen.record)

    def open_document(self) -> None:
        """Show the paper that the keyboard is on."""
        if len(self.piles.pointed_at) == 1:
            self.record_asked.emit(_DOCUMENT, self.piles.pointed_at[0])

    def _confirm(self, batch: UUID, by: str) -> None:
        job = self._jobs.run(self, batches.acknowledge, batch, by=by)
        job.then(
            lambda _rev: self.say(t("Adresāts apstiprinājis visu papīru saņemšanu."), Tone.DONE), self._failed
        )

    def _prepared(self, saved: Saved) -> None:
        told = t("Sūtījums {number} sagatavots.", number=saved.number or "")
        self.say(told, Tone.DONE, [(t("Nodošanas saraksts"), partial(self._print_list_of, saved.id))])
        self.batches.choose_next(saved.id)

    def _print_list_of(self, batch: UUID) -> None:
        paper = paper_of(self._jobs, _BATCH, batch, Act("transmittal", t("Nodošanas saraksts")))
        dialog = PaperDialog(self._jobs, paper, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show(self, found: Sendings) -> None:
        self.piles.show_piles(found.piles)
        self.batches.show_batches(found.batches)
        more = t("Kad šie būs nosūtīti, parādīsies jaunāki: {count}.", count=number(found.unseen))
        self.unseen.setText(more)
        self.unseen.setVisible(found.unseen > 0)
        self._tell_ticked()
        self._show_acts()

    def _tell_ticked(self) -> None:
        count = len(self.piles.ticked)
        told = counted(count, t("papīru"), t("papīrs"), t("papīri"))
        self.ticked.setText(t("Atzīmēts: {papers}", papers=told) if count else t("Nekas nav atzīmēts"))

    def _show_acts(self) -> None:
        chosen = self.batches.chosen
        self._sent.setEnabled(chosen is not None and chosen.is_open)
        self._confirmed.setEnabled(chosen is not None and not chosen.is_open)
        self._paper.setEnabled(chosen is not None)
        self._open.setEnabled(chosen is not None)

    def _hear(self, changed: dict[str, frozenset[UUID]]) -> None:
        if self.isVisible() and _CONCERNED & changed.keys():
            self.load()

    def _failed(self, error: DeskError) -> None:
        self.say(words(error), Tone.TROUBLE)
