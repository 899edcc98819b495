"""This file is the place where the people who will work at a new desk are named."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kacdesk.core.text import later, t
from kacdesk.services import first_run
from kacdesk.services.context import Role
from kacdesk.services.first_run import Person
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.ui.fields.frame import FieldFrame
from kacdesk.ui.fields.plain import ChoiceInput
from kacdesk.ui.first_run.step import Step, line_of, text_field, typed
from kacdesk.ui.look.buttons import link_button, plain_button


class PersonRow(QWidget):
    """A name and a role."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.name = text_field("name", later("Vārds, uzvārds"), must=True)
        self.role = FieldFrame(
            ChoiceInput(FieldSpec("role", later("Loma"), Kind.CHOICE, required=True, choices=first_run.ROLE))
        )
        self.role.input.set_value(str(role))
        self.remove = link_button("", self._asked_out, icon_name="close")
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 3)
        row.addWidget(self.role, 2)
        row.addWidget(self.remove)
        self.taken_out = False

    def set_place(self, place: int) -> None:
        """Tell the row that it is the `place`-th, from 0: the first carries the headings and stays."""
        where = t("{number}. persona", number=place + 1)
        for frame in (self.name, self.role):
            frame.label.setVisible(place == 0)
            frame.set_place(where)
        self.remove.setVisible(place > 0)
        self.remove.setAccessibleName(t("Izņemt {number}. personu", number=place + 1))

    def person(self) -> Person:
        """Return what stands in the row."""
        return Person(" ".join(typed(self.name).split()), str(self.role.input.value()))

    def _asked_out(self) -> None:
        self.taken_out = True
        self.hide()


class PeopleStep(Step):
    """The first one is whoever sits here: a supervisor."""

    def __init__(self) -> None:
        super().__init__(t("Cilvēki"), t("Kas šeit strādās?"), _words(joined=False))
        self.rows: list[PersonRow] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(2)
        self.box.addLayout(self._box)
        self.add_button = plain_button(t("Pievienot vēl vienu"), self.add, icon_name="add")
        below = QHBoxLayout()
        below.addWidget(self.add_button)
        below.addStretch(1)
        self.box.addLayout(below)
        self._append(Role.SUPERVISOR)

    def set_joined(self, *, joined: bool) -> None:
        """Tell whether others of the point may be known to a central store."""
        self.words.setText(_words(joined=joined))

    def people(self) -> tuple[Person, ...]:
        """Return everybody who is named."""
        rows = [row for row in self.rows if not row.taken_out]
        return tuple(person for row in rows if (person := row.person()).name)

    def add(self) -> None:
        """Make room for one more, and go there."""
        line_of(self._append(Role.CLERK).name).setFocus()

    def enter(self) -> None:
        line_of(self.rows[0].name).setFocus()

    def problem(self) -> str:
        return first_run.problem_of_people(self.people())

    def _append(self, role: Role) -> PersonRow:
        row = PersonRow(role)
        self.rows.append(row)
        self._box.addWidget(row)
        row.set_place(len(self.rows) - 1)
        return row


def _words(*, joined: bool) -> str:
    if joined:
        return t(
            "Sāciet ar sevi. Ja punktā kacdesk jau lieto, rakstiet vārdu tieši tāpat kā tur: tad cilvēks paliek viens. "
            "Pārējie atnāks no centrālās krātuves."
        )
    return t("Sāciet ar sevi. Vadītājs labo sarakstus un pievieno citus; to varēs darīt arī vēlāk.")
