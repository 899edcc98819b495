"""This file is the place where the first supervisor of a new desk chooses a PIN."""

from kacdesk.core.text import later, t
from kacdesk.services import first_run
from kacdesk.ui.first_run.step import Step, line_of, text_field


class PinStep(Step):
    """A PIN typed twice, or none: then nobody is asked until a supervisor sets one."""

    def __init__(self) -> None:
        super().__init__(
            t("PIN"),
            t("Vai pie datora strādā vairāki?"),
            t(
                "Tad izvēlieties savu PIN: vismaz četrus ciparus, ko citi neuzminēs. Pārējie savu PIN izvēlas, "
                "pirmo reizi sēžoties pie darba. Ja strādājat viens, lauki var palikt tukši."
            ),
        )
        self._name = ""
        self.pin = text_field("pin", later("PIN"), hidden=True)
        self.again = text_field("again", later("Tas pats PIN vēlreiz"), hidden=True)
        for frame in (self.pin, self.again):
            frame.setMaximumWidth(320)
            self.box.addWidget(frame)

    def set_name(self, name: str) -> None:
        """Say whose PIN it is: a name is the first guess of all."""
        self._name = name

    def value(self) -> str:
        """Return the PIN, '' for none."""
        return line_of(self.pin).text()

    def enter(self) -> None:
        line_of(self.pin).setFocus()

    def problem(self) -> str:
        return first_run.problem_of_pin(self.value(), line_of(self.again).text(), self._name)
