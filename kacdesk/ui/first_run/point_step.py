"""This file is the place where the service point of a new desk is chosen or named."""

from PySide6.QtWidgets import QWidget

from kacdesk.core.text import later, t
from kacdesk.services import first_run
from kacdesk.services.first_run import Admission, Point
from kacdesk.spec.field import Choice, FieldSpec, Kind
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.plain import ChoiceInput
from kacdesk.ui.first_run.step import Step, line_of, text_field, typed
from kacdesk.ui.look.buttons import label

_OWN = ""


class PointStep(Step):
    """A point of the catalogue, or one's own; with a code the central store says which it is."""

    def __init__(self) -> None:
        super().__init__(
            t("Punkts"),
            t("Kurš ir jūsu punkts?"),
            t("Tā nosaukums stāv uz pārskatiem, kods – dokumentu numuros."),
        )
        self._known = {point.code: point for point in first_run.points()}
        listed = tuple(Choice(point.code, point.title) for point in self._known.values())
        offered = (*listed, Choice(_OWN, later("Cits punkts")))
        self.choice = FieldFrame(
            ChoiceInput(FieldSpec("point", later("Punkts"), Kind.CHOICE, required=True, choices=offered))
        )
        self.title = text_field("title", later("Punkta nosaukums"), must=True)
        self.code = text_field(
            "code", later("Punkta kods"), hint=later("Lielie latīņu burti, piemēram, BALVI"), must=True
        )
        self.type = FieldFrame(
            ChoiceInput(
                FieldSpec(
                    "type",
                    later("Centra veids"),
                    Kind.CHOICE,
                    required=True,
                    choices=first_run.TYPES,
                    default="municipal",
                )
            )
        )
        self.file_index = text_field(
            "file_index",
            later("Lietas indekss"),
            hint=later("No nomenklatūras; stāv dokumentu numuros"),
            must=True,
        )
        self._told = label("", "heading", wrap=True)
        for widget in (self._told, self.choice, self.title, self.code, self.type, self.file_index):
            self.box.addWidget(widget)
        line_of(self.file_index).setText("1-1")
        self._proposed = ""
        self._admission: Admission | None = None
        self.choice.input.edited.connect(self._show)
        line_of(self.title).textEdited.connect(self._propose)
        self._show()

    def set_admission(self, admission: Admission | None) -> None:
        """Take the point from the central store that admitted the desk, or let a person choose again."""
        self._admission = admission
        self._show()

    def point(self) -> Point:
        """Return the point as it stands."""
        if self._admission is not None:
            code = self._admission.point
            known = self._known.get(code)
            title = self._admission.title or (known.title if known else code)
            return Point(code, title, known.type if known else str(self.type.input.value()))
        chosen = self._known.get(str(self.choice.input.value()))
        return chosen or Point(typed(self.code).upper(), typed(self.title), str(self.type.input.value()))

    def index(self) -> str:
        """Return the index of the file that documents are kept in."""
        return typed(self.file_index)

    def enter(self) -> None:
        (line_of(self.file_index) if self._admission is not None else self.choice.input).setFocus()

    def problem(self) -> str:
        wrong = first_run.problems_of_point(self.point(), typed(self.file_index))
        frames = {"title": self.title, "code": self.code, "file_index": self.file_index}
        for frame in frames.values():
            frame.clear_problem()
        for each in wrong:
            frames[each.field].show_problem(each.sentence)
        if not wrong:
            return ""
        line_of(frames[wrong[0].field]).setFocus()
        return t("Vēl kas jāizlabo; skatiet pie lauka.")

    def _show(self) -> None:
        """Show only what there is to say."""
        told = self._admission is not None
        own = not told and self.choice.input.value() == _OWN
        self._told.setVisible(told)
        if told:
            self._told.setText(f"{self.point().title} ({self.point().code})")
        unknown = told and self.point().code not in self._known
        shown: dict[QWidget, bool] = {
            self.choice: not told,
            self.title: own,
            self.code: own,
            self.type: own or unknown,
        }
        for widget, visible in shown.items():
            widget.setVisible(visible)

    def _propose(self, title: str) -> None:
        """Write a code after the name, as long as nobody wrote one."""
        if typed(self.code) == self._proposed:
            self._proposed = first_run.proposed_code(title)
            line_of(self.code).setText(self._proposed)
