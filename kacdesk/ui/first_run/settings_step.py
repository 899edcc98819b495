"""This file is the place where it is said where copies of a new desk go, when it locks itself and what opens it."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from kacdesk.core.policy import Policy, in_force
from kacdesk.core.text import later, t
from kacdesk.services import first_run
from kacdesk.spec.field import Choice, FieldSpec, Kind
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.plain import ChoiceInput
from kacdesk.ui.first_run.step import Step, line_of, text_field, typed, with_folder_button
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.locked import lock

_MINUTES = ("2", "5", "10", "15", "30")
_USUAL = "5"


class SettingsStep(Step):
    """Copies, the lock, and a passphrase where the computer has no keyring for its user."""

    def __init__(self, data: Path) -> None:
        super().__init__(
            t("Drošība"), t("Lai nekas nepazūd un neviens neieskatās"), t("To visu varēs mainīt arī vēlāk.")
        )
        self._data = data
        self._asks = False
        self.copies = text_field(
            "copies",
            later("Kur glabāt kopijas"),
            hint=later("Mape citā diskā vai zibatmiņā; kopijas ir šifrētas"),
        )
        policy = in_force()
        usual = str(policy.idle_minutes) if policy.idle_minutes is not None else _USUAL
        offered = _MINUTES if usual in _MINUTES else (*_MINUTES, usual)
        minutes = tuple(Choice(each, f"{each} min" if each != "0" else later("nekad")) for each in offered)
        self.idle = FieldFrame(
            ChoiceInput(
                FieldSpec(
                    "idle",
                    later("Aizslēgt, ja neviens neraksta"),
                    Kind.CHOICE,
                    required=True,
                    choices=minutes,
                )
            )
        )
        self.idle.input.set_value(usual)
        self.idle.setMaximumWidth(320)
        self._key_words = label("", "quiet", wrap=True)
        self.passphrase = text_field(
            "passphrase", later("Paroles frāze datu atvēršanai"), hidden=True, must=True
        )
        self.again = text_field("again", later("Tā pati frāze vēlreiz"), hidden=True, must=True)
        copies = with_folder_button(self.copies)
        for widget in (
            copies,
            self.idle,
            self._key_words,
            self.passphrase,
            self.again,
        ):
            self.box.addWidget(widget)
        self.set_keyring(opens=True)
        self._take_policy(policy, copies)

    def _take_policy(self, policy: Policy, copies: QWidget) -> None:
        """Fill in what IT has set."""
        if policy.copies_folder is not None:
            line_of(self.copies).setText(str(policy.copies_folder))
            self.copies.lock()
            lock(copies)
        if policy.idle_minutes is not None:
            self.idle.lock()
        if self.copies.is_locked or self.idle.is_locked:
            self.words.setText(t("To varēs mainīt arī vēlāk, bet ne to, ko noteicis IT."))

    def set_keyring(self, *, opens: bool) -> None:
        """Tell whether the system's keyring opens the data; otherwise a passphrase has to."""
        self._asks = not opens
        told = (
            t("Datus atver šī datora lietotāja atslēgu glabātuve: pašam nekas nav jāraksta.")
            if opens
            else t("Šim lietotājam atslēgu glabātuves nav, tāpēc datus katru reizi atver ar paroles frāzi.")
        )
        self._key_words.setText(told)
        for frame in (self.passphrase, self.again):
            frame.setVisible(self._asks)

    def folder(self) -> Path | None:
        """Return where copies go, None for nowhere yet."""
        return Path(typed(self.copies)).expanduser() if typed(self.copies) else None

    def idle_minutes(self) -> int:
        """Return after how many minutes without key or mouse the desk locks itself."""
        return int(self.idle.input.value())

    def phrase(self) -> str | None:
        """Return what opens the data, None where the keyring does."""
        return line_of(self.passphrase).text() if self._asks else None

    def enter(self) -> None:
        line_of(self.copies).setFocus()

    def problem(self) -> str:
        folder = self.folder() if in_force().copies_folder is None else None
        wrong = first_run.problem_of_copies(folder, self._data) if folder is not None else ""
        if not wrong and self._asks:
            wrong = first_run.problem_of_passphrase(
                line_of(self.passphrase).text(), line_of(self.again).text()
            )
        return wrong
