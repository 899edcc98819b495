"""This file is the place where files are added to a record in the window and looked at inside it."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from reportlab.pdfgen.canvas import Canvas

from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments, scans
from kacdesk.store import tables
from kacdesk.ui.attachments import panel as panel_module
from kacdesk.ui.attachments.panel import AttachmentsPanel
from kacdesk.ui.attachments.pictures import as_png
from kacdesk.ui.attachments.scan_folder import ScanFolder
from kacdesk.ui.attachments.viewer import FileViewer
from tests.helpers import desk
from tests.services.test_scans import scanned
from tests.ui.hands import CTRL, Hands

DOCUMENT = "received_document"


def two_pages() -> bytes:
    """Return a made-up PDF of two pages."""
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for page in (1, 2):
        canvas.drawString(72, 700, f"Izdomāta lapa {page}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def picture() -> QImage:
    made = QImage(60, 40, QImage.Format.Format_RGB32)
    made.fill(QColor("teal"))
    return made


@pytest.fixture
def paper(context: Context) -> UUID:
    """Return a document that somebody handed in."""
    return records.save(context, DOCUMENT, desk.document(submitter_name="Paraugs Izdomātais")).id


def opened(hands: Hands, record: UUID) -> AttachmentsPanel:
    """Show the record and return the panel of its files."""
    hands.window.show_page(DOCUMENT)
    hands.page(DOCUMENT).open(record)
    hands.settle()
    panel = hands.page(DOCUMENT).view.files
    assert panel is not None
    return panel


def viewer_of(panel: AttachmentsPanel) -> FileViewer:
    return panel.window().findChildren(FileViewer)[-1]


def test_files_are_dropped_pasted_and_chosen_and_then_listed(
    paper: UUID, hands: Hands, context: Context, tmp_path: Path
) -> None:
    panel = opened(hands, paper)
    (tmp_path / "skenets.pdf").write_bytes(two_pages())
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(tmp_path / "skenets.pdf"))])
    assert panel.take(dropped)
    hands.settle()
    QGuiApplication.clipboard().setImage(picture())
    hands.page(DOCUMENT).view.focus_first()
    hands.press(Qt.Key.Key_V, CTRL)
    hands.settle()
    assert [file.words for file in panel.files] == ["1. Dokuments, PDF", "2. Dokuments, PNG"]
    assert "tikai šajā datorā" in panel.list.texts[0]
    kept = attachments.attachments(context, paper)
    assert kept[1].size == len(as_png(picture()))


def hit_by_the_mouse(view: QWidget, at: QPoint) -> QWidget:
    """Return the widget that is told of what is dragged over a place, as Qt looks for it."""
    hit: QWidget | None = view.childAt(at) or view
    while hit is not None and not hit.acceptDrops():
        hit = hit.parentWidget()
    assert hit is not None
    return hit


def drag(view: QWidget, given: QMimeData) -> bool:
    """Drag something onto the middle of a view and let it go there; say whether it was taken."""
    at, copy, left = view.rect().center(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    target, none = hit_by_the_mouse(view, at), Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPointF(at), copy, given, left, none)
    QApplication.sendEvent(target, entering)
    if not entering.isAccepted():
        return False
    let_go = QDropEvent(QPointF(at), copy, given, left, none)
    QApplication.sendEvent(target, let_go)
    return let_go.isAccepted()


def test_a_file_is_dragged_onto_the_record_with_the_mouse(paper: UUID, hands: Hands, tmp_path: Path) -> None:
    panel = opened(hands, paper)
    view = hands.page(DOCUMENT).view
    (tmp_path / "skenets.pdf").write_bytes(two_pages())
    file, words = QMimeData(), QMimeData()
    file.setUrls([QUrl.fromLocalFile(str(tmp_path / "skenets.pdf"))])
    words.setText("tikai vārdi")
    assert not drag(view, words)
    assert drag(view, file)
    hands.settle()
    assert [each.words for each in panel.files] == ["1. Dokuments, PDF"]


def test_a_page_that_the_scanner_writes_meanwhile_is_offered_by_itself(
    paper: UUID, hands: Hands, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_module, "_LOOK_AGAIN_MS", 20)
    folder = tmp_path / "skeneris"
    folder.mkdir()
    scans.watch(context, folder, remove=False)
    panel = opened(hands, paper)
    assert not panel.scans.is_there
    scanned(folder, "skenejums.pdf", two_pages())
    hands.until(lambda: panel.scans.is_there)


def test_a_wrong_file_and_an_empty_clipboard_are_told_in_a_sentence(
    paper: UUID, hands: Hands, tmp_path: Path
) -> None:
    panel = opened(hands, paper)
    wrong = tmp_path / "virus.pdf"
    wrong.write_bytes(b"MZ tas nav dokuments")
    panel.add([wrong])
    hands.settle()
    assert "nav PDF, JPEG vai PNG" in panel.strip.text
    QGuiApplication.clipboard().setText("tikai vārdi")
    panel.paste()
    assert "nav ne attēla, ne datnes" in panel.strip.text
    assert panel.files == []


def test_a_personal_file_is_looked_at_for_a_purpose_page_by_page(
    paper: UUID, hands: Hands, context: Context
) -> None:
    attachments.attach_content(context, DOCUMENT, paper, two_pages())
    panel = opened(hands, paper)
    panel.list.focus_row(0)
    hands.press(Qt.Key.Key_Return)
    assert not panel.purpose.isHidden()
    assert panel.window().findChildren(FileViewer) == []
    hands.write("Klienta jautājums")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    viewer = viewer_of(panel)
    hands.until(lambda: viewer.shown is not None)
    assert viewer.page_words.text() == "1. lapa no 2"
    viewer.turn(1)
    hands.settle()
    assert viewer.page_words.text() == "2. lapa no 2"
    fitted = viewer.shown
    viewer.scale(2)
    assert viewer.zoom > 0
    assert viewer.shown is fitted
    acts = [(row["act"], row["purpose"]) for row in desk.all_rows(context.store, tables.access_log)]
    assert ("file", "Klienta jautājums") in acts
    viewer.close()


def test_looking_at_a_file_leaves_nothing_of_it_on_the_disk(
    paper: UUID, hands: Hands, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setenv("TMPDIR", str(spare))
    attachments.attach_content(context, DOCUMENT, paper, two_pages())
    panel = opened(hands, paper)
    panel.list.rows[0].click()
    hands.write("Pārbaude")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    hands.until(lambda: viewer_of(panel).shown is not None)
    viewer_of(panel).close()
    assert list(spare.iterdir()) == []
    held = [path for path in context.store.path.parent.rglob("*") if path.is_file()]
    assert not [path for path in held if b"%PDF-" in path.read_bytes()]


def test_a_file_is_taken_off_with_a_reason(paper: UUID, hands: Hands, context: Context) -> None:
    attachments.attach_content(context, DOCUMENT, paper, as_png(picture()))
    panel = opened(hands, paper)
    panel.list.rows[0].click()
    hands.write("Pārbaude")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    viewer = viewer_of(panel)
    viewer.removal_asked.emit("Slikti noskenēta")
    hands.settle()
    assert attachments.attachments(context, paper) == []
    assert not panel.list.is_there


def test_a_page_from_the_scanner_is_one_key_away(
    paper: UUID, hands: Hands, context: Context, tmp_path: Path
) -> None:
    folder = tmp_path / "skeneris"
    folder.mkdir()
    panel = opened(hands, paper)
    settings = ScanFolder(hands.jobs, panel)
    hands.settle()
    settings.set_folder(folder)
    settings.remove.setChecked(True)
    settings.save()
    hands.settle()
    page = scanned(folder, "skenejums.pdf", two_pages())
    panel.look_for_scans()
    hands.settle()
    assert len(scans.waiting(context)) == 1
    assert panel.scans.texts[0].startswith("Jauns skenējums")
    panel.scans.focus_row(0)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert [file.words for file in panel.files] == ["1. Dokuments, PDF"]
    assert not panel.scans.is_there
    assert not page.exists()


def test_a_voided_record_shows_its_files_and_takes_no_more(
    paper: UUID, hands: Hands, context: Context
) -> None:
    attachments.attach_content(context, DOCUMENT, paper, as_png(picture()))
    records.void(context, DOCUMENT, paper, reason="kļūda")
    panel = opened(hands, paper)
    assert len(panel.files) == 1
    panel.paste()
    hands.settle()
    assert len(panel.files) == 1
