"""This file is the place where changes of the catalogue, the shelf of forms and the notices are used by keyboard."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.catalogue import acknowledging, notices, reference_data
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments
from kacdesk.ui.catalogue.to_know import NAME as TO_KNOW
from kacdesk.ui.catalogue.to_know import ToKnowPage
from kacdesk.ui.library.notices import NAME as NOTICES
from kacdesk.ui.library.notices import NoticesPage
from kacdesk.ui.library.shelf import NAME as LIBRARY
from kacdesk.ui.library.shelf import ShelfPage
from tests.helpers.editions import second_edition
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands
from tests.ui.mornings import today_of, walk_to


def to_know(hands: Hands) -> ToKnowPage:
    page = hands.window.pages[TO_KNOW]
    assert isinstance(page, ToKnowPage)
    return page


def shelf(hands: Hands) -> ShelfPage:
    hands.window.go_to(LIBRARY)
    page = hands.window.pages[LIBRARY]
    assert isinstance(page, ShelfPage)
    hands.settle()
    return page


@pytest.mark.clause("003-05")
def test_the_day_asks_to_read_the_new_edition_and_one_key_says_that_it_is_known(
    open_window: OpenWindow, context: Context, tmp_path: Path
) -> None:
    reference_data.load(context.store, second_edition(tmp_path))
    hands = open_window()
    day = today_of(hands)
    assert day.to_know.texts == ["Katalogs mainījies: 1 jauns, 3 beidzas, 1 apvienots, 1 mainīts."]
    walk_to(hands, day.to_know)
    hands.press(Qt.Key.Key_Return)
    page = to_know(hands)
    hands.until(lambda: hands.window.page is page and page.known.isVisible())
    told = [text for block in page.changes.values() for text in block.texts]
    assert "Jauns pabalsts (paraugs)" in told
    assert any(text.startswith("Vienots atbalsts (paraugs), agrāk: ") for text in told)
    hands.until(page.known.hasFocus)
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: acknowledging.asked(context) == ())
    hands.until(lambda: not page.known.isVisible())
    hands.until(lambda: "jums tas ir zināms" in hands.strip)


def test_the_supervisor_sees_who_has_not_read_it_yet(
    open_window: OpenWindow, context: Context, tmp_path: Path
) -> None:
    reference_data.load(context.store, second_edition(tmp_path))
    hands = open_window()
    hands.window.go_to(TO_KNOW)
    page = to_know(hands)
    hands.until(lambda: page.people.is_there)
    assert page.people.texts == ["Katalogs 2027.01, 2, Paraugs Vadītājs, Izdomātā Darbiniece"]


def test_when_nothing_is_new_the_page_says_so(hands: Hands) -> None:
    hands.window.go_to(TO_KNOW)
    hands.settle()
    assert not any(block.is_there for block in to_know(hands).blocks)


@pytest.mark.clause("003-09", "001-32")
def test_a_form_is_found_read_and_ready_to_print_by_a_few_letters(
    open_window: OpenWindow, context: Context, tmp_path: Path
) -> None:
    values = {"title": "Iesnieguma veidlapa (paraugs)", "kind": "FORM", "version": "2026"}
    record = records.save(context, "library_item", values).id
    file = tmp_path / "veidlapa.pdf"
    file.write_bytes(notices.draw(context, "channels"))
    attachments.attach(context, "library_item", record, file)
    hands = open_window()
    page = shelf(hands)
    hands.write("iesniegum")
    hands.until(
        lambda: page.rows.texts == ["Iesnieguma veidlapa (paraugs) · 2026, lasīt un drukāt, Veidlapa"]
    )
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: page.dialog is not None and page.dialog.drawn is not None)
    assert page.dialog is not None
    assert page.dialog.drawn == file.read_bytes()
    page.dialog.reject()


@pytest.mark.clause("001-32")
def test_older_versions_stay_at_hand(open_window: OpenWindow, context: Context) -> None:
    values = {"title": "Noteikumi (paraugs)", "kind": "FORM"}
    old = {**values, "version": "1", "valid_to": clock.today_riga() - timedelta(days=1)}
    records.save(context, "library_item", old)
    records.save(context, "library_item", {**values, "version": "2"})
    hands = open_window()
    page = shelf(hands)
    hands.until(lambda: [text.split(",")[0] for text in page.rows.texts] == ["Noteikumi (paraugs) · 2"])
    page.older.setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: len(page.rows.texts) == 2)
    assert "vecā versija" in page.rows.texts[1]


@pytest.mark.clause("002-14", "002-15", "001-22", "004-20")
def test_notices_are_looked_at_by_keyboard_and_the_list_is_saved(hands: Hands, tmp_path: Path) -> None:
    hands.window.go_to(NOTICES)
    hands.settle()
    page = hands.window.pages[NOTICES]
    assert isinstance(page, NoticesPage)
    hands.until(lambda: page.papers.rows[0].hasFocus())
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: page.dialog is not None and page.dialog.drawn is not None)
    assert page.dialog is not None
    page.dialog.reject()
    page.save_list(tmp_path / "saraksts.html")
    hands.until(lambda: (tmp_path / "saraksts.html").exists())
    hands.until(lambda: "saraksts.html" in hands.strip)
