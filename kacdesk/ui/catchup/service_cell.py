"""This file is the place where a service is named in the grid: by a few letters, or by its code on the paper sheet."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from kacdesk.core.text import t
from kacdesk.services.catalog import Option
from kacdesk.services.counter.outage_sheet import by_code
from kacdesk.spec.field import FieldSpec
from kacdesk.ui.fields.reference import ReferenceInput

_CODE = re.compile(r"\d{4}")
_TIMES = ("x", "X", "×", "*")


class Services:
    """The services that may be chosen, and what each code on paper means; made once for all rows."""

    def __init__(self, offered: Sequence[Option] = ()) -> None:
        self.offered = offered
        self.codes = by_code(offered)


class ServiceCell(ReferenceInput):
    """A search over the services that also takes the four digits of the sheet, at the fourth one.

    Signals: `count_asked()` somebody typed "×" after a service, and goes on with how many.
    """

    count_asked = Signal()

    def __init__(self, spec: FieldSpec, services: Services) -> None:
        super().__init__(spec, services.offered, takes_words=True, counts=True)
        self._codes = services.codes
        self._also: tuple[Option, ...] = ()
        self.line.textEdited.connect(self._read_code)

    def set_services(self, services: Services) -> None:
        """Take the services that may be chosen now, and their codes."""
        self._codes = services.codes
        self.set_options(services.offered)

    def hint(self) -> str:
        """Return what a person should know of the code that was typed, '' when it is plain."""
        if not self._also:
            return ""
        others = ", ".join(option.label for option in self._also)
        return t("Tāds pats kods ir arī: {others}. Ja domāts tas, rakstiet nosaukumu.", others=others)

    def take_key(self, event: QKeyEvent) -> bool:
        """Go on to the count at "×" after a chosen service; everything else as in any search."""
        if event.text() in _TIMES and self.value() is not None and not self.list_is_open():
            self.count_asked.emit()
            return True
        return super().take_key(event)

    def _read_code(self, text: str) -> None:
        self._also = ()
        found = self._codes.get(text.strip(), ()) if _CODE.fullmatch(text.strip()) else ()
        if not found:
            return
        if self.list_is_open():
            self.take_key(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
        self.set_value(found[0].id)
        self._also = found[1:]
        self.line.selectAll()
        self.edited.emit()
