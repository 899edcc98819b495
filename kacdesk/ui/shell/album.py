"""This file is the place where pictures of the window are taken, one of everything a person can see."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from kacdesk.core import clock
from kacdesk.services import catalog
from kacdesk.ui.fields.reference import ReferenceInput
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.register.form import RegisterForm
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.shell.window import MainWindow

_LONGEST_WAIT_MS = 15_000
_LOOK_AGAIN_MS = 20


class Album:
    """Numbers the pictures as they are taken."""

    def __init__(self, window: MainWindow, jobs: Jobs, out: Path) -> None:
        self._window = window
        self._jobs = jobs
        self._out = out
        self.taken: list[Path] = []

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Write a picture of the window, or of a dialog of its own."""
        self.quiet()
        path = self._out / f"{len(self.taken) + 1:02}-{name}.png"
        (widget or self._window).grab().save(str(path))
        self.taken.append(path)

    def quiet(self) -> None:
        """Wait until every question asked so far is answered and drawn."""
        answered: list[object] = []
        self._jobs.run(self._window, catalog.actor).then(answered.append)
        until(lambda: bool(answered))
        self._jobs.read(self._window, catalog.actor).then(answered.append)
        until(lambda: len(answered) == 2)
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


def take_pictures(window: MainWindow, jobs: Jobs, out: Path) -> list[Path]:
    """Write pictures of every page, of forms begun and refused, of a record, of the report and the keys."""
    out.mkdir(parents=True, exist_ok=True)
    album = Album(window, jobs, out)
    registers = [window.register_page(spec.name) for spec in window.desk.pages]
    for page in registers:
        _picture_records(album, window, page)
    for page in registers:
        if page.is_writable:
            _picture_form(album, window, page)
    for name, other in window.pages.items():
        if other not in registers:
            window.go_to(name)
            album.take(name)
    first = registers[0]
    window.show_page(first.spec.name)
    first.list.search.setText("nekā tāda nav")
    first.list.table.search("nekā tāda nav")
    album.take("nothing-found")
    first.list.search.clear()
    _picture_contacts(album, window, registers[:2])
    month = window.monthly_dialog()
    month.show()
    today = clock.today_riga()
    month.choose(today.year, today.month)
    until(month.save_button.isEnabled)
    album.take("month", month)
    month.close()
    guide = window.help_dialog()
    guide.appear()
    for row in range(guide.topics.count()):
        guide.topics.setCurrentRow(row)
        album.take("keys" if row == 0 else f"guide-{row}", guide)
    guide.close()
    window.guard.lock()
    album.take("locked")
    return album.taken


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
    album.take("contacts")
    for page in pages:
        page.form.throw_away()
        page.back_to_list()


def _picture_records(album: Album, window: MainWindow, page: RegisterPage) -> None:
    name = page.spec.name
    window.show_page(name)
    album.take(f"{name}-list")
    if not page.list.table.rowCount():
        return
    page.open(page.list.table.ids[0])
    until(lambda: not page.is_at_list)
    album.take(f"{name}-record")
    page.correct()
    if page.is_writable:
        until(lambda: page.shown is page.form)
        album.take(f"{name}-correction")
    page.back_to_list()


def _picture_form(album: Album, window: MainWindow, page: RegisterPage) -> None:
    """Picture an empty form that was refused, so that nothing is written, and one in which somebody types."""
    window.new(page.spec.name)
    page.save()
    album.take(f"{page.spec.name}-form-refused")
    page.new()
    window.strip.clear()
    field = _service_field(page.form)
    if field is not None:
        album.quiet()
        field.line.setFocus()
        field.line.setText("pens")
        field.open_list()
    album.take(f"{page.spec.name}-form")
    if field is not None:
        field.line.left.emit()
    page.form.throw_away()
    page.back_to_list()


def _service_field(form: RegisterForm) -> ReferenceInput | None:
    table = next(iter(form.tables.values()), None)
    frames = table.rows[0].fields.frames if table is not None and table.rows else form.fields.frames
    field = frames["service_id"].input if "service_id" in frames else None
    return field if isinstance(field, ReferenceInput) else None
