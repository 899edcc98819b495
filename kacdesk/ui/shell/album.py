"""This file is the place where pictures of the window are taken, as many as an album is to have."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from kacdesk.core import clock
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.services import catalog
from kacdesk.spec.register import Group, RegisterSpec
from kacdesk.ui.attachments.viewer import FileViewer
from kacdesk.ui.fields.reference import ReferenceInput
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.names import REPORTS
from kacdesk.ui.privacy.person import PersonPage
from kacdesk.ui.register.everywhere import EverywherePage
from kacdesk.ui.register.form import RegisterForm
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.shell.extent import Extent
from kacdesk.ui.shell.page import Page
from kacdesk.ui.shell.window import MainWindow
from kacdesk.ui.survey.page import SurveyPage

if TYPE_CHECKING:
    from kacdesk.ui.report.page import ReportsPage

_TELLING = ("feedback", "delegated_application", "point_settings")
"""Registers whose forms stand for all the others: with conditions, with many sections, with hardly any words."""

_LONGEST_WAIT_MS = 15_000
_LOOK_AGAIN_MS = 20

_ROUNDS = 3
"""An answer may ask again, and that answer once more."""


class Part(StrEnum):
    """What of a register can be pictured; the value ends the name of the picture."""

    LIST = "list"
    RECORD = "record"
    CORRECTION = "correction"
    REFUSED = "form-refused"
    FORM = "form"


class Album:
    """Takes the pictures, each under the name of what it shows."""

    def __init__(self, window: MainWindow, jobs: Jobs, out: Path) -> None:
        self._window = window
        self._jobs = jobs
        self._out = out
        self.taken: list[Path] = []

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Write a picture of the window, or of a dialog of its own."""
        self.quiet()
        path = self._out / f"{name}.png"
        (widget or self._window).grab().save(str(path))
        self.taken.append(path)

    def quiet(self) -> None:
        """Wait until every question asked so far is answered and drawn, and what an answer asked besides."""
        for ask in (self._jobs.run, self._jobs.draw, self._jobs.read) * _ROUNDS:
            answered: list[object] = []
            ask(self._window, catalog.actor).then(answered.append)
            until(partial(bool, answered))
        QApplication.processEvents()


def until(true: Callable[[], bool]) -> None:
    """Let the window work until something is true; TimeoutError when it never is."""
    if true():
        return
    loop = QEventLoop()
    look, late = QTimer(), QTimer()
    look.timeout.connect(lambda: loop.exit(0) if true() else None)
    late.setSingleShot(True)
    late.timeout.connect(lambda: loop.exit(1))
    look.start(_LOOK_AGAIN_MS)
    late.start(_LONGEST_WAIT_MS)
    if loop.exec() != 0:
        raise TimeoutError("the window did not come to rest")


def take_pictures(window: MainWindow, jobs: Jobs, out: Path, extent: Extent) -> list[Path]:
    """Write pictures of the pages, of forms begun and refused, of records, of the report, the keys and the guide."""
    out.mkdir(parents=True, exist_ok=True)
    album = Album(window, jobs, out)
    registers = [page for spec in window.desk.pages if (page := window.pages.of_register(spec.name))]
    for page in registers:
        _picture_register(album, window, page, _parts_of(page.spec, extent))
    for name in window.pages:
        if window.pages.of_register(name) is None:
            window.go_to(name)
            _fill(album, window.pages[name])
            album.take(name)
    first = registers[0]
    window.show_page(first.spec.name)
    first.list.search.setText("nekā tāda nav")
    first.list.table.search("nekā tāda nav")
    album.take("nothing-found")
    first.list.search.clear()
    _picture_contacts(album, window, registers[:2])
    _picture_file(album, window)
    _picture_dialogs(album, window)
    window.guard.lock()
    album.take("locked")
    return album.taken


def _parts_of(spec: RegisterSpec, extent: Extent) -> frozenset[Part]:
    """Return what of a register is pictured."""
    if spec.group is Group.CONTACTS:
        return frozenset(Part)
    if extent is Extent.WHOLE:
        return frozenset((Part.LIST, Part.RECORD, Part.FORM))
    return frozenset((Part.FORM,) if extent is Extent.SHOWN or spec.name in _TELLING else ())


def _fill(album: Album, page: Page) -> None:
    """Ask a page what it can be asked, where it shows nothing before."""
    if isinstance(page, EverywherePage):
        page.line.setText("piem")
        until(lambda: not any(timer.isActive() for timer in page.findChildren(QTimer)))
    elif isinstance(page, PersonPage):
        page.person.setText("Paraugs")
        page.purpose.setText("Atbilde uz datu subjekta pieprasījumu")
        page.ground.setText("Pieprasījums Nr. 1 (paraugs)")
        page.look_for()
    elif page.name == REPORTS:
        _picture_report(album, cast("ReportsPage", page))
    elif isinstance(page, SurveyPage):
        album.quiet()
        page.show_to_customer()
        if page.asking is not None:
            album.take("survey-customer", page.asking)
            page.asking.close()


def _picture_report(album: Album, page: "ReportsPage") -> None:
    """Picture the rows of a figure and the paper of this month, and leave its figures on the screen."""
    page.choose(Period.of(clock.today_riga()))
    until(lambda: page.figures is not None and page.front.sheet.is_made)
    if page.figures is not None and page.figures.summary.visits:
        visits = page.figures.summary.visits
        page.open_figure(f"{t('Apmeklējumi')}: {visits}", visits)
        album.quiet()
        album.take("reports-rows")
        page.back()
    page.show_paper()
    until(lambda: page.paper.pages.is_drawn)
    album.take("reports-paper")
    page.back()


def _picture_dialogs(album: Album, window: MainWindow) -> None:
    """Picture what stands beside the window: where to go, the keys and the guide."""
    window.show_go_to()
    album.take("go-to", window.go_to_dialog)
    window.go_to_dialog.reject()
    guide = window.help_dialog()
    guide.appear()
    for row in range(guide.topics.count()):
        guide.topics.setCurrentRow(row)
        album.take("keys" if row == 0 else f"guide-{row}", guide)
    guide.close()


def _picture_file(album: Album, window: MainWindow) -> None:
    """Picture the first file of the forms and materials, if one has been attached."""
    page = window.register_page("library_item")
    window.show_page(page.spec.name)
    album.quiet()
    for record in page.list.table.ids:
        page.open(record)
        until(lambda: not page.is_at_list)
        album.quiet()
        files = page.view.files
        if files is not None and files.files:
            files.open_for(files.files[0], t("Ieraksta apskate"))
            until(lambda: any(each.shown for each in window.findChildren(FileViewer)))
            viewer = window.findChildren(FileViewer)[0]
            album.take("file", viewer)
            viewer.reject()
            break
        page.back_to_list()
    page.back_to_list()


def _picture_contacts(album: Album, window: MainWindow, pages: list[RegisterPage]) -> None:
    """Picture two contacts that are open at a time, and leave none."""
    for page in pages:
        window.new(page.spec.name)
        field = _service_field(page.form)
        if field is not None:
            field.line.setFocus()
            field.line.setText("pens")
            page.form.fields.edited.emit("")
            album.quiet()
            field.open_list()
    album.take("contacts")
    for page in pages:
        _leave_service(page.form)
        page.form.throw_away()
        page.back_to_list()


def _picture_register(album: Album, window: MainWindow, page: RegisterPage, parts: frozenset[Part]) -> None:
    """Picture the wanted parts of a register; of one that is only read, a record instead of the form."""
    name = page.spec.name
    if not page.is_writable and Part.FORM in parts:
        parts = parts - {Part.FORM, Part.REFUSED, Part.CORRECTION} | {Part.RECORD}
    if parts & {Part.LIST, Part.RECORD, Part.CORRECTION}:
        window.go_to(name)
        album.quiet()
    if Part.LIST in parts:
        album.take(f"{name}-{Part.LIST}")
    if parts & {Part.RECORD, Part.CORRECTION} and page.list.table.rowCount():
        _picture_record(album, page, parts)
    if parts & {Part.REFUSED, Part.FORM}:
        _picture_form(album, window, page, parts)


def _picture_record(album: Album, page: RegisterPage, parts: frozenset[Part]) -> None:
    page.open(page.list.table.ids[0])
    until(lambda: not page.is_at_list)
    if Part.RECORD in parts:
        album.take(f"{page.spec.name}-{Part.RECORD}")
    if Part.CORRECTION in parts:
        page.correct()
        until(lambda: page.shown is page.form)
        album.take(f"{page.spec.name}-{Part.CORRECTION}")
    page.back_to_list()


def _picture_form(album: Album, window: MainWindow, page: RegisterPage, parts: frozenset[Part]) -> None:
    """Picture an empty form that was refused, so that nothing is written, and one in which somebody types."""
    window.new(page.spec.name)
    if Part.REFUSED in parts:
        page.save()
        album.take(f"{page.spec.name}-{Part.REFUSED}")
        page.new()
        window.strip.clear()
    field = _service_field(page.form)
    if field is not None and page.spec.group is Group.CONTACTS:
        album.quiet()
        field.line.setFocus()
        field.line.setText("pens")
        field.open_list()
    if Part.FORM in parts:
        album.take(f"{page.spec.name}-{Part.FORM}")
    _leave_service(page.form)
    page.form.throw_away()
    page.back_to_list()


def _leave_service(form: RegisterForm) -> None:
    """Close the list of services, as when the keyboard goes elsewhere."""
    field = _service_field(form)
    if field is not None:
        field.line.left.emit()


def _service_field(form: RegisterForm) -> ReferenceInput | None:
    table = next(iter(form.tables.values()), None)
    frames = table.rows[0].fields.frames if table is not None and table.rows else form.fields.frames
    field = frames["service_id"].input if "service_id" in frames else None
    return field if isinstance(field, ReferenceInput) else None
