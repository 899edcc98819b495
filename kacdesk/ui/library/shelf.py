"""This file is the place where a form or guidance is found by a few letters, read in the window and printed."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit

from kacdesk.core.text import t
from kacdesk.services.catalogue import library
from kacdesk.services.catalogue.library import REGISTER, Shelved
from kacdesk.services.context import Context
from kacdesk.ui import names
from kacdesk.ui.counter.service_card import open_in_browser
from kacdesk.ui.jobs import Job, Jobs
from kacdesk.ui.look.buttons import label, link_button
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT
from kacdesk.ui.register.paper import Paper, PaperDialog
from kacdesk.ui.shell.page import Page
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line, Urgency

NAME = names.LIBRARY
_SETTLE_MS = 120
_WEB = ("https://", "http://")


def _content(context: Context, record: UUID) -> bytes:
    return library.read_file(context, record).content


class ShelfPage(Page):
    """Forms, guidance, the centre's own documents and links: what is in force, and older versions when asked for."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(NAME, t("Veidlapas un materiāli"))
        self._jobs = jobs
        self._asked = 0
        self.dialog: PaperDialog | None = None
        self.box = QLineEdit()
        self.box.setMinimumHeight(INPUT_HEIGHT)
        self.box.setPlaceholderText(t("Meklēt pēc nosaukuma, iestādes, pakalpojuma"))
        self.box.setAccessibleName(t("Meklēt veidlapu vai materiālu"))
        self.older = QCheckBox(t("Arī vecās versijas"))
        self.rows = Block(t("Materiāli"))
        self.nothing = label("", "quiet", wrap=True)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.load)
        self._build()
        self.box.textChanged.connect(lambda _text: self._settle.start())
        self.older.toggled.connect(lambda _on: self.load())
        self.rows.left.connect(self._leave)
        jobs.changed.connect(self._hear)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GRID)
        words = label(t("Meklēt"), "label")
        words.setBuddy(self.box)
        top.addWidget(words)
        top.addWidget(self.box, 1)
        top.addWidget(self.older)
        head = QHBoxLayout()
        head.addWidget(label(self.title, "title"), 1)
        head.addWidget(link_button(t("Pievienot un labot"), partial(self.page_asked.emit, REGISTER)))
        scroll_in(self, sheet_of(self, self.nothing, self.rows), head=[head, top])

    def load(self) -> None:
        self._asked += 1
        text, older = self.box.text(), self.older.isChecked()
        self._jobs.read(self, library.shelf, text, older=older).then(partial(self._show, self._asked))

    def enter(self) -> None:
        self.load()
        self.search()

    def search(self) -> None:
        self.box.setFocus()
        self.box.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.box.hasFocus() and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.rows.focus_row(0)
        else:
            super().keyPressEvent(event)

    def _hear(self, changed: dict[str, frozenset[UUID]]) -> None:
        if REGISTER in changed and self.isVisible():
            self.load()

    def _show(self, asked: int, found: Sequence[Shelved]) -> None:
        """Show what was found; a late answer to fewer letters is dropped."""
        if asked != self._asked:
            return
        self.rows.show_lines([self._line(each) for each in found])
        none = t("Nekas nav atrasts. Pamēģiniet citus vārdus vai vecās versijas.")
        empty = t("Plauktā vēl nekā nav. Ar “Pievienot un labot” ievadiet pirmo veidlapu.")
        self.nothing.setText("" if found else none if self.box.text().strip() else empty)
        self.nothing.setVisible(not found)

    def _line(self, each: Shelved) -> Line:
        name = f"{each.title} · {each.version}" if each.version else each.title
        below = " · ".join(part for part in (each.kind, each.whose, each.about, each.validity) if part)
        state = "" if each.in_force else t("vecā versija")
        if each.in_force:
            link = t("atvērt saiti") if each.url.startswith(_WEB) else t("skatīt ierakstu")
            state = t("lasīt un drukāt") if each.readable else link
        urgency = Urgency.NONE if each.in_force else Urgency.TODAY
        return Line(each.id, name, partial(self._open, each), below=below, state=state, urgency=urgency)

    def _open(self, each: Shelved) -> None:
        """Show the file; a link goes to the browser, anything else to its record."""
        if each.readable:
            self.dialog = PaperDialog(self._jobs, self._paper(each), self)
            self.dialog.open()
        elif each.url.startswith(_WEB):
            open_in_browser(each.url)
            self.say(t("Saite atvērta pārlūkā: {url}", url=each.url), Tone.DONE)
        else:
            self.record_asked.emit(REGISTER, each.id)

    def _paper(self, each: Shelved) -> Paper:
        def draw(owner: QObject, _size: str) -> Job[bytes]:
            return self._jobs.run(owner, _content, each.id)

        return Paper(each.title, "Veidlapa.pdf", draw)

    def _leave(self, step: int) -> None:
        if step < 0:
            self.search()
