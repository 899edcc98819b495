"""This file is the place where a person prints what hangs on the wall, and saves the list for the website."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from kacdesk.core.text import t
from kacdesk.services.catalogue import notices, service_list
from kacdesk.services.catalogue.notices import Notice
from kacdesk.services.context import Context
from kacdesk.services.papers import slips
from kacdesk.ui import names
from kacdesk.ui.jobs import Job, Jobs
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.kept_file import tell_kept
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.where_to_keep import ask_where
from kacdesk.ui.register.paper import Paper, PaperDialog
from kacdesk.ui.shell.page import Page
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line

NAME = names.NOTICES


def _keep_list(context: Context, path: Path) -> Path:
    """Write the list of services in the form that the file's name asks for, and return where it lies."""
    made = service_list.as_csv if path.suffix.lower() == ".csv" else service_list.as_html
    slips.keep(context, made(context), path)
    return path


class NoticesPage(Page):
    """The page of what is printed for people to see."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(NAME, t("Izdrukas"))
        self._jobs = jobs
        self.dialog: PaperDialog | None = None
        self.papers = Block(t("Sienai un galdam"))
        self.website = Block(t("Pašvaldības tīmekļvietnei"))
        scroll_in(self, sheet_of(self, self.papers, self.website), head=[label(self.title, "title")])
        self.papers.left.connect(partial(self._leave, self.website, 1))
        self.website.left.connect(partial(self._leave, self.papers, -1))
        self._fill()

    def _fill(self) -> None:
        self.papers.show_lines(
            [
                Line(each.name, t(each.label), partial(self.show_notice, each), below=t(each.about))
                for each in notices.NOTICES
            ],
            count="",
        )
        html, csv = t("Lapa ievietošanai tīmekļvietnē"), t("Tabula citām sistēmām")
        self.website.show_lines(
            [
                Line("html", t("Pakalpojumu saraksts (HTML)"), partial(self._ask_where, "html"), below=html),
                Line("csv", t("Pakalpojumu saraksts (CSV)"), partial(self._ask_where, "csv"), below=csv),
            ],
            count="",
        )

    def enter(self) -> None:
        self.papers.focus_row(0)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice as it will be printed."""

        def draw(owner: QObject, _size: str) -> Job[bytes]:
            return self._jobs.read(owner, notices.draw, notice.name)

        self.dialog = PaperDialog(self._jobs, Paper(t(notice.label), f"{notice.name}.pdf", draw), self)
        self.dialog.open()

    def save_list(self, path: Path) -> None:
        """Save the list of services; the end of the name says in which form."""
        job = self._jobs.read(self, _keep_list, path)
        job.then(partial(tell_kept, self.say))

    def _ask_where(self, form: str) -> None:
        if path := ask_where(self, f"pakalpojumi.{form}"):
            self.save_list(path)

    def _leave(self, to: Block, step: int, gone: int) -> None:
        if gone == step:
            to.focus_row(0 if step > 0 else -1)
