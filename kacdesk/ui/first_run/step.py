"""This file is the place where it is said what every page of the first start has in common."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.plain import TextInput
from kacdesk.ui.look.buttons import label, plain_button


class Step(QWidget):
    """One page. What was typed stays in it as long as the window is there, however often one goes back.

    Signals: `waits(str)` something takes time, '' when it is over.
    """

    waits = Signal(str)

    def __init__(self, name: str, title: str, words: str) -> None:
        super().__init__()
        self.name = name
        self.words = label(words, "quiet", wrap=True)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        self.box = QVBoxLayout()
        self.box.setSpacing(6)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 0, 12, 0)
        whole.setSpacing(8)
        whole.addWidget(label(title, "record", wrap=True))
        whole.addWidget(self.words)
        whole.addLayout(self.box)
        whole.addWidget(self._problem)
        whole.addStretch(1)

    def enter(self) -> None:
        """Be shown, and put the keyboard where typing begins."""

    def leave(self, go_on: Callable[[], None]) -> None:
        """Go on when everything is as it must be; otherwise say what is not, and stay."""
        wrong = self.problem()
        self.tell(wrong)
        if not wrong:
            go_on()

    def problem(self) -> str:
        """Return in one sentence what is wrong here, '' when nothing is; fields may tell their own."""
        return ""

    def tell(self, problem: str) -> None:
        """Say what is wrong, or nothing any more."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    @property
    def problem_place(self) -> QWidget:
        """Return where it is told what is wrong."""
        return self._problem

    @property
    def told(self) -> str:
        """Return what is told to be wrong."""
        return self._problem.text()


def text_field(
    name: str, words: str, *, hint: str = "", hidden: bool = False, must: bool = False
) -> FieldFrame:
    """Return a line of text with its label; `hidden` for what nobody may read over a shoulder."""
    made = TextInput(FieldSpec(name, words, Kind.TEXT, required=must, hint=hint))
    if hidden:
        made.line.setEchoMode(QLineEdit.EchoMode.Password)
    return FieldFrame(made)


def line_of(frame: FieldFrame) -> QLineEdit:
    """Return the line that is typed into."""
    if not isinstance(frame.input, TextInput):
        raise TypeError(frame.spec.name)
    return frame.input.line


def typed(frame: FieldFrame) -> str:
    """Return what stands in a line."""
    return line_of(frame).text().strip()


def with_folder_button(frame: FieldFrame, *, pick_file: bool = False) -> QWidget:
    """Return the field with a button that picks a folder, or a file, on this computer."""

    def pick() -> None:
        title = t("Izvēlieties: {label}", label=t(frame.spec.label))
        chosen = (
            QFileDialog.getOpenFileName(frame, title)[0]
            if pick_file
            else QFileDialog.getExistingDirectory(frame, title)
        )
        if chosen:
            line_of(frame).setText(chosen)

    button = plain_button(t("Izvēlēties …"), pick, tip=t("Izvēlēties: {label}", label=t(frame.spec.label)))
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(frame, 1)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    return whole
