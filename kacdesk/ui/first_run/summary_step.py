"""This file is the place where everything that was said is shown once more, with the key to keep on paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QVBoxLayout

from kacdesk.core.clock import today_riga
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.ui.first_run.step import Step
from kacdesk.ui.look.buttons import label, plain_button
from kacdesk.ui.look.scrolling import bring_in_sight


class SummaryStep(Step):
    """What will be made. The key is asked to be kept before there is anything that it opens."""

    def __init__(self, key: str) -> None:
        super().__init__(
            t("Kopsavilkums"),
            t("Vai viss ir pareizi?"),
            t("Līdz šim nekas nav izveidots; var arī iet atpakaļ."),
        )
        self.key = key
        self._point = ""
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setColumnStretch(1, 1)
        self.box.addLayout(self._facts)
        card = QFrame()
        card.setProperty("part", "card")
        inside = QVBoxLayout(card)
        inside.addWidget(label(t("Atjaunošanas atslēga"), "heading"))
        why = t(
            "Ar to datus atver, ja datora lietotājs vai paroles frāze ir zudusi. Kas to zina, var datus izlasīt: "
            "glabājiet papīru seifā, nevis pie datora."
        )
        inside.addWidget(label(why, "quiet", wrap=True))
        shown = label(key, "record", wrap=True)
        shown.setAccessibleName(t("Atjaunošanas atslēga: {key}", key=key))
        inside.addWidget(shown)
        self.kept = QCheckBox(t("Atslēga ir uz papīra un noglabāta"))
        self.kept.setAccessibleName(self.kept.text())
        inside.addWidget(self.kept)
        button = plain_button(t("Drukāt atslēgu …"), self._ask_printer, icon_name="print")
        inside.insertWidget(inside.count() - 1, button, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addWidget(card)

    def show_facts(self, point: str, facts: Sequence[tuple[str, str]]) -> None:
        """Show what was said, a line for each."""
        self._point = point
        while self._facts.count():
            item = self._facts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for row, (name, told) in enumerate(facts):
            self._facts.addWidget(label(name, "label"), row, 0)
            self._facts.addWidget(label(told, "value", wrap=True), row, 1)

    def enter(self) -> None:
        self.kept.setFocus()
        bring_in_sight(self.kept)

    def problem(self) -> str:
        if self.kept.isChecked():
            return ""
        return t("Izdrukājiet vai pārrakstiet atjaunošanas atslēgu un to atzīmējiet.")

    def print_to(self, printer: QPrinter) -> None:
        """Print the key; it is never written to a file by the program itself."""
        page = QTextDocument()
        page.setHtml(
            "<h2>{title}</h2><p>{point}<br>{day}</p><p style='font-size:20pt'><b>{key}</b></p><p>{how}</p>".format(
                title=t("kacdesk atjaunošanas atslēga"),
                point=_plain(self._point),
                day=short_date(today_riga()),
                key=self.key,
                how=t(
                    "Ja dati pēc datora lietotāja maiņas vairs neatveras, kacdesk prasīs paroles frāzi: "
                    "ierakstiet šo atslēgu, ar domuzīmēm. Glabājiet lapu seifā."
                ),
            )
        )
        page.print_(printer)

    def _ask_printer(self) -> None:
        printer = QPrinter()
        printer.setDocName(t("kacdesk atjaunošanas atslēga"))
        if QPrintDialog(printer, self).exec():
            self.print_to(printer)


def _plain(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
