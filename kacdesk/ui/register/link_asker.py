"""This file is the place where the links in a form get the names of their records, and what is typed its record."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kacdesk.core.errors import DeskError
from kacdesk.services import links
from kacdesk.ui.errors import words
from kacdesk.ui.fields.field_set import FieldSet
from kacdesk.ui.fields.link import LinkInput
from kacdesk.ui.jobs import Jobs


class LinkAsker(QObject):
    """Asks for the links of the fields it was given.

    Signals: `record_asked(str, UUID)` a linked record is to be opened.
    """

    record_asked = Signal(str, object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs

    def join(self, fields: FieldSet) -> None:
        """Answer for the links among these fields from now on."""
        for field in fields.links:
            field.name_asked.connect(partial(self._name, field))
            field.search_asked.connect(partial(self._search, fields, field))
            field.record_asked.connect(self.record_asked)
            value = field.value()
            if value is not None:
                self._name(field, value)

    def _name(self, field: LinkInput, record: UUID) -> None:
        job = self._jobs.read(field, links.named, field.spec.refers_to or "", record)
        job.then(field.show_name)

    def _search(self, fields: FieldSet, field: LinkInput, text: str) -> None:
        job = self._jobs.read(field, links.find, field.spec.refers_to or "", text)
        job.then(field.take, partial(self._not_found, fields, field))

    def _not_found(self, fields: FieldSet, field: LinkInput, error: DeskError) -> None:
        sentence = words(error)
        field.show_not_found(sentence)
        frame = fields.frame_for(field.spec.name)
        if frame is not None:
            frame.show_problem(sentence, question=True)
