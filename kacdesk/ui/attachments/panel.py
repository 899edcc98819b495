"""This file is the place where files are added to a record and listed: dropped, pasted, chosen, or from the scanner."""

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from kacdesk.core.errors import DeskError
from kacdesk.core.latvian import clock_time
from kacdesk.core.text import t
from kacdesk.services.papers import attached_files, attachments, scans
from kacdesk.services.papers.attached_files import ROLES, FileLine, size_words
from kacdesk.services.papers.attachments import NotHere
from kacdesk.services.papers.attachments import Opened as OpenedFile
from kacdesk.services.papers.scans import Scan
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.attachments.pictures import as_png
from kacdesk.ui.attachments.scan_folder import ScanFolder
from kacdesk.ui.attachments.viewer import FileViewer
from kacdesk.ui.errors import words
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar, purposes
from kacdesk.ui.look.buttons import plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.labelled import labelled
from kacdesk.ui.look.strip import Strip, Tone
from kacdesk.ui.look.theme import INPUT_HEIGHT
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line, Urgency

_LOOK_AGAIN_MS = 3000
"""How often the scanner's folder is looked into while a record is shown."""


class AttachmentsPanel(QWidget):
    """The files of one record. What is personal is opened only for a purpose, which is written down.

    It is also the drop and the paste of the widget that it `serves`.
    """

    def __init__(self, jobs: Jobs, spec: RegisterSpec) -> None:
        super().__init__()
        self._jobs, self._spec = jobs, spec
        self.record: UUID | None = None
        self._purpose: str | None = None
        self._may_write = False
        self.files: list[FileLine] = []
        self.strip = Strip(self)
        self.purpose = AskBar(t("Kādam nolūkam skatīt datni?"), usual=purposes(), button=t("Skatīt"))
        self.list = Block(t("Datnes"))
        self.scans = Block(t("Jauns no skenera"))
        self.role = CalmCombo()
        self.role.setMinimumHeight(INPUT_HEIGHT)
        self.role.setAccessibleName(t("Datnes veids"))
        for choice in ROLES:
            self.role.addItem(t(choice.label), choice.code)
        self._acts = QWidget()
        self._build()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_AGAIN_MS)
        self._look.timeout.connect(self.look_for_scans)
        jobs.changed.connect(self._hear)

    def _build(self) -> None:
        row = Flow(self._acts)
        row.addWidget(plain_button(t("Pievienot datni …"), self._choose, icon_name="add"))
        row.addWidget(plain_button(t("Ielīmēt (Ctrl+V)"), self.paste, icon_name="copy"))
        row.addWidget(labelled(t("Datnes veids"), self.role, self.role))
        row.addWidget(plain_button(t("Skenera mape …"), self.set_folder, icon_name="folder"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for part in (self.strip, self.purpose, self.scans, self.list, self._acts):
            box.addWidget(part)

    def serve(self, page: QWidget) -> None:
        """Take what is dropped on a widget or pasted while the keyboard is in it."""
        page.setAcceptDrops(True)
        page.installEventFilter(self)
        pasting = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), page)
        pasting.activated.connect(self.paste)
        pasting.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_record(self, record: UUID, *, purpose: str | None, may_write: bool) -> None:
        """Show the files of a record. `purpose` is why it stands open already, None while it is masked."""
        if record != self.record:
            self.strip.clear()
            self.list.show_lines(())
        self.record, self._purpose, self._may_write = record, purpose, may_write
        self.purpose.cancel()
        self._acts.setVisible(may_write)
        self.scans.show_lines(())
        self.reload()
        self.look_for_scans()

    def cancel_question(self) -> bool:
        """Take an open question away; False when none was open."""
        asked = not self.purpose.isHidden()
        self.purpose.cancel()
        return asked

    def reload(self) -> None:
        """Read the list of files anew."""
        if self.record is not None:
            job = self._jobs.read(self, attached_files.files_of, self.record)
            job.then(partial(self._show_files, self.record), self._failed)

    # --- adding --------------------------------------------------------------------------------------------------
    def add(self, paths: list[Path]) -> None:
        """Attach files to the record, one after another."""
        if self._may_write and self.record is not None:
            for path in paths:
                job = self._jobs.run(self, attachments.attach, self._spec.name, self.record, path, self._role)
                job.then(self._attached, self._failed)

    def paste(self) -> None:
        """Attach the picture or the files of the clipboard."""
        if self._may_write and not self.take(QGuiApplication.clipboard().mimeData()):
            self.strip.say(t("Starpliktuvē nav ne attēla, ne datnes."), Tone.QUESTION)

    def take(self, given: QMimeData) -> bool:
        """Attach what was dropped or pasted; False when it holds neither files nor a picture."""
        paths = [Path(url.toLocalFile()) for url in given.urls() if url.isLocalFile()]
        if paths:
            self.add(paths)
            return True
        picture = given.imageData() if given.hasImage() else None
        if not isinstance(picture, QImage) or picture.isNull():
            return False
        if self._may_write and self.record is not None:
            job = self._jobs.run(
                self,
                attachments.attach_content,
                self._spec.name,
                self.record,
                as_png(picture),
                self._role,
            )
            job.then(self._attached, self._failed)
        return True

    def look_for_scans(self) -> None:
        """Offer what has come from the scanner."""
        if self._may_write and self.record is not None:
            self._jobs.read(self, scans.waiting).then(self._show_scans, self._failed)

    @property
    def _role(self) -> str:
        return str(self.role.currentData())

    def _attached(self, _file: object) -> None:
        self.strip.say(t("Datne pievienota."), Tone.DONE)

    def _take_scan(self, scan: Scan) -> None:
        if self.record is not None:
            job = self._jobs.run(self, scans.take, self._spec.name, self.record, scan)
            job.then(lambda _file: self._scan_taken(), self._failed)

    def _scan_taken(self) -> None:
        self.strip.say(t("Skenētā lapa pievienota."), Tone.DONE)
        self.look_for_scans()

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, t("Pievienot datni"), str(Path.home()), t("PDF un attēli (*.pdf *.jpg *.jpeg *.png)")
        )
        self.add([Path(each) for each in chosen])

    def set_folder(self) -> None:
        """Ask where the scanner puts its pages."""
        dialog = ScanFolder(self._jobs, self.window())
        dialog.changed.connect(self.look_for_scans)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # --- looking -------------------------------------------------------------------------------------------------
    def _look_at(self, file: FileLine) -> None:
        if self._purpose is None and self._spec.personal:
            self.purpose.ask(partial(self.open_for, file))
        else:
            self.open_for(file, self._purpose or t("Ieraksta apskate"))

    def open_for(self, file: FileLine, purpose: str) -> None:
        """Show a file for a purpose, which is written down."""
        if self.record is None:
            return
        self._purpose = purpose if self._spec.personal else None
        job = self._jobs.run(
            self, attachments.open_file, self._spec.name, self.record, file.sha256, purpose=purpose
        )
        job.then(partial(self._show_file, file), partial(self._not_opened, file))

    def _show_file(self, file: FileLine, opened: OpenedFile) -> None:
        viewer = FileViewer(self._jobs, opened, file.words, self.window(), may_remove=self._may_write)
        viewer.removal_asked.connect(partial(self._remove, file, viewer))
        viewer.open()

    def _not_opened(self, file: FileLine, error: DeskError) -> None:
        """Tell why, and ask for the file where the central store can bring it again."""
        self._failed(error)
        if isinstance(error, NotHere) or getattr(error, "elsewhere", False):
            self._jobs.run(self, attachments.fetch_again, file.sha256).then(lambda _none: self.reload())

    def _remove(self, file: FileLine, viewer: FileViewer, reason: str) -> None:
        if self.record is not None:
            job = self._jobs.run(
                self, attachments.detach, self._spec.name, self.record, file.sha256, reason=reason
            )
            job.then(lambda _none: self._removed(viewer), self._failed)

    def _removed(self, viewer: FileViewer) -> None:
        viewer.accept()
        self.strip.say(t("Datne noņemta; tā paliek vēsturē."), Tone.DONE)

    # --- showing -------------------------------------------------------------------------------------------------
    def _show_files(self, record: UUID, files: list[FileLine]) -> None:
        if record != self.record:
            return
        self.files = files
        self.list.show_lines(
            [
                Line(
                    file.sha256,
                    file.words,
                    partial(self._look_at, file),
                    below=file.state,
                    state=file.size,
                    urgency=Urgency.TODAY if file.waits else Urgency.NONE,
                )
                for file in files
            ]
        )

    def _show_scans(self, found: list[Scan]) -> None:
        self.scans.show_lines(
            [
                Line(
                    (scan.path, scan.at),
                    t("Jauns skenējums {time} — pievienot", time=clock_time(scan.at)),
                    partial(self._take_scan, scan),
                    below=scan.path.name,
                    state=size_words(scan.size),
                )
                for scan in found
            ]
        )

    def _hear(self, changed: dict[str, frozenset[UUID]]) -> None:
        if self.record in changed.get(self._spec.name, ()):
            self.reload()

    def _failed(self, error: DeskError) -> None:
        self.strip.say(words(error), Tone.TROUBLE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._look.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            if self._may_write and self.take(event.mimeData()):
                event.acceptProposedAction()
            return True
        if isinstance(event, QDragEnterEvent):
            given = event.mimeData()
            if self._may_write and (given.hasUrls() or given.hasImage()):
                event.acceptProposedAction()
            return True
        return super().eventFilter(watched, event)
