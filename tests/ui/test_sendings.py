"""This file is the place where papers are ticked, sent and confirmed from the page of sendings, by keyboard alone."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from kacdesk.core import clock
from kacdesk.core.ids import reference_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.ui.papers.page import NAME, SendingsPage
from kacdesk.ui.register.paper import PaperDialog
from tests.helpers import desk
from tests.ui import seen, standing
from tests.ui.hands import Hands

DOCUMENT, BATCH = "received_document", "paper_batch"


@pytest.fixture
def papers(context: Context) -> list[UUID]:
    """Return two papers for one addressee and one for another, as they are handed in."""
    vsaa, nva = (reference_id("institution", code) for code in ("VSAA", "NVA"))
    return [
        records.save(context, DOCUMENT, desk.document(addressee_id=whose)).id for whose in (vsaa, vsaa, nva)
    ]


def page_of(hands: Hands) -> SendingsPage:
    hands.window.go_to(NAME)
    hands.settle()
    page = hands.window.pages[NAME]
    assert isinstance(page, SendingsPage)
    return page


def custody(context: Context) -> dict[UUID, str]:
    return {row["id"]: row["custody"] for row in desk.registered(context.store, DOCUMENT)}


@pytest.mark.clause("000-06", "000-20")
def test_a_pile_is_ticked_sent_and_confirmed_by_keyboard(
    papers: list[UUID], hands: Hands, context: Context
) -> None:
    page = page_of(hands)
    assert page.piles.topLevelItemCount() == 2
    page.piles.setFocus()
    hands.press(Qt.Key.Key_End)
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Up)
    hands.press(Qt.Key.Key_Space)
    assert page.piles.ticked == papers[:2]
    assert "2 papīri" in page.ticked.text()
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert page.piles.topLevelItemCount() == 1
    chosen = page.batches.chosen
    assert chosen is not None
    assert (chosen.papers, chosen.is_open) == (2, True)

    hands.push("Nosūtīts", within=page)
    hands.settle()
    assert [custody(context)[paper] for paper in papers] == ["SENT", "SENT", "AT_CENTRE"]
    hands.push("Saņemšana apstiprināta …", within=page)
    hands.write("Lietvede Paraudziņa")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert [custody(context)[paper] for paper in papers] == ["ACKNOWLEDGED", "ACKNOWLEDGED", "AT_CENTRE"]
    (batch,) = desk.registered(context.store, BATCH)
    assert (batch["acknowledged_by"], batch["acknowledged_on"]) == ("Lietvede Paraudziņa", clock.today_riga())
    assert page.batches.chosen is None


def test_enter_without_a_tick_takes_what_the_keyboard_is_on(
    papers: list[UUID], hands: Hands, context: Context
) -> None:
    page = page_of(hands)
    page.piles.setFocus()
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    (line,) = desk.registered(context.store, "paper_batch_line")
    assert line["document_id"] == papers[2]


def test_papers_of_two_addressees_are_refused_in_a_sentence(
    papers: list[UUID], hands: Hands, context: Context
) -> None:
    page = page_of(hands)
    for place in (0, 1):
        item = page.piles.topLevelItem(place)
        assert item is not None
        item.setCheckState(0, Qt.CheckState.Checked)
    page.prepare()
    hands.settle()
    assert "dažādiem adresātiem" in hands.strip
    assert desk.registered(context.store, BATCH) == []
    assert page.piles.ticked != []


def test_the_list_to_be_signed_is_shown_from_the_page(papers: list[UUID], hands: Hands) -> None:
    page = page_of(hands)
    page.piles.setFocus()
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    page.print_list()
    hands.settle()
    (dialog,) = page.findChildren(PaperDialog)
    assert dialog.windowTitle() == "Nodošanas saraksts"
    dialog.close()


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
def test_the_page_is_read_heard_and_tabbed_through(
    papers: list[UUID], hands: Hands, size: tuple[int, int]
) -> None:
    hands.window.resize(*size)
    page = page_of(hands)
    page.prepare()
    hands.settle()
    page.confirm()
    assert [*seen.nameless(page), *seen.unlabelled(page), *seen.cut(page), *standing.out_of_order(page)] == []
    assert (hands.window.width(), hands.window.height()) == size
