"""This file is the place where the paper of a report is looked at before it is printed or saved."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kacdesk.core.text import t
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button, plain_button
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.report.pages_view import FIT, STEP, PagesView


class PaperView(QWidget):
    """The pages, and above them what can be done: turn, make larger, print, save.

    Signals: `left()` the person goes back to the figures · `print_asked()` · `save_asked()`.
    """

    left = Signal()
    print_asked = Signal()
    save_asked = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.pages = PagesView(jobs)
        self.page_words = label("", "quiet")
        self.zoom_words = label("", "quiet")
        self.print_button = main_button(t("Drukāt …"), self.print_asked.emit, icon_name="print")
        self.save_button = plain_button(t("Saglabāt …"), self.save_asked.emit, icon_name="save")
        self._before = self._sign("back", t("Iepriekšējā lapa (PgUp)"), partial(self._turn, -1))
        self._after = self._sign("next", t("Nākamā lapa (PgDn)"), partial(self._turn, 1))
        acts = QWidget()
        row = Flow(acts)
        for widget in (
            plain_button(t("Uz skaitļiem (Esc)"), self.left.emit, icon_name="back"),
            self.print_button,
            self.save_button,
            self._before,
            self.page_words,
            self._after,
            plain_button("−", partial(self.pages.scale, 1 / STEP), tip=t("Mazāk (-)")),
            self.zoom_words,
            plain_button("+", partial(self.pages.scale, STEP), tip=t("Vairāk (+)")),
            plain_button(t("Visā platumā (0)"), partial(self.pages.set_zoom, FIT)),
            plain_button(t("100 % (1)"), partial(self.pages.set_zoom, 1.0)),
        ):
            row.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(acts)
        box.addWidget(self.pages, 1)
        self.pages.moved.connect(self._tell)
        self._tell()

    def _sign(self, drawing: str, tip: str, act: "partial[None]") -> QWidget:
        return plain_button("", act, icon_name=drawing, tip=tip)

    def show_pdf(self, pdf: bytes | None) -> None:
        """Show a paper; None while it is drawn."""
        self.pages.show_pdf(pdf)
        self.print_button.setEnabled(pdf is not None)
        self.save_button.setEnabled(pdf is not None)
        self._tell()

    def _turn(self, step: int) -> None:
        self.pages.go_to(self.pages.page + step)

    def _tell(self) -> None:
        pages, page = self.pages.pages, self.pages.page
        self.page_words.setText(
            t("{page}. lapa no {pages}", page=page + 1, pages=pages) if pages else t("Zīmē…")
        )
        self.zoom_words.setText(t("{percent} %", percent=self.pages.percent))
        self._before.setEnabled(page > 0)
        self._after.setEnabled(page + 1 < pages)
