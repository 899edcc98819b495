"""This file is the place where one matter is looked at and closed: send again, give up, choose a value, allow."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.services import attention, matters
from kacdesk.services.attention import CONFLICT, REFUSAL
from kacdesk.services.matters import STOPPED, Matter
from kacdesk.ui.errors import words as error_words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar, correction_reasons, purposes
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line


class MatterPanel(QWidget):
    """One matter and what can be done about it.

    Signals: `closed()` the person goes back · `done(str)` it was closed, with what to tell · `record_asked(str, UUID)`
    the record is to be opened · `mend_asked(Matter)` its correction is to be opened · `sync_asked()` what was allowed
    is to be fetched now.
    """

    closed = Signal()
    done = Signal(str)
    record_asked = Signal(str, object)
    mend_asked = Signal(object)
    sync_asked = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.matter: Matter | None = None
        self._title = label("", "title", wrap=True)
        self._field = label("", "quiet", wrap=True)
        self._why = label("", "value", wrap=True)
        self._advice = label("", "quiet", wrap=True)
        self._at = label("", "hint")
        self.choices = Block(t("Ko darīt"))
        self._reveal = plain_button(t("Rādīt personas datus"), self._ask_purpose)
        self._purpose = AskBar(
            t("Kādam nolūkam rādīt personas datus?"), usual=purposes(), button=t("Rādīt"), parent=self
        )
        self._take = AskBar(
            t("Kāpēc pareiza ir otra vērtība?"), usual=correction_reasons(), button=t("Ņemt to")
        )
        self._give_up = AskBar(
            t("Kāpēc atsakāties no šīs izmaiņas?"),
            usual=(t("Ievadīts kļūdaini"), t("Krātuvē jau ir pareizi")),
            button=t("Atteikties"),
        )
        self._allow = AskBar(
            t("Kāpēc šī izmaiņa ir pareiza?"),
            usual=(t("Ieraksti anulēti ar nodomu"), t("Dzēsts ar lēmumu")),
            button=t("Pārņemt"),
        )
        self._bars = (self._purpose, self._take, self._give_up, self._allow)
        self._build()

    def _build(self) -> None:
        card = QFrame()
        card.setProperty("part", "card")
        told = QVBoxLayout(card)
        told.setContentsMargins(16, 12, 16, 12)
        told.setSpacing(6)
        for part in (self._field, self._why, self._advice, self._at):
            told.addWidget(part)
        self._back = link_button(t("Atpakaļ uz dienu (Esc)"), self.closed.emit, icon_name="back")
        top = QHBoxLayout()
        top.addWidget(self._back, 1, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self._reveal)
        sheet = sheet_of(self, card, *self._bars, self.choices, gap=10)
        scroll_in(self, sheet, head=[top, self._title], gap=8)

    @property
    def told(self) -> str:
        """Return the sentences about the matter."""
        return " ".join(part.text() for part in (self._why, self._advice) if part.text())

    def show_matter(self, matter: Matter) -> None:
        """Show a matter with the choices it has."""
        self.cancel_question()
        self.matter = matter
        self._title.setText(matter.title)
        self._field.setText(t("Lauks “{field}”", field=matter.field) if matter.field else "")
        self._why.setText(matter.why)
        self._advice.setText(matter.advice)
        self._at.setText(short_moment(matter.at))
        for part in (self._field, self._advice):
            part.setVisible(bool(part.text()))
        self._reveal.setVisible(matter.masked)
        known = {CONFLICT: self._values, REFUSAL: self._ways, STOPPED: self._brake}
        lines = known.get(matter.kind, self._readings)(matter)
        self.choices.show_lines(lines, count="")

    def focus_first(self) -> None:
        """Put the keyboard on the first choice, or on the way back when there is none."""
        if self.choices.is_there:
            self.choices.focus_row(0)
        else:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel_question(self) -> bool:
        """Take an open question away; False when none was open."""
        asked = any(not bar.isHidden() for bar in self._bars)
        for bar in self._bars:
            bar.cancel()
        return asked

    # --- the choices -----------------------------------------------------------------------------------------------
    def _values(self, matter: Matter) -> list[Line]:
        here, elsewhere = t("Ievadīts šajā datorā"), t("Ievadīts citā datorā")
        ours = matter.other_is_ours
        keep = Line(
            "keep",
            matter.now,
            partial(self._settle, matter, t("Paliek tas, ko rāda; noslēgts visos datoros.")),
            lead=t("Rāda tagad"),
            below="" if ours is None else elsewhere if ours else here,
            state=t("Atstāt"),
        )
        take = Line(
            "take",
            matter.other,
            partial(self._take.ask, partial(self._take_other, matter)),
            lead=t("Otrs"),
            below="" if ours is None else here if ours else elsewhere,
            state=t("Ņemt šo"),
        )
        return [keep, take, *self._record_line(matter)]

    def _ways(self, matter: Matter) -> list[Line]:
        if matter.record is None:
            return []
        again = Line(
            "again",
            t("Sūtīt vēlreiz, kā ir"),
            partial(self._settle, matter, t("Ieraksts tiek sūtīts vēlreiz."), resend=True),
            below=t("Palīdz, ja krātuve pa šo laiku ir atjaunināta."),
        )
        give_up = Line(
            "give-up",
            t("Atteikties no šīs izmaiņas"),
            partial(self._give_up.ask, partial(self._give_up_for, matter)),
            below=t(
                "Šeit atkal būs tas, kas ir krātuvē; ierakstu, kura krātuvē nav, anulē tikai šajā datorā."
            ),
        )
        mend = Line("mend", t("Labot un sūtīt vēlreiz"), partial(self.mend_asked.emit, matter))
        return [*([mend] if matter.can_be_mended else []), again, give_up, *self._record_line(matter)]

    def _readings(self, matter: Matter) -> list[Line]:
        read = Line(
            "read",
            t("Izlasīju, noslēgt"),
            partial(self._settle, matter, t("Noslēgts.")),
            below=t("Vairs nerādīs nevienā datorā."),
        )
        return [*self._record_line(matter), read]

    def _brake(self, matter: Matter) -> list[Line]:
        if not matter.may_allow:
            return []
        allow = Line(
            "allow",
            t("Pārņemt izmaiņu"),
            partial(self._allow.ask, self._allow_it),
            below=t("Ieraksti, par kuriem tagad zināms, tiks anulēti vai dzēsti arī šeit."),
        )
        return [allow]

    def _record_line(self, matter: Matter) -> list[Line]:
        if matter.register is None or matter.record is None:
            return []
        return [
            Line(
                "open", t("Atvērt ierakstu"), partial(self.record_asked.emit, matter.register, matter.record)
            )
        ]

    # --- doing it --------------------------------------------------------------------------------------------------
    def _settle(self, matter: Matter, said: str, **how: Any) -> None:
        job = self._jobs.run(self, attention.settle, matter.id, **how)
        job.then(lambda _item: self.done.emit(said), self._failed)

    def _take_other(self, matter: Matter, reason: str) -> None:
        self._settle(matter, t("Ņemta otra vērtība; to saņems visi datori."), take_mine=True, reason=reason)

    def _give_up_for(self, matter: Matter, reason: str) -> None:
        self._settle(matter, t("Izmaiņa atsaukta šajā datorā; krātuvē nekas nav mainīts."), reason=reason)

    def _allow_it(self, reason: str) -> None:
        self._jobs.run(self, attention.allow_mass_change, reason).then(self._allowed, self._failed)

    def _allowed(self, count: int) -> None:
        self.sync_asked.emit()
        self.done.emit(
            t("Izmaiņa atļauta; ieraksti: {count}.", count=count) if count else t("Tas jau ir noslēgts.")
        )

    def _ask_purpose(self) -> None:
        self._purpose.ask(self._show_with)

    def _show_with(self, purpose: str) -> None:
        if self.matter is not None:
            self._jobs.run(self, matters.matter, self.matter.id, purpose=purpose).then(self._reshow)

    def _reshow(self, matter: Matter | None) -> None:
        if matter is None:
            self.done.emit(t("Tas jau ir noslēgts."))
            return
        self.show_matter(matter)
        self.focus_first()

    def _failed(self, error: DeskError) -> None:
        """Tell beside the choices why it could not be done."""
        self._advice.setText(error_words(error))
        self._advice.show()
