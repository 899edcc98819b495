"""This file is the place where a person chooses a copy, opens it and sees what is in it, before it becomes the desk."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import short_moment
from kacdesk.core.policy import in_force
from kacdesk.core.text import later, t
from kacdesk.services import bringing_back
from kacdesk.services.bringing_back import Contents, Found
from kacdesk.ui.errors import words
from kacdesk.ui.first_run.step import Step, line_of, text_field, typed, with_folder_button
from kacdesk.ui.first_run.work import Work
from kacdesk.ui.look.buttons import label

_MB = 1024 * 1024
_LIST_HEIGHT = 130


class Brought(Protocol):
    """The desk that a copy became (`services.bringing_back`)."""

    @property
    def store(self) -> object:
        """Return its open store."""

    @property
    def point(self) -> str:
        """Return the code of its point."""

    @property
    def series(self) -> str:
        """Return the series of its documents from now on."""


Bring = Callable[[Found, str], Brought]
"""Makes the desk from a copy, with the phrase that opens it ('' for the keyring); runs beside the pages."""


class RestoreStep(Step):
    """Folder → copies → key → what is in it → the desk. Nothing is written until what is in it was shown.

    Signals: `restoring(bool)` the desk is being made from a copy; False when it is there, or was not made.
    """

    restoring = Signal(bool)

    def __init__(self, work: Work, bring: Bring) -> None:
        super().__init__(
            t("Kopija"),
            t("No kuras kopijas atjaunot?"),
            t("Norādiet datu nesēju vai mapi, kurā glabājas kopijas. Pati kopija netiek mainīta."),
        )
        self._work, self._bring = work, bring
        self._read: tuple[str, Found | None, str] = ("", None, "")
        self.brought: Brought | None = None
        self.folder = text_field("folder", later("Kopiju mape"), hint=later("Piemēram, zibatmiņa"), must=True)
        self.copies = QListWidget()
        self.copies.setAccessibleName(t("Kopijas, jaunākā pirmā"))
        self.copies.setFixedHeight(_LIST_HEIGHT)
        self.phrase = text_field(
            "phrase",
            later("Paroles frāze vai atjaunošanas atslēga"),
            hint=later("Atslēga ir uz seifā noglabātās lapas"),
            hidden=True,
            must=True,
        )
        self.inside = label("", "value", wrap=True)
        self._place = with_folder_button(self.folder)
        for widget in (self._place, self.copies, self.phrase, self.inside):
            self.box.addWidget(widget)
        self._found: Sequence[Found] = ()
        self.copies.hide()
        self.phrase.hide()
        self.copies.currentRowChanged.connect(self._chosen)
        line_of(self.folder).textChanged.connect(self._forget)
        usual = in_force().copies_folder
        if usual is not None:
            line_of(self.folder).setText(str(usual))

    def enter(self) -> None:
        line_of(self.folder).setFocus()

    @property
    def action(self) -> str:
        """Return what the button that goes on does now."""
        if self.brought is not None:
            return t("Sākt darbu")
        return t("Atjaunot") if self.is_read else t("Tālāk")

    @property
    def is_read(self) -> bool:
        """Say whether what is in the chosen copy is shown."""
        return self._read[1] is not None and self._read == (typed(self.folder), self.copy, self._phrase())

    @property
    def copy(self) -> Found | None:
        """Return the copy that is chosen."""
        row = self.copies.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def leave(self, go_on: Callable[[], None]) -> None:
        """Take the next of its own steps, and go on once the desk is there and its series was told."""
        self.tell("")
        if self.brought is not None:
            go_on()
        elif self.copy is None:
            self._look_for_copies()
        elif self.is_read:
            self._restore(self.copy)
        elif not self.phrase.isHidden() and not self._phrase():
            self.phrase.show_problem(t("Aizpildiet šo lauku."))
            line_of(self.phrase).setFocus()
        else:
            self._look_into(self.copy)

    def _phrase(self) -> str:
        return line_of(self.phrase).text() if not self.phrase.isHidden() else ""

    def _look_for_copies(self) -> None:
        if not typed(self.folder):
            self.folder.show_problem(t("Aizpildiet šo lauku."))
            line_of(self.folder).setFocus()
            return
        self.waits.emit(t("Meklē kopijas …"))
        folder = Path(typed(self.folder)).expanduser()
        self._work.run(bringing_back.copies_in, self._show_copies, self._refuse, folder)

    def _show_copies(self, found: Sequence[Found]) -> None:
        self._found = found
        self.copies.clear()
        homes = {copy.path.parent for copy in found}
        for copy in found:
            at = short_moment(copy.made_at) if copy.made_at is not None else copy.path.name
            size = f"{copy.size_bytes / _MB:.1f}".replace(".", ",")
            shown = t("{at}, {size} MB", at=at, size=size)
            if len(homes) > 1:  # several desks keep their copies on one medium
                shown = f"{shown}, {copy.path.parent.name}"
            self.copies.addItem(QListWidgetItem(shown))
        self.copies.show()
        self.waits.emit("")
        self.copies.setCurrentRow(0)
        self.copies.setFocus()

    def _chosen(self, _row: int) -> None:
        """Ask whether the newly chosen copy opens by itself, as soon as it is chosen."""
        self.inside.clear()
        if self.copy is not None:
            self.waits.emit(t("Apskata kopiju …"))
            self._work.run(bringing_back.opens_alone, self._show_lock, self._refuse, self.copy)

    def _show_lock(self, alone: bool) -> None:
        self.phrase.setVisible(not alone)
        self.waits.emit("")
        if not alone:
            line_of(self.phrase).setFocus()
        elif self.copy is not None:
            self._look_into(self.copy)

    def _look_into(self, copy: Found) -> None:
        self.waits.emit(t("Apskata kopiju …"))
        asked = (typed(self.folder), copy, self._phrase())
        self._work.run(
            bringing_back.look_into, lambda held: self._show_inside(asked, held), self._refuse, copy, asked[2]
        )

    def _show_inside(self, asked: tuple[str, Found, str], held: Contents) -> None:
        self._read = asked
        last = short_moment(held.last_at) if held.last_at is not None else "—"
        told = t(
            "{title} ({point}), ierakstu skaits: {count}, pēdējās izmaiņas {at}. "
            "Ierakstus, ko vēlāk nosūtīja centrālajai krātuvei, tā atdos pēc savienošanās.",
            title=held.title,
            point=held.point,
            count=held.records,
            at=last,
        )
        self.inside.setText(told)
        self.waits.emit("")

    def _restore(self, copy: Found) -> None:
        self.restoring.emit(True)
        self.waits.emit(t("Atjauno no kopijas; tas var ilgt dažas minūtes …"))
        self._work.run(self._bring, self._finish, self._refuse, copy, self._phrase())

    def _finish(self, brought: Brought) -> None:
        self.brought = brought
        self.restoring.emit(False)
        told = t(
            "Punkts {point} ir atjaunots. Dokumentu numuriem turpmāk ir jauna sērija {series}, lai neviens numurs "
            "neatkārtotos. Pierakstiet to, ja numurus lietojat arī uz papīra.",
            point=brought.point,
            series=brought.series,
        )
        self.inside.setText(told)
        for widget in (self._place, self.copies, self.phrase):
            widget.setEnabled(False)
        self.waits.emit("")

    def _forget(self) -> None:
        """Begin anew with another folder."""
        self._found, self._read = (), ("", None, "")
        self.copies.clear()
        self.copies.hide()
        self.phrase.hide()
        self.inside.clear()

    def _refuse(self, error: DeskError) -> None:
        self.restoring.emit(False)
        self.waits.emit("")
        self.tell(words(error))
