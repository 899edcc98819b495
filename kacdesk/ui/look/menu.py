"""This file is the place where a person chooses how the window looks and which language it speaks."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from kacdesk.core.text import later, t
from kacdesk.services import preferences
from kacdesk.services.context import Context
from kacdesk.services.preferences import Preferences
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.theme import wear, worn

_CHOICES = (
    ("look", later("Krāsas"), (
        ("system", later("Kā sistēmā")), ("light", later("Gaišas")), ("dark", later("Tumšas")))),
    ("print", later("Burti"), (("normal", later("Parasti")), ("large", later("Lieli")))),
    ("language", later("Valoda"), (("lv", "Latviešu"), ("en", "English"))),
)  # fmt: skip
"""Field of `Preferences`, its words, its values with theirs; a language is called by its own name."""


class LookMenu(QMenu):
    """The menu of colours, letters and language. What is chosen is worn at once and kept for this computer.

    Signals: `told(str)` a sentence about what was chosen.
    """

    told = Signal(str)

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(t("Izskats un valoda"), parent)
        self._jobs = jobs
        self._actions: dict[tuple[str, str], QAction] = {}
        for field, heading, values in _CHOICES:
            if self._actions:
                self.addSeparator()
            self._head(t(heading))
            group = QActionGroup(self)
            for value, words in values:
                action = group.addAction(t(words))
                action.setCheckable(True)
                action.triggered.connect(lambda _on, field=field, value=value: self._choose(field, value))
                self.addAction(action)
                self._actions[field, value] = action
        jobs.read(self, preferences.read).then(self._take)

    def _head(self, words: str) -> None:
        """Name the choices below. The words of a section are not drawn under a style sheet."""
        action = self.addAction(words)
        action.setEnabled(False)
        font = action.font()
        font.setBold(True)
        action.setFont(font)

    def toggle(self) -> None:
        """Go from light to dark or back, whatever was chosen before."""
        self._choose("look", "light" if worn().is_dark else "dark")

    def _choose(self, field: str, value: str) -> None:
        if field == "language":
            self.told.emit(t("Valoda mainīsies, kad programmu atvērsiet no jauna."))
        self._jobs.run(self, _change, field, value).then(self._wear)

    def _wear(self, chosen: Preferences) -> None:
        self._take(chosen)
        wear(look=chosen.look, letters=chosen.print)

    def _take(self, chosen: Preferences) -> None:
        """Mark what is chosen."""
        for (field, value), action in self._actions.items():
            action.setChecked(getattr(chosen, field) == value)


def _change(context: Context, field: str, value: str) -> Preferences:
    return preferences.change(context, **{field: value})
