"""This file is the place where slip and stamp are shown, saved and printed from the window."""

from contextlib import closing
from pathlib import Path
from uuid import UUID

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton

from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.papers import slips
from kacdesk.ui.register.paper import PaperDialog
from kacdesk.ui.register.printing import page_picture, print_pages
from tests.helpers.desk import document, line, visit
from tests.reports.pdf_reading import ink_share, words_of
from tests.ui.hands import CTRL, Hands


@pytest.fixture
def paper(context: Context) -> UUID:
    """Return a received document that is already there."""
    return records.save(context, "received_document", document(pages=2)).id


def _open(hands: Hands, register: str, record: UUID) -> None:
    hands.window.show_page(register)
    hands.page(register).open(record)
    hands.settle()


def _dialog(hands: Hands) -> PaperDialog:
    [dialog] = [each for each in hands.window.findChildren(PaperDialog) if each.isVisible()]
    hands.until(lambda: dialog.drawn is not None)
    return dialog


def test_ctrl_p_shows_the_slip_of_the_record_and_saves_it(hands: Hands, paper: UUID, tmp_path: Path) -> None:
    _open(hands, "received_document", paper)
    code = hands.shown.view.opened
    assert code is not None
    hands.press(Qt.Key.Key_P, CTRL)
    dialog = _dialog(hands)
    assert dialog.windowTitle() == "Lapiņa klientam"
    dialog.save_to(tmp_path / "lapina.pdf")
    hands.until(lambda: "lapina.pdf" in dialog.strip.text)
    assert code.code in words_of(tmp_path / "lapina.pdf")
    dialog.reject()


def test_ctrl_p_in_the_list_takes_the_marked_row(hands: Hands, context: Context) -> None:
    record = records.save(context, "visit", visit(), {"visit_service": [line()]}).id
    hands.window.go_to("visit")
    hands.until(lambda: hands.page("visit").list.table.ids == [record])
    hands.press(Qt.Key.Key_P, CTRL)
    dialog = _dialog(hands)
    assert dialog.drawn is not None
    dialog.size_choice.setCurrentIndex(1)
    hands.until(lambda: dialog.drawn is not None)
    with closing(pdfium.PdfDocument(dialog.drawn)) as drawn:
        assert round(drawn.get_page_size(0)[0]) == 595
    dialog.reject()


def test_the_stamp_is_offered_for_documents_only(hands: Hands, context: Context, paper: UUID) -> None:
    _open(hands, "received_document", paper)
    hands.push("Spiedogs SAŅEMTS", within=hands.shown.view)
    dialog = _dialog(hands)
    assert dialog.windowTitle() == "Spiedogs SAŅEMTS"
    dialog.reject()
    _open(hands, "visit", records.save(context, "visit", visit()).id)
    shown = [each.text() for each in hands.shown.view.findChildren(QPushButton) if each.isVisible()]
    assert "Spiedogs SAŅEMTS" not in shown
    assert "Drukāt lapiņu (Ctrl+P)" in shown


def test_a_voided_document_offers_no_papers(hands: Hands, context: Context, paper: UUID) -> None:
    records.void(context, "received_document", paper, reason="divreiz")
    _open(hands, "received_document", paper)
    shown = [each.text() for each in hands.shown.view.findChildren(QPushButton) if each.isVisible()]
    assert not {"Spiedogs SAŅEMTS", "Drukāt lapiņu (Ctrl+P)"} & set(shown)


def test_a_row_voided_meanwhile_is_told_in_the_dialog(hands: Hands, context: Context, paper: UUID) -> None:
    hands.window.go_to("received_document")
    hands.settle()
    records.void(context, "received_document", paper, reason="divreiz")
    hands.press(Qt.Key.Key_P, CTRL)
    [dialog] = [each for each in hands.window.findChildren(PaperDialog) if each.isVisible()]
    hands.until(lambda: "anulēts" in dialog.strip.text)
    assert not dialog.print_button.isEnabled()
    dialog.reject()


def test_without_a_printer_the_dialog_says_to_save(hands: Hands, paper: UUID) -> None:
    _open(hands, "received_document", paper)
    hands.press(Qt.Key.Key_P, CTRL)
    dialog = _dialog(hands)
    dialog.printers.clear()
    dialog.print_it()
    assert "printera nav" in dialog.strip.text
    dialog.reject()


def test_what_is_printed_is_what_was_drawn_in_its_true_size(
    context: Context, paper: UUID, tmp_path: Path
) -> None:
    drawn = slips.slip(context, "received_document", paper, paper="a6")
    (tmp_path / "drawn.pdf").write_bytes(drawn)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert print_pages(drawn, printer)
    with closing(pdfium.PdfDocument(tmp_path / "printed.pdf")) as printed:
        width, height = printed.get_page_size(0)
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (105, 148)
    whole = (0.0, 0.0, 1.0, 1.0)
    ink = [ink_share(tmp_path / name, 0, whole) for name in ("drawn.pdf", "printed.pdf")]
    assert ink[0] > 0.02
    assert ink[1] == pytest.approx(ink[0], rel=0.15)


def test_a_picture_of_a_page_has_its_colours_and_its_size(context: Context, paper: UUID) -> None:
    picture = page_picture(slips.stamp(context, paper, paper="label"), dots_per_inch=144)
    assert (picture.width(), picture.height()) == (397, 210)
    colours = {picture.pixelColor(x, y).name() for x in range(0, 397, 3) for y in range(0, 210, 3)}
    assert "#ffffff" in colours
    assert "#2f5d7c" in colours, "the blue of the stamp, not its mirror image"
