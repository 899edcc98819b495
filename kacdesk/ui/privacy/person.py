"""This file is the place where a supervisor puts together everything that is kept about one person."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from kacdesk.core.latvian import counted
from kacdesk.core.text import t
from kacdesk.services.context import Actor, Role
from kacdesk.services.keeping import person_file
from kacdesk.services.keeping.person_file import Hit, Wanted
from kacdesk.ui import names
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, link_button, main_button, plain_button
from kacdesk.ui.look.cards import card
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID, INPUT_HEIGHT
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.shell.page import Page

NAME = names.PERSON
_LONGEST = 200
_LIST_LETTERS = 12


class PersonPage(Page):
    """The page „Viss par personu” (General Data Protection Regulation 15 to 17)."""

    def __init__(self, jobs: Jobs, actor: Actor) -> None:
        super().__init__(NAME, t("Viss par personu"))
        self._jobs = jobs
        self._actor = actor
        self._hits: Sequence[Hit] = ()
        self._wanted: Wanted | None = None
        self.code = _line(t("Personas kods vai reģ. Nr."))
        self.person = _line(t("Vārds un uzvārds"))
        self.purpose = _line(t("Nolūks"), t("Piemēram, atbilde uz datu subjekta pieprasījumu"))
        self.ground = _line(t("Pamats"), t("Pieprasījuma datums vai numurs"))
        self.find_button = main_button(t("Meklēt"), self.look_for)
        self.found = QListWidget()
        self.count = label("", "quiet", wrap=True)
        self.open_button = plain_button(t("Atvērt ierakstu"), self.open_record)
        self.save_button = plain_button(t("Saglabāt personai (ZIP)…"), self.ask_where)
        self.not_yours = label(t("Visu par personu apkopo vadītājs."), "value", wrap=True)
        self._build()

    def _build(self) -> None:
        self.found.setAccessibleName(t("Atrastie ieraksti"))
        self.found.setWordWrap(True)
        self.found.setMinimumHeight(_LIST_LETTERS * self.fontMetrics().height())
        foot = Flow(spacing=GRID)
        for button in (self.open_button, self.save_button):
            foot.addWidget(button)
        links = Flow(spacing=GRID)
        for words, page in (
            (t("Datu subjektu pieprasījumi"), "data_request"),
            (t("Datu izsniegšana"), "disclosure"),
            (t("Glabāšana"), "keeping"),
        ):
            links.addWidget(link_button(words, partial(self.page_asked.emit, page)))
        rights = label(
            t(
                "Labot: atveriet ierakstu un labojiet to ar iemeslu. Dzēst pirms termiņa: dzēšanu centrālajā "
                "krātuvē pieprasa viena un apstiprina cita pilnvarota persona; tad ieraksts pazūd visos datoros. "
                "Vispirms pārbaudiet, vai likums neliek datus glabāt. Ierobežot: apturiet dzēšanu sadaļā “Glabāšana”."
            ),
            "value",
            wrap=True,
        )
        asked: list[QWidget | Flow] = []
        for line in (self.code, self.person, self.purpose, self.ground):
            named = label(line.accessibleName(), "label")
            named.setBuddy(line)
            asked += [named, line]
        seek = Flow(spacing=GRID)
        seek.addWidget(self.find_button)
        self._scroll = sheet_of(
            self,
            card(t("Kas un kāpēc"), *asked, seek),
            card(t("Atrasts"), self.count, self.found, foot),
            card(t("Personas tiesības"), rights, links),
        )
        scroll_in(self, self._scroll, head=[label(self.title, "title"), self.not_yours])
        for line in (self.code, self.person, self.purpose, self.ground):
            line.returnPressed.connect(self.look_for)
        self._show_role()
        self._show(())

    # --- what the window asks ------------------------------------------------------------------------------------
    def enter(self) -> None:
        """Put the keyboard into the code."""
        self.code.setFocus()

    def keep(self) -> None:
        """Leave nobody on the screen."""
        for line in (self.code, self.person):
            line.clear()
        self._wanted = None
        self._show(())

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor
        self.keep()
        self._show_role()

    def search(self) -> None:
        """Go to the code."""
        self.code.setFocus()

    def _show_role(self) -> None:
        supervisor = self._actor.role is Role.SUPERVISOR
        self._scroll.setVisible(supervisor)
        self.not_yours.setVisible(not supervisor)

    # --- doing ---------------------------------------------------------------------------------------------------
    def look_for(self) -> None:
        """Look for the person in every register; that somebody did is written down for each record."""
        wanted = Wanted(
            purpose=self.purpose.text(),
            ground=self.ground.text(),
            code=self.code.text().strip(),
            name=self.person.text().strip(),
        )
        self._wanted = wanted
        self._jobs.run(self, person_file.find_person, wanted).then(self._show)

    def _show(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self.found.clear()
        for hit in hits:
            beside = "; ".join(f"{label_}: {value}" for label_, value in hit.beside)
            item = QListWidgetItem(f"{hit.title} {hit.number} · {beside}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if hit.exact else Qt.CheckState.Unchecked)
            self.found.addItem(item)
        if hits:
            self.found.setCurrentRow(0)
        told = counted(len(hits), t("ierakstu"), t("ieraksts"), t("ieraksti"))
        words = t(
            "Atrasti: {count}. Pēc koda atrastie ir atzīmēti; pārējos atzīmējiet, ja tā ir tā pati persona."
        )
        none = t("Par šo personu nekas nav atrasts.") if self._wanted else t("Vēl nekas nav atrasts.")
        self.count.setText(words.replace("{count}", told) if hits else none)
        self.open_button.setEnabled(bool(hits))
        self.save_button.setEnabled(bool(hits))

    @property
    def ticked(self) -> list[Hit]:
        """Return the records that somebody says are this person's."""
        rows = range(self.found.count())
        return [self._hits[row] for row in rows if self.found.item(row).checkState() is Qt.CheckState.Checked]

    def open_record(self) -> None:
        """Show the marked record."""
        row = self.found.currentRow()
        if 0 <= row < len(self._hits):
            self.record_asked.emit(self._hits[row].register, self._hits[row].record)

    def ask_where(self) -> None:
        """Ask where the file for the person is to be saved, once something is ticked."""
        if not self.ticked:
            self.say(t("Vispirms atzīmējiet ierakstus, kas ir par šo personu."), Tone.QUESTION)
        elif path := ask_where(self, "personas-dati.zip"):
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write what is ticked into a file for the person."""
        if self._wanted is not None:
            job = self._jobs.run(self, person_file.put_together, self._wanted, self.ticked, path)
            job.then(lambda _none: tell_kept(self.say, path))


def _line(name: str, hint: str = "") -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setPlaceholderText(hint)
    line.setMinimumHeight(INPUT_HEIGHT)
    line.setMaxLength(_LONGEST)
    return line
