"""This file is the place where a person says whether the desk works alone or belongs to a central store."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.policy import Name, Policy, in_force
from kacdesk.core.text import later, t
from kacdesk.services.first_run import Admission, CentralStore
from kacdesk.ui.errors import words
from kacdesk.ui.first_run.step import Step, line_of, text_field, typed, with_folder_button
from kacdesk.ui.first_run.work import Work
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.locked import lock


class StartStep(Step):
    """Alone, or with a code. A code is traded once: going back and on again asks nobody anew.

    Where a restore was cut off it says so, and that choice is the one that is made.
    """

    def __init__(self, work: Work, central: CentralStore, *, cut_off: bool = False) -> None:
        super().__init__(
            t("Sākums"),
            t("Kā šis dators strādās?"),
            t("Ieraksti vienmēr vispirms tiek droši saglabāti šajā datorā, arī bez tīkla."),
        )
        self._work, self._central = work, central
        self._admitted: tuple[tuple[str, str, str], Admission] | None = None
        self.alone = QRadioButton(t("Viens pats; centrālajai krātuvei varēs pieteikt vēlāk"))
        self.joined = QRadioButton(t("Kopā ar citiem: man ir pieteikšanas kods"))
        self.restored = QRadioButton(t("Atjaunot no kopijas: dators ir nomainīts vai dati zuduši"))
        self.alone.setChecked(True)
        self.noted = label("", "hint", wrap=True)
        self.box.addWidget(self.noted)
        group = QButtonGroup(self)
        for each in (self.alone, self.joined, self.restored):
            each.setAccessibleName(each.text())
            group.addButton(each)
            self.box.addWidget(each)
        self.address = text_field(
            "address", later("Krātuves adrese"), hint=later("Piemēram, https://kac.example.lv"), must=True
        )
        self.code = text_field(
            "code", later("Pieteikšanas kods"), hint=later("Kā lapā; domuzīmes var nerakstīt"), must=True
        )
        self.authority = text_field(
            "authority", later("Sertifikāta datne"), hint=later("Tikai tad, ja to iedeva IT")
        )
        self._fields = QFrame()
        below = QVBoxLayout(self._fields)
        below.setContentsMargins(22, 0, 0, 0)
        certificates = with_folder_button(self.authority, pick_file=True)
        for widget in (self.address, self.code, certificates):
            below.addWidget(widget)
        self._done = label("", "hint", wrap=True)
        below.addWidget(self._done)
        self.box.addWidget(self._fields)
        self._fields.hide()
        self.joined.toggled.connect(self._fields.setVisible)
        self._take_policy(in_force(), certificates)
        self.noted.setVisible(cut_off)
        if cut_off:
            self.restored.setChecked(True)
            self.noted.setText(
                t(
                    "Iepriekšējā atjaunošana no kopijas tika pārtraukta; kopija ir neskarta. Atjaunojiet vēlreiz."
                )
            )

    def _take_policy(self, policy: Policy, certificates: QWidget) -> None:
        """Fill in what IT has set; a desk that IT sets a central store for is expected to join it."""
        if policy.central is not None:
            line_of(self.address).setText(policy.central)
            self.address.lock()
            self.joined.setChecked(True)
        if policy.ca_file is not None:
            line_of(self.authority).setText(str(policy.ca_file))
            self.authority.lock()
            lock(certificates)

    @property
    def admission(self) -> Admission | None:
        """Return the admission by the code that stands here now, None when the desk works alone."""
        if not self.joined.isChecked() or self._admitted is None:
            return None
        return self._admitted[1] if self._admitted[0] == self._asked() else None

    def enter(self) -> None:
        chosen = next(each for each in (self.alone, self.joined, self.restored) if each.isChecked())
        (line_of(self.code) if chosen is self.joined else chosen).setFocus()

    def leave(self, go_on: Callable[[], None]) -> None:
        self.tell("")
        if not self.joined.isChecked() or self.admission is not None:
            go_on()
            return
        address, code, authority = self._asked()
        for frame, value in ((self.address, address), (self.code, code)):
            if not value:
                frame.show_problem(t("Aizpildiet šo lauku."))
                line_of(frame).setFocus()
                return
        self.waits.emit(t("Sazinās ar centrālo krātuvi …"))
        self._work.run(
            self._central.admit,
            lambda admission: self._take((address, code, authority), admission, go_on),
            self._refuse,
            address,
            code,
            Path(authority) if authority and not in_force().locks(Name.CA_FILE) else None,
        )

    def _asked(self) -> tuple[str, str, str]:
        return typed(self.address), typed(self.code), typed(self.authority)

    def _take(self, asked: tuple[str, str, str], admission: Admission, go_on: Callable[[], None]) -> None:
        self._admitted = asked, admission
        mark = t("Salīdziniet ar uzturētāju: {fingerprint}", fingerprint=admission.fingerprint)
        self._done.setText(f"{t('Dators pieteikts punktam {point}.', point=admission.point)} {mark}")
        self.waits.emit("")
        go_on()

    def _refuse(self, error: DeskError) -> None:
        self.waits.emit("")
        self.tell(words(error))
        line_of(self.code).setFocus()
        line_of(self.code).selectAll()
